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
        self._offsets: list[int] = flat["features.offsets"].tolist()
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
        all_ids: list[Ints] = []
        all_weights: list[Floats] = []
        for view, (numbers, unseen) in enumerate(views):
            known = np.asarray(numbers, np.int32) + np.int32(self._offsets[view])
            ids, counts = np.unique(known, return_counts=True)
            weights = (1 + np.log(counts)) * self.idf[ids]
            norm = float(weights @ weights) + unseen * self._unseen[view] ** 2
            if norm > 0:
                weights *= (self._shares[view] / norm) ** 0.5
            all_ids.append(ids)
            all_weights.append(weights.astype(np.float32))
        return Vector(np.concatenate(all_ids), np.concatenate(all_weights))


def mixed(first: Vector, second: Vector, share: float) -> Vector:
    """Return `share` of the second vector and the rest of the first."""
    ids = np.concatenate([first.ids, second.ids])
    weights = np.concatenate([first.weights * (1 - share), second.weights * share])
    unique, places = np.unique(ids, return_inverse=True)
    return Vector(unique, np.bincount(places, weights, len(unique)).astype(np.float32))


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
