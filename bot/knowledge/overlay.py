"""Accepted changes laid over a pack: a new pack, and what became of each change.

The pack that comes out has passed the rules for files. A change that the files hold already falls
away (`settled`); one whose record says something else than the curator saw is kept and left out
(`conflict`), as is one that would break the pack (`invalid`).
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.knowledge.changes import Change, Reviewed, Steps, Touch, as_values, read_change, record_at
from bot.knowledge.decode import stands_out
from bot.knowledge.draft import NOUNS, Draft, Placed
from bot.knowledge.edits import applied, needed, typed
from bot.knowledge.model import RECORDS, Pack, Record
from bot.knowledge.nodes import Node, Plain
from bot.knowledge.problems import Level, Problem, is_error, near, shown
from bot.knowledge.rules import check
from bot.knowledge.validation import validate
from bot.knowledge.versions import digest, record_version

Place = tuple[str, str]
Values = dict[str, Plain]


class State(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    SETTLED = "settled"
    CONFLICT = "conflict"
    INVALID = "invalid"


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change, and what speaks against it or should be looked at."""

    change: Change
    state: State
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The pack with the changes over it, and what became of each, in their order.

    `touches` are what is laid over, for `export`.
    """

    pack: Pack
    outcomes: tuple[Outcome, ...]
    touches: tuple[Touch, ...] = ()

    def of(self, state: State) -> tuple[Change, ...]:
        """Return the changes of which this became."""
        return tuple(one.change for one in self.outcomes if one.state is state)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Accepted changes in the order in which they were accepted."""

    changes: tuple[Change, ...] = ()

    def on(self, pack: Pack) -> Overlaid:
        """Lay the changes over a pack."""
        work, held = _Work(pack), _in_files(pack, self.changes)
        outcomes = [_laid(work, self.changes, held, change) for change in self.changes]
        problems = work.problems()
        if any(one.level == "error" for _, one in problems):
            return self._one_by_one(pack, held)
        return _overlaid(work, outcomes, problems)

    def _one_by_one(self, pack: Pack, held: Container[str]) -> Overlaid:
        """Lay on each change that leaves the pack sound after those before it.

        What is not sound by itself is tried again after the others, and then together.
        """
        work, told = _Work(pack), dict[int, Outcome]()
        waiting = [*range(len(self.changes))]
        before = len(waiting) + 1
        while waiting and len(waiting) < before:
            before = len(waiting)
            for index in waiting:
                trial, outcomes, errors = self._tried(work, held, [index])
                told |= outcomes
                if errors:
                    told[index] = _invalid(self.changes[index], errors)
                else:
                    work = trial
            waiting = [index for index in waiting if told[index].state is State.INVALID]
        group = [index for index in waiting if len(waiting) > 1]
        while group:
            trial, outcomes, errors = self._tried(work, held, group)
            if not errors:
                work, told = trial, told | outcomes
                break
            blamed = [change for change, _ in errors]
            rest = [index for index in group if all(self.changes[index] is not b for b in blamed)]
            group = rest if len(rest) < len(group) else []
        return _overlaid(work, [told[index] for index in sorted(told)], work.problems())

    def _tried(
        self, work: "_Work", held: Container[str], group: Iterable[int]
    ) -> tuple["_Work", dict[int, Outcome], list[tuple[Change | None, FieldProblem]]]:
        """Lay some changes on a copy; return it, their outcomes, and the errors it has then."""
        trial = work.copy()
        changes = self.changes
        outcomes = {index: _laid(trial, changes, held, changes[index]) for index in group}
        if all(one.state is not State.APPLIED for one in outcomes.values()):
            return trial, outcomes, []
        return trial, outcomes, [one for one in trial.problems() if one[1].level == "error"]

    def as_values(self) -> list[dict[str, Any]]:
        """Return the changes as plain values for JSON."""
        return [as_values(change) for change in self.changes]

    @classmethod
    def from_values(cls, values: Iterable[Any]) -> "Overlay":
        """Return the overlay that plain values hold. Raises `ChangeError`."""
        return cls(tuple(read_change(one) for one in values))


def stamped(pack: Pack, change: Change) -> Change:
    """Return a change with the version of the record that it is made on, and of its outcome.

    To be called with the pack that the curator looks at, overlay and all.
    """
    there = record_at(pack, *change.target)
    base = record_version(there) if there is not None else None
    work = _Work(pack)
    work.lay(change, _touches(work, change))
    kind, name = change.target
    made = work.record(kind, name)
    result = record_version(made) if made is not None else None
    return change.model_copy(update={"base": base, "result": result})


def problems_of(pack: Pack, change: Change) -> tuple[FieldProblem, ...]:
    """Return what speaks against a change over a pack, for a form to show at its fields."""
    return Overlay((change,)).on(pack).outcomes[0].problems


