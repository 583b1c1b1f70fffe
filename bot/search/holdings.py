"""What is kept of a pack's texts: numbers in flat arrays, made into words when they are asked for.

An `Analysis` of every utterance would take most of the memory of a large pack.
"""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from bot.search.analysis import Analysis
from bot.search.scoring import Base, Profile

_REMEMBERED = 4096


class Strings:
    """Words of many rows, each word kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._flat = array("i")
        self._ends = array("q", [0])

    def add(self, words: Sequence[str]) -> None:
        """Take the words of the next row."""
        numbers = self._numbers
        for word in words:
            if word not in numbers:
                numbers[word] = len(self._names)
                self._names.append(word)
        self._flat.extend([numbers[word] for word in words])
        self._ends.append(len(self._flat))

    def __getitem__(self, row: int) -> list[str]:
        names = self._names
        return [names[number] for number in self._flat[self._ends[row] : self._ends[row + 1]]]

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def names(self) -> Sequence[str]:
        """Every word, by its number."""
        return self._names

    def counts(self, rows: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
        """Return how many times each word stands in some rows (all of them where not told)."""
        flat = np.frombuffer(self._flat, np.int32) if self._flat else np.zeros(0, np.int32)
        if rows is not None:
            ends: npt.NDArray[np.int64] = np.array(self._ends, np.int64)
            flat = flat[np.repeat(rows, ends[1:] - ends[:-1])]
        return np.bincount(flat, minlength=len(self._names))


class Holdings:
    """The words of every utterance, and the profile of every target."""

    def __init__(self) -> None:
        self._read = Strings()
        self._own = Strings()
        self._background = Strings()
        # What a profile has beyond its stems is the same for very many targets.
        self._rests: dict[Profile, int] = {}
        self._rest = array("i")
        self._known: list[Profile] = []
        self.named = 0
        self.profile = lru_cache(maxsize=_REMEMBERED)(self._profile)

    def add(self, own: Sequence[Analysis], background: Sequence[Analysis], base: Base) -> None:
        """Take the next target, with the texts of its utterances in the order of the rows."""
        profile = Profile.of(own, background, base)
        for text in own:
            self._read.add(text.read)
            self.named += bool(text.entities or text.attributes)
        self._own.add(sorted(profile.own_stems))
        self._background.add(sorted(profile.stems - profile.own_stems))
        rest = profile.with_stems(frozenset(), frozenset())
        number = self._rests.setdefault(rest, len(self._rests))
        if number == len(self._known):
            self._known.append(rest)
        self._rest.append(number)

    def _profile(self, target: int) -> Profile:
        own = frozenset(self._own[target])
        return self._known[self._rest[target]].with_stems(own.union(self._background[target]), own)

    def read(self, row: int) -> str:
        """Return the words of an utterance in their one form."""
        return " ".join(self._read[row])

    def stem_idf(self) -> tuple[dict[str, float], float]:
        """Return how much each stem tells targets apart, and how much one that nobody uses."""
        total = len(self._own)
        counts = self._own.counts().tolist()
        by_count = {count: float(np.log((1 + total) / (1 + count)) + 0.2) for count in set(counts)}
        idf = {stem: by_count[count] for stem, count in zip(self._own.names, counts, strict=True)}
        return idf, float(np.log(1 + total) + 0.2)

    def only_of(self, targets: npt.NDArray[np.bool_]) -> frozenset[str]:
        """Return the stems that stand in utterances of these targets and of no other."""
        inside, outside = self._own.counts(targets), self._own.counts(~targets)
        alone = np.flatnonzero((inside > 0) & (outside == 0)).tolist()
        return frozenset(self._own.names[number] for number in alone)


class Exact:
    """Finds the first of the rows that were typed with just these words."""

    def __init__(self, holdings: Holdings, rows: Sequence[int]) -> None:
        self._holdings = holdings
        marks = np.fromiter((_mark(holdings.read(row)) for row in rows), np.uint64, len(rows))
        order = np.argsort(marks, kind="stable")
        self._marks = marks[order]
        self._rows = np.asarray(rows, np.int32)[order]

    def find(self, folded: str) -> int | None:
        """Return the row of a folded text, if there is one."""
        mark = np.uint64(_mark(folded))
        place = int(np.searchsorted(self._marks, mark))
        while place < len(self._marks) and self._marks[place] == mark:
            row = int(self._rows[place])
            if self._holdings.read(row) == folded:
                return row
            place += 1
        return None


def _mark(folded: str) -> int:
    return int.from_bytes(blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest())
