"""Folding text: one form, whatever keyboard it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.normalise import MAX_CHARACTERS, fold, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("What's the LUCE’s príce???", "what the luce price"),
        ("sooooo goooood", "soo good"),
        ("l3apm0tor", "leapmotor"),
        ("b10 c10 2026 q1", "b10 c10 2026 q1"),
        ("lеapmоtоr", "leapmotor"),  # with Cyrillic е and о
        ("ｌｕｃｅ", "luce"),
        ("l\u200bu\u0336c\u0336e\u0336", "luce"),
        ("596,555 cars, 20,7 %", "596555 cars 20.7 %"),
        ("dell'accordo", "dell accordo"),
        ("Straße", "strasse"),
        ("see https://example.org/a?b=1 <@123456> now", "see now"),
        ("零跑ferrari", "零跑 ferrari"),
        ("Феррари", "феррари"),
        ("w h e n  was  t h e  luce", "when was the luce"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_one_form(typed: str, folded: str) -> None:
    """Case, accents, look-alikes, invisible characters and punctuation make no difference."""
    assert fold(typed) == folded


@given(st.text(max_size=300))
def test_folding_is_stable(text: str) -> None:
    """Folding what is folded changes nothing that a second folding would change again."""
    once = fold(text)
    assert fold(fold(once)) == fold(once)
    assert all(word and not word.isspace() for word in words(text))


@given(st.text(min_size=MAX_CHARACTERS, max_size=3 * MAX_CHARACTERS))
def test_a_long_text_is_read_at_its_start_and_end(text: str) -> None:
    """However long a text is, what is kept of it is bounded."""
    assert len(fold(text * 50)) <= 4 * MAX_CHARACTERS
