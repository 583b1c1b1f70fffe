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

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.search.analysis import Analysis
from bot.search.columns import Grams, Named, Pairs
from bot.search.ordinary import english
from bot.search.synonyms import english_synonyms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Ids = Sequence[int] | npt.NDArray[np.int64]

WORDS, CHARACTERS, CONCEPTS, SYNONYMS = range(4)
# The share of each view in the cosine of two texts; chosen on held-out utterances. The less a
# pack names entities and attributes, the more of the concepts' share goes to the others.
SHARES = (0.27, 0.27, 0.20, 0.26)
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
        self._words, self._families = Pairs(), Pairs()
        self._characters, self._concepts = Grams(), Named()
        self._offsets: Ints = np.zeros(len(SHARES), np.int32)
        self.idf: Floats = np.zeros(0, np.float32)
        self._unseen = [0.0] * len(SHARES)
        self._shares = list(SHARES)

    def fit(self, texts: Iterable[Analysis], owners: Ids, targets: int) -> csr_matrix:
        """Learn the features of all utterances and return their vectors, a row each.

        `owners` gives the target (0 to targets - 1) of each text. The texts are gone through once.
        """
        families = english_synonyms()
        for text in texts:
            self._words.add([(stem,) for stem in text.stems])
            self._families.add(families.read(text.stems))
            self._characters.add(text.read)
            self._concepts.add(_concept_names(text))
        # In the order of the views.
        learners = (self._words, self._characters, self._concepts, self._families)
        blocks: list[csr_matrix] = []
        for learner in learners:
            lengths, columns = learner.end()
            block = csr_matrix(
                (
                    np.ones(len(columns), np.float32),
                    columns.astype(np.int32),
                    np.concatenate([[0], np.cumsum(lengths)]),
                ),
                shape=(len(lengths), len(learner)),
            )
            block.sum_duplicates()
            blocks.append(block)
        sizes = [len(learner) for learner in learners]
        self._offsets = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
        count = len(owners)
        concepts = np.count_nonzero(np.diff(blocks[CONCEPTS].indptr))
        self._shares = _shares(concepts / max(1, count))
        of_target: npt.NDArray[np.int64] = np.asarray(owners, np.int64)
        for view, block in enumerate(blocks):
            row_of = np.repeat(np.arange(count, dtype=np.int32), np.diff(block.indptr))
            if view == CHARACTERS:
                documents, holding = count, np.bincount(block.indices, minlength=sizes[view])
            else:
                documents, holding = targets, _holding(block, of_target[row_of])
            idf = (np.log((1 + documents) / (1 + holding)) + 1).astype(np.float32)
            if view in (WORDS, SYNONYMS):
                idf *= _telling(self._words if view == WORDS else self._families)
            self._unseen[view] = float(idf.max(initial=1.0))
            self.idf = np.concatenate([self.idf, idf])
            data = (1 + np.log(block.data)) * idf[block.indices]
            norms = np.bincount(row_of, data**2, count)
            data *= np.sqrt(self._shares[view] / norms[row_of])
            block.data = data
        return hstack(blocks, "csr", dtype=np.float32)

    def vector(self, text: Analysis) -> Vector:
        """Return the vector of a question.

        A feature that the pack has never seen has no id, but lengthens the vector with the
        highest idf: words that the pack does not know count against every match.
        """
        views = (
            self._words.find([(stem,) for stem in text.stems]),
            self._characters.find(text.read),
            self._concepts.find(_concept_names(text)),
            self._families.find(english_synonyms().read(text.stems)),
        )
        known = np.concatenate(
            [
                np.asarray(found, np.int32) + offset
                for (found, _), offset in zip(views, self._offsets, strict=True)
            ]
        )
        # The numbers of a view are all above those of the one before.
        known.sort()
        firsts = _firsts(known)
        ids = known[firsts]
        counts = np.diff(np.append(firsts, len(known)))
        weights = (1 + np.log(counts)) * self.idf[ids]
        starts = [*np.searchsorted(ids, self._offsets).tolist(), len(ids)]
        for view, (_, unseen) in enumerate(views):
            part = weights[starts[view] : starts[view + 1]]
            norm = float(part @ part) + unseen * self._unseen[view] ** 2
            if norm > 0:
                part *= (self._shares[view] / norm) ** 0.5
        return Vector(ids, weights.astype(np.float32))


def _firsts(ids: Ints) -> npt.NDArray[np.int64]:
    """Return the place of the first of each run of equal ones."""
    new = np.ones(len(ids), bool)
    np.not_equal(ids[1:], ids[:-1], out=new[1:])
    return np.flatnonzero(new)


def _holding(block: csr_matrix, owners: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many targets hold each feature; `owners` has the target of every value."""
    count = block.shape[1]
    if not count:
        return np.zeros(0, np.int64)
    pairs = owners * np.int64(count) + block.indices
    pairs.sort()
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    return np.bincount(pairs[first] % count, minlength=count)


def _shares(with_concepts: float) -> list[float]:
    """Return the views' shares, where so many of the texts (0 to 1) name concepts."""
    shares = [
        share * (with_concepts if view == CONCEPTS else 1.0) for view, share in enumerate(SHARES)
    ]
    return [share / sum(shares) for share in shares]


def mixed(first: Vector, second: Vector, share: float) -> Vector:
    """Return `share` of the second vector and the rest of the first."""
    ids = np.concatenate([first.ids, second.ids])
    order = ids.argsort(kind="stable")
    ids = ids[order]
    weights = np.concatenate([first.weights * (1 - share), second.weights * share])[order]
    firsts = _firsts(ids)
    if not len(firsts):
        return first
    return Vector(ids[firsts], np.add.reduceat(weights, firsts).astype(np.float32, copy=False))


def _telling(features: Pairs) -> npt.NDArray[np.float64]:
    """Return the factor on the idf of each word or pair."""
    ordinary = english()
    information = features.information(
        _FAMILY_INFORMATION if unit.startswith("*") else ordinary.information(unit)
        for unit in features.units()
    )
    return _IDF_ALONE + _BY_INFORMATION * information


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
