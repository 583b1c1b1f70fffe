"""What asks whether something is so, and that the answer then tells its independent sources."""

from datetime import date

import pytest

from bot.answers.answer import Answer, Outcome
from bot.answers.asides import without_yes_or_no
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


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Yes: it has five. More.", "It has five. More."),
        ("Yes, at last count: it earned 3.", "At last count: it earned 3."),
        ("No, Acme denied it. More.", "Acme denied it. More."),
        ("Not according to Acme: nobody must.", "Nobody must."),
        ("Sì: il capo lo disse.", "Il capo lo disse."),
        ("Nein: das ist nicht so.", "Das ist nicht so."),
        ("No agreement was announced.", "No agreement was announced."),
        ("It has five.", "It has five."),
    ],
)
def test_a_claim_gets_no_yes_or_no_meant_for_another_question(said: str, left: str) -> None:
    answer = Answer("q", Outcome.ANSWERED, said, short=said.split(". ")[0])
    told = without_yes_or_no(answer)
    assert told.text == left
    assert left.startswith(told.short.rstrip("."))


def test_the_standing_counts_independent_sources() -> None:
    [plain] = desk().ask(Question("acme zenith talks", TODAY))
    [asked] = desk().ask(Question("is it true that acme zenith talks", TODAY))
    assert asked.standing == f"{plain.standing} (one source)"
    assert asked.text == plain.text
