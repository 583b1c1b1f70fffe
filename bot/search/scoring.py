"""Scoring the targets of a pack for one question: two stages, then signs for and against.

Stage one adds up the evidence: the cosines of the question with every utterance, through an
inverted index; an entry's evidence is the root of the sum of squares over its utterances, which
beats the best utterance alone. Stage two fits a small ridge regression on the utterances of the
best targets only, so that what tells neighbours apart counts more than what they share.
The rest are signs a bag of words does not see: entities, attributes, times and the form of the
question, how much of the question the target knows at all, and spelling distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from scipy.sparse import csr_matrix

from bot.search.analysis import Analysis
from bot.search.features import Vector

Floats = npt.NDArray[np.float64]

SHORTLIST = 30
_ROWS = 120
_RIDGE = 0.25

SIGNS = (
    "ridge", "evidence", "nearest", "known", "known_words", "missing_word", "left_out_word",
    "foreign_entity", "same_entities", "same_subject", "other_subject", "other_period",
    "same_attribute", "foreign_attribute", "foreign_measure", "foreign_time", "same_time",
    "same_form", "other_form", "spelling", "diversity", "is_fact", "is_topic", "is_scenario",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What a target knows: its stems, entities, attributes, times and forms of question.

    The `own_` ones stand in its utterances.
    """

    stems: frozenset[str]
    own_stems: frozenset[str]
    entities: frozenset[str]
    own_entities: frozenset[str]
    attributes: frozenset[str]
    times: frozenset[str]
    forms: frozenset[str]
    subject: str
    periods: frozenset[str]

    @classmethod
    def of(cls, own: Sequence[Analysis], background: Sequence[Analysis], base: "Base") -> "Profile":
        """Return the profile of a target with these utterances and this background."""
        own_stems = {stem for text in own for stem in text.stems}
        own_entities = {name for text in own for name in text.entities}
        both = (*own, *background)
        return cls(
            stems=frozenset(own_stems.union(*(text.stems for text in background))),
            own_stems=frozenset(own_stems),
            entities=base.entities.union(
                own_entities,
                *(text.entities for text in background),
                *(text.inner_entities for text in both),
            ),
            own_entities=frozenset(own_entities),
            attributes=base.attributes.union(*(text.attributes for text in own)),
            times=base.times.union(*(text.times for text in both)),
            forms=frozenset(text.form for text in own if text.form),
            subject=base.subject,
            periods=base.periods,
        )


@dataclass(frozen=True, slots=True)
class Base:
    """What a target knows through the records it rests on, apart from any wording."""

    entities: frozenset[str]
    attributes: frozenset[str]
    times: frozenset[str]
    subject: str
    periods: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """The shortlist for a question: targets, their signs (a row each) and nearest utterances."""

    targets: npt.NDArray[np.int64]
    signs: Floats
    nearest: npt.NDArray[np.int64]


