"""Accepted changes laid over a pack: a new pack, and what became of each change.

The pack that comes out has passed the rules for files. A change that the files hold already falls
away (`settled`); one whose record says something else than the curator saw is kept and left out
(`conflict`), as is one that would break the pack (`invalid`).
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.knowledge.changes import Change, Reviewed, as_values, read_change
from bot.knowledge.draft import NOUNS
from bot.knowledge.edits import needed
from bot.knowledge.layers import FieldProblem, Layers, Place
from bot.knowledge.model import Pack, Record
from bot.knowledge.problems import near, shown
from bot.knowledge.touches import Steps, Touch, record_at
from bot.knowledge.versions import record_version


class State(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    SETTLED = "settled"
    CONFLICT = "conflict"
    INVALID = "invalid"


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
        work, held = Layers(pack), _in_files(pack, self.changes)
        outcomes = [_laid(work, held, change) for change in self.changes]
        problems = work.problems()
        if any(one.level == "error" for _, one in problems):
            return self._part_by_part(pack, held)
        return _overlaid(work, outcomes, problems)

    def _part_by_part(self, pack: Pack, held: Container[str]) -> Overlaid:
        """Lay on the changes that leave the pack sound after those before them.

        What is not sound by itself is tried again after the others, and then together.
        """
        work, told = self._halved(Layers(pack), held, [*range(len(self.changes))])
        waiting = _broken(told)
        before = len(waiting) + 1
        while waiting and len(waiting) < before:
            before = len(waiting)
            for index in waiting:
                work, again = self._halved(work, held, [index])
                told |= again
            waiting = _broken(told)
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

    def _halved(
        self, work: Layers, held: Container[str], group: Sequence[int]
    ) -> tuple[Layers, dict[int, Outcome]]:
        """Lay on a row of changes, by halves where it breaks a rule, without those that do."""
        trial, outcomes, errors = self._tried(work, held, group)
        if not errors:
            return trial, outcomes
        if len(group) == 1:
            told = tuple(one for _, one in errors)
            return work, {group[0]: Outcome(self.changes[group[0]], State.INVALID, told)}
        middle = len(group) // 2
        work, first = self._halved(work, held, group[:middle])
        work, second = self._halved(work, held, group[middle:])
        return work, first | second

    def _tried(
        self, work: Layers, held: Container[str], group: Iterable[int]
    ) -> tuple[Layers, dict[int, Outcome], list[tuple[Change | None, FieldProblem]]]:
        """Lay some changes on a copy; return it, their outcomes, and the errors it has then."""
        trial = work.copy()
        changes = self.changes
        outcomes = {index: _laid(trial, held, changes[index]) for index in group}
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
    work = Layers(pack)
    work.lay(change, _touches(work, change))
    kind, name = change.target
    made = work.record(kind, name)
    result = record_version(made) if made is not None else None
    return change.model_copy(update={"base": base, "result": result})


def problems_of(pack: Pack, change: Change) -> tuple[FieldProblem, ...]:
    """Return what speaks against a change over a pack, for a form to show at its fields."""
    return Overlay((change,)).on(pack).outcomes[0].problems


def _laid(work: Layers, held: Container[str], change: Change) -> Outcome:
    """Lay a change over the records, unless the files hold it or say something else."""
    if change.id in held or (
        _without_effect(Layers(work.pack), change) and _without_effect(work, change)
    ):
        return Outcome(change, State.SETTLED)
    outcome = _against(work, change)
    if outcome.state is State.APPLIED:
        work.lay(change, _touches(work, change))
    return outcome


def _without_effect(work: Layers, change: Change) -> bool:
    return all(_no_effect(work, touch) for touch in _touches(work, change))


def _in_files(pack: Pack, changes: Sequence[Change]) -> set[str]:
    """Return the ids of the changes that were written into the files and perhaps changed there on.

    Of the changes of one record the files hold all up to the last whose outcome they show. What a
    version does not cover, a citation or a source, must be there too.
    """
    files = Layers(pack)
    held: set[str] = set()
    rows: dict[Place, list[Change]] = {}
    for change in changes:
        if change.guarded and not isinstance(change, Reviewed):
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


def _cited_in(files: Layers, change: Change) -> bool:
    for touch in _touches(files, change):
        now = files.now(touch.kind, touch.id)
        cited = [edit for edit in touch.edits if edit.path == ("citations",)]
        if now is None or needed(now, cited):
            return False
    return True


def _touches(work: Layers, change: Change) -> tuple[Touch, ...]:
    values = work.now(*change.target) or {}
    return change.touches(work.pack, values)


def _no_effect(work: Layers, touch: Touch) -> bool:
    if touch.new is not None:
        return False
    now = work.now(touch.kind, touch.id)
    return now is not None and not needed(now, touch.edits)


def _against(work: Layers, change: Change) -> Outcome:
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
    if change.guarded and change.base is not None:
        there = work.record(*change.target)
        if there is not None and record_version(there) != change.base:
            message = f"{shown(change.target[1])} was changed since this was proposed"
            hint = "look at both and propose it anew"
            problem = _said(change, touches[0], "changed-since", message, hint, ())
            return Outcome(change, State.CONFLICT, (problem,))
    return Outcome(change, State.APPLIED)


def _broken(told: Mapping[int, Outcome]) -> list[int]:
    return [index for index, one in sorted(told.items()) if one.state is State.INVALID]


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


def _overlaid(
    work: Layers,
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
