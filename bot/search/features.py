"""Texts as sparse vectors in four views: words, characters, concepts and synonyms.

Words: stems and unordered pairs of stems within three words, idf over targets. Characters: 2- to
5-grams of each padded word (char_wb), idf over utterances. Concepts: the entities, attributes,
times and question form that the text names, alone and in pairs; they are the same in every
language. Synonyms: as the words, read by families of words that stand for one another.
In the word views common English words count less than their idf (see `ordinary`).
Term frequency is sublinear; each view has length one times the root of its share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.analysis import Analysis
from bot.search.ordinary import english
from bot.search.synonyms import english_synonyms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

WORDS, CHARACTERS, CONCEPTS, SYNONYMS = range(4)
# The share of each view in the cosine of two texts; chosen on held-out utterances. The less a
# pack names entities and attributes, the more of the concepts' share goes to the others.
SHARES = (0.27, 0.27, 0.20, 0.26)
_VIEWS = range(len(SHARES))
# How much of a word's weight is its idf alone, and how much is scaled by what it tells in English.
_IDF_ALONE, _BY_INFORMATION = 0.5, 0.8
# A family tells about this much, whichever of its words stands there.
_FAMILY_INFORMATION = 0.6


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector: feature ids (sorted, unique) and their weights."""

    ids: Ints
    weights: Floats


class FeatureSpace:
    """The features of a pack's utterances, with their idf."""

    def __init__(self) -> None:
        self._ids: tuple[dict[str, int], ...] = ({}, {}, {}, {})
        self._offsets = [0] * len(SHARES)
        self.idf: Floats = np.zeros(0, np.float32)
        self._unseen = [0.0] * len(SHARES)
        self._shares = list(SHARES)

    def fit(self, texts: Sequence[Analysis], owners: Sequence[int], targets: int) -> csr_matrix:
        """Learn the features of all utterances and return their vectors, a row each.

        `owners` gives the target (0 to targets - 1) of each text.
        """
        rows, columns, lengths_of = [], [], []
        for view in _VIEWS:
            learnt = self._learn(view, texts)
            lengths = np.fromiter(map(len, learnt), np.int64, len(learnt))
            lengths_of.append(lengths)
            rows.append(np.repeat(np.arange(len(texts)), lengths))
            columns.append(np.fromiter(chain.from_iterable(learnt), np.int64))
        sizes = [len(known) for known in self._ids]
        self._offsets = np.cumsum([0, *sizes[:-1]]).tolist()
        count = sum(sizes)
        places = np.concatenate(
            [part + offset for part, offset in zip(columns, self._offsets, strict=True)]
        )
        # Building from pairs adds up the features that a text holds several times.
        table = csr_matrix(
            (np.ones(len(places), np.float32), (np.concatenate(rows), places)),
            shape=(len(texts), count),
        )
        views = np.repeat(np.arange(len(SHARES)), sizes)
        self._shares = _shares(np.count_nonzero(lengths_of[CONCEPTS]) / max(1, len(texts)))
        by_text = np.bincount(table.indices, minlength=count)
        row_of = np.repeat(np.arange(len(texts)), np.diff(table.indptr))
        pairs = np.asarray(owners)[row_of] * np.int64(count) + table.indices
        pairs.sort()
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        by_target = np.bincount(pairs[first] % count, minlength=count)
        self.idf = np.where(
            views == CHARACTERS,
            np.log((1 + len(texts)) / (1 + by_text)) + 1,
            np.log((1 + targets) / (1 + by_target)) + 1,
        ).astype(np.float32)
        for view in (WORDS, SYNONYMS):
            self.idf[views == view] *= np.asarray([_telling(name) for name in self._ids[view]])
        for view in _VIEWS:
            self._unseen[view] = float(self.idf[views == view].max(initial=1.0))
        data = (1 + np.log(table.data)) * self.idf[table.indices]
        view_of = views[table.indices]
        for view in _VIEWS:
            mine = view_of == view
            norms = np.bincount(row_of[mine], data[mine] ** 2, len(texts))
            data[mine] *= np.sqrt(self._shares[view] / norms[row_of[mine]])
        table.data = data.astype(np.float32)
        return table

    def vector(self, text: Analysis) -> Vector:
        """Return the vector of a question.

        A feature that the pack has never seen has no id, but lengthens the vector with the
        highest idf: words that the pack does not know count against every match.
        """
        row: list[list[int]] = []
        unseen: list[int] = []
        for view in _VIEWS:
            known, offset = self._ids[view], self._offsets[view]
            ids = [known.get(name, -1) for name in _names(view, text)]
            row.append([number + offset for number in ids if number >= 0])
            unseen.append(len(ids) - len(row[-1]))
        return self._weigh(row, unseen)

    def _learn(self, view: int, texts: Sequence[Analysis]) -> list[list[int]]:
        """Return the numbers of each text's features in a view, new ones counted up."""
        known = self._ids[view]
        number = known.setdefault
        if view != CHARACTERS:
            return [[number(name, len(known)) for name in _names(view, text)] for text in texts]
        grams = {
            word: [number(gram, len(known)) for gram in _grams(word)]
            for word in dict.fromkeys(chain.from_iterable(text.read for text in texts))
        }
        return [list(chain.from_iterable(map(grams.__getitem__, text.read))) for text in texts]

    def _weigh(self, row: Sequence[Sequence[int]], unseen: Sequence[int]) -> Vector:
        all_ids: list[Ints] = []
        all_weights: list[Floats] = []
        for view in _VIEWS:
            ids, counts = np.unique(np.asarray(row[view], np.int32), return_counts=True)
            weights = (1 + np.log(counts)) * self.idf[ids]
            norm = float(weights @ weights) + unseen[view] * self._unseen[view] ** 2
            if norm > 0:
                weights *= (self._shares[view] / norm) ** 0.5
            all_ids.append(ids)
            all_weights.append(weights.astype(np.float32))
        return Vector(np.concatenate(all_ids), np.concatenate(all_weights))


