"""What asks whether something is so, and that the answer then tells its independent sources."""

from datetime import date

import pytest

from bot.conversation.claims import asks_whether
from bot.conversation.question import Question
from tests.unit.conversation.test_desk import desk

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        "is it true that acme and zenith talk",
        "Zenith said that it is for sale, right?",
        "true that they talked?",
        "i heard that there is a deal",
        "è vero che trattano?",
        "c'est vrai qu'ils négocient ?",
        "stimmt es, dass sie reden",
        "¿es cierto que hablan?",
        "they talked, oder?",
    ],
)
def test_it_asks_whether(text: str) -> None:
    assert asks_whether(text)


@pytest.mark.parametrize(
    "text", ["who founded acme", "turn right at the corner", "what is true of it", "acme price"]
)
def test_it_asks_what(text: str) -> None:
    assert not asks_whether(text)


def test_the_standing_counts_independent_sources() -> None:
    [plain] = desk().ask(Question("acme zenith talks", TODAY))
    [asked] = desk().ask(Question("is it true that acme zenith talks", TODAY))
    assert asked.standing == f"{plain.standing} (one source)"
    assert asked.text == plain.text
