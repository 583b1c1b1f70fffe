"""`Problem`: what is wrong where in a pack, and the mend; and three ways to write it down."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rapidfuzz import fuzz, process

Level = Literal["error", "warning"]

_LONGEST_SHOWN = 60
_NEAR_ENOUGH = 60


@dataclass(frozen=True, order=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: place, level, the rule that was broken, a message and a hint.

    `file` is a posix path that starts with the name of the pack's folder; `line` and `column`
    count from 1. Problems sort by file, line, column and rule.
    """

    file: str
    line: int
    column: int
    rule: str
    level: Level
    message: str
    hint: str = ""
    id: str = ""


def is_error(problem: Problem) -> bool:
    """Tell whether a problem keeps the pack from being used."""
    return problem.level == "error"


def escape(text: str) -> str:
    """Return a text with everything that a terminal would not show as such written out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def shown(text: str) -> str:
    """Return what was typed, in quotes, shortened and safe to print."""
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    return f"'{escape(text)}'"


def near(word: str, choices: Iterable[str], least: int = _NEAR_ENOUGH) -> str:
    """Return the hint that names the choice nearest to a word, or nothing.

    `least` is how like they must be, of 100.
    """
    names = sorted(choices)
    best = process.extractOne(
        word[:200], names, scorer=fuzz.ratio, score_cutoff=least, processor=str.casefold
    )
    return f"did you mean {shown(best[0])}?" if best else ""


def for_people(problems: Iterable[Problem], root: str = "") -> str:
    """Return a line for each problem, with the hint on a second, indented line.

    `root` is the path that leads to the pack's folder; it is put in front of each file.
    """
    lines = []
    for problem in problems:
        place = f"{_path(problem, root)}:{problem.line}:{problem.column}"
        lines.append(f"{place}: {problem.level}: {escape(problem.message)} [{problem.rule}]")
        if problem.hint:
            lines.append(f"    hint: {escape(problem.hint)}")
    return "\n".join(lines)


def for_programs(problems: Iterable[Problem], root: str = "") -> list[dict[str, Any]]:
    """Return the problems as plain values for JSON."""
    return [
        asdict(problem)
        | {
            "file": _path(problem, root),
            "message": escape(problem.message),
            "hint": escape(problem.hint),
            "id": escape(problem.id),
        }
        for problem in problems
    ]


def for_github(problems: Iterable[Problem], root: str = "") -> str:
    """Return workflow commands that make GitHub annotate the lines of a pull request."""
    lines = []
    for problem in problems:
        properties = ",".join(
            f"{name}={_property(value)}"
            for name, value in (
                ("file", _path(problem, root)),
                ("line", str(problem.line)),
                ("col", str(problem.column)),
                ("title", problem.rule),
            )
        )
        text = _data(problem.message)
        if problem.hint:
            text += f"%0Ahint: {_data(problem.hint)}"
        lines.append(f"::{problem.level} {properties}::{text}")
    return "\n".join(lines)


def _path(problem: Problem, root: str) -> str:
    root = root.rstrip("/")
    return escape(f"{root}/{problem.file}" if root and root != "." else problem.file)


def _data(text: str) -> str:
    return escape(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(character: str) -> str:
    code = ord(character)
    if character == "\n":
        return "\\n"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
