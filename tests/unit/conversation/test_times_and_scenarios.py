"""What was known on a day, what is new since, how long ago, and scenarios beside each other."""

from datetime import date

import pytest

from bot.answers.answer import Answer, Outcome
from bot.app import build_desk, read_packs
from bot.conversation.desk import Desk
from bot.conversation.question import Question
from bot.knowledge.dates import first_day
from bot.knowledge.model import Status
from bot.service.settings import shipped_pack

TODAY = date(2026, 11, 24)
_OVERTURNED = (Status.DENIED, Status.SUPERSEDED)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(read_packs([shipped_pack()]))


def ask(desk: Desk, text: str, **more: str) -> Answer:
    return desk.ask(Question(text, TODAY, **more))[0]


def test_what_was_known_on_a_day_holds_nothing_younger(desk: Desk) -> None:
    pack = desk.shelves[0].pack
    answer = ask(desk, "what was known on 24 april?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.short.startswith("What was known on 24 Apr 2025")
    assert answer.facts
    for name in answer.facts:
        assert first_day(pack.facts[name].as_of) <= date(2025, 4, 24)
    assert any("Since then" in one for one in answer.notices)
    assert all(f"[{one.number}]" in answer.text for one in answer.citations)


def test_a_question_as_of_a_day_is_answered_from_that_day(desk: Desk) -> None:
    then = ask(desk, "as of 24 april 2025, is ferrari in talks with leapmotor?")
    asked = ask(desk, "is ferrari in talks with leapmotor?", as_of="2025-04-24")
    assert (then.text, then.facts, then.status) == (asked.text, asked.facts, asked.status)
    now = ask(desk, "is ferrari in talks with leapmotor?")
    assert then.text != now.text


def test_nothing_was_known_before_the_story_began(desk: Desk) -> None:
    answer = ask(desk, "what was known on 1 january 1900")
    assert answer.outcome is Outcome.UNKNOWN


def test_what_is_new_is_after_the_day_and_about_whom_was_asked(desk: Desk) -> None:
    pack = desk.shelves[0].pack
    answer = ask(desk, "what changed since january 2026?")
    assert answer.facts
    assert all(first_day(pack.facts[one].as_of) > date(2026, 1, 31) for one in answer.facts)
    about = ask(desk, "any news about maserati since january 2025")
    told = [pack.facts[one].subject for one in about.facts]
    assert not told or about.short.startswith("New since")
    nothing = ask(desk, "what changed since yesterday")
    assert nothing.outcome is Outcome.UNKNOWN
    assert "newer than 23 Nov 2026" in nothing.text


@pytest.mark.parametrize(
    ("today", "ago"),
    [
        (date(2025, 4, 25), "today"),
        (date(2025, 4, 26), "one day ago"),
        (date(2025, 5, 24), "29 days ago"),
        (date(2025, 5, 25), "one month ago"),
    ],
)
def test_one_and_none_are_said_as_people_say_them(desk: Desk, today: date, ago: str) -> None:
    answer = desk.ask(Question("how long ago did leapmotor deny it", today))[0]
    assert answer.short == f"25 Apr 2025: {ago}."


def test_how_long_ago_is_reckoned(desk: Desk) -> None:
    answer = ask(desk, "how long ago did leapmotor deny it")
    assert answer.short == "25 Apr 2025: 18 months ago."


def test_scenarios_stand_beside_each_other_without_odds(desk: Desk) -> None:
    pack = desk.shelves[0].pack
    answer = ask(desk, "which scenario is most likely?")
    assert answer.short.startswith("Nobody can say")
    assert "%" not in answer.text
    two = ask(desk, "compare scenario 1 and 2")
    assert len(two.scenarios) == 2
    assert all(pack.scenarios[one].title in two.text for one in two.scenarios)
    assert "independent sources" in two.text


def test_what_would_have_to_be_true_is_what_would_settle_it(desk: Desk) -> None:
    pack = desk.shelves[0].pack
    answer = ask(desk, "what would have to be true for maserati to get leapmotor tech")
    scenario = pack.scenarios[answer.entry or ""]
    assert all(" ".join(one.split()) in answer.text for one in scenario.criteria)


def test_every_fact_whose_standing_changed_is_told_as_it_stood(desk: Desk) -> None:
    pack = desk.shelves[0].pack
    changed = 0
    for fact in pack.facts.values():
        if fact.status not in _OVERTURNED:
            continue
        instead = [pack.facts[one] for one in (*fact.superseded_by, *fact.contradicts)]
        later = [
            first_day(one.as_of) for one in instead if first_day(one.as_of) > first_day(fact.as_of)
        ]
        if not later:
            continue
        changed += 1
        before = min(later).toordinal() - 1
        day = max(date.fromordinal(before), first_day(fact.as_of)).isoformat()
        then = desk.show_fact(fact.id, Question("", TODAY, as_of=day))
        now = desk.show_fact(fact.id, Question("", TODAY))
        assert then.outcome is Outcome.ANSWERED, fact.id
        assert fact.id in then.facts, fact.id
        assert then.status not in {one.value for one in _OVERTURNED} or then.facts[0] == fact.id
        assert (then.text, then.standing) != (now.text, now.standing), fact.id
    assert changed >= 15
