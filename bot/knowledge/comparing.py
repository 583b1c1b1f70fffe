"""What differs between two packs, whether answers say something else now, and which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from bot.knowledge.model import Pack, Record, plain
from bot.knowledge.versions import (
    ENTRY_SUBSTANCE,
    FACT_SUBSTANCE,
    SCENARIO_SUBSTANCE,
    UNORDERED,
)

MANIFEST = "pack"
What = Literal["added", "removed", "changed"]
Place = tuple[str, str]


class Weight(StrEnum):
    """Whether an answer says something else (`substance`), or is only found or kept otherwise."""

    SUBSTANCE = "substance"
    TRIVIAL = "trivial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs: a record that came or went, or one value of a record.

    `kind` is the list (`facts`, …, or `pack` for `pack.yaml`), `path` leads to the value in its
    record and is empty for a whole record. `old` and `new` are plain values, None where there is
    none.
    """

    kind: str
    id: str
    what: What
    path: tuple[str, ...]
    old: Any
    new: Any
    weight: Weight

    @property
    def field(self) -> str:
        """The path as one word: `translations.it.answer`."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Resting:
    """An entry, scenario or fact whose answer says something else now, and why.

    `facts` are the changed facts that it rests on; `itself` tells that its own text changed.
    """

    kind: str
    id: str
    facts: tuple[str, ...]
    itself: bool


_SUBSTANCE: Mapping[str, frozenset[str]] = {
    "facts": frozenset(FACT_SUBSTANCE),
    "entries": frozenset(ENTRY_SUBSTANCE),
    "scenarios": frozenset(SCENARIO_SUBSTANCE),
    # The outlet is named in the first line on a fact.
    "sources": frozenset(("outlet",)),
    "pack": frozenset(("out_of_scope",)),
}
# Records that are answers, or parts of them, by themselves.
_ANSWERS = ("facts", "entries", "scenarios")


def compare(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Return all that differs, facts first, each list in the order of ids."""
    found: list[Difference] = []
    for kind in ("facts", "entries", "scenarios", "sources", "entities", "attributes"):
        before, after = getattr(old, kind), getattr(new, kind)
        for name in sorted(before.keys() | after.keys()):
            found += _of_record(kind, name, before.get(name), after.get(name))
    questions_before = {one.id: one for one in old.questions}
    questions_after = {one.id: one for one in new.questions}
    for name in sorted(questions_before.keys() | questions_after.keys()):
        found += _of_record(
            "questions", name, questions_before.get(name), questions_after.get(name)
        )
    found += _of_record(MANIFEST, new.id, old.manifest, new.manifest)
    return tuple(found)


def affected(old: Pack, new: Pack, differences: Iterable[Difference]) -> tuple[Resting, ...]:
    """Return what answers otherwise now: facts, entries and scenarios, each list by id.

    A record counts if its own substance changed, and if it rests on a fact that did. Records are
    looked up in both packs, so that an answer which no longer rests on the fact is named too.
    What was added answered nothing before and is left out, but what it contradicts is not.
    """
    own, facts = _changed(old, new, differences)
    found = [
        Resting("facts", name, (name,), itself=True) for name in sorted(facts & old.facts.keys())
    ]
    for kind in ("entries", "scenarios"):
        before: Mapping[str, Record] = getattr(old, kind)
        after: Mapping[str, Record] = getattr(new, kind)
        for name in sorted(before):
            rests = rests_on(before[name])
            if name in after:
                rests |= rests_on(after[name])
            why = tuple(sorted(facts & rests))
            if why or (kind, name) in own:
                found.append(Resting(kind, name, why, itself=(kind, name) in own))
    return tuple(found)


def says_otherwise(kind: str, old: Record, new: Record) -> bool:
    """Tell whether a record of a list answers otherwise than it did."""
    differences = _of_record(kind, "", old, new)
    return any(one.weight is Weight.SUBSTANCE for one in differences)


def rests_on(record: Any) -> set[str]:
    """Return the ids of the facts that an entry or a scenario rests on."""
    names = set(record.facts)
    names.update(getattr(record, "presupposes", ()))
    for key in ("evidence_for", "evidence_against"):
        names.update(evidence.fact for evidence in getattr(record, key, ()))
    return names


def _changed(
    old: Pack, new: Pack, differences: Iterable[Difference]
) -> tuple[set[Place], set[str]]:
    """Return the records whose own substance changed, and the facts that answers say otherwise."""
    own: set[Place] = set()
    facts: set[str] = set()
    for one in differences:
        if one.weight is not Weight.SUBSTANCE:
            continue
        own.add((one.kind, one.id))
        if one.kind == "facts":
            facts.add(one.id)
            facts |= _other_side(one)
        elif one.kind == "sources":
            for pack in (old, new):
                facts |= {
                    fact.id
                    for fact in pack.facts.values()
                    if any(citation.source == one.id for citation in fact.citations)
                }
    return own, facts


def _other_side(one: Difference) -> set[str]:
    """Return the facts beside which a fact stands now and did not, or the other way round."""
    if one.path == ("contradicts",):
        return set(one.old or ()) ^ set(one.new or ())
    if one.path:
        return set()
    whole = one.new if one.old is None else one.old
    return set(whole.get("contradicts", ()))


def _of_record(
    kind: str, name: str, old: Record | None, new: Record | None
) -> Iterator[Difference]:
    if old == new:
        return
    if old is None or new is None:
        yield Difference(
            kind=kind,
            id=name,
            what="added" if old is None else "removed",
            path=(),
            old=plain(old) if old else None,
            new=plain(new) if new else None,
            weight=Weight.SUBSTANCE if kind in _ANSWERS else Weight.TRIVIAL,
        )
        return
    before, after = plain(old), plain(new)
    for key in type(old).model_fields:
        yield from _of_value(kind, name, (key,), before.get(key), after.get(key))


def _of_value(
    kind: str, name: str, path: tuple[str, ...], old: Any, new: Any
) -> Iterator[Difference]:
    if old == new or (
        path[0] in UNORDERED and isinstance(old, list) and sorted(old) == sorted(new or ())
    ):
        return
    if isinstance(old, dict) or isinstance(new, dict):
        for key in sorted((old or {}).keys() | (new or {}).keys()):
            yield from _of_value(
                kind, name, (*path, key), (old or {}).get(key), (new or {}).get(key)
            )
        return
    yield Difference(
        kind=kind, id=name, what="changed", path=path, old=old, new=new, weight=_weight(kind, path)
    )


def _weight(kind: str, path: tuple[str, ...]) -> Weight:
    answers = path[0] in _SUBSTANCE.get(kind, ()) or (kind == "entries" and path[-1] == "answer")
    return Weight.SUBSTANCE if answers else Weight.TRIVIAL
