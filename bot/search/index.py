"""The index of one pack: built once when the pack is loaded, then asked."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.search.analysis import Analysis, analyse, analyse_words
from bot.search.confidence import (
    HIGHEST,
    Circumstances,
    Sample,
    as_asked,
    options,
    probabilities,
    threshold,
)
from bot.search.features import FeatureSpace, Vector, mixed
from bot.search.lexicon import Lexicon
from bot.search.normalise import words
from bot.search.result import Candidate, Kind, Result, Verdict
from bot.search.scoring import SIGNS, Profile, Scored, Scorer
from bot.search.stemming import Stemmer
from bot.search.traits import (
    base,
    firmness,
    left_out_words,
    measures_of,
    share_an_answer,
    slot,
    stem_idf,
    unasked,
)
from bot.search.utterances import Target, Utterance, targets
from bot.search.weights import weights

# How much of the score comes from the text with its spelling mended (the rest: as typed).
_MENDED = 0.75
# Of the own test questions so many are tried when the threshold is chosen.
_TRIED = 80
_ENOUGH_QUESTIONS = 100
_ALONE = frozenset({"plain", "foreign", "pair-first", "offtopic", "adversarial"})
_PRECISION = 0.95
# The share of questions without an answer that members are expected to ask.
NO_ANSWER = 0.2
_TOPIC_SHARE = 0.2
_MADE = 0.15
_NEAR_MISSES = 0.15
_FOREIGN_ATTRIBUTES = 0.15
# Below this share of the probability a candidate is not worth offering.
_WORTH_OFFERING = 0.10
# From this probability on a topic is taken for what was asked.
_OUT_OF_SCOPE = 0.6
# How sure it must be where the question asks for a measure (a price, a range, …) that the best
# candidate does not hold: it mostly is what is known of the entity, and not what was asked.
_SURE_OF_ANOTHER_MEASURE = 0.95
# A target with the same answer may speak for the best one from this share of its probability.
_NEAR = 0.25
_LACKS_MEASURE = SIGNS.index("foreign_measure")


@dataclass(frozen=True, slots=True)
class _Row:
    utterance: Utterance
    target: int
    text: Analysis


@dataclass(frozen=True, slots=True)
class _Ranking:
    candidates: list[Candidate]
    words: tuple[tuple[str, float], ...]
    language: str | None
    entries: tuple[Target, ...] = ()  # on the shortlist, the nearest first
    lacks_measure: bool = False  # the best candidate does not hold the measure asked for


class Index:
    """Finds what a question means in one pack. Immutable once built; safe to share."""

    def __init__(self, pack: Pack, *, calibrate: bool = True) -> None:
        self._targets: list[Target] = targets(pack)
        self._stem = Stemmer()
        self._lexicon = Lexicon(pack, self._stem)
        folded = {
            text: words(text)
            for target in self._targets
            for text in (*(utterance.text for utterance in target.utterances), *target.background)
        }
        for tokens in folded.values():
            self._lexicon.learn(tokens)
        self._lexicon.seal()
        read = {
            text: analyse_words(tokens, self._lexicon, repair=False)
            for text, tokens in folded.items()
        }
        self._rows = [
            _Row(utterance, number, read[utterance.text])
            for number, target in enumerate(self._targets)
            for utterance in target.utterances
        ]
        self._owners = np.asarray([row.target for row in self._rows], np.int64)
        self._space = FeatureSpace()
        table = self._space.fit(
            [row.text for row in self._rows], self._owners.tolist(), len(self._targets)
        )
        self._own: list[list[Analysis]] = [[] for _ in self._targets]
        for row in self._rows:
            self._own[row.target].append(row.text)
        self._background = [[read[text] for text in target.background] for target in self._targets]
        self._base = [base(pack, target) for target in self._targets]
        profiles = [
            Profile.of(*known)
            for known in zip(self._own, self._background, self._base, strict=True)
        ]
        idf, unseen = stem_idf(profiles)
        measures = measures_of(pack)
        self._scorer = Scorer(
            table,
            self._owners,
            np.asarray([row.utterance.weight for row in self._rows]),
            profiles,
            [target.kind is Kind.FACT for target in self._targets],
            [target.kind is Kind.TOPIC for target in self._targets],
            [target.kind is Kind.SCENARIO for target in self._targets],
            [" ".join(row.text.read) for row in self._rows],
            left_out_words(self._targets, profiles),
            measures,
            idf,
            unseen,
        )
        self._unasked = unasked(pack, measures)
        self._slots = [slot(pack, target) for target in self._targets]
        self._firmness = [firmness(pack, target) for target in self._targets]
        self._exact: dict[str, int] = {}
        for number, row in enumerate(self._rows):
            if row.utterance.asked:
                self._exact.setdefault(row.text.folded, number)
        entries = [
            sum(utterance.language == pack.manifest.language for utterance in target.utterances)
            for target in self._targets
            if target.kind is Kind.ENTRY
        ]
        self._entries = len(entries)
        named = sum(bool(row.text.entities or row.text.attributes) for row in self._rows)
        self._named = named / max(1, len(self._rows))
        self._utterances_each = sum(entries) / max(1, len(entries))
        self.weights = weights(self._named)
        self.sure = HIGHEST
        if calibrate:
            self._calibrate(pack)

    # -- asking -------------------------------------------------------------------------

    def search(self, text: str, *, limit: int = 5) -> Result:
        """Return the candidates for a question, best first, and what may be done with them."""
        question = analyse(text, self._lexicon, repair=True)
        if not any(len(stem) > 1 for stem in question.stems):
            return Result(text, Verdict.NOT_A_QUESTION)
        exact = self._exact.get(question.folded)
        if exact is None and question.is_gibberish:
            return Result(text, Verdict.NOTHING, entities=question.entities)
        ranking = self._rank(question)
        candidates = ranking.candidates
        if exact is not None:
            row = self._rows[exact]
            target = self._targets[row.target]
            best = Candidate(target.kind, target.id, row.utterance.text, 1.0, target.facts)
            if target.kind is Kind.FACT and ranking.entries:
                # An entry that leads with this very fact says more.
                speaker = next((one for one in ranking.entries if one.facts[0] == target.id), None)
                if speaker is not None:
                    best = replace(best, kind=Kind.ENTRY, id=speaker.id, facts=speaker.facts)
            candidates = [best, *(one for one in candidates if one.id != best.id)]
        least = self.sure
        if ranking.lacks_measure and exact is None:
            least = max(least, _SURE_OF_ANOTHER_MEASURE)
        verdict, shown = self._judge(candidates, least)
        return Result(
            text,
            verdict,
            tuple(shown[:limit]),
            repairs=question.repairs,
            words=ranking.words,
            exact=exact is not None,
            language=ranking.language,
            entities=question.entities,
        )

    def rank(self, text: str) -> list[Candidate]:
        """Return the whole shortlist for a question, before any verdict: for measuring."""
        return self._rank(analyse(text, self._lexicon, repair=True)).candidates

    def options(self, text: str) -> tuple[npt.NDArray[np.float64], list[Target]]:
        """Return the signs of what a question may mean (the last: none of these): for fitting."""
        question = analyse(text, self._lexicon, repair=True)
        scored = self._scorer.score(question, self._vector(question))
        return options(scored.signs, question), [self._targets[one] for one in scored.targets]

    def believed(self, text: str) -> tuple[float, Circumstances, Candidate | None]:
        """Return the best candidate's bare probability and the circumstances: for fitting."""
        question = analyse(text, self._lexicon, repair=True)
        scored = self._scorer.score(question, self._vector(question))
        at = self._circumstances(question)
        if not len(scored.targets):
            return 0.0, at, None
        chances = probabilities(options(scored.signs, question), self.weights)[:-1]
        merged = self._merged(scored, chances)
        chance, best = max(merged, key=lambda one: one[0])
        return chance, at, best

    # -- parts --------------------------------------------------------------------------

    def _judge(self, candidates: list[Candidate], least: float) -> tuple[Verdict, list[Candidate]]:
        if not candidates:
            return Verdict.NOTHING, []
        best = candidates[0]
        if best.kind is Kind.TOPIC:
            if best.confidence >= _OUT_OF_SCOPE:
                return Verdict.OUT_OF_SCOPE, candidates
        elif best.confidence >= least:
            return Verdict.SURE, candidates
        offered = [
            one
            for one in candidates
            if one.kind is not Kind.TOPIC and one.confidence >= _WORTH_OFFERING
        ]
        return (Verdict.UNSURE if offered else Verdict.NOTHING), offered

    def _rank(self, question: Analysis) -> _Ranking:
        scored = self._scorer.score(question, self._vector(question))
        if not len(scored.targets):
            return _Ranking([], (), None)
        chances = probabilities(options(scored.signs, question), self.weights)
        first = int(np.argmax(chances[:-1]))
        row = scored.nearest[first]
        candidates = self._candidates(scored, chances[:-1], question)
        best = next(
            place
            for place, number in enumerate(scored.targets)
            if self._targets[number].id == candidates[0].id
            and self._targets[number].kind is candidates[0].kind
        )
        return _Ranking(
            candidates,
            self._scorer.words(question, int(scored.targets[first])),
            self._rows[row].utterance.language if row >= 0 else None,
            tuple(
                target
                for target in (self._targets[number] for number in scored.targets)
                if target.kind is Kind.ENTRY
            ),
            bool(scored.signs[best, _LACKS_MEASURE]),
        )

    def _vector(self, question: Analysis) -> Vector:
        mended = self._space.vector(question)
        if not question.repairs:
            return mended
        typed = analyse(" ".join(question.typed), self._lexicon, repair=False)
        return mixed(self._space.vector(typed), mended, _MENDED)

    def _circumstances(self, question: Analysis) -> Circumstances:
        mended = len(question.repairs) / max(1, len(question.stems))
        return Circumstances(mended, self._utterances_each, self._entries, self._named)

    def _candidates(
        self, scored: Scored, chances: npt.NDArray[np.float64], question: Analysis
    ) -> list[Candidate]:
        at = self._circumstances(question)
        candidates = [
            replace(one, confidence=as_asked(chance, at))
            for chance, one in self._merged(scored, chances)
        ]
        candidates.sort(key=lambda one: -one.confidence)
        return candidates

    def _merged(
        self, scored: Scored, chances: npt.NDArray[np.float64]
    ) -> list[tuple[float, Candidate]]:
        """Merge targets that give the same answer; an entry speaks for its leading fact."""
        order = np.lexsort((scored.targets, -chances)).tolist()
        numbers = scored.targets.tolist()
        alike = self._alike([numbers[place] for place in order])
        merged: list[tuple[float, Candidate]] = []
        taken: set[int] = set()
        for rank, place in enumerate(order):
            if place in taken:
                continue
            target = self._targets[numbers[place]]
            others = (order[other] for other in alike[rank])
            group = [place, *(other for other in others if other not in taken)]
            taken.update(group)
            chosen = place
            if target.kind is Kind.FACT:
                chosen = self._spokesman(scored, chances, group)
            chance = min(1.0, float(chances[group].sum() if len(group) > 1 else chances[place]))
            final = self._targets[numbers[chosen]]
            row = scored.nearest[chosen]
            near = self._rows[row].utterance.text if row >= 0 else final.title
            merged.append((chance, Candidate(final.kind, final.id, near, chance, final.facts)))
        return merged

    def _spokesman(
        self, scored: Scored, chances: npt.NDArray[np.float64], group: Sequence[int]
    ) -> int:
        """Choose which of the targets with one answer gives it: an entry, else the firmest fact."""
        fact = self._targets[scored.targets[group[0]]].id
        near = [place for place in group if chances[place] >= _NEAR * chances[group[0]]]
        for place in group:
            target = self._targets[scored.targets[place]]
            if target.kind is Kind.ENTRY and (place in near or target.facts[0] == fact):
                return place
        return min(near, key=lambda place: self._firmness[scored.targets[place]])

    def _alike(self, targets: Sequence[int]) -> list[list[int]]:
        """Return for each place the later places of targets that give the same answer."""
        # Only a target whose leading fact another one holds, or with its slot, can be like it.
        places: dict[object, list[int]] = {}
        for place, number in enumerate(targets):
            for key in (*self._targets[number].facts[:1], self._slots[number]):
                if key is not None:
                    places.setdefault(key, []).append(place)
        return [
            sorted(
                other
                for other in {
                    other
                    for key in (*self._targets[number].facts, self._slots[number])
                    for other in places.get(key, ())
                    if other > place
                }
                if self._same_answer(number, targets[other])
            )
            for place, number in enumerate(targets)
        ]

    def _same_answer(self, one: int, other: int) -> bool:
        """Tell whether two targets answer the same.

        They do when each holds the other's leading fact, or when both are facts that give the
        same thing for the same time.
        """
        first, second = self._targets[one], self._targets[other]
        if self._slots[one] is not None and self._slots[one] == self._slots[other]:
            return True
        if not first.facts or not second.facts:
            return False
        return (first.facts[0] in second.facts[:3] and second.facts[0] in first.facts) or (
            second.facts[0] in first.facts[:3] and first.facts[0] in second.facts
        )

    # -- confidence ---------------------------------------------------------------------

    def _calibrate(self, pack: Pack) -> None:
        """Choose the threshold on the pack's own test questions, where it has enough of them.

        Only their wording is used, not what they expect: they are asked as members ask.
        """
        asked = [sample.q for sample in pack.questions if sample.kind in _ALONE]
        if len(asked) < _ENOUGH_QUESTIONS:
            return
        firsts = [self.rank(text)[:1] for text in asked[:: -(-len(asked) // _TRIED)]]
        best = [one.confidence for first in firsts for one in first if one.kind != Kind.TOPIC]
        self.sure = threshold(np.asarray(best), np.ones(len(best)), _PRECISION)

    def samples(self, count: int, seed: int) -> list[Sample]:
        """Return held-out utterances as samples for fitting or measuring the confidence.

        Each is left out of its target. For some, all that could answer them is left out too (a
        near miss), and some have their weightiest words replaced by unknown ones. Others are made
        of an entity and an attribute of which the pack holds nothing (the right subject with a
        foreign attribute). For all these, as for topics, "none" is right.
        """
        chooser = random.Random(f"{seed}/{len(self._rows)}")  # noqa: S311
        asked: tuple[list[int], list[int]] = ([], [])
        for number, row in enumerate(self._rows):
            if row.utterance.asked:
                asked[self._targets[row.target].kind is Kind.TOPIC].append(number)
        topics = min(len(asked[1]), int(count * _TOPIC_SHARE))
        made = int(count * _MADE) if self._unasked else 0
        chosen = chooser.sample(asked[0], min(count - topics - made, len(asked[0])))
        chosen += chooser.sample(asked[1], topics)
        samples = [self._sample(number, chooser.random()) for number in chosen]
        return samples + [self._unanswered(chooser.choice(self._unasked)) for _ in range(made)]

    def _unanswered(self, text: str) -> Sample:
        """Return a sample of a question that the pack holds nothing for."""
        question = analyse(text, self._lexicon, repair=True)
        table = options(self._scorer.score(question, self._vector(question)).signs, question)
        return Sample(table, np.arange(len(table)) == len(table) - 1)

    def _sample(self, number: int, chance: float) -> Sample:
        row = self._rows[number]
        target = self._targets[row.target]
        is_topic = target.kind is Kind.TOPIC
        near_miss = is_topic or chance < _NEAR_MISSES
        typed = row.text.typed
        if not near_miss and chance > 1 - _FOREIGN_ATTRIBUTES:
            typed, near_miss = self._with_foreign_words(row.text), True
        # Words that stand in this utterance alone are words the pack would not know.
        once = {word for word in typed if self._lexicon.count(word) <= 1}
        question = analyse_words(typed, self._lexicon, repair=True, hidden=once)
        own = [text for text in self._own[row.target] if text is not row.text]
        answers = np.asarray(
            [
                other == row.target or share_an_answer(target, self._targets[other])
                for other in range(len(self._targets))
            ]
        )
        scored = self._scorer.score(
            question,
            self._vector(question),
            without_row=number,
            without_targets=answers if near_miss and typed is row.text.typed else None,
            profile=(
                row.target,
                Profile.of(own, self._background[row.target], self._base[row.target]),
            ),
        )
        table = options(scored.signs, question)
        right = np.zeros(len(table), bool)
        if is_topic:
            right[:-1] = [self._targets[other].kind is Kind.TOPIC for other in scored.targets]
        elif not near_miss:
            right[:-1] = answers[scored.targets]
        right[-1] = near_miss or not right.any()
        return Sample(table, right)

    def _with_foreign_words(self, text: Analysis) -> tuple[str, ...]:
        """Replace the words that say what is asked of the entity by words nobody knows."""
        ranked = sorted(
            (
                (-self._scorer.weight(stem), place)
                for place, stem in enumerate(text.stems)
                if place not in text.entity_words and len(stem) > 2
            ),
        )
        foreign = {place for _, place in ranked[: max(1, len(ranked) // 3)]}
        return tuple(
            f"zqx{place}" if place in foreign else word for place, word in enumerate(text.typed)
        )
