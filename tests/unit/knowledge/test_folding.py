"""When two utterances are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Did Leapmotor deny it?", "did leapmotor  deny it"),
        ("what's new", "WHATS NEW"),
        ("what’s new", "what's new"),
        ("scénario 5", "Scenario 5"),
        ("STRASSE", "straße"),
        ("零跑？", "零跑"),
        ("ferrari-leapmotor deal", "Ferrari / Leapmotor deal"),
        ("Ｌeapmotor", "leapmotor"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leap motor", "leapmotor"),
        ("B10", "B10+"),
        ("5 $", "5 €"),
        ("か", "が"),
        ("零跑", "零跑汽车"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_nothing_but_punctuation_is_nothing() -> None:
    assert fold("?! …") == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
