"""A pack while it is read: records with their places, before anything is promised of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar, cast

from bot.knowledge.model import (
    RECORDS,
    Attribute,
    Entity,
    Entry,
    Fact,
    Manifest,
    Record,
    SampleQuestion,
    Scenario,
    Source,
)
from bot.knowledge.nodes import Node, Step
from bot.knowledge.problems import Level, Problem, shown
from bot.knowledge.validation import validate

MOST_PROBLEMS = 200

R_co = TypeVar("R_co", bound=Record, covariant=True)

NOUNS = {
    "sources": "source",
    "entities": "entity",
    "attributes": "attribute",
    "facts": "fact",
    "scenarios": "scenario",
    "entries": "entry",
    "questions": "question",
}


@dataclass(frozen=True, slots=True)
class Placed(Generic[R_co]):
    """A record, the node that it was read from, and its file."""

    record: R_co
    node: Node
    file: str
    id: str

    def mention(self, at: tuple[Step, ...] = ()) -> str:
        """Return file and line of a value for messages that name another place.

        A record that was not read from a file has none.
        """
        return f" ({self.file}:{self.node.at(at).line})" if self.file else ""

    def problem(
        self,
        rule: str,
        message: str,
        hint: str = "",
        *,
        at: tuple[Step, ...] = (),
        level: Level = "error",
    ) -> Problem:
        """Return a problem at one value of the record."""
        node = self.node.at(at)
        return Problem(
            file=self.file,
            line=node.line,
            column=node.column,
            level=level,
            rule=rule,
            message=message,
            hint=hint,
            id=self.id,
        )


@dataclass(slots=True)
class Draft:
    """The records that are sound in themselves, and what is known of the others.

    `known` holds by kind the ids of all records, also of those that are not sound; in a list that
    is `doubtful` some record could not be read at all, so that an id may seem unknown there.
    """

    manifest: Placed[Manifest] | None = None
    sources: dict[str, Placed[Source]] = field(default_factory=dict)
    entities: dict[str, Placed[Entity]] = field(default_factory=dict)
    attributes: dict[str, Placed[Attribute]] = field(default_factory=dict)
    facts: dict[str, Placed[Fact]] = field(default_factory=dict)
    scenarios: dict[str, Placed[Scenario]] = field(default_factory=dict)
    entries: dict[str, Placed[Entry]] = field(default_factory=dict)
    questions: dict[str, Placed[SampleQuestion]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in RECORDS})
    doubtful: set[str] = field(default_factory=set)

    def records(self, kind: str) -> dict[str, Placed[Record]]:
        """Return the sound records of one kind by id."""
        return cast("dict[str, Placed[Record]]", getattr(self, kind))

    def sound(self, kind: str) -> bool:
        """Tell whether every record of a kind could be read and is sound."""
        return kind not in self.doubtful and len(self.known[kind]) == len(self.records(kind))

    def add_manifest(self, root: Node | None, file: str) -> Iterator[Problem]:
        """Take in the content of `pack.yaml`."""
        node = root or Node(1, 1, {})
        record, problems = validate(Manifest, node, file)
        yield from problems
        if isinstance(record, Manifest):
            self.manifest = Placed(record, node, file, record.id)

    def add_list(self, kind: str, root: Node | None, file: str) -> Iterator[Problem]:
        """Take in one file of a list."""
        if root is None or root.value == []:
            return
        if root.broken or not isinstance(root.value, list):
            self.doubtful.add(kind)
            if not root.broken:
                yield _problem(
                    root, file, "shape", f"this must be a list of {kind}", "'- id: …' begins each"
                )
            return
        count = 0
        for node in root.value:
            for problem in self._add(kind, node, file):
                count += 1
                yield problem
            if count >= MOST_PROBLEMS:
                self.doubtful.add(kind)
                message = "too many problems: the file is not read further"
                yield _problem(node, file, "too-many-problems", message, "mend those above first")
                return

    def _add(self, kind: str, node: Node, file: str) -> Iterator[Problem]:
        if node.broken or not isinstance(node.value, dict):
            self.doubtful.add(kind)
            if not node.broken:
                message = f"each {NOUNS[kind]} must be a mapping of keys and values"
                yield _problem(
                    node, file, "shape", message, "write '- id: …' and the other keys below"
                )
            return
        record, problems = validate(RECORDS[kind], node, file)
        yield from problems
        name = node.value.get("id")
        if name is None or name.broken or not isinstance(name.value, str):
            self.doubtful.add(kind)
            return
        known = self.known[kind]
        if name.value in known:
            yield Problem(
                file=file,
                line=name.line,
                column=name.column,
                level="error",
                rule="duplicate-id",
                message=f"the {NOUNS[kind]} {shown(name.value)} is also in {known[name.value]}",
                hint="give one of the two another id, or merge them",
                id=name.value,
            )
            return
        known[name.value] = f"{file}:{name.line}"
        if record is not None:
            self.records(kind)[name.value] = Placed(record, node, file, name.value)


def _problem(node: Node, file: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(
        file=file,
        line=node.line,
        column=node.column,
        level="error",
        rule=rule,
        message=message,
        hint=hint,
    )


def with_ids(problems: Iterable[Problem], root: Node | None) -> list[Problem]:
    """Return problems of reading with the id of the record in which each lies."""
    starts, names = [], []
    if root is not None and isinstance(root.value, list):
        for node in root.value:
            name = node.child("id")
            starts.append(node.line)
            names.append(name.value if name and isinstance(name.value, str) else "")
    found = []
    for problem in problems:
        index = bisect_right(starts, problem.line) - 1
        found.append(replace(problem, id=names[index]) if index >= 0 else problem)
    return found
