"""Which questions are like each other, so that those that were missed stand together.

Two texts are alike when most of what they say is the same, by words that stand for one another. A
word weighs what it tells in English at all, and less the more clusters hold it: a name that is in
every question tells nothing. What only one of the two says must not weigh much, and what each says
alone still less: "is it sold in Brazil" is not like "is it sold in Japan".
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.normalise import words
from bot.search.ordinary import english
from bot.search.stemming import Stemmer
from bot.search.synonyms import english_synonyms

# Chosen on the aliases of the shipped pack and on public question sets (ARCHITECTURE, "Storage"):
# a wrong cluster hides a question, and two clusters for one only cost a curator a look.
_ALIKE = 0.65
_OWN_OF_ONE, _OWN_OF_BOTH = 0.5, 0.2
_FAMILY = 0.6
# Words that tell less are not looked at; those that tell little are known when misspelt, too.
_LEAST, _LITTLE = 0.12, 0.25
# So many clusters count as there from the start, so that the first few change no weight much.
_SMOOTHING = 20
_MOST_WORDS = 40
_MOST_CANDIDATES = 200
# So many clusters are known, 2.7 kB each; a question like an older one begins a new cluster.
MOST_CLUSTERS = 2_000

_stem = Stemmer()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or phrase: the names under which it may be met, and how much it tells."""

    names: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a text says. `numbers` must not differ between texts that are alike."""

    tokens: tuple[str, ...]
    units: tuple[_Unit, ...]
    names: frozenset[str]
    numbers: frozenset[str]


class Clusters:
    """Clusters of like questions, each by the text that stands for it; the newest, if many."""

    def __init__(self, texts: Iterable[tuple[int, str]] = (), *, most: int = MOST_CLUSTERS) -> None:
        self._most = most
        self._gists: dict[int, _Gist] = {}
        self._holding: dict[str, set[int]] = {}
        self._words: Counter[str] = Counter()
        for cluster, text in texts:
            self.add(cluster, text)

    def __len__(self) -> int:
        return len(self._gists)

    def add(self, cluster: int, text: str) -> None:
        """Let a text stand for a cluster, in the place of the one before, if there is one."""
        self.drop(cluster)
        gist = self._gists[cluster] = _gist(_words(text))
        for name in gist.names:
            self._holding.setdefault(name, set()).add(cluster)
        self._words.update(gist.tokens)
        while len(self._gists) > self._most:
            self.drop(next(iter(self._gists)))

    def drop(self, cluster: int) -> None:
        """Forget a cluster, if it is known."""
        gist = self._gists.pop(cluster, None)
        if gist is not None:
            for name in gist.names:
                self._holding[name].discard(cluster)
                if not self._holding[name]:
                    del self._holding[name]
            self._words.subtract(gist.tokens)
            for word in gist.tokens:
                if not self._words[word]:
                    del self._words[word]

    def like(self, text: str) -> int | None:
        """Return the cluster that a question belongs to; of equally near ones the first."""
        asked = _gist(tuple(self._mended(word) for word in _words(text)))
        near = ((-self._likeness(asked, self._gists[one]), one) for one in self._candidates(asked))
        least, cluster = min(near, default=(0.0, 0))
        return cluster if -least >= _ALIKE else None

    def _candidates(self, asked: _Gist) -> list[int]:
        """Return the clusters that share enough of a question, the most promising first."""
        shared: dict[int, float] = {}
        for unit in asked.units:
            weight = self._weight(unit)
            for cluster in {one for name in unit.names for one in self._holding.get(name, ())}:
                shared[cluster] = shared.get(cluster, 0.0) + weight
        least = sum(map(self._weight, asked.units)) * _ALIKE / 2
        near = [cluster for cluster, weight in shared.items() if weight >= least]
        near.sort(key=lambda cluster: (-shared[cluster], cluster))
        return near[:_MOST_CANDIDATES]

    def _likeness(self, first: _Gist, second: _Gist) -> float:
        """Return how much of what two texts say is the same, from 0 to 1."""
        if first.numbers and second.numbers and first.numbers != second.numbers:
            return 0.0
        said = sum(self._weight(unit) for gist in (first, second) for unit in gist.units)
        alone = self._alone(first, second), self._alone(second, first)
        if not said or max(alone) > _OWN_OF_ONE or min(alone) > _OWN_OF_BOTH:
            return 0.0
        return 1.0 - sum(alone) / said

    def _alone(self, gist: _Gist, other: _Gist) -> float:
        """Return the weight of what the other text does not say."""
        return sum(self._weight(unit) for unit in gist.units if other.names.isdisjoint(unit.names))

    def _weight(self, unit: _Unit) -> float:
        held = max(len(self._holding.get(name, ())) for name in unit.names)
        return unit.weight * (1 - math.log1p(held) / math.log(_SMOOTHING + len(self._gists)))

    def _mended(self, word: str) -> str:
        """Return the word that was meant by one that is none: the clusters' or an everyday one."""
        if word in self._words or len(word) < 3 or not word.isalpha() or word in english():
            return word
        allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        for known, most in ((self._words.keys(), allowed), (_telling_little(), 1)):
            found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=most)
            if found:
                return str(found[0])
        return word


@cache
def _telling_little() -> tuple[str, ...]:
    """Return the everyday words, the commonest first."""
    return tuple(
        word
        for word in english().common
        if len(word) > 2 and english().information(_stem(word)) < _LITTLE
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text)[:_MOST_WORDS])


@lru_cache(maxsize=1_024)
def _gist(tokens: tuple[str, ...]) -> _Gist:
    units: dict[tuple[str, ...], _Unit] = {}
    for names in english_synonyms().read([_stem(token) for token in tokens]):
        weight = _FAMILY if names[0].startswith("*") else english().information(names[0])
        if weight >= _LEAST:
            units[names] = _Unit(names, weight)
    return _Gist(
        tokens=tokens,
        units=tuple(units.values()),
        names=frozenset(name for unit in units.values() for name in unit.names),
        numbers=frozenset(token for token in tokens if token[0].isdigit()),
    )