class _Work:
    """The records that changes made or edited, over those of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.values: dict[Place, Values] = {}
        self.touches: list[tuple[Change, Touch]] = []
        self.places: list[tuple[str, str, Steps]] = [("", "", ())]
        self.made: dict[Place, Record] = {}

    def copy(self) -> "_Work":
        """Return the same again, to try something on."""
        other = _Work(self.pack)
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


def _laid(work: _Work, changes: Sequence[Change], held: Container[str], change: Change) -> Outcome:
    """Lay a change over the records, unless the files hold it or say something else."""
    if change.slot is not None and _last(changes, change) is not change:
        # The last word on an alias counts.
        return _against(work, change)
    if change.id in held or (
        _without_effect(_Work(work.pack), change) and _without_effect(work, change)
    ):
        return Outcome(change, State.SETTLED)
    outcome = _against(work, change)
    if outcome.state is State.APPLIED:
        work.lay(change, _touches(work, change))
    return outcome


def _last(changes: Sequence[Change], change: Change) -> Change:
    return next(one for one in reversed(changes) if one.slot == change.slot)


def _without_effect(work: _Work, change: Change) -> bool:
    return all(_no_effect(work, touch) for touch in _touches(work, change))


def _in_files(pack: Pack, changes: Sequence[Change]) -> set[str]:
    """Return the ids of the changes that were written into the files and perhaps changed there on.

    Of the changes of one record the files hold all up to the last whose outcome they show. What a
    version does not cover, a citation or a source, must be there too.
    """
    files = _Work(pack)
    held: set[str] = set()
    rows: dict[Place, list[Change]] = {}
    for change in changes:
        if change.slot is None and not isinstance(change, Reviewed):
            rows.setdefault(change.target, []).append(change)
    for place, row in rows.items():
        there = record_at(pack, *place)
        if there is None:
            continue
        version = record_version(there)
        upto: list[str] = []
        for change in row:
            if not _cited_in(files, change):
                break
            upto.append(change.id)
            if change.result == version:
                held.update(upto)
    return held


def _cited_in(files: _Work, change: Change) -> bool:
    for touch in _touches(files, change):
        now = files.now(touch.kind, touch.id)
        cited = [edit for edit in touch.edits if edit.path == ("citations",)]
        if now is None or needed(now, cited):
            return False
    return True


def _touches(work: _Work, change: Change) -> tuple[Touch, ...]:
    values = work.now(*change.target) or {}
    return change.touches(work.pack, values)


def _no_effect(work: _Work, touch: Touch) -> bool:
    if touch.new is not None:
        return False
    now = work.now(touch.kind, touch.id)
    return now is not None and not needed(now, touch.edits)


def _against(work: _Work, change: Change) -> Outcome:
    """Return the outcome of a change that the files do not hold yet."""
    touches = _touches(work, change)
    for touch in touches:
        now = work.now(touch.kind, touch.id)
        if touch.new is not None and now is not None and now != touch.new:
            message = f"there is another {NOUNS[touch.kind]} {shown(touch.id)}"
            problem = _said(change, touch, "duplicate-id", message, "choose another id", ("id",))
            return Outcome(change, State.CONFLICT, (problem,))
        if touch.new is None and now is None:
            records: Mapping[str, Record] = getattr(work.pack, touch.kind)
            message = f"there is no {NOUNS[touch.kind]} {shown(touch.id)}"
            problem = _said(change, touch, "unknown-id", message, near(touch.id, records), ())
            # It was there when the change was proposed, or never was.
            state = State.INVALID if change.base is None else State.CONFLICT
            return Outcome(change, state, (problem,))
    if change.slot is None and change.base is not None:
        there = work.record(*change.target)
        if there is not None and record_version(there) != change.base:
            message = f"{shown(change.target[1])} was changed since this was proposed"
            hint = "look at both and propose it anew"
            problem = _said(change, touches[0], "changed-since", message, hint, ())
            return Outcome(change, State.CONFLICT, (problem,))
    return Outcome(change, State.APPLIED)


def _invalid(change: Change, errors: Sequence[tuple[Change | None, FieldProblem]]) -> Outcome:
    return Outcome(change, State.INVALID, tuple(one for _, one in errors))


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


def _said(
    change: Change, touch: Touch, rule: str, message: str, hint: str, path: Steps
) -> FieldProblem:
    return FieldProblem(
        field=touch.field(path),
        level="error",
        rule=rule,
        message=message,
        hint=hint,
        kind=touch.kind,
        record=touch.id,
        path=path,
    )


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


def _overlaid(
    work: _Work,
    outcomes: Sequence[Outcome],
    problems: Sequence[tuple[Change | None, FieldProblem]],
) -> Overlaid:
    pack = work.result()
    told: list[Outcome] = []
    touches: list[Touch] = []
    for one in outcomes:
        if one.state is not State.APPLIED:
            told.append(one)
            continue
        mine = [touch for change, touch in work.touches if change is one.change]
        places = [one.change.target, *((touch.kind, touch.id) for touch in mine)]
        # Changes that take each other back leave nothing to do either.
        if all(record_at(pack, *place) == record_at(work.pack, *place) for place in places):
            told.append(Outcome(one.change, State.SETTLED))
            continue
        touches += mine
        warned = tuple(said for change, said in problems if change is one.change)
        told.append(Outcome(one.change, State.APPLIED, warned))
    return Overlaid(pack, tuple(told), tuple(touches))
