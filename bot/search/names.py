"""Names of one or several words, found in a text: while a pack is read, and in what was kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.search.flat import Array, Flat, Rows, Table, view

_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: which words (start to end), and the ids it can stand for."""

    start: int
    end: int
    ids: tuple[str, ...]


class Finder(Protocol):
    """Finds names in a list of stems."""

    def find(self, stems: Sequence[str]) -> list[Mention]:
        """Return every mention, also those inside a longer one, in order."""
        ...


class Names:
    """Finds names of one or several words in a list of stems, the longest first."""

    def __init__(self) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = {}
        self._lengths: dict[str, list[int]] = {}  # of the phrases that start with a stem

    def add(self, stems: Sequence[str], name: str) -> None:
        """Let a phrase (as stems) stand for an id."""
        if not stems or len(stems) > _LONGEST_PHRASE:
            return
        ids = self._phrases.setdefault(tuple(stems), [])
        if name not in ids:
            ids.append(name)
        lengths = self._lengths.setdefault(stems[0], [])
        if len(stems) not in lengths:
            lengths.append(len(stems))
            lengths.sort(reverse=True)

    def find(self, stems: Sequence[str]) -> list[Mention]:
        """Return every mention, also those inside a longer one, in order."""
        found: list[Mention] = []
        for start, stem in enumerate(stems):
            for length in self._lengths.get(stem, ()):
                ids = self._phrases.get(tuple(stems[start : start + length]))
                if ids and start + length <= len(stems):
                    found.append(Mention(start, start + length, tuple(ids)))
        return found

    def flat(self, name: str) -> dict[str, Array]:
        """Return all names as arrays to keep under a name; `KeptNames` finds the same in them."""
        ids = list(dict.fromkeys(one for each in self._phrases.values() for one in each))
        numbers = {one: number for number, one in enumerate(ids)}
        meant = [[numbers[one] for one in each] for each in self._phrases.values()]
        lengths = [sum(1 << length for length in each) for each in self._lengths.values()]
        return {
            **Table.build([" ".join(phrase) for phrase in self._phrases]).flat(f"{name}.phrases"),
            **Table.build(list(self._lengths)).flat(f"{name}.firsts"),
            **Table.build(ids).flat(f"{name}.ids"),
            **Rows.build(
                np.asarray([one for each in meant for one in each], np.int32),
                np.asarray([len(each) for each in meant], np.int64),
            ).flat(f"{name}.meant"),
            f"{name}.lengths": np.asarray(lengths, np.uint8),
        }


class KeptNames:
    """Finds names as `Names` does, in what that has kept."""

    def __init__(self, flat: Flat, name: str) -> None:
        self._phrases, self._firsts, self._ids = (
            Table.of(flat, f"{name}.{part}") for part in ("phrases", "firsts", "ids")
        )
        self._meant = Rows.of(flat, f"{name}.meant")
        self._lengths = [
            tuple(length for length in range(_LONGEST_PHRASE, 0, -1) if lengths >> length & 1)
            for lengths in range(1 << (_LONGEST_PHRASE + 1))
        ]
        self._of_first = view(flat[f"{name}.lengths"])

    def find(self, stems: Sequence[str]) -> list[Mention]:
        """Return every mention, also those inside a longer one, in order."""
        found: list[Mention] = []
        for start, stem in enumerate(stems):
            first = self._firsts.find(stem)
            if first < 0:
                continue
            for length in self._lengths[self._of_first[first]]:
                if start + length > len(stems):
                    continue
                phrase = self._phrases.find(" ".join(stems[start : start + length]))
                if phrase >= 0:
                    ids = tuple(map(self._ids.__getitem__, self._meant[phrase]))
                    found.append(Mention(start, start + length, ids))
        return found


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that do not lie inside another one."""
    mentions = list(mentions)
    return [
        one
        for one in mentions
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in mentions
        )
    ]
