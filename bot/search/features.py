"""Texts as sparse vectors in four views: words, characters, concepts and synonyms.

Words: stems and unordered pairs of stems within three words, idf over targets. Characters: 2- to
5-grams of each padded word (char_wb), idf over utterances. Concepts: the entities, attributes,
times and question form that the text names, alone and in pairs; they are the same in every
language. Synonyms: as the words, read by families of words that stand for one another.
In the word views common English words count less than their idf (see `ordinary`).
Term frequency is sublinear; each view has length one times the root of its share.
`learning` says how the features are learnt from a pack; here questions are turned into vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.analysis import Analysis
from bot.search.columns import Grams, Pairs
from bot.search.flat import Flat, Table
from bot.search.synonyms import english_synonyms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

WORDS, CHARACTERS, CONCEPTS, SYNONYMS = range(4)
# The share of each view in the cosine of two texts; chosen on held-out utterances. The less a
# pack names entities and attributes, the more of the concepts' share goes to the others.
SHARES = (0.27, 0.27, 0.20, 0.26)


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector: feature ids (sorted, unique) and their weights."""

    ids: Ints
    weights: Floats


class FeatureSpace:
    """The features of a pack's utterances, with their idf."""

    def __init__(self, flat: Flat) -> None:
        self._words = Pairs.of(flat, "pairs", "stems")
        self._families = Pairs.of(flat, "families", "families.units")
        self._characters = Grams(Table.of(flat, "grams"))
        self._concepts = Table.of(flat, "concepts")
        self.idf: Floats = flat["features.idf"]
        self._offsets: Ints = flat["features.offsets"].astype(np.int32)
        self._unseen: list[float] = flat["features.unseen"].tolist()
        self._shares: list[float] = flat["features.shares"].tolist()

    def vector(self, text: Analysis) -> Vector:
        """Return the vector of a question.

        A feature that the pack has never seen has no id, but lengthens the vector with the
        highest idf: words that the pack does not know count against every match.
        """
        concepts = [self._concepts.find(name) for name in concept_names(text)]
        known_concepts = [number for number in concepts if number >= 0]
        views = (
            self._words.find([(stem,) for stem in text.stems]),
            self._characters.find(text.read),
            (known_concepts, len(concepts) - len(known_concepts)),
            self._families.find(english_synonyms().read(text.stems)),
        )
        numbers = np.concatenate(
            [
                np.asarray(found, np.int32) + offset
                for (found, _), offset in zip(views, self._offsets, strict=True)
            ]
        )
        # The numbers of a view are all above those of the one before.
        numbers.sort()
        firsts = _firsts(numbers)
        ids = numbers[firsts]
        counts = np.diff(np.append(firsts, len(numbers)))
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


def concept_names(text: Analysis) -> Sequence[str]:
    """Return the names of the concepts of a text."""
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
