"""All that the shipped pack holds, as Discord shows it: accepted, and with "More" complete."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.answers.answer import Answer
from bot.answers.texts import LANGUAGES
from bot.conversation.desk import Desk, Shelf
from bot.conversation.question import Question
from bot.discord_app import listings
from bot.discord_app.answer_lines import parts
from bot.discord_app.answer_pages import more_card, sources_card
from bot.discord_app.cards import Card, Reading, answer_card, state_of
from bot.discord_app.custom_ids import State, reference
from bot.discord_app.escaping import escaped
from bot.discord_app.library import Library
from tests.discord_app.accepted import check
from tests.discord_app.shown import walk
from tests.unit.answers.checks import kinds_of
from tests.unit.answers.test_real_pack import real_pack
from tests.unit.conversation.word_index import WordIndex

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Desk([Shelf(real_pack(), WordIndex({}))]))


def turns(card: Card) -> list[State]:
    """Return what the buttons of a card stand for."""
    every: list[dict[str, Any]] = list(walk(card.to_components()))
    states = (State.read(one["custom_id"]) for one in every if "custom_id" in one)
    return [one for one in states if one]


def every_page(make: Any, answer: Answer, state: State) -> list[Card]:
    """Return all pages, turned as a member turns them."""
    found = [make(answer, state, 0)]
    while onward := [one for one in turns(found[-1]) if one.more[:1] == (str(len(found)),)]:
        found.append(make(answer, onward[0], len(found)))
    return found


def letters(said: str) -> str:
    return re.sub(r"\W", "", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_accepted_and_more_shows_all_of_it(library: Library, language: str) -> None:
    for _, name in kinds_of(real_pack()):
        place = library.reference_of(name, real_pack().id)
        answer = library.show(place, Question("", TODAY, language=language))
        assert answer is not None
        reading = Reading(answer.reader, 1)
        card = answer_card(library, [answer], reading)
        check(card, {one.url for one in answer.citations})
        state = state_of(library, answer, reading)
        full = library.show(place, Question("", TODAY, language=language, full=True))
        assert full is not None
        # The numbers of the card go on in "More".
        numbered = [one.source for one in answer.citations]
        assert [one.source for one in full.citations][: len(numbered)] == numbered
        assert not full.abridged
        offers_more = any(one.action == "more" for one in turns(card))
        assert offers_more or letters(escaped(parts(full)[1])) in letters(card.text())
        shown = every_page(more_card, full, state.to("more", 0))
        shown += every_page(sources_card, answer, state.to("sources"))
        for one in shown:
            check(one, {cited.url for cited in full.citations})
        said = letters("".join(re.sub("\n-# .*$", "", one.text()) for one in shown))
        assert letters(escaped(parts(full)[1])) in said, name


def test_more_of_a_scenario_holds_all_its_evidence(library: Library) -> None:
    for name, scenario in real_pack().scenarios.items():
        place = library.reference_of(name, real_pack().id)
        brief = library.show(place, Question("", TODAY))
        full = library.show(place, Question("", TODAY, full=True))
        assert brief is not None
        assert full is not None
        assert brief.abridged
        told = " ".join(full.text.split())
        for one in (*scenario.criteria, *scenario.signposts):
            assert " ".join(one.split()) in told
        for piece in (*scenario.evidence_for, *scenario.evidence_against):
            assert " ".join(piece.why.split()).rstrip(".") in told
        assert not re.search(r"- and \d+ more", told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["scenarios", "sources", "timeline"])
def test_every_page_of_a_list_is_accepted(name: str, language: str) -> None:
    pack = real_pack()
    held = {"scenarios": pack.scenarios, "sources": pack.sources, "timeline": pack.facts}[name]
    shown: list[Card] = []
    while not shown or any(one.more[1:2] == (str(len(shown)),) for one in turns(shown[-1])):
        shown.append(listings.card(name, [pack], language, len(shown)))
        check(shown[-1], {one.url for one in pack.sources.values()})
    assert sum(one.text().count("\n- ") for one in shown) == len(held)


def test_facts_side_by_side_are_shown_for_the_day_that_was_asked_for(library: Library) -> None:
    """A button under an answer for a day keeps to that day, also where several facts are told."""
    names = ("leapmotor-deliveries-2023", "leapmotor-deliveries-2024")
    place = reference("ferrari-leapmotor", names)
    day = Question("", date(2026, 11, 24), as_of="2024-06-30", language="en")
    then = library.show(place, day)
    assert then is not None
    assert then.known_on == "2024-06-30"
    assert then.facts == names[:1]
    now = library.show(place, replace(day, as_of=None))
    assert now is not None
    assert set(names) <= set(now.facts)
