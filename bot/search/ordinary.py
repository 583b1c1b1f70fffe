"""Ordinary English words and how common they are, apart from any pack.

A word that the pack lacks is a typing error only when it is no word at all: "cheat" is not
"cheap". And with few utterances a pack's own counts say little on how much a word tells; how
common it is in English says more. The list is that of the package pyspellchecker.
"""

import gzip
import json
import math
from functools import cache, cached_property
from importlib import resources
from typing import Protocol

import numpy as np

from bot.search.flat import Array, Flat, Table, view
from bot.search.stemming import Stemmer

# Words at the list's lowest count are mostly names and spellings that nobody types.
_LEAST = 51
_COMMON = 8_000
# Natural logarithms of one word in so many: the commonest say nothing, rarer than these say all.
_SAYS_NOTHING, _SAYS_ALL = 3.0, 15.0


class Vocabulary(Protocol):
    """English words with their counts."""

    def __contains__(self, word: str) -> bool:
        """Tell whether this folded word is English."""
        ...

    def count(self, word: str) -> int:
        """Return how often a folded word stands in the list's texts."""
        ...


class Ordinary:
    """English words with their counts; `information` is between 0 (the, is) and 1 (rare)."""

    def __init__(self, counts: dict[str, int], stem: Stemmer) -> None:
        kept = {word.replace("'", ""): count for word, count in counts.items() if count >= _LEAST}
        self._counts = kept
        stems: dict[str, int] = {}
        for word in kept:
            stems[stem(word)] = stems.get(stem(word), 0) + kept[word]
        total = sum(stems.values()) or 1
        spread = _SAYS_ALL - _SAYS_NOTHING
        self._information = {
            name: min(1.0, max(0.0, (math.log(total / count) - _SAYS_NOTHING) / spread))
            for name, count in stems.items()
        }

    def __contains__(self, word: str) -> bool:
        """Tell whether this folded word is English."""
        return word in self._counts

    def count(self, word: str) -> int:
        """Return how often a folded word stands in the list's texts."""
        return self._counts.get(word, 0)

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The commonest words, the commonest first."""
        ranked = sorted(self._counts, key=lambda word: (-self._counts[word], word))
        return tuple(ranked[:_COMMON])

    def information(self, stem: str) -> float:
        """Return how much a stem tells: 0 for the commonest, 1 for rare and unknown ones."""
        return self._information.get(stem, 1.0)

    def flat(self) -> dict[str, Array]:
        """Return the words and their counts as arrays; `KeptVocabulary` reads them."""
        counts = np.fromiter(self._counts.values(), np.int64, len(self._counts))
        return {**Table.build(list(self._counts)).flat("english"), "english.counts": counts}


class KeptVocabulary:
    """The same words and counts in what was kept, which is there at once."""

    def __init__(self, flat: Flat) -> None:
        self._words, self._counts = Table.of(flat, "english"), view(flat["english.counts"])

    def __contains__(self, word: str) -> bool:
        """Tell whether this folded word is English."""
        return word in self._words

    def count(self, word: str) -> int:
        """Return how often a folded word stands in the list's texts."""
        number = self._words.find(word)
        return int(self._counts[number]) if number >= 0 else 0


@cache
def english() -> Ordinary:
    """Return the ordinary English words, read once."""
    packed = resources.files("spellchecker.resources").joinpath("en.json.gz").read_bytes()
    return Ordinary(json.loads(gzip.decompress(packed)), Stemmer())
