"""Ids made from what people wrote: stable, readable where the letters allow it, never twice."""

import hashlib
import re

from bot.knowledge.folding import fold

_LONGEST = 60
_NO_ID = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Return an id made from a text: the same for the same words, on every machine.

    Where too few of its letters are Latin, it is a mark made from the text.
    """
    folded = fold(text)
    words = _NO_ID.sub("-", folded).strip("-")
    letters = sum(character.isalnum() for character in folded)
    kept = sum(character.isalnum() for character in words)
    if not kept or 2 * kept < letters:
        return f"q-{hashlib.sha256(folded.encode('utf-8', 'replace')).hexdigest()[:10]}"
    if len(words) <= _LONGEST:
        return words
    cut = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return cut.strip("-")


class Ids:
    """Ids of one list, none of them twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Return the id that is wanted, or the first free one with a number behind it."""
        name = wanted
        while name in self._taken:
            number = self._next.get(wanted, 2)
            self._next[wanted] = number + 1
            name = f"{wanted}-{number}"
        self._taken.add(name)
        return name
