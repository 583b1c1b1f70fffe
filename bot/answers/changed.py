"""One line on what became of a fact, an entry or a scenario since an earlier answer."""

import re

from bot.answers.citations import MARK, clean
from bot.answers.dates import shown as shown_date
from bot.answers.formats import shown_value
from bot.answers.naming import entry_question, scenario_title
from bot.answers.scenario import state
from bot.answers.standing import (
    in_place_of,
    is_overturned,
    opponents,
    qualified,
    speakers,
    standing,
)
from bot.answers.texts import text
from bot.knowledge.comparing import says_otherwise
from bot.knowledge.model import Entry, Fact, Pack, Scenario, Status
from bot.knowledge.versions import fact_version

_MARK = re.compile(rf"\s*{MARK}")
# A German noun keeps its capital within a sentence.
_NOUNS_IN_GERMAN = (Status.RUMOUR, Status.SPECULATION, Status.OPINION)


def changed(old: Pack, new: Pack, kind: str, name: str, language: str) -> str:
    """Return a line on what changed about a record, empty where no answer says it otherwise.

    `kind` is `facts`, `entries` or `scenarios`. "Now denied by Leapmotor, 25 Apr 2025 (was:
    reported)".
    """
    match kind:
        case "facts":
            return fact_changed(old, new, name, language)
        case "entries":
            return _entry(old.entries.get(name), new.entries.get(name), language)
        case "scenarios":
            return scenario_changed(old.scenarios.get(name), new.scenarios.get(name), language)
    return ""


def fact_changed(old: Pack, new: Pack, name: str, language: str) -> str:
    """Return a line on what changed about a fact: its weightiest change, in one sentence."""
    before, after = old.facts.get(name), new.facts.get(name)
    if after is None:
        return text("now_withdrawn", language, statement=clean(before.statement)) if before else ""
    if before is None:
        return text("now_new", language, statement=_unmarked(qualified(new, after, language)))
    if before.status is not after.status:
        return _status(new, before, after, language)
    if fact_version(before) == fact_version(after):
        return _disputed(old, new, before, after, language)
    was, value = (shown_value(fact, language) for fact in (before, after))
    if was != value and was and value:
        return text("now_value", language, value=clean(value), was=clean(was))
    if clean(before.statement) != clean(after.statement):
        return text("now_said", language, statement=clean(after.statement))
    if disputed := _disputed(old, new, before, after, language):
        return disputed
    if before.as_of != after.as_of:
        date, since = (shown_date(fact.as_of, language) for fact in (after, before))
        return text("now_as_of", language, date=date, was=since)
    if before.said_by != after.said_by:
        line = _lowered(_unmarked(standing(new, after, language)), after.status, language)
        return text("now_standing", language, standing=line, was=speakers(old, before, language))
    return text("now_said", language, statement=clean(after.statement))


def _status(new: Pack, before: Fact, after: Fact, language: str) -> str:
    was = text(f"word_{before.status.value}", language)
    if after.status is Status.SUPERSEDED:
        instead = in_place_of(new, after)
        if not instead:
            return text("now_superseded", language, was=was)
        statement = clean(instead[0].statement)
        return text("now_superseded_by", language, was=was, statement=statement)
    line = _lowered(_unmarked(standing(new, after, language)), after.status, language)
    return text("now_standing", language, standing=line, was=was)


def _disputed(old: Pack, new: Pack, before: Fact, after: Fact, language: str) -> str:
    """Return the line on what contradicts a fact now and did not, if anything does."""
    known = {one.id for one in opponents(old, before)}
    for one in opponents(new, after):
        if one.id not in known and not is_overturned(one):
            statement = _unmarked(qualified(new, one, language))
            return text("now_disputed", language, statement=statement)
    return ""


def _entry(before: Entry | None, after: Entry | None, language: str) -> str:
    if after is None:
        question = entry_question(before, language) if before else ""
        return text("now_withdrawn", language, statement=question) if question else ""
    question = entry_question(after, language)
    if before is None:
        return text("now_new", language, statement=question)
    if not says_otherwise("entries", before, after):
        return ""
    return text("now_entry", language, question=question)


def scenario_changed(before: Scenario | None, after: Scenario | None, language: str) -> str:
    """Return a line on what changed about a scenario."""
    if after is None:
        title = scenario_title(before, language) if before else ""
        return text("now_withdrawn", language, statement=title) if title else ""
    title = scenario_title(after, language)
    if before is None:
        return text("now_new", language, statement=title)
    if before.status is not after.status:
        now, was = state(after, language), state(before, language)
        return text("now_scenario", language, title=title, state=now, was=was)
    if not says_otherwise("scenarios", before, after):
        return ""
    return text("now_scenario_said", language, title=title)


def _lowered(line: str, status: Status, language: str) -> str:
    if language == "de" and status in _NOUNS_IN_GERMAN:
        return line
    return line[:1].lower() + line[1:]


def _unmarked(line: str) -> str:
    """Return a line without the marks of citations, which have no list here."""
    return clean(_MARK.sub("", line))
