"""What can be followed, and the short value that stands for it in lists and buttons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.naming import fact_question, scenario_title
from bot.answers.told import SCENARIO, title_of
from bot.discord_app.custom_ids import PACK_CODE, code
from bot.discord_app.library import Library
from bot.knowledge.model import Pack
from bot.storage.loop_records import Subscription, TargetKind

_KINDS: Mapping[str, TargetKind] = {"s": "scenario", "e": "entity", "f": "fact"}


@dataclass(frozen=True, slots=True)
class Followed:
    """A scenario, entity or fact of a pack."""

    pack: str
    kind: TargetKind
    target: str


def target_value(one: Followed) -> str:
    """Return what stands for something that can be followed; ids may be too long for Discord."""
    return f"{one.kind[0]}.{code(one.pack, PACK_CODE)}.{code(one.target)}"


def followed(library: Library, value: str, mine: Iterable[Subscription] = ()) -> Followed | None:
    """Return what a value stands for, in the packs or among what a member follows."""
    letter, _, rest = value.partition(".")
    pack_code, _, name_code = rest.partition(".")
    kind = _KINDS.get(letter)
    if kind is None or not name_code:
        return None
    for one in mine:
        found = Followed(one.pack, one.kind, one.target)
        if target_value(found) == value:
            return found
    for pack in library.packs:
        if code(pack.id, PACK_CODE) == pack_code:
            for name in _named(pack, kind):
                if code(name) == name_code:
                    return Followed(pack.id, kind, name)
    return None


def target_title(library: Library, one: Followed, language: str) -> str:
    """Return what something that is followed is called; its id where the pack lost it."""
    pack = library.pack(one.pack)
    if pack is None:
        return one.target
    if one.kind == "entity":
        return pack.entities[one.target].name if one.target in pack.entities else one.target
    key = f"{SCENARIO}{one.target}" if one.kind == "scenario" else one.target
    return title_of(pack, key, language) or one.target


def targets(pack: Pack, language: str) -> Sequence[tuple[Followed, str]]:
    """Return all that can be followed in a pack with its titles: scenarios, entities, facts."""
    told = {fact.subject for fact in pack.facts.values()}
    found = [
        (Followed(pack.id, "scenario", one.id), scenario_title(one, language))
        for one in pack.scenarios.values()
    ]
    found += [
        (Followed(pack.id, "entity", one.id), one.name)
        for one in pack.entities.values()
        if one.id in told
    ]
    found += [
        (Followed(pack.id, "fact", one.id), fact_question(pack, one, language))
        for one in pack.facts.values()
    ]
    return found


def _named(pack: Pack, kind: TargetKind) -> Mapping[str, Any]:
    lists: Mapping[TargetKind, Mapping[str, Any]] = {
        "scenario": pack.scenarios,
        "entity": pack.entities,
        "fact": pack.facts,
    }
    return lists[kind]
