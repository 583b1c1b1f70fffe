from decimal import Decimal

import pytest

from bot.answers.citations import mark
from bot.answers.dates import shown
from bot.answers.formats import shown_difference, shown_number
from bot.answers.sentences import first_sentence, shortened


@pytest.mark.parametrize(
    ("date", "language", "expected"),
    [
        ("2025", "en", "2025"),
        ("2025-04", "en", "Apr 2025"),
        ("2025-04-25", "en", "25 Apr 2025"),
        ("2025-04-05", "de", "5. Apr. 2025"),
        ("2025-04-05", "fr", "5 avr. 2025"),
        ("2025-04-05", "it", "5 apr 2025"),
        ("2025-01-05", "es", "5 ene 2025"),
        ("2025-01-05", "pt", "5 Jan 2025"),
        ("2025-Q1", "en", "Q1 2025"),
        ("2025-Q1", "it", "T1 2025"),
        ("2025-H2", "fr", "S2 2025"),
        ("soon", "en", "soon"),
    ],
)
def test_dates(date: str, language: str, expected: str) -> None:
    assert shown(date, language) == expected


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("293724", "en", "293,724"),
        ("293724", "it", "293.724"),
        ("1050", "en", "1,050"),
        ("1050", "de", "1050"),
        ("-4.220", "en", "−4.22"),
        ("4.2", "de", "4,2"),
        ("0", "en", "0"),
    ],
)
def test_numbers(number: str, language: str, expected: str) -> None:
    assert shown_number(Decimal(number), language) == expected


def test_between_percentages_lie_points() -> None:
    assert shown_difference(Decimal("4.5"), "%", "en") == "4.5 percentage points"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("One. Two.", "en", "One."),
        ("It costs 1.5 million. Or not.", "en", "It costs 1.5 million."),
        ("Mr. Smith of the U.S. said so. Then.", "en", "Mr. Smith of the U.S. said so."),
        ("Am 29. April sprach er. Dann nicht.", "de", "Am 29. April sprach er."),
        ("Nothing ends here", "en", "Nothing ends here"),
        ("Really? Yes.", "en", "Really?"),
        ("He said “no.” Then yes.", "en", "He said “no.”"),
        ("没有。以后再说。", "zh", "没有。"),
    ],
)
def test_the_first_sentence(text: str, language: str, expected: str) -> None:
    assert first_sentence(text, language) == expected


def test_a_citation_after_the_stop_belongs_to_the_sentence() -> None:
    assert first_sentence(f"So it is. {mark('a')} And more.", "en") == f"So it is. {mark('a')}"


def test_a_long_text_ends_after_a_sentence() -> None:
    assert shortened("One two. Three four. Five.", 22, "en") == "One two. Three four."
    assert shortened("one two three", 9, "en") == "one two…"
    assert shortened(f"one two {mark('long-id')}", 11, "en") == "one two…"
