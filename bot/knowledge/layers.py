"""The records of a pack while changes are laid over them, and what the rules say of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.changes import Change
from bot.knowledge.decode import stands_out
from bot.knowledge.draft import NOUNS, Draft, Placed
from bot.knowledge.edits import applied, needed, typed
from bot.knowledge.model import RECORDS, Pack, Record
from bot.knowledge.nodes import Node, Plain
from bot.knowledge.problems import Level, Problem, is_error, shown
from bot.knowledge.rules import check
from bot.knowledge.touches import Steps, Touch, record_at
from bot.knowledge.validation import validate
from bot.knowledge.versions import digest

Place = tuple[str, str]
Values = dict[str, Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """What is wrong with a change, at which of its fields.

    `field` leads to the value in the change (`("entry", "aliases", 0)`, empty for the whole);
    `kind`, `record` and `path` lead to the same value in the pack.
    """

    field: Steps
    level: Level
    rule: str
    message: str
    hint: str = ""
    kind: str = ""
    record: str = ""
    path: Steps = ()


class Layers:
    """The records that changes made or edited, over those of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.values: dict[Place, Values] = {}
        self.touches: list[tuple[Change, Touch]] = []
        self.places: list[tuple[str, str, Steps]] = [("", "", ())]
        self.made: dict[Place, Record] = {}

    def copy(self) -> "Layers":
        """Return the same again, to try something on."""
        other = Layers(self.pack)
        other.values, other.touches = dict(self.values), list(self.touches)
        return other

    def now(self, kind: str, name: str) -> Values | None:
        """Return a record as it stands, as typed values."""
        if (kind, name) in self.values:
            return self.values[kind, name]
        there = record_at(self.pack, kind, name)
        return None if there is None else typed(there)

    def record(self, kind: str, name: str) -> Record | None:
        """Return a record as it stands, None where it is not there or not right."""
        if (kind, name) not in self.values:
            return record_at(self.pack, kind, name)
        record, _ = validate(RECORDS[kind], self._nodes(self.values[kind, name], kind, name), "")
        return record

    def lay(self, change: Change, touches: Sequence[Touch]) -> None:
        """Make what a change does to its records."""
        for touch in touches:
            now = self.now(touch.kind, touch.id)
            if touch.new is not None:
                self.values[touch.kind, touch.id] = touch.new
            elif now is not None and needed(now, touch.edits):
                self.values[touch.kind, touch.id] = applied(now, touch.edits)
            self.touches.append((change, touch))

    def problems(self) -> list[tuple[Change | None, FieldProblem]]:
        """Return all problems by the rules for files, with the change that brought each."""
        draft, problems = self._draft()
        # An unsound record is missing from the draft: what the rules say besides only follows.
        if not problems:
            problems = list(check(draft))
        found = []
        for problem in sorted(problems):
            kind, name, path = self.places[problem.line]
            change, place = self._behind(kind, name, path)
            # What the pack's own files leave to be wished for is no matter of the changes.
            if not is_error(problem) and not place:
                continue
            found.append((change, _at_field(problem, place, kind, name, path)))
        return found

    def result(self) -> Pack:
        """Return the pack; its version follows from that below and what differs from it."""
        changed: dict[str, dict[str, Record]] = {}
        for (kind, name), record in self.made.items():
            if record_at(self.pack, kind, name) != record:
                records = changed.setdefault(kind, dict(getattr(self.pack, kind)))
                records[name] = record
        if not changed:
            return self.pack
        laid = {
            f"{kind}/{name}": typed(record)
            for (kind, name), record in self.made.items()
            if record_at(self.pack, kind, name) != record
        }
        update: dict[str, Any] = {
            kind: {name: records[name] for name in sorted(records)}
            for kind, records in changed.items()
        }
        update["version"] = digest([self.pack.version, laid])
        return self.pack.model_copy(update=update)

    def _draft(self) -> tuple[Draft, list[Problem]]:
        """Return all records as a draft, and the problems of those that are not sound."""
        draft = Draft()
        self.places = [("", "", ())]
        self.made = {}
        draft.manifest = Placed(self.pack.manifest, self._other("pack", ""), "", self.pack.id)
        for question in self.pack.questions:
            node = self._other("questions", question.id)
            draft.questions[question.id] = Placed(question, node, "", question.id)
            draft.known["questions"][question.id] = ""
        problems: list[Problem] = []
        for kind in NOUNS:
            if kind == "questions":
                continue
            for name, record in getattr(self.pack, kind).items():
                if (kind, name) not in self.values:
                    placed = Placed(record, self._other(kind, name), "", name)
                    draft.records(kind)[name] = placed
                    draft.known[kind][name] = ""
        for (kind, name), values in self.values.items():
            node = self._nodes(values, kind, name)
            made, wrong = validate(RECORDS[kind], node, "")
            problems += [*wrong, *_unseen(node, name)]
            draft.known[kind][name] = ""
            if made is not None:
                self.made[kind, name] = made
                draft.records(kind)[name] = Placed(made, node, "", name)
        return draft, problems

    def _other(self, kind: str, name: str) -> Node:
        """Return a node that stands for a whole record."""
        self.places.append((kind, name, ()))
        return Node(len(self.places) - 1, 1, {})

    def _nodes(self, value: Plain, kind: str, name: str, path: Steps = ()) -> Node:
        """Return values as nodes whose lines number their places."""
        self.places.append((kind, name, path))
        line = len(self.places) - 1
        made: str | list[Node] | dict[str, Node]
        if isinstance(value, dict):
            made = {key: self._nodes(one, kind, name, (*path, key)) for key, one in value.items()}
        elif isinstance(value, list):
            made = [self._nodes(one, kind, name, (*path, i)) for i, one in enumerate(value)]
        else:
            made = value or ""
        return Node(line, 1, made, key=(line, 1))

    def _behind(self, kind: str, name: str, path: Steps) -> tuple[Change | None, Steps]:
        """Return the change that brought what is at a place, and its field."""
        last: Change | None = None
        for change, touch in reversed(self.touches):
            if (touch.kind, touch.id) == (kind, name):
                place = touch.field(path)
                if place:
                    return change, place
                last = last or change
        return last, ()


def _unseen(node: Node, name: str) -> Iterator[Problem]:
    """Yield the texts that a file would not take for a character that nobody sees."""
    if isinstance(node.value, str):
        if stands_out(node.value):
            yield Problem(
                file="",
                line=node.line,
                column=node.column,
                level="error",
                rule="control-character",
                message=f"the text {shown(node.value)} holds an invisible character",
                hint="delete it",
                id=name,
            )
        return
    below = node.value.values() if isinstance(node.value, dict) else node.value
    for one in below:
        yield from _unseen(one, name)


def _at_field(problem: Problem, place: Steps, kind: str, name: str, path: Steps) -> FieldProblem:
    return FieldProblem(
        field=place,
        level=problem.level,
        rule=problem.rule,
        message=problem.message,
        hint=problem.hint,
        kind=kind,
        record=name or problem.id,
        path=path,
    )
