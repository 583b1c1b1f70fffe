"""The features of one view, numbered in the order in which they are first seen.

A view takes texts one by one and keeps numbers in flat arrays only: there is no object per
utterance, and none per pair of words, of which a pack has many times more than words.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

# Words further apart than this make no pair.
_REACH = 3
# Words of questions whose runs are remembered.
_REMEMBERED = 2048
_LOW = (1 << 32) - 1


class Named:
    """Features that are few enough to be kept by name."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._columns = array("i")
        self._lengths = array("i")

    def add(self, names: Sequence[str]) -> None:
        """Take the features of the next text."""
        number, known = self._numbers.setdefault, self._numbers
        self._columns.extend([number(name, len(known)) for name in names])
        self._lengths.append(len(names))

    def end(self) -> tuple[Ints, Ints]:
        """End learning; return the number of features of each text, and all of them in a row."""
        lengths, columns = _taken(self._lengths), _taken(self._columns)
        self._lengths, self._columns = array("i"), array("i")
        return lengths, columns

    def find(self, names: Sequence[str]) -> tuple[Numbers, int]:
        """Return the numbers of the features that were learnt, and how many were not."""
        found = [number for number in map(self._numbers.get, names) if number is not None]
        return np.array(found, np.int32), len(names) - len(found)

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self._numbers)


class Grams:
    """The runs of characters of words; each word is cut once."""

    def __init__(self) -> None:
        self._grams = Named()
        self._words: dict[str, int] = {}
        self._columns = array("i")
        self._lengths = array("i")
        self._of_word = lru_cache(maxsize=_REMEMBERED)(self._find)

    def add(self, words: Sequence[str]) -> None:
        """Take the words of the next text."""
        known = self._words
        for word in words:
            if word not in known:
                known[word] = len(known)
                self._grams.add(grams(word))
        self._columns.extend([known[word] for word in words])
        self._lengths.append(len(words))

    def end(self) -> tuple[Ints, Ints]:
        """End learning; return the number of features of each text, and all of them in a row."""
        sizes, columns = self._grams.end()
        words, of_text = _taken(self._columns), _taken(self._lengths)
        self._words, self._columns, self._lengths = {}, array("i"), array("i")
        self._of_word.cache_clear()
        starts = np.cumsum(sizes) - sizes
        lengths = sizes[words]
        shifts = np.repeat(starts[words] - (np.cumsum(lengths) - lengths), lengths)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        texts = np.concatenate([[0], np.cumsum(of_text)])
        return np.diff(ends[texts]), columns[np.arange(len(shifts)) + shifts]

    def find(self, words: Sequence[str]) -> tuple[Numbers, int]:
        """Return the numbers of the runs that were learnt, and how many were not."""
        found = [self._of_word(word) for word in words]
        if not found:
            return np.zeros(0, np.int32), 0
        return np.concatenate([numbers for numbers, _ in found]), sum(one for _, one in found)

    def _find(self, word: str) -> tuple[Numbers, int]:
        return self._grams.find(grams(word))

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self._grams)


class Pairs:
    """Words, or families of them, alone and in unordered pairs of near ones."""

    def __init__(self) -> None:
        self._units: dict[str, int] = {}
        self._learnt = array("q")
        self._lengths = array("i")
        self._keys: Ints = np.zeros(0, np.int64)
        self._numbers: Numbers = np.zeros(0, np.int32)

    def add(self, read: Sequence[Sequence[str]]) -> None:
        """Take the next text: what each of its words can be read as."""
        known, number = self._units, self._units.setdefault
        keys = _keys([[number(name, len(known)) for name in names] for names in read])
        self._learnt.extend(keys)
        self._lengths.append(len(keys))

    def end(self) -> tuple[Ints, Ints]:
        """End learning; return the number of features of each text, and all of them in a row."""
        lengths = _taken(self._lengths)
        learnt = np.frombuffer(self._learnt, np.int64) if self._learnt else np.zeros(0, np.int64)
        self._keys, first, inverse = np.unique(learnt, return_index=True, return_inverse=True)
        order = np.empty(len(first), np.int32)
        order[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
        self._numbers = order
        self._learnt, self._lengths = array("q"), array("i")
        return lengths, order[inverse].astype(np.int64)

    def find(self, read: Sequence[Sequence[str]]) -> tuple[Numbers, int]:
        """Return the numbers of the features that were learnt, and how many were not."""
        # A word never seen has a unit of its own here, which no key holds.
        new: dict[str, int] = {}
        known, size = self._units, len(self._units)
        units = [
            [
                known[name] if name in known else new.setdefault(name, size + len(new))
                for name in names
            ]
            for names in read
        ]
        keys = np.array(_keys(units), np.int64)
        if not len(keys) or not len(self._keys):
            return np.zeros(0, np.int32), len(keys)
        places = self._keys.searchsorted(keys)
        found = self._numbers[places[self._keys.take(places, mode="clip") == keys]]
        return found, len(keys) - len(found)

    def information(self, of: Iterable[float]) -> npt.NDArray[np.float64]:
        """Return a mean over its words for each feature; `of` has a figure for each unit."""
        figures = np.fromiter(of, np.float64, len(self._units))
        low = self._keys & _LOW
        high = np.where(self._keys >> 32, (self._keys >> 32) - 1, low)
        by_number = np.empty(len(self._keys))
        by_number[self._numbers] = (figures[low] + figures[high]) / 2
        return by_number

    def units(self) -> Iterator[str]:
        """Iterate over the words or families in their order."""
        return iter(self._units)

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self._keys)


def _keys(read: Sequence[Sequence[int]]) -> list[int]:
    """Return one number for each unit and each pair: a pair has the lower unit, plus one, above."""
    keys = [unit for units in read for unit in units]
    for index, units in enumerate(read):
        for others in read[index + 1 : index + 1 + _REACH]:
            for one in units:
                for other in others:
                    if one <= other:
                        keys.append((one + 1) << 32 | other)
                    else:
                        keys.append((other + 1) << 32 | one)
    return keys


def _taken(values: "array[int]") -> Ints:
    return np.array(values, np.int64)


def grams(word: str) -> list[str]:
    """Return the runs of two to five characters of a padded word."""
    padded = f" {word[:30]} "
    return [
        padded[start : start + size]
        for size in range(2, 6)
        for start in range(max(1, len(padded) - size + 1))
        if len(padded) >= size
    ]
