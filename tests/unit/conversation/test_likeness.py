"""Which missed questions stand together."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.likeness import Clusters

TEXTS = st.text(max_size=60) | st.sampled_from(
    ["how much is the bolt", "bolt price", "sold in brazil", "sales 2024", ""]
)


def alike(first: str, second: str) -> bool:
    return Clusters([(1, first)]).like(second) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("how much is the bolt", "bolt price", "what does the bolt cost"),
        ("what does the bolt cost", "What does the BOLT cost???", "whta does the botl cost"),
        ("is it available in brazil", "available in brazil yet??"),
        ("who founded leapmotor", "who is it that founded leapmotor"),
    ],
)
def test_phrasings_of_one_question_are_alike(texts: tuple[str, ...]) -> None:
    for later in texts[1:]:
        assert alike(texts[0], later), later


@pytest.mark.parametrize(
    "texts",
    [
        ("is the bolt sold in brazil", "is the bolt sold in japan"),
        ("bolt sales 2024", "bolt sales 2025"),
        ("bolt price", "bolt range", "zenith price"),
        ("who founded acme", "when was acme founded by zenith"),
        ("", "?", "the and of", "bolt"),
    ],
)
def test_other_questions_are_not(texts: tuple[str, ...]) -> None:
    for first, second in combinations(texts, 2):
        assert not alike(first, second), (first, second)
        assert not alike(second, first), (second, first)


def test_a_question_goes_to_the_nearest_and_of_equal_ones_to_the_first() -> None:
    clusters = Clusters([(5, "bolt price"), (3, "bolt price in norway"), (9, "bolt price")])
    assert clusters.like("what does the bolt cost in norway") == 3
    assert clusters.like("bolt cost") == 5


def test_what_is_dropped_takes_no_more_and_what_is_added_again_is_replaced() -> None:
    clusters = Clusters([(1, "bolt price"), (2, "who owns acme")])
    clusters.drop(1)
    clusters.drop(1)
    clusters.add(2, "bolt range")
    assert len(clusters) == 1
    assert clusters.like("bolt price") is None
    assert clusters.like("who owns acme") is None
    assert clusters.like("range of the bolt") == 2


def test_of_many_clusters_the_oldest_is_let_go() -> None:
    clusters = Clusters([(1, "who owns acme"), (2, "bolt price")], most=2)
    clusters.add(1, "who bought acme")  # it is the newest again
    clusters.add(3, "why zenith")
    assert len(clusters) == 2
    assert [clusters.like(one) for one in ("bolt price", "bought acme", "zenith why")] == [
        None,
        1,
        3,
    ]
    for number in (1, 3):
        clusters.drop(number)
    assert (clusters._holding, clusters._words) == ({}, {})  # nothing stays of what is gone


@given(st.lists(TEXTS, max_size=12), TEXTS)
def test_any_texts_give_one_of_the_clusters_and_always_the_same(
    texts: list[str], asked: str
) -> None:
    first, second = Clusters(enumerate(texts)), Clusters(enumerate(texts))
    found = first.like(asked)
    assert found == second.like(asked)
    assert found is None or 0 <= found < len(texts)
    for number in range(len(texts)):
        first.drop(number)
    assert len(first) == 0
    assert first.like(asked) is None


@given(TEXTS)
def test_the_same_words_are_alike_if_they_say_anything(text: str) -> None:
    if alike(text, text):
        assert alike(text, f"  {text.upper()}  ") or not text.isascii()