def _shares(with_concepts: float) -> list[float]:
    """Return the views' shares, where so many of the texts (0 to 1) name concepts."""
    shares = [
        share * (with_concepts if view == CONCEPTS else 1.0) for view, share in enumerate(SHARES)
    ]
    return [share / sum(shares) for share in shares]


def mixed(first: Vector, second: Vector, share: float) -> Vector:
    """Return `share` of the second vector and the rest of the first."""
    ids = np.concatenate([first.ids, second.ids])
    weights = np.concatenate([first.weights * (1 - share), second.weights * share])
    unique, places = np.unique(ids, return_inverse=True)
    return Vector(unique, np.bincount(places, weights, len(unique)).astype(np.float32))


def _names(view: int, text: Analysis) -> Iterable[str]:
    if view == WORDS:
        return _word_names(text.stems)
    if view == SYNONYMS:
        return _synonym_names(text.stems)
    if view == CHARACTERS:
        return (gram for word in text.read for gram in _grams(word))
    return _concept_names(text)


def _word_names(stems: Sequence[str]) -> list[str]:
    names = list(stems)
    names += [
        f"{stem} {other}" if stem <= other else f"{other} {stem}"
        for index, stem in enumerate(stems)
        for other in stems[index + 1 : index + 4]
    ]
    return names


def _synonym_names(stems: Sequence[str]) -> list[str]:
    read = english_synonyms().read(stems)
    names = [name for families in read for name in families]
    names += [
        f"{name} {other}" if name <= other else f"{other} {name}"
        for index, families in enumerate(read)
        for others in read[index + 1 : index + 4]
        for name in families
        for other in others
    ]
    return names


def _telling(name: str) -> float:
    """Return the factor on the idf of a word or pair."""
    ordinary = english()
    parts = [
        _FAMILY_INFORMATION if part.startswith("*") else ordinary.information(part)
        for part in name.split(" ")
    ]
    return _IDF_ALONE + _BY_INFORMATION * sum(parts) / len(parts)


def _concept_names(text: Analysis) -> list[str]:
    entities = [f"@{name}" for name in text.entities]
    attributes = [f"#{name}" for name in text.attributes]
    names = entities + attributes
    names += [f"(@{name})" for name in text.inner_entities]
    names += [f"~{mark}" for mark in text.times]
    names += [f"{entity}{attribute}" for entity in entities for attribute in attributes]
    if text.form:
        names += [f"?{text.form}{attribute}" for attribute in attributes]
        names += [f"?{text.form}{entity}" for entity in entities]
    return names


def _grams(word: str) -> list[str]:
    padded = f" {word[:30]} "
    return [
        padded[start : start + size]
        for size in range(2, 6)
        for start in range(max(1, len(padded) - size + 1))
        if len(padded) >= size
    ]
