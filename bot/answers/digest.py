"""Several facts at once for a time: what was known on a day, and what is new since one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.dated import as_known
from bot.answers.dates import shown as shown_date
from bot.answers.sheet import Request, Sheet, finish, language_notice
from bot.answers.standing import FIRMNESS, is_overturned, qualified, status_word
from bot.answers.texts import text
from bot.knowledge.dates import first_day, last_day
from bot.knowledge.model import Fact, Pack

_TOLD = 6
_IN_FULL = 20
# How much a curator's own choice of what counts weighs: facts that entries rest on, or scenarios.
_LED_BY_ENTRY, _IN_SCENARIO = 2, 3


def known_on(pack: Pack, day: str, request: Request, about: Collection[str] = ()) -> Answer | None:
    """Return the weightiest of what was known at the end of a day, the latest first.

    And how much of it reads differently today. `about` are the entities asked about, if any.
    Nothing comes back where nothing was known yet.
    """
    then = as_known(pack, day)
    known = _about(then.facts.values(), about)
    if not known:
        return None
    weight = _weights(pack)
    facts = sorted(known, key=lambda one: (first_day(one.as_of), weight[one.id], one.id))
    # The latest month's news come first; of one day those that most rests on.
    latest = facts[::-1][: 3 * _IN_FULL]
    ranked = sorted(
        latest, key=lambda one: (-weight[one.id], -first_day(one.as_of).toordinal(), one.id)
    )
    told = ranked[: _IN_FULL if request.full else _TOLD]
    told.sort(key=lambda one: (first_day(one.as_of), one.id), reverse=True)
    changed = [one for one in known if one.status is not pack.facts[one.id].status]
    answer = _told(
        then,
        told,
        text("known_on_head", request.reads(pack), date=_shown(day, request, pack)),
        request,
    )
    notices = [_since_line(pack, changed, len(pack.facts) - len(then.facts), request)]
    return replace(
        answer, notices=(*filter(None, notices), *answer.notices), abridged=len(ranked) > len(told)
    )


def new_since(pack: Pack, day: str, request: Request, about: Collection[str] = ()) -> Answer | None:
    """Return the weightiest of what came up after a day, the latest first; nothing where none."""
    start = last_day(day)
    since = (one for one in pack.facts.values() if first_day(one.as_of) > start)
    facts = _about(since, about)
    if not facts:
        return None
    weight = _weights(pack)
    ranked = sorted(
        facts, key=lambda one: (-weight[one.id], -first_day(one.as_of).toordinal(), one.id)
    )
    told = ranked[: _IN_FULL if request.full else _TOLD]
    told.sort(key=lambda one: (first_day(one.as_of), one.id), reverse=True)
    head = text(
        "new_since_head", request.reads(pack), date=_shown(day, request, pack), count=len(facts)
    )
    return replace(_told(pack, told, head, request), abridged=len(ranked) > len(told))


def _told(pack: Pack, facts: Sequence[Fact], head: str, request: Request) -> Answer:
    reader, language = request.reads(pack), pack.manifest.language
    lines = [
        f"- {shown_date(one.as_of, reader)}: {qualified(pack, one, language)}" for one in facts
    ]
    leading = max(facts, key=lambda one: (FIRMNESS[one.status], first_day(one.as_of), one.id))
    sheet = Sheet("", "\n".join([head, *lines]), language, short=head)
    sheet.facts = [leading.id, *(one.id for one in facts if one is not leading)]
    sheet.status = status_word(pack, leading)
    sheet.as_of = max((one.as_of for one in facts), key=first_day)
    sheet.notices = language_notice(language, reader)
    found = finish(pack, sheet, replace(request, full=True))
    return replace(found, entry=None)


def _about(facts: Iterable[Fact], about: Collection[str]) -> list[Fact]:
    return [one for one in facts if not about or one.subject in about]


def _since_line(pack: Pack, changed: Sequence[Fact], newer: int, request: Request) -> str:
    if not newer and not changed:
        return ""
    return text("changed_since_then", request.reads(pack), changed=len(changed), newer=newer)


def _weights(pack: Pack) -> dict[str, int]:
    """Return how much rests on each fact: entries that lead with it, scenarios, its firmness."""
    found = {name: FIRMNESS[fact.status] for name, fact in pack.facts.items()}
    for fact in pack.facts.values():
        # What was disputed or overturned is what the story is about.
        if fact.contradicts or is_overturned(fact):
            found[fact.id] += _IN_SCENARIO
    for entry in pack.entries.values():
        if entry.facts and entry.facts[0] in found:
            found[entry.facts[0]] += _LED_BY_ENTRY
    for scenario in pack.scenarios.values():
        for piece in (*scenario.evidence_for, *scenario.evidence_against):
            if piece.fact in found:
                found[piece.fact] += _IN_SCENARIO
    return found


def _shown(day: str, request: Request, pack: Pack) -> str:
    return shown_date(day, request.reads(pack))
