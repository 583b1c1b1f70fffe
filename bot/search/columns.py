"""The features of one view: how they are numbered while a pack is read, and found afterwards.

All is in flat arrays: there is no object per utterance, and none per pair of words, of which a
pack has many times more than words.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.knowledge.keeping import kept
from bot.search.flat import Array, Flat, Table, places

Ints = npt.NDArray[np.int64]

# Words further apart than this make no pair.
_REACH = 3
_LOW = (1 << 32) - 1
# Words whose runs of characters are remembered.
_REMEMBERED = 8192


class Numbers(dict[str, int]):
    """Names numbered in the order in which they are first seen: `numbers[name]` always works."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


class Grams:
    """The runs of characters of words."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._of_word = kept(self._find, _REMEMBERED)

    def find(self, words: Sequence[str]) -> tuple[list[int], int]:
        """Return the numbers of the runs that the pack has, and how many it has not."""
        found: list[int] = []
        unseen = 0
        for numbers, unknown in map(self._of_word, words):
            found += numbers
            unseen += unknown
        return found, unseen

    def _find(self, word: str) -> tuple[list[int], int]:
        numbers = [self._table.find(gram) for gram in grams(word)]
        known = [number for number in numbers if number >= 0]
        return known, len(numbers) - len(known)

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self._table)


class Pairs:
    """Words, or families of them, alone and in unordered pairs of near ones.

    `keys` ascend and `numbers` are theirs; without numbers a key's place is its number.
    """

    def __init__(self, units: Table, keys: Ints, numbers: Array) -> None:
        self._units = units
        self.keys, self.numbers = keys, numbers

    @classmethod
    def of(cls, flat: Flat, name: str, units: str) -> Self:
        """Return the features that were kept under a name."""
        return cls(Table.of(flat, units), flat[f"{name}.keys"], flat[f"{name}.numbers"])

    def find(self, read: Sequence[Sequence[str]]) -> tuple[list[int], int]:
        """Return the numbers of the features that the pack has, and how many it has not."""
        # A word never seen has a unit of its own here, which no key holds.
        new = Numbers()
        size = len(self._units)
        units = []
        for names in read:
            known = list(map(self._units.find, names))
            if min(known, default=0) < 0:
                known = [
                    number if number >= 0 else size + new[name]
                    for number, name in zip(known, names, strict=True)
                ]
            units.append(known)
        keys = np.asarray(_keys(units), np.int64)
        if not len(keys) or not len(self.keys):
            return [], len(keys)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        at = at[self.keys[at] == keys]
        found: list[int] = (self.numbers[at] if len(self.numbers) else at).tolist()
        return found, len(keys) - len(found)

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self.keys)


def numbered(learnt: Ints) -> tuple[Ints, Array, Array]:
    """Return the different keys of many, ascending, their numbers, and the number of each of all.

    They are numbered in the order in which they first stand there.
    """
    keys, first, inverse = np.unique(learnt, return_index=True, return_inverse=True)
    numbers = np.empty(len(first), np.int32)
    numbers[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return keys, numbers, numbers[inverse]


def information(keys: Ints, numbers: Array, figures: npt.NDArray[np.float64]) -> Array:
    """Return a mean over its words for each feature by its number, of one figure for each unit."""
    low = keys & _LOW
    high = np.where(keys >> 32, (keys >> 32) - 1, low)
    means: Array = (figures[low] + figures[high]) / 2
    if not len(numbers):
        return means
    by_number = np.empty(len(keys))
    by_number[numbers] = means
    return by_number


def keys_of(units: Ints, lengths: Ints, readings: Array | None = None) -> tuple[Ints, Ints]:
    """Return the keys of many texts, one behind the other, and how many each has.

    `lengths` are the words of each text and `readings` the units of each word, where not one.
    They are the keys that `_keys` gives for one text, in the same order.
    """
    words = int(lengths.sum())
    each = np.ones(words, np.int64) if readings is None else readings.astype(np.int64)
    text = np.repeat(np.arange(len(lengths)), lengths)
    behind = np.repeat(np.cumsum(lengths), lengths)
    near = np.minimum(_REACH, behind - 1 - np.arange(words))
    one = np.repeat(np.arange(words), near)
    other = one + 1 + places(np.zeros(words, np.int64), near)
    start = np.cumsum(each) - each
    both = each[one] * each[other]
    inside = places(np.zeros(len(both), np.int64), both)
    first = units[np.repeat(start[one], both) + inside // np.repeat(each[other], both)]
    second = units[np.repeat(start[other], both) + inside % np.repeat(each[other], both)]
    pairs = (np.minimum(first, second) + 1) << 32 | np.maximum(first, second)
    alone = np.bincount(text, each, len(lengths)).astype(np.int64)
    paired = np.bincount(text[one], both, len(lengths)).astype(np.int64)
    total = alone + paired
    starts = np.cumsum(total) - total
    keys = np.empty(int(total.sum()), np.int64)
    keys[places(starts, alone)] = units
    keys[places(starts + alone, paired)] = pairs
    return keys, total


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


def grams(word: str) -> list[str]:
    """Return the runs of two to five characters of a padded word."""
    padded = f" {word[:30]} "
    return [
        padded[start : start + size]
        for size in range(2, 6)
        for start in range(max(1, len(padded) - size + 1))
        if len(padded) >= size
    ]
