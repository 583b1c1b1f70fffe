"""Scoring the targets of a pack for one question: two stages, then signs for and against.

Stage one (`postings`) adds up the evidence: the cosines of the question with the utterances,
through an inverted index; an entry's evidence is the root of the sum of squares over its
utterances, which beats the best utterance alone. Stage two fits a small ridge regression on the
utterances of the best targets only, so that what tells neighbours apart counts more than what they
share.
The rest are signs a bag of words does not see: entities, attributes, times and the form of the
question, how much of the question the target knows at all, and spelling distance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from bot.search.analysis import Analysis
from bot.search.features import Vector
from bot.search.postings import Near, Postings

Floats = npt.NDArray[np.float64]

_RIDGE = 0.25

SIGNS = (
    "ridge", "evidence", "nearest", "known", "known_words", "missing_word", "left_out_word",
    "foreign_entity", "same_entities", "same_subject", "other_subject", "other_period",
    "same_attribute", "foreign_attribute", "foreign_measure", "foreign_time", "same_time",
    "same_form", "other_form", "spelling", "diversity", "is_fact", "is_topic", "is_scenario",
)  # fmt: skip


# From "known" to "spelling".
_COMPARED = SIGNS.index("spelling") - SIGNS.index("known") + 1

# A stem, how much it tells, whether it is part of a name, and the attributes it asks for.
_Word = tuple[str, float, bool, tuple[str, ...]]


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

    def with_stems(self, stems: frozenset[str], own_stems: frozenset[str]) -> "Profile":
        """Return the same profile with other stems."""
        return Profile(
            stems,
            own_stems,
            self.entities,
            self.own_entities,
            self.attributes,
            self.times,
            self.forms,
            self.subject,
            self.periods,
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
    """The shortlist for a question: targets, their signs (a row each) and nearest utterances.

    `explained` is the share of the question (0 to 1) that its nearest utterances make up together,
    whichever targets they belong to: little of one that is about something else.
    """

    targets: npt.NDArray[np.int64]
    signs: Floats
    nearest: npt.NDArray[np.int64]
    explained: float = 0.0


class StemFigures(Protocol):
    """A figure for each stem of a pack."""

    def get(self, stem: str, default: float) -> float:
        """Return the figure of a stem, or the default for one that the pack lacks."""
        ...


class Scorer:
    """Scores questions against the utterances of one pack."""

    def __init__(
        self,
        postings: Postings,
        weights: npt.NDArray[np.float64],
        profile: Callable[[int], Profile],
        traits: Floats,
        read: Callable[[int], str],
        left_out: frozenset[str],
        measures: frozenset[str],
        stem_idf: StemFigures,
        unseen_idf: float,
    ) -> None:
        self._postings = postings
        self._weights = weights
        self._profile = profile
        # A row for each target: its diversity, and whether it is a fact, a topic, a scenario.
        self._traits = traits
        self._read = read
        self._left_out = left_out
        self._measures = measures
        self._stem_idf = stem_idf
        self._unseen_idf = unseen_idf

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
        near = self._postings.near(vector, without_row=without_row, without_targets=without_targets)
        best = near.targets
        if not best.size:
            empty = np.zeros(0, np.int64)
            return Scored(empty, np.zeros((0, len(SIGNS))), empty)
        nearest = np.full(best.size, -1, np.int64)
        unique, first = np.unique(near.place, return_index=True)
        nearest[unique] = near.rows[first]
        ridge, explained = self._ridge(near)
        signs = np.column_stack(
            [
                ridge,
                near.evidence,
                near.nearest,
                self._compare(text, best.tolist(), nearest.tolist(), profile),
                self._traits[best],
            ]
        )
        return Scored(best, signs, nearest, explained)

    def _ridge(self, near: Near) -> tuple[Floats, float]:
        """Return the regression for each target, and how much of the question it explains."""
        most = self._postings.fitted
        rows = near.rows[:most]
        gram = self._postings.gram(rows)
        weights = np.sqrt(self._weights[rows])
        gram *= weights[:, None] * weights
        gram.ravel()[:: len(rows) + 1] += _RIDGE
        cosines = near.cosines[:most] * weights
        found = np.linalg.solve(gram, cosines)
        result: Floats = np.bincount(near.place[:most], found, len(near.targets)).astype(np.float64)
        return result, float(cosines @ found)

    def weight(self, stem: str) -> float:
        """Return how much a stem tells targets apart."""
        return self._stem_idf.get(stem, self._unseen_idf)

    def words(self, text: Analysis, target: int) -> tuple[tuple[str, float], ...]:
        """Return the question's words that the target knows, the weightiest first, with shares."""
        profile = self._profile(target)
        weights = {
            word: self._stem_idf.get(stem, self._unseen_idf)
            for word, stem in zip(text.read, text.stems, strict=True)
            if stem in profile.stems
        }
        total = sum(weights.values()) or 1.0
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        return tuple((word, round(weight / total, 3)) for word, weight in ranked[:6])

    def missing(self, text: Analysis, target: int) -> tuple[str, ...]:
        """Return the question's words that the target does not know, by `_knows`.

        Of several names those count that its utterances lack, unless it is about all of them.
        """
        profile = self._profile(target)
        named = profile.entities.issuperset(text.entities)
        unknown = {
            stem
            for stem, weight, is_name, asks in self._words_of(text)
            if not self._knows([(stem, weight, is_name, asks)], profile, named=named)[0]
        }
        pairs = zip(text.read, text.stems, strict=True)
        return tuple(dict.fromkeys(word for word, stem in pairs if stem in unknown))

    def _compare(
        self,
        text: Analysis,
        best: Sequence[int],
        nearest: Sequence[int],
        replaced: tuple[int, Profile] | None,
    ) -> Floats:
        """Return a row of signs for each target that a bag of words does not see."""
        entities, attributes = frozenset(text.entities), frozenset(text.attributes)
        times = frozenset(text.times)
        words = self._words_of(text)
        total = sum(weight for _, weight, _, _ in words) or 1.0
        measured = not self._measures.isdisjoint(attributes)
        table: list[float] = []
        for target in best:
            profile = self._profile(target)
            if replaced is not None and replaced[0] == target:
                profile = replaced[1]
            foreign_entities = len(entities - profile.entities)
            known, own, missing, left_out = self._knows(
                words, profile, named=foreign_entities < len(entities)
            )
            table += (
                known / total,
                own / total,
                missing / self._unseen_idf,
                left_out / self._unseen_idf,
            )
            # Most questions name few things, and what they do not name tells nothing.
            if entities:
                shared = len(entities & profile.own_entities)
                either = len(entities) + len(profile.own_entities) - shared
                same_subject = profile.subject in entities
                table += (
                    foreign_entities / len(entities),
                    shared / either,
                    same_subject,
                    bool(profile.subject) and not same_subject,
                )
            else:
                table += (0.0, 0.0, 0.0, 0.0)
            other_period = bool(times and profile.periods)
            table.append(len(times - profile.periods) / len(times) if other_period else 0.0)
            foreign = bool(attributes) and attributes.isdisjoint(profile.attributes)
            table += (bool(attributes) and not foreign, foreign, measured and foreign)
            if times:
                known_times = len(times & profile.times)
                table += ((len(times) - known_times) / len(times), known_times / len(times))
            else:
                table += (0.0, 0.0)
            same_form = text.form in profile.forms
            table += (bool(text.form) and same_form, bool(text.form) and not same_form)
        signs = np.empty((len(best), _COMPARED))
        signs[:, :-1] = np.asarray(table).reshape(len(best), -1)
        # All in one call: a row without an utterance is like nothing.
        read = [self._read(row) if row >= 0 else None for row in nearest]
        typed = [" ".join(text.read)]
        signs[:, -1] = process.cdist(typed, read, scorer=fuzz.token_sort_ratio, dtype=np.float64)
        signs[:, -1] /= 100
        return signs

    def _words_of(self, text: Analysis) -> list[_Word]:
        """Return each stem of a question once, by the first place where it stands."""
        found: dict[str, _Word] = {}
        for place, stem in enumerate(text.stems):
            if stem not in found:
                weight = self._unseen_idf if stem in text.unknown else self.weight(stem)
                asks = text.attribute_words.get(place, ())
                found[stem] = (stem, weight, place in text.entity_words, asks)
        return list(found.values())

    def _knows(
        self, words: Sequence[_Word], profile: Profile, *, named: bool
    ) -> tuple[float, float, float, float]:
        """Return how much of a question a target knows, and its heaviest words that it does not.

        In turn: known at all, known from its utterances, the heaviest unknown word, and the
        heaviest of these that only topics left out know.
        """
        known = own = missing = left_out = 0.0
        for stem, weight, is_name, asks in words:
            if (is_name and named) or (asks and not profile.attributes.isdisjoint(asks)):
                known += weight
                own += weight
            elif stem in profile.stems:
                known += weight
                if stem in profile.own_stems:
                    own += weight
            else:
                missing = max(missing, weight)
                if stem in self._left_out:
                    left_out = max(left_out, weight)
        return known, own, missing, left_out
