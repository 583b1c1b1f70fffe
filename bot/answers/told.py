"""What a pack tells of its facts and scenarios, as it is logged, and what became of each.

A key is the id of a fact, or `scenarios/<id>`: no id holds a slash.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.answers.answer import Answer
from bot.answers.changed import fact_changed, scenario_changed
from bot.answers.formats import shown_value
from bot.answers.naming import fact_question, scenario_title
from bot.answers.standing import opponents
from bot.answers.texts import text
from bot.knowledge.comparing import rests_on
from bot.knowledge.model import Fact, Pack, Record, Scenario, plain
from bot.knowledge.versions import digest, fact_version, scenario_version

SCENARIO = "scenarios/"
# From a fact to what contradicts or supersedes it, and on: further away nothing is named.
_STEPS = 3

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact or scenario as a pack tells it. Equal versions mean that answers tell it the same.

    `details` holds all of it, so that it can be told when the pack no longer has it so.
    """

    key: str
    version: str
    status: str
    value: str | None
    text: str
    details: str


def all_told(pack: Pack) -> Iterator[Told]:
    """Yield all facts and scenarios of a pack."""
    for key in (*pack.facts, *(f"{SCENARIO}{name}" for name in pack.scenarios)):
        found = told(pack, key)
        if found is not None:
            yield found


def told(pack: Pack, key: str) -> Told | None:
    """Return what a key stands for, nothing where the pack does not have it."""
    version = told_version(pack, key) or ""
    if key.startswith(SCENARIO):
        scenario = pack.scenarios.get(key.removeprefix(SCENARIO))
        if scenario is None:
            return None
        kept: dict[str, Any] = {"record": plain(scenario)}
        return Told(key, version, scenario.status.value, None, scenario.title, _json(kept))
    fact = pack.facts.get(key)
    if fact is None:
        return None
    value = shown_value(fact, pack.manifest.language) or None
    kept = {"record": plain(fact), "beside": [one.id for one in opponents(pack, fact)]}
    return Told(key, version, fact.status.value, value, fact.statement, _json(kept))


def told_version(pack: Pack, key: str) -> str | None:
    """Return the version of what a key stands for, nothing where the pack does not have it.

    Of a fact it is `fact_version`, with what contradicts it although it does not say so itself.
    """
    if key.startswith(SCENARIO):
        scenario = pack.scenarios.get(key.removeprefix(SCENARIO))
        return scenario_version(scenario) if scenario else None
    fact = pack.facts.get(key)
    if fact is None:
        return None
    others = sorted(one.id for one in opponents(pack, fact) if one.id not in fact.contradicts)
    return digest([fact_version(fact), *others]) if others else fact_version(fact)


def keys_of(pack: Pack, answer: Answer) -> tuple[str, ...]:
    """Return what an answer of a pack rests on, what leads it first."""
    keys: dict[str, None] = {}
    name = answer.entry or ""
    if name not in pack.entries and name in pack.scenarios:
        keys[f"{SCENARIO}{name}"] = None
    keys |= dict.fromkeys(answer.facts)
    leading = pack.entries.get(name) or pack.scenarios.get(name)
    if leading is not None:
        keys |= dict.fromkeys(sorted(rests_on(leading)))
    return tuple(keys)


def became(
    pack: Pack, key: str, before: str | None, after: str | None, language: str, *, name: bool = True
) -> str:
    """Return a sentence on what became of a fact or scenario, empty where it is told the same.

    `before` and `after` are its `details` then, nothing where there was none. With `name` the
    sentence tells what it is about.
    """
    if key.startswith(SCENARIO):
        then, now = _read(Scenario, before), _read(Scenario, after)
        return scenario_changed(then, now, language) if then or now else ""
    old_fact, new_fact = _read(Fact, before), _read(Fact, after)
    if old_fact is None and new_fact is None:
        return ""
    old, new = _pack_with(pack, key, old_fact, before), _pack_with(pack, key, new_fact, after)
    line = fact_changed(old, new, key, language)
    if not line or not name or old_fact is None or new_fact is None:
        return line  # what is new or gone is told with its statement
    return f"{fact_question(pack, new_fact, language)} – {corrected_line(line, language)}"


def corrected_line(line: str, language: str) -> str:
    """Return a sentence of `became` as it goes on after "Corrected 28 Nov 2026:"."""
    line = _said(line, language)
    now = text("now_standing", language, standing="", was="").split()[0]
    return line[:1].lower() + line[1:] if line.startswith(f"{now} ") else line


def title_of(pack: Pack, key: str, language: str) -> str:
    """Return what a fact or a scenario is about; empty where the pack does not have it."""
    if key.startswith(SCENARIO):
        scenario = pack.scenarios.get(key.removeprefix(SCENARIO))
        return scenario_title(scenario, language) if scenario else ""
    fact = pack.facts.get(key)
    return fact_question(pack, fact, language) if fact else ""


def subject_in(details: str | None) -> str:
    """Return the entity that a fact is about, by its details; empty for anything else."""
    fact = _read(Fact, details)
    return fact.subject if fact else ""


def _said(line: str, language: str) -> str:
    """Return a sentence without the word that says that it corrects."""
    return line.removeprefix(text("now_said", language, statement="").strip()).strip()


def _pack_with(pack: Pack, name: str, fact: Fact | None, details: str | None) -> Pack:
    """Return a pack of a fact as it was and what stands around it; the rest is as it is now."""
    kept: list[str] | None = _loaded(details).get("beside")
    beside = set(kept) if kept is not None else None
    facts = {one: pack.facts[one] for one in _around(pack, name, fact) if one in pack.facts}
    if beside is not None and fact is not None:
        now = {one.id for one in opponents(pack, fact)} - {name}
        for other in now - beside:
            facts.pop(other, None)
    facts.pop(name, None)
    if fact is not None:
        facts[name] = fact
    return pack.model_copy(update={"facts": facts})


def _around(pack: Pack, name: str, fact: Fact | None) -> set[str]:
    found, ends = {name}, {name}
    for _ in range(_STEPS):
        facts = [pack.facts[one] for one in ends if one in pack.facts]
        facts += [fact] if fact is not None and name in ends else []
        ends = {
            other
            for one in facts
            for other in (*one.superseded_by, *(rival.id for rival in opponents(pack, one)))
        } - found
        found |= ends
    return found


def _read(kind: type[R], details: str | None) -> R | None:
    """Return a record from its details; nothing where an earlier version wrote another form."""
    try:
        return kind.model_validate(_loaded(details)["record"])
    except (KeyError, ValidationError):
        return None


def _loaded(details: str | None) -> Mapping[str, Any]:
    return json.loads(details) if details else {}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