class Scorer:
    """Scores questions against the utterances of one pack."""

    def __init__(
        self,
        table: csr_matrix,
        owners: npt.NDArray[np.int64],
        weights: npt.NDArray[np.float64],
        profiles: Sequence[Profile],
        is_fact: Sequence[bool],
        is_topic: Sequence[bool],
        is_scenario: Sequence[bool],
        read: Sequence[str],
        left_out: frozenset[str],
        measures: frozenset[str],
        stem_idf: dict[str, float],
        unseen_idf: float,
    ) -> None:
        self._table = table
        postings = table.T.tocsr()
        self._starts = postings.indptr
        self._rows = postings.indices
        self._values = postings.data
        self._owners = owners
        self._weights = weights
        self._profiles = profiles
        self._count = len(profiles)
        diversity = _diversity(table, owners, self._count)
        self._traits = np.column_stack([diversity, is_fact, is_topic, is_scenario])
        self._read = read
        self._left_out = left_out
        self._measures = measures
        self._stem_idf = stem_idf
        self._unseen_idf = unseen_idf

    def cosines(self, vector: Vector) -> Floats:
        """Return the cosine of a question with every utterance."""
        starts, ends = self._starts[vector.ids], self._starts[vector.ids + 1]
        lengths = ends - starts
        total = int(lengths.sum())
        if not total:
            return np.zeros(len(self._owners))
        shifts = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
        places = np.arange(total) + shifts
        weights = np.repeat(vector.weights, lengths) * self._values[places]
        return np.bincount(self._rows[places], weights, len(self._owners)).astype(np.float64)

    def score(
        self,
        text: Analysis,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: npt.NDArray[np.bool_] | None = None,
        profile: tuple[int, Profile] | None = None,
    ) -> Scored:
        """Return the shortlist with its signs.

        `without_row` leaves one utterance out and `without_targets` whole targets, and `profile`
        replaces a target's: so the confidence is fitted on utterances that were not seen.
        """
        cosines = self.cosines(vector)
        if without_row is not None:
            cosines[without_row] = 0
        if without_targets is not None:
            cosines[without_targets[self._owners]] = 0
        weighted = cosines * self._weights
        evidence = np.sqrt(np.bincount(self._owners, weighted**2, self._count))
        nearest_value = np.zeros(self._count)
        np.maximum.at(nearest_value, self._owners, weighted)
        stage_one = evidence + nearest_value
        size = min(SHORTLIST, self._count)
        best = np.argpartition(-stage_one, size - 1)[:size]
        best = best[np.lexsort((best, -stage_one[best]))]
        best = best[stage_one[best] > 0]
        if not best.size:
            empty = np.zeros(0, np.int64)
            return Scored(empty, np.zeros((0, len(SIGNS))), empty)
        position = np.full(self._count, -1, np.int64)
        position[best] = np.arange(best.size)
        rows = np.flatnonzero((position[self._owners] >= 0) & (cosines > 0))
        nearest = np.full(best.size, -1, np.int64)
        order = rows[np.lexsort((rows, -weighted[rows]))]
        owner_of = position[self._owners[order]]
        unique, first = np.unique(owner_of, return_index=True)
        nearest[unique] = order[first]
        kept = order[:_ROWS]
        ridge = self._ridge(kept, cosines[kept], position[self._owners[kept]], best.size)
        signs = np.column_stack(
            [
                ridge,
                evidence[best],
                nearest_value[best],
                *self._compare(text, best, nearest, profile),
                self._traits[best],
            ]
        )
        return Scored(best, signs, nearest)

    def _ridge(
        self,
        rows: npt.NDArray[np.int64],
        cosines: Floats,
        owner_of: npt.NDArray[np.int64],
        count: int,
    ) -> Floats:
        chosen = self._table[rows]
        gram = (chosen @ chosen.T).toarray().astype(np.float64)
        weights = np.sqrt(self._weights[rows])
        gram *= weights[:, None] * weights[None, :]
        gram[np.diag_indices_from(gram)] += _RIDGE
        labels = np.zeros((len(rows), count))
        labels[np.arange(len(rows)), owner_of] = 1
        result: Floats = np.linalg.solve(gram, cosines * weights) @ labels
        return result

    def weight(self, stem: str) -> float:
        """Return how much a stem tells targets apart."""
        return self._stem_idf.get(stem, self._unseen_idf)

    def words(self, text: Analysis, target: int) -> tuple[tuple[str, float], ...]:
        """Return the question's words that the target knows, the weightiest first, with shares."""
        profile = self._profiles[target]
        weights = {
            word: self._stem_idf.get(stem, self._unseen_idf)
            for word, stem in zip(text.read, text.stems, strict=True)
            if stem in profile.stems
        }
        total = sum(weights.values()) or 1.0
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        return tuple((word, round(weight / total, 3)) for word, weight in ranked[:6])

    def _compare(
        self,
        text: Analysis,
        best: npt.NDArray[np.int64],
        nearest: npt.NDArray[np.int64],
        replaced: tuple[int, Profile] | None,
    ) -> list[Floats]:
        stems = list(dict.fromkeys(text.stems))
        weight_of = {
            stem: self._unseen_idf
            if stem in text.unknown
            else self._stem_idf.get(stem, self._unseen_idf)
            for stem in stems
        }
        total = sum(weight_of.values()) or 1.0
        first_place = {stem: text.stems.index(stem) for stem in stems}
        columns = np.zeros((len(SIGNS) - 7, len(best)))
        typed = " ".join(text.read)
        measures = self._measures.intersection(text.attributes)
        entities, attributes, times = set(text.entities), set(text.attributes), set(text.times)
        for index, (target, row) in enumerate(zip(best, nearest, strict=True)):
            profile = self._profiles[target]
            if replaced is not None and replaced[0] == target:
                profile = replaced[1]
            known = own = missing = left_out = 0.0
            for stem in stems:
                place = first_place[stem]
                named = place in text.entity_words and not entities.isdisjoint(profile.entities)
                asked = not profile.attributes.isdisjoint(text.attribute_words.get(place, ()))
                if stem in profile.stems or named or asked:
                    known += weight_of[stem]
                else:
                    missing = max(missing, weight_of[stem])
                    if stem in self._left_out:
                        left_out = max(left_out, weight_of[stem])
                if stem in profile.own_stems or named or asked:
                    own += weight_of[stem]
            columns[:, index] = (
                known / total,
                own / total,
                missing / self._unseen_idf,
                left_out / self._unseen_idf,
                len(entities - profile.entities) / max(1, len(entities)),
                len(entities & profile.own_entities) / max(1, len(entities | profile.own_entities)),
                float(profile.subject in entities),
                float(bool(entities and profile.subject) and profile.subject not in entities),
                len(times - profile.periods) / max(1, len(times)) if profile.periods else 0.0,
                float(not attributes.isdisjoint(profile.attributes)),
                float(bool(attributes) and attributes.isdisjoint(profile.attributes)),
                float(bool(measures) and attributes.isdisjoint(profile.attributes)),
                len(times - profile.times) / max(1, len(times)),
                len(times & profile.times) / max(1, len(times)),
                float(bool(text.form) and text.form in profile.forms),
                float(bool(text.form) and text.form not in profile.forms),
                fuzz.token_sort_ratio(typed, self._read[row]) / 100 if row >= 0 else 0.0,
            )
        return list(columns)


def _diversity(table: csr_matrix, owners: npt.NDArray[np.int64], count: int) -> Floats:
    """Return how much each target's utterances differ, in standard deviations from the mean.

    A broad target is asked in more ways than its few utterances show. One that has a single
    utterance counts as average.
    """
    rows = np.bincount(owners, minlength=count)
    members = csr_matrix(
        (np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))),
        shape=(count, len(owners)),
    )
    total = members @ table
    squares = np.asarray(total.multiply(total).sum(axis=1)).ravel()
    own = np.bincount(owners, np.asarray(table.multiply(table).sum(axis=1)).ravel(), count)
    several = rows > 1
    likeness = np.zeros(count)
    pairs = rows[several] * (rows[several] - 1)
    likeness[several] = (squares[several] - own[several]) / pairs
    if not several.any():
        return likeness
    spread = float(likeness[several].std()) or 1.0
    result: Floats = np.where(several, (likeness[several].mean() - likeness) / spread, 0.0)
    return np.clip(result, -2.0, 2.0)
