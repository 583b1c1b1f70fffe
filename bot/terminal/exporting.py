"""`export-changes`: what is written where, for people and for programs."""

import json
import sys
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any, TextIO

from bot.knowledge.changes import Change, ChangeError, read_change
from bot.knowledge.layers import FieldProblem
from bot.knowledge.overlay import Outcome, State
from bot.knowledge.problems import escape
from bot.knowledge.writing.export import Export
from bot.terminal.checking import root_of
from bot.terminal.plain import clean, count

_MOST_BYTES = 64 * 1024 * 1024
_FAILED = (State.CONFLICT, State.INVALID)


def changes_in(file: Path) -> tuple[Change, ...]:
    """Return the changes that a JSON file (`-` for standard input) lists. Raises `ChangeError`.

    The file holds a list of changes, or an object with the list under `changes`.
    """
    try:
        data = _read(file)
        values = json.loads(data)
    except OSError as error:
        raise ChangeError((error.strerror or type(error).__name__).lower()) from None
    except (ValueError, RecursionError):
        raise ChangeError("this is no JSON") from None
    if isinstance(values, dict):
        values = values.get("changes")
    if not isinstance(values, list):
        raise ChangeError("this is no list of changes")
    found: list[Change] = []
    for number, one in enumerate(values, 1):
        try:
            found.append(read_change(one))
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from None
    names = [change.id for change in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ChangeError(f"two changes have the id '{twice}'")
    return tuple(found)


def failed(export: Export) -> list[Outcome]:
    """Return what became of the changes that cannot be written."""
    return [one for one in export.outcomes if one.state in _FAILED]


def in_files(export: Export) -> list[str]:
    """Return the ids of the changes that the files hold once it is written."""
    return [one.change.id for one in export.outcomes if one.state not in _FAILED]


def as_values(export: Export, *, dry: bool) -> dict[str, Any]:
    """Return everything as plain values."""
    return {
        "folder": escape(export.folder.as_posix()),
        "dry_run": dry,
        "written": [
            {
                "file": one.file,
                "line": one.line,
                "kind": one.kind,
                "id": one.record,
                "key": one.key,
            }
            for one in export.written
        ],
        "changes": [
            {
                "id": one.change.id,
                "kind": one.change.kind,
                "state": one.state.value,
                "problems": [_problem(problem) for problem in one.problems],
            }
            for one in export.outcomes
        ],
        "diff": difference(export) if dry else None,
    }


def show(stream: TextIO, export: Export, *, dry: bool) -> None:
    """Write a line for each place that is written to, and what is wrong with the rest."""
    name = export.folder.resolve().name if export.folder.name in ("", "..") else export.folder.name
    root = f"{root_of(export.folder)}/{name}".removeprefix("./")
    if dry:
        stream.write(clean(difference(export)))
    for place in export.written:
        key = f" {place.key}" if place.key else ""
        stream.write(escape(f"{root}/{place.file}:{place.line}: {place.record}{key}") + "\n")
    for one in export.outcomes:
        for problem in one.problems:
            field = ".".join(map(str, problem.field))
            place_of = f"{one.change.id}: {field}: " if field else f"{one.change.id}: "
            line = f"{place_of}{problem.level}: {problem.message} [{problem.rule}]"
            stream.write(escape(line) + "\n")
            if problem.hint:
                stream.write(escape(f"    hint: {problem.hint}") + "\n")
    stream.write(_summary(export, dry) + "\n")


def difference(export: Export) -> str:
    """Return what is to change, line by line, as `diff -u` shows it."""
    parts: list[str] = []
    for path, new in sorted(export.new.items()):
        old = export.old[path]
        name = escape(path.relative_to(export.folder).as_posix())
        lines = unified_diff(
            _lines(old) if old else [],
            _lines(new),
            f"a/{name}" if old is not None else "/dev/null",
            f"b/{name}",
            lineterm="",
        )
        parts += [f"{line}\n" for line in lines]
    return "".join(parts)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")


def _summary(export: Export, dry: bool) -> str:
    states = [one.state for one in export.outcomes]
    done = "to be written" if dry else "written"
    words: Mapping[State, str] = {
        State.APPLIED: done,
        State.SETTLED: "in the files already",
        State.CONFLICT: "in conflict",
        State.INVALID: "not right",
    }
    parts = [f"{states.count(state)} {word}" for state, word in words.items() if state in states]
    files = f" ({count(len(export.new), 'file')})" if export.new else ""
    return f"{count(len(states), 'change')}{files}: " + (", ".join(parts) or "nothing to do")


def _problem(problem: FieldProblem) -> dict[str, Any]:
    return {
        "field": list(problem.field),
        "level": problem.level,
        "rule": problem.rule,
        "message": escape(problem.message),
        "hint": escape(problem.hint),
    }


def _read(file: Path) -> bytes:
    if str(file) != "-":
        if file.stat().st_size > _MOST_BYTES:
            raise ChangeError("the file is too large")
        return file.read_bytes()
    return sys.stdin.buffer.read(_MOST_BYTES) if sys.stdin is not None else b""
