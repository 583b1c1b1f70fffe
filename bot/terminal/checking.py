"""`check`: all that is wrong in packs, for people, for programs and for pull requests."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.knowledge.model import Pack
from bot.knowledge.problems import (
    Problem,
    escape,
    for_github,
    for_people,
    for_programs,
    is_error,
)
from bot.knowledge.read import Reading
from bot.terminal.plain import count

_LISTS = ("sources", "entities", "facts", "scenarios", "entries")
_SINGULAR = {"entities": "entity", "entries": "entry"}


class Format(StrEnum):
    """How `check` writes."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def written(folder: Path, reading: Reading, form: Format) -> str:
    """Return the problems of a pack and a line that sums it up."""
    lay_out = for_github if form is Format.GITHUB else for_people
    problems = lay_out(reading.problems, root_of(folder))
    return "\n".join(filter(None, (problems, summary(folder, reading))))


def as_values(folder: Path, reading: Reading) -> dict[str, Any]:
    """Return what reading a pack brought as plain values."""
    pack = reading.pack
    return {
        "pack": pack.id if pack else None,
        "pack_version": pack.version if pack else None,
        "folder": escape(folder.as_posix()),
        "counts": {name: len(getattr(pack, name)) for name in _LISTS} if pack else None,
        "errors": len(errors(reading.problems)),
        "warnings": len(reading.problems) - len(errors(reading.problems)),
        "problems": for_programs(reading.problems, root_of(folder)),
    }


def summary(folder: Path, reading: Reading) -> str:
    """Return the one line on a pack: what it holds, and how many problems it has."""
    pack = reading.pack
    name = pack.id if pack else escape(folder.resolve().name)
    return f"{name}: " + "; ".join(filter(None, (_holds(pack), _found(reading.problems))))


def errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the problems that keep a pack from being used."""
    return tuple(filter(is_error, problems))


def root_of(folder: Path) -> str:
    """Return the path that leads to a pack's folder, from here where it lies below."""
    above = folder.parent.resolve() if folder.name in ("", "..") else folder.parent
    try:
        return above.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return above.as_posix()


def _holds(pack: Pack | None) -> str:
    if pack is None:
        return ""
    return ", ".join(
        count(len(getattr(pack, name)), _SINGULAR.get(name, name[:-1]), name) for name in _LISTS
    )


def _found(problems: Sequence[Problem]) -> str:
    wrong = len(errors(problems))
    warnings = len(problems) - wrong
    parts = [count(n, word) for n, word in ((wrong, "error"), (warnings, "warning")) if n]
    return ", ".join(parts) or "no problems"
