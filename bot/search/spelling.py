"""The nearest words of a vocabulary to one that it does not hold, by OSA distance.

Of each word two small marks are kept, in flat arrays: which letters it has, and which pairs of
neighbouring letters. An edit changes only so many bits of a mark, so what differs in more is
passed over, thousands of words in some microseconds; the few that are left are compared.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from bot.search.flat import Array, Flat, view

Marks = npt.NDArray[np.uint64]

_SHORTEST = 4
# Of words of one length no more are considered, the nearest and then the alphabetically first.
_OF_A_LENGTH = 8
# A mark of letters has 32 classes, each with a bit for its first and one for a further letter.
# A letter put in or left out changes one bit, a letter in place of another two.
_CLASSES = 32
_LETTER_BITS = 2
# A letter put in or left out changes three pairs, two letters swapped change six.
_LENGTH_PAIRS, _PAIR_BITS = 3, 6
_CHUNK = 8192
_PARTS = ("letters", "pairs", "counts", "text", "ends", "starts")


class Spelling:
    """The words that a mistyped one may be meant for, with how often each is used."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._letters, self._pairs = arrays["letters"], arrays["pairs"]
        self._text, self._ends = view(arrays["text"]), view(arrays["ends"])
        self._counts = view(arrays["counts"])
        # Words stand by length; here is where each length begins.
        self._starts: list[int] = arrays["starts"].tolist()

    @classmethod
    def build(cls, counts: Mapping[str, int]) -> Self:
        """Make the vocabulary of those words that are long enough and have letters alone."""
        words = [word for word in counts if len(word) >= _SHORTEST and word.isalpha()]
        words.sort(key=lambda word: (len(word), word))
        longest = len(words[-1]) if words else 0
        sizes = np.bincount([len(word) for word in words], minlength=longest + 1)
        encoded = [word.encode() for word in words]
        marks = [_marks(words[at : at + _CHUNK]) for at in range(0, len(words), _CHUNK)]
        nothing = [np.zeros(0, np.uint64)]
        return cls(
            {
                "letters": np.concatenate([letters for letters, _ in marks] or nothing),
                "pairs": np.concatenate([pairs for _, pairs in marks] or nothing),
                "counts": np.asarray([counts[word] for word in words], np.int64),
                "text": np.frombuffer(b"".join(encoded) or b"\0", np.uint8),
                "ends": np.asarray([0, *accumulate(map(len, encoded))], np.int64),
                "starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            }
        )

    @classmethod
    def of(cls, flat: Flat, name: str) -> Self:
        """Return the vocabulary that was kept under a name."""
        return cls({part: flat[f"{name}.{part}"] for part in _PARTS})

    def flat(self, name: str) -> dict[str, Array]:
        """Return the arrays to keep under a name."""
        return {f"{name}.{part}": self._arrays[part] for part in _PARTS}

    def nearest(self, word: str, allowed: int) -> str | None:
        """Return the word that was meant, at most so many edits away.

        The nearest, the one that begins alike, the one used most. A word of up to six letters is
        read only as one that begins alike or has the same letters.
        """
        best: tuple[int, int, str] | None = None
        found: dict[int, list[tuple[int, int, str]]] = {}
        for place in self._near(word, allowed):
            known = self._word(place)
            distance = OSA.distance(word, known, score_cutoff=allowed)
            if distance <= allowed:
                found.setdefault(len(known), []).append((distance, place, known))
        for alike in found.values():
            for distance, place, known in sorted(alike)[:_OF_A_LENGTH]:
                same_start = known[0] == word[0]
                if len(word) <= 6 and not same_start and sorted(known) != sorted(word):
                    continue
                rank = (distance * 2 + (not same_start), -self._counts[place], known)
                if best is None or rank < best:
                    best = rank
        return best[2] if best else None

    def _near(self, word: str, allowed: int) -> list[int]:
        """Return the places of the words that can be as near as that."""
        starts, size = self._starts, len(word)
        first = starts[min(max(0, size - allowed), len(starts) - 1)]
        last = starts[min(size + allowed + 1, len(starts) - 1)]
        if first >= last:
            return []
        letters, pairs = (np.uint64(mark) for mark in _mark(word))
        changed = np.bitwise_count(self._letters[first:last] ^ letters)
        places = np.flatnonzero(changed <= _LETTER_BITS * allowed)
        if not len(places):
            return []
        lengths = np.searchsorted(starts, places + first, "right") - 1
        grown = np.abs(lengths - size)
        replaced = allowed - grown
        kept = changed[places] <= grown + _LETTER_BITS * replaced
        changed = np.bitwise_count(self._pairs[first:last][places] ^ pairs)
        kept &= changed <= _LENGTH_PAIRS * grown + _PAIR_BITS * replaced
        result: list[int] = (places[kept] + first).tolist()
        return result

    def _word(self, place: int) -> str:
        return bytes(self._text[self._ends[place] : self._ends[place + 1]]).decode()


def _mark(word: str) -> tuple[int, int]:
    """Return the mark of a word's letters and that of its pairs."""
    once = twice = pairs = before = 0
    for character in word:
        code = ord(character)
        bit = 1 << (code & _CLASSES - 1)
        twice |= once & bit
        once |= bit
        pairs |= 1 << (13 * before + 5 * code & 63)
        before = code
    return once | twice << _CLASSES, pairs | 1 << (13 * before & 63)


def _marks(words: Sequence[str]) -> tuple[Marks, Marks]:
    """Return the marks of many words."""
    sizes = np.asarray([len(word) for word in words])
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.int64)
    word_of = np.repeat(np.arange(len(words)), sizes)
    classes = word_of * _CLASSES + (codes & _CLASSES - 1)
    times = np.bincount(classes, minlength=len(words) * _CLASSES).reshape(-1, _CLASSES)
    bits = np.concatenate([times > 0, times > 1], axis=1)
    letters = np.packbits(bits, axis=1, bitorder="little").view("<u8").ravel()
    # Each word with nothing before and after it.
    padded = np.zeros(len(codes) + len(words), np.int64)
    padded[np.arange(len(codes)) + word_of] = codes
    pair = 13 * np.concatenate([[0], padded[:-1]]) + 5 * padded & 63
    shifted = np.left_shift(np.uint64(1), pair.astype(np.uint64))
    firsts = np.cumsum(sizes + 1) - (sizes + 1)
    return letters.astype(np.uint64), np.bitwise_or.reduceat(shifted, firsts)
