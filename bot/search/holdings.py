"""What is kept of a pack's texts: numbers in flat arrays, made into words when they are asked for.

An `Analysis` of every utterance would take most of the memory of a large pack.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from bot.knowledge.keeping import kept
from bot.search.flat import Array, Flat, Rows, Table, view
from bot.search.scoring import Profile

_REMEMBERED = 4096
# The parts of what a profile has beyond its stems, as rows of names, in this order.
_PARTS = ("entities", "own_entities", "attributes", "times", "forms", "periods", "subject")


class Holdings:
    """The words of every utterance, and the profile of every target."""

    def __init__(self, flat: Flat, first_row: npt.NDArray[np.int64]) -> None:
        self._words, self._read = Table.of(flat, "words"), Rows.of(flat, "read")
        self._stems, self._stem_of = Table.of(flat, "stems"), flat["words.stems"]
        self._background_names = Table.of(flat, "background.names")
        self._background = Rows.of(flat, "background")
        self._rest = flat["profiles.rest"]
        self._names, self._rests = Table.of(flat, "profiles.names"), Rows.of(flat, "profiles")
        self._first_row = first_row
        self.profile = kept(self._profile, _REMEMBERED)
        self._beyond = kept(self._make, _REMEMBERED)

    def _profile(self, target: int) -> Profile:
        rows = self._read.span(self._first_row[target], self._first_row[target + 1])
        own = frozenset(map(self._stems.__getitem__, set(self._stem_of[rows].tolist())))
        around = map(self._background_names.__getitem__, self._background[target])
        return self._beyond(int(self._rest[target])).with_stems(own.union(around), own)

    def _make(self, rest: int) -> Profile:
        entities, own_entities, attributes, times, forms, periods, subject = (
            frozenset(map(self._names.__getitem__, self._rests[rest * len(_PARTS) + part]))
            for part in range(len(_PARTS))
        )
        return Profile(
            frozenset(),
            frozenset(),
            entities,
            own_entities,
            attributes,
            times,
            forms,
            next(iter(subject)),
            periods,
        )

    def read(self, row: int) -> str:
        """Return the words of an utterance in their one form."""
        return " ".join(map(self._words.__getitem__, self._read[row]))


def parts_of(rest: Profile) -> list[list[str]]:
    """Return what a profile has beyond its stems as lists of names; `Holdings` reads them."""
    return [[rest.subject] if part == "subject" else sorted(getattr(rest, part)) for part in _PARTS]


class StemIdf:
    """How much each stem tells targets apart."""

    def __init__(self, flat: Flat) -> None:
        self._stems, self._figures = Table.of(flat, "stems"), view(flat["stems.idf"])

    def get(self, stem: str, default: float) -> float:
        """Return the figure of a stem, or the default for one that no utterance has."""
        number = self._stems.find(stem)
        return self._figures[number] if number >= 0 else default


def held(stem_of: Array, read: Rows, first_row: npt.NDArray[np.int64]) -> Rows:
    """Return the different stems of each target's utterances."""
    words_before = read.ends[first_row]
    target_of = np.repeat(np.arange(len(first_row) - 1), np.diff(words_before))
    keys = np.unique(target_of << 32 | stem_of[read.values])
    return Rows.build(keys & 0xFFFFFFFF, np.bincount(keys >> 32, minlength=len(first_row) - 1))


def stem_idf(stems: Rows, count: int) -> tuple[npt.NDArray[np.float64], float]:
    """Return how much each stem tells targets apart, and how much one that nobody uses."""
    total = len(stems)
    counts = np.bincount(stems.values, minlength=count)
    unique, number = np.unique(counts, return_inverse=True)
    by_count = [float(np.log((1 + total) / (1 + one)) + 0.2) for one in unique.tolist()]
    return np.asarray(by_count, np.float64)[number], float(np.log(1 + total) + 0.2)


def only_of(stems: Rows, targets: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.int64]:
    """Return the stems that stand in utterances of these targets and of no other."""
    inside = np.repeat(targets, stems.lengths())
    within = np.bincount(stems.values[inside], minlength=count)
    return np.flatnonzero((within > 0) & (within == np.bincount(stems.values, minlength=count)))


class Exact:
    """Finds the first of the rows that were typed with just these words."""

    def __init__(self, holdings: Holdings, flat: Flat) -> None:
        self._holdings = holdings
        self._marks, self._rows = flat["exact.marks"], flat["exact.rows"]

    def find(self, folded: str) -> int | None:
        """Return the row of a folded text, if there is one."""
        wanted = np.uint64(mark(folded))
        place = int(np.searchsorted(self._marks, wanted))
        while place < len(self._marks) and self._marks[place] == wanted:
            row = int(self._rows[place])
            if self._holdings.read(row) == folded:
                return row
            place += 1
        return None


def exact(marks: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> dict[str, Array]:
    """Return what `Exact` looks up, of all rows' marks and the rows that count."""
    order = np.argsort(marks[rows], kind="stable")
    return {"exact.marks": marks[rows][order], "exact.rows": rows[order].astype(np.int32)}


def mark(folded: str) -> int:
    """Return a number for a folded text; another text hardly ever has the same."""
    return int.from_bytes(blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest())


def rests_of(rests: Sequence[Profile]) -> dict[str, Array]:
    """Return what profiles have beyond their stems as arrays."""
    rows = [names for rest in rests for names in parts_of(rest)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    numbers = {name: number for number, name in enumerate(names)}
    values = np.asarray([numbers[name] for row in rows for name in row], np.int32)
    lengths = np.asarray([len(row) for row in rows], np.int64)
    return Table.build(names).flat("profiles.names") | Rows.build(values, lengths).flat("profiles")
