"""What is due: facts to look at again, news that was expected, scenarios past their deadline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.knowledge.comparing import affected, compare, rests_on
from bot.knowledge.dates import last_day
from bot.knowledge.model import Pack, ScenarioStatus, Status
from bot.knowledge.rules.times import before

_FALLEN = (Status.DENIED, Status.SUPERSEDED)


class Why(StrEnum):
    """Why something is due."""

    REVIEW = "review"
    NEWS = "news"
    DEADLINE = "deadline"
    NEWER_FACT = "newer fact"
    CHANGED_FACT = "changed fact"


@dataclass(frozen=True, slots=True)
class Due:
    """A fact, entry or scenario to look at, why, and since when.

    `written` is the date as the curator wrote it, and `since` the first day on which it is due;
    both are None where no date but changed or newer `facts` are the reason.
    """

    kind: str
    id: str
    why: Why
    written: str | None = None
    since: date | None = None
    facts: tuple[str, ...] = ()


def due(pack: Pack, today: date) -> tuple[Due, ...]:
    """Return what has come due by a day, the longest due first.

    A date that names a month or a year is over when its last day is. A scenario is also due that
    is still open while a fact it rests on is newer than its own `as_of`.
    """
    found = [*_dated(pack, today), *_behind_their_facts(pack)]
    return tuple(sorted(found, key=lambda one: (one.since or today, one.kind, one.id, one.why)))


def flagged(old: Pack, new: Pack) -> tuple[Due, ...]:
    """Return the entries and scenarios that rest on facts which changed between two packs."""
    return tuple(
        Due(one.kind, one.id, Why.CHANGED_FACT, facts=one.facts)
        for one in affected(old, new, compare(old, new))
        if one.facts and one.kind != "facts" and one.id in getattr(new, one.kind)
    )


def _dated(pack: Pack, today: date) -> Iterator[Due]:
    for fact in pack.facts.values():
        yield from _passed("facts", fact.id, Why.REVIEW, fact.review_by, today)
        # Of what has fallen no more news is expected.
        if fact.status not in _FALLEN:
            yield from _passed("facts", fact.id, Why.NEWS, fact.next_expected, today)
    for entry in pack.entries.values():
        yield from _passed("entries", entry.id, Why.REVIEW, entry.review_by, today)
    for scenario in pack.scenarios.values():
        if scenario.status is ScenarioStatus.OPEN:
            yield from _passed("scenarios", scenario.id, Why.DEADLINE, scenario.deadline, today)


def _passed(kind: str, name: str, why: Why, written: str | None, today: date) -> Iterator[Due]:
    if written is None:
        return
    last = last_day(written)
    if last < today:
        # The last day of the calendar has no day after it; nothing is due after it either.
        yield Due(kind, name, why, written, date.fromordinal(last.toordinal() + 1))


def _behind_their_facts(pack: Pack) -> Iterator[Due]:
    for scenario in pack.scenarios.values():
        if scenario.status is not ScenarioStatus.OPEN:
            continue
        newer = tuple(
            name
            for name in sorted(rests_on(scenario))
            if name in pack.facts and before(scenario.as_of, pack.facts[name].as_of)
        )
        if newer:
            yield Due("scenarios", scenario.id, Why.NEWER_FACT, facts=newer)
