"""Times in messages: which day they name, reckoned from a day that is given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.when import (
    Timed,
    Wanted,
    asks_how_long_ago,
    in_plain_times,
    months_between,
    timed,
)
from tests.unit.answers.small_pack import small_pack

TODAY = date(2026, 11, 24)
KNOWN, SINCE = Wanted.KNOWN, Wanted.SINCE


@pytest.mark.parametrize(
    ("text", "wanted", "rest", "day"),
    [
        ("what was known on 24 April 2025?", KNOWN, "", "2025-04-24"),
        ("what did we know in april 2025", KNOWN, "", "2025-04"),
        ("was the deal done as of 2025-05-01", KNOWN, "was the deal done", "2025-05-01"),
        ("as of March 3rd, 2025 who owns it?", KNOWN, "who owns it", "2025-03-03"),
        ("cosa si sapeva il 24 aprile 2025", KNOWN, "", "2025-04-24"),
        ("was wusste man am 24. April 2025", KNOWN, "", "2025-04-24"),
        ("que savait-on le 24 avril 2025 ?", KNOWN, "", "2025-04-24"),
        ("qué se sabía el 24 de abril de 2025", KNOWN, "", "2025-04-24"),
        ("what changed since may", SINCE, "", "2026-05"),
        ("what's new since 1 June", SINCE, "", "2026-06-01"),
        ("any news since december?", SINCE, "", "2025-12"),
        ("what happened since yesterday", SINCE, "", "2026-11-23"),
        ("cosa è cambiato da maggio", SINCE, "", "2026-05"),
        ("was ist neu seit Mai", SINCE, "", "2026-05"),
        ("what is new since 24.4.2025", SINCE, "", "2025-04-24"),
    ],
)
def test_a_time_is_read(text: str, wanted: Wanted, rest: str, day: str) -> None:
    assert timed(text, TODAY) == Timed(wanted, rest, day)


@pytest.mark.parametrize(
    "text",
    [
        "who founded leapmotor",
        "what is known about maserati",
        "leapmotor sales in may 2025",
        "what was known on 31 february 2025",
        "what changed since the denial",
        "as of now",
    ],
)
def test_other_questions_are_left_alone(text: str) -> None:
    found = timed(text, TODAY)
    assert found is None or (text == "as of now" and found.day == "2026-11-24")


def test_a_day_without_a_year_is_one_that_the_pack_knows() -> None:
    pack = small_pack()
    assert timed("what was known on 24 april?", TODAY, pack) == Timed(KNOWN, "", "2025-04-24")
    assert timed("what was known on 23 april?", TODAY, pack) == Timed(KNOWN, "", "2026-04-23")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("sales last year", "sales 2025"),
        ("vendite l'anno scorso", "vendite 2025"),
        ("sales this year vs last year", "sales 2026 vs 2025"),
        ("leapmotor sales last month", "leapmotor sales latest month"),
        ("vendite il mese scorso", "vendite ultimo mese"),
        ("the last one", "the last one"),
    ],
)
def test_relative_times_are_made_plain(text: str, plain: str) -> None:
    assert in_plain_times(text, TODAY) == plain


@pytest.mark.parametrize(
    ("then", "passed"),
    [
        ("2025-04-25", ("month", 18)),
        ("2026-11-20", ("day", 4)),
        ("2026-10-30", ("day", 25)),
        ("2025-04", ("month", 19)),
        ("2023-04", ("year", 3)),
        ("2015", ("year", 11)),
        ("2026", None),
        ("2027-01-01", None),
    ],
)
def test_how_long_ago(then: str, passed: tuple[str, int] | None) -> None:
    assert months_between(then, TODAY) == passed


def test_how_long_ago_is_understood_in_five_languages() -> None:
    for text in (
        "how long ago did they deny it",
        "quanto tempo fa",
        "il y a combien de temps",
        "wie lange ist das her",
        "hace cuánto",
    ):
        assert asks_how_long_ago(text)
    assert not asks_how_long_ago("how long is the car")


@given(st.text(max_size=200), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_no_text_and_no_day_break_it(text: str, today: date) -> None:
    for said in (text, f"what was known on {text}", f"what changed since {text}"):
        found = timed(said, today)
        assert found is None or found.day
        in_plain_times(said, today)
