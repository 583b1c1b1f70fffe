"""Answer questions from a list of entries: a question a line in, a JSON object a line out.

    python -m tests.bench.lines ENTRIES.json

ENTRIES.json is a list of objects with `id`, `question` and, where there are any, `aliases`. Each
line gets `entry` (the best one's id), `score` (how sure that is), `ranked` (up to ten ids) and
`abstain` (whether the bot would rather not answer). It needs the run-time dependencies only.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

# Read when numpy is loaded, so it must stand before our own search is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rapidfuzz import fuzz, process

from tests.bench.ours import Search

_RANKED = 10
_LONGEST = 600
Given = tuple[str, str, tuple[str, ...]]


class EntriesError(ValueError):
    """A file that holds no entries; the message says why."""


def read_entries(path: Path) -> list[Given]:
    """Return the entries of a file. Raises `EntriesError`."""
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EntriesError(error.strerror or "it cannot be read") from error
    except RecursionError as error:
        raise EntriesError("it is nested too deep") from error
    except UnicodeDecodeError as error:
        raise EntriesError("it is not UTF-8") from error
    except ValueError as error:
        raise EntriesError(f"it is no JSON: {error}") from error
    if not isinstance(values, list):
        raise EntriesError("it must hold a list of entries")
    entries = [_entry(number, value) for number, value in enumerate(values, 1)]
    seen: set[str] = set()
    for number, (id_, _, _) in enumerate(entries, 1):
        if id_ in seen:
            raise EntriesError(f"entry {number}: the id {id_!r} is taken")
        seen.add(id_)
    return entries


def _entry(number: int, value: object) -> Given:
    if not isinstance(value, dict):
        raise EntriesError(f"entry {number} must be an object")
    id_, question, aliases = value.get("id"), value.get("question"), value.get("aliases") or []
    for key, found in (("id", id_), ("question", question)):
        if not isinstance(found, str) or not found.strip():
            raise EntriesError(f"entry {number}: {key} must be text")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise EntriesError(f"entry {number}: aliases must be a list of texts")
    return str(id_), str(question), tuple(alias for alias in aliases if alias.strip())


class Answerer:
    """Answers one line at a time, whatever it holds."""

    def __init__(self, entries: list[Given]) -> None:
        self._search = Search(entries)
        self._ids = [id_ for id_, _, _ in entries]
        self._questions = [question for _, question, _ in entries]

    def answer(self, line: str) -> dict[str, Any]:
        """Return the object for a line."""
        try:
            ranked = self._search.rank(line)
        except Exception as error:  # noqa: BLE001 -- the next line has a right to its answer
            print(f"not searched: {type(error).__name__}: {error}", file=sys.stderr)
            ranked = []
        if not ranked:
            near = self._nearest(line)
            shown = [] if near is None else [near]
            return {"entry": near, "score": 0.0, "ranked": shown, "abstain": True}
        best, score = ranked[0]
        return {
            "entry": best,
            "score": round(score, 6),
            "ranked": [id_ for id_, _ in ranked[:_RANKED]],
            "abstain": score < self._search.sure,
        }

    def _nearest(self, line: str) -> str | None:
        """Return the entry whose question looks most alike, for a line with no known word."""
        if not self._ids:
            return None
        found = process.extractOne(line[:_LONGEST], self._questions, scorer=fuzz.ratio)
        return self._ids[found[2]]


def serve(source: BinaryIO, sink: BinaryIO, answerer: Answerer) -> None:
    """Answer every line, one line each, flushed before the next is read."""
    for line in _lines(source):
        sink.write(json.dumps(answerer.answer(line)).encode() + b"\n")
        sink.flush()


def _lines(source: BinaryIO) -> Iterator[str]:
    for raw in source:
        yield raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def main() -> None:
    """Read the entries and answer what comes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lines", description=__doc__)
    parser.add_argument("entries", type=Path, metavar="ENTRIES.json")
    path = parser.parse_args().entries
    try:
        entries = read_entries(path)
    except EntriesError as error:
        print(f"{path}: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    answerer = Answerer(entries)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, answerer)
    except BrokenPipeError:
        # Nobody reads any more; Python must not try to flush once again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
