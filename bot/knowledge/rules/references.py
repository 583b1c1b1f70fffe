"""Ids that name other records: they exist, they name another, and they do not go in circles."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.knowledge.draft import NOUNS, Draft, Placed
from bot.knowledge.nodes import Step
from bot.knowledge.problems import Problem, near, shown

# By kind of record: a key that holds ids, and the list that they are in.
_KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "sources": (("derived_from", "sources"),),
    "entities": (("officer_of", "entities"),),
    "facts": (
        ("subject", "entities"),
        ("attribute", "attributes"),
        ("contradicts", "facts"),
        ("superseded_by", "facts"),
    ),
    "entries": (
        ("facts", "facts"),
        ("presupposes", "facts"),
        ("scenarios", "scenarios"),
        ("related", "entries"),
    ),
    "scenarios": (("facts", "facts"),),
    "questions": (("expected", "facts"), ("after", "questions")),
}
# The same for records inside a record: the key of the list, and the key in each item.
_INNER_KEYS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "facts": (("citations", "source", "sources"),),
    "scenarios": (("evidence_for", "fact", "facts"), ("evidence_against", "fact", "facts")),
}
_NO_CIRCLES = (
    ("sources", "derived_from"),
    ("facts", "superseded_by"),
    ("questions", "after"),
)
_NOT_ITSELF = (("facts", "contradicts"), ("entries", "related"), ("entities", "officer_of"))
_LONGEST_CIRCLE_SHOWN = 6


def unknown_ids(draft: Draft, only: str = "") -> Iterator[Problem]:
    """Every id names a record; `only` limits this to ids inside one list."""
    for kind in [only] if only else _KEYS:
        for placed in draft.records(kind).values():
            for path, target, name in _ids(kind, placed):
                if target in draft.doubtful or name in draft.known[target]:
                    continue
                if only and target != only:
                    continue
                message = f"there is no {NOUNS[target]} {shown(name)}"
                yield placed.problem(
                    "unknown-id", message, near(name, draft.known[target]), at=path
                )


def unknown_starts(draft: Draft) -> Iterator[Problem]:
    """The pack offers entries that exist to those who are new."""
    if draft.manifest is None or "entries" in draft.doubtful:
        return
    for index, name in enumerate(draft.manifest.record.start_with):
        if name not in draft.known["entries"]:
            message = f"there is no {NOUNS['entries']} {shown(name)}"
            hint = near(name, draft.known["entries"])
            yield draft.manifest.problem("unknown-id", message, hint, at=("start_with", index))


def self_references(draft: Draft) -> Iterator[Problem]:
    """No record contradicts, or is related to, itself."""
    for kind, key in _NOT_ITSELF:
        for placed in draft.records(kind).values():
            for path, name in _at_key(placed, key):
                if name == placed.id:
                    message = f"{shown(key)} names the {NOUNS[kind]} itself"
                    yield placed.problem("self-reference", message, "delete it", at=path)


def cycles(draft: Draft) -> Iterator[Problem]:
    """Following successors, origins or earlier questions comes to an end."""
    for kind, key in _NO_CIRCLES:
        records = draft.records(kind)
        # Depth first with a stack of its own; what is finished leads into no new circle.
        finished: set[str] = set()
        for start in records:
            if start in finished:
                continue
            way = [start]
            rest = [_at_key(records[start], key)]
            on_way = {start: 0}
            while way:
                step = next(rest[-1], None)
                if step is None:
                    rest.pop()
                    finished.add(way[-1])
                    del on_way[way.pop()]
                    continue
                path, name = step
                if name in on_way:
                    yield _circle(records[way[-1]], key, path, way[on_way[name] :])
                elif name in records and name not in finished:
                    on_way[name] = len(way)
                    way.append(name)
                    rest.append(_at_key(records[name], key))


def topics(draft: Draft) -> Iterator[Problem]:
    """The topics that a pack leaves out have ids of their own."""
    seen: set[str] = set()
    if draft.manifest:
        for index, topic in enumerate(draft.manifest.record.out_of_scope):
            if topic.id in seen:
                at = ("out_of_scope", index, "id")
                message = f"another topic has the id {shown(topic.id)}"
                yield draft.manifest.problem("duplicate-id", message, "choose another", at=at)
            seen.add(topic.id)


def uncited_sources(draft: Draft) -> Iterator[Problem]:
    """Each source is there for a fact, or for a source that repeats it."""
    if not (draft.sound("facts") and draft.sound("sources")):
        return
    used = {citation.source for fact in draft.facts.values() for citation in fact.record.citations}
    for source in draft.sources.values():
        used.update(source.record.derived_from)
    for source in draft.sources.values():
        if source.id not in used:
            message, hint = "no fact cites this source", "cite it, or delete it"
            yield source.problem("uncited-source", message, hint, level="warning")


def questions_in_turn(draft: Draft) -> Iterator[Problem]:
    """A test question that follows another says which."""
    for question in draft.questions.values():
        if question.record.kind == "followup" and question.record.after is None:
            hint = "add 'after: ' with the id of the question before it"
            message = "a followup must name the question before it"
            yield question.problem("followup-without-after", message, hint, at=("kind",))


def _circle(placed: Placed[Any], key: str, path: tuple[Step, ...], way: list[str]) -> Problem:
    shown_way = [*way, way[0]]
    if len(shown_way) > _LONGEST_CIRCLE_SHOWN:
        half = _LONGEST_CIRCLE_SHOWN // 2
        shown_way = [*shown_way[:half], "…", *shown_way[-half:]]
    message = f"{shown(key)} goes in a circle: {' → '.join(shown_way)}"
    return placed.problem("cycle", message, "delete one of the steps", at=path)


def _ids(kind: str, placed: Placed[Any]) -> Iterator[tuple[tuple[Step, ...], str, str]]:
    """Yield path, list and id for every id that a record names."""
    for key, target in _KEYS.get(kind, ()):
        for path, name in _at_key(placed, key):
            yield path, target, name
    for outer, inner, target in _INNER_KEYS.get(kind, ()):
        for index, item in enumerate(getattr(placed.record, outer)):
            yield (outer, index, inner), target, getattr(item, inner)


def _at_key(placed: Placed[Any], key: str) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield path and id for the id, or the list of ids, that a key holds."""
    value = getattr(placed.record, key)
    if isinstance(value, str):
        yield (key,), value
    else:
        for index, name in enumerate(value or ()):
            yield (key, index), name
