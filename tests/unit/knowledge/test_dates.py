"""Dates that are a year, a month, a day or a period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.dates import first_day, last_day, span
from bot.knowledge.rules.times import before


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
    ],
)
def test_a_date_covers_days(text: str, first: str, last: str) -> None:
    assert span(text) == (date.fromisoformat(first), date.fromisoformat(last))
    assert (first_day(text), last_day(text)) == span(text)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-13", "2025-02-30", "0000", "2025-Q5", "2025-04\n", "٢٠٢٥", "soon"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|year"):
        span(text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-03-31", "2025-04", True),
        ("2025-04-01", "2025-04", False),
        ("2025", "2025-04", False),
        ("2024", "2025-04", True),
        ("2025-04", "2025-04", False),
        ("2025-04-25", "2025-04-24", False),
    ],
)
def test_before_is_only_what_is_certain(one: str, other: str, expected: bool) -> None:
    assert before(one, other) is expected


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        first, last = span(text)
    except ValueError:
        return
    assert first <= last
