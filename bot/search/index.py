"""The index of one pack: built once when the pack is loaded, then asked."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.search.analysis import Analysis, analyse, analyse_words
from bot.search.confidence import Sample, fit, options, probabilities, threshold
from bot.search.features import FeatureSpace, Vector, mixed
from bot.search.forms import period_marks
from bot.search.lexicon import Lexicon, Stemmer
from bot.search.normalise import words
from bot.search.result import Candidate, Kind, Result, Verdict
from bot.search.scoring import Base, Profile, Scored, Scorer
from bot.search.utterances import Target, Utterance, targets
from bot.search.weights import PRIOR, PRIOR_STRENGTH

# How much of the score comes from the text with its spelling mended (the rest: as typed).
_MENDED = 0.75
_HELD_OUT = 240
_PRECISION = 0.95
# Below this share of the probability a candidate is not worth offering.
_WORTH_OFFERING = 0.06
# From this probability on a topic is taken for what was asked.
_OUT_OF_SCOPE = 0.4


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
        self._base = [_base(pack, target) for target in self._targets]
        profiles = [
            Profile.of(*known)
            for known in zip(self._own, self._background, self._base, strict=True)
        ]
        stem_idf, unseen_idf = _stem_idf(profiles)
        self._scorer = Scorer(
            table,
            self._owners,
            np.asarray([row.utterance.weight for row in self._rows]),
            profiles,
            [target.kind is Kind.FACT for target in self._targets],
            [target.kind is Kind.TOPIC for target in self._targets],
            [target.kind is Kind.SCENARIO for target in self._targets],
            [" ".join(row.text.read) for row in self._rows],
            stem_idf,
            unseen_idf,
        )
        self._fact_sets = [frozenset(target.facts) for target in self._targets]
        self._exact: dict[str, int] = {}
        for number, row in enumerate(self._rows):
            if row.utterance.asked:
                self._exact.setdefault(row.text.folded, number)
        self.weights = PRIOR
        self.sure = 0.6
        if calibrate:
            self._calibrate()

    # -- asking -------------------------------------------------------------------------

    def search(self, text: str, *, limit: int = 5) -> Result:
        """Return the candidates for a question, best first, and what may be done with them."""
        question = analyse(text, self._lexicon, repair=True)
        if not any(len(stem) > 1 for stem in question.stems):
            return Result(text, Verdict.NOT_A_QUESTION)
        exact = self._exact.get(question.folded)
        ranking = self._rank(question)
        candidates = ranking.candidates
        if exact is not None:
            row = self._rows[exact]
            target = self._targets[row.target]
            best = Candidate(target.kind, target.id, row.utterance.text, 1.0, target.facts)
            candidates = [best, *(one for one in candidates if one.id != target.id)]
        verdict, shown = self._judge(candidates)
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

    # -- parts --------------------------------------------------------------------------

    def _judge(self, candidates: list[Candidate]) -> tuple[Verdict, list[Candidate]]:
        if not candidates:
            return Verdict.NOTHING, []
        best = candidates[0]
        if best.kind is Kind.TOPIC:
            if best.confidence >= _OUT_OF_SCOPE:
                return Verdict.OUT_OF_SCOPE, candidates
        elif best.confidence >= self.sure:
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
        return _Ranking(
            self._candidates(scored, chances[:-1]),
            self._scorer.words(question, int(scored.targets[first])),
            self._rows[row].utterance.language if row >= 0 else None,
        )

    def _vector(self, question: Analysis) -> Vector:
        mended = self._space.vector(question)
        if not question.repairs:
            return mended
        typed = analyse(" ".join(question.typed), self._lexicon, repair=False)
        return mixed(self._space.vector(typed), mended, _MENDED)

    def _candidates(self, scored: Scored, chances: npt.NDArray[np.float64]) -> list[Candidate]:
        """Merge targets that give the same answer; an entry speaks for its leading fact."""
        order = np.lexsort((scored.targets, -chances))
        candidates: list[Candidate] = []
        taken: set[int] = set()
        for place in order:
            if place in taken:
                continue
            target = self._targets[scored.targets[place]]
            group = [place]
            for other in order:
                if other == place or other in taken:
                    continue
                if self._same_answer(scored.targets[place], scored.targets[other]):
                    group.append(other)
            taken.update(group)
            chosen = place
            if target.kind is Kind.FACT:
                entries = [
                    other
                    for other in group
                    if self._targets[scored.targets[other]].kind is Kind.ENTRY
                    and chances[other] >= 0.25 * chances[place]
                ]
                if entries:
                    chosen = entries[0]
            confidence = float(min(1.0, chances[group].sum()))
            final = self._targets[scored.targets[chosen]]
            row = scored.nearest[chosen]
            near = self._rows[row].utterance.text if row >= 0 else final.title
            candidates.append(Candidate(final.kind, final.id, near, confidence, final.facts))
        candidates.sort(key=lambda one: -one.confidence)
        return candidates

    def _same_answer(self, one: int, other: int) -> bool:
        """Tell whether two targets answer the same: each holds the other's leading fact."""
        first, second = self._targets[one], self._targets[other]
        if not first.facts or not second.facts:
            return False
        return (first.facts[0] in second.facts[:3] and second.facts[0] in first.facts) or (
            second.facts[0] in first.facts[:3] and first.facts[0] in second.facts
        )

    # -- confidence ---------------------------------------------------------------------

    def _calibrate(self) -> None:
        samples = self.samples(_HELD_OUT, seed=7)
        self.weights = fit(samples, PRIOR, PRIOR_STRENGTH)
        best: list[float] = []
        right: list[bool] = []
        for sample in samples:
            chances = probabilities(sample.options, self.weights)
            top = int(np.argmax(chances[:-1])) if len(chances) > 1 else -1
            if top >= 0:
                best.append(float(chances[top]))
                right.append(bool(sample.right[top]))
        self.sure = threshold(np.asarray(best), np.asarray(right), _PRECISION)

    def samples(self, count: int, seed: int, near_misses: float = 0.4) -> list[Sample]:
        """Return held-out utterances as samples: each is left out, or all that answers it is."""
        chooser = random.Random(f"{seed}/{len(self._rows)}")  # noqa: S311
        asked = [number for number, row in enumerate(self._rows) if row.utterance.asked]
        chosen = chooser.sample(asked, min(count, len(asked)))
        found: list[Sample] = []
        for number in chosen:
            row = self._rows[number]
            target = self._targets[row.target]
            # Words that stand in this utterance alone are words the pack would not know.
            once = {word for word in row.text.typed if self._lexicon.count(word) <= 1}
            question = analyse_words(row.text.typed, self._lexicon, repair=True, hidden=once)
            own = [text for text in self._own[row.target] if text is not row.text]
            profile = Profile.of(own, self._background[row.target], self._base[row.target])
            facts = self._fact_sets[row.target]
            answers = np.asarray(
                [
                    other == row.target
                    or bool(facts & known and _leads(target, self._targets[other]))
                    for other, known in enumerate(self._fact_sets)
                ]
            )
            miss = chooser.random() < near_misses or target.kind is Kind.TOPIC
            scored = self._scorer.score(
                question,
                self._vector(question),
                without_row=number,
                without_targets=answers if miss else None,
                profile=(row.target, profile),
            )
            table = options(scored.signs, question)
            right = np.zeros(len(table), bool)
            right[:-1] = answers[scored.targets]
            if target.kind is Kind.TOPIC:
                right[:-1] = [self._targets[other].kind is Kind.TOPIC for other in scored.targets]
            if miss or not right.any():
                right[-1] = True
            found.append(Sample(table, right))
        return found


def _leads(target: Target, other: Target) -> bool:
    """Tell whether another target's answer rests on what this one's leading facts say."""
    return any(fact in other.facts for fact in target.facts[:2])


def _base(pack: Pack, target: Target) -> Base:
    leading = [pack.facts[name] for name in target.facts[:4]]
    times = {mark for fact in leading if fact.period for mark in period_marks(fact.period)}
    return Base(
        frozenset(fact.subject for fact in leading),
        frozenset(fact.attribute for fact in leading),
        frozenset(times.union(fact.as_of[:4] for fact in leading)),
    )


def _stem_idf(profiles: Sequence[Profile]) -> tuple[dict[str, float], float]:
    counts: dict[str, int] = {}
    for profile in profiles:
        for stem in profile.own_stems:
            counts[stem] = counts.get(stem, 0) + 1
    total = len(profiles)
    idf = {stem: float(np.log((1 + total) / (1 + count)) + 0.2) for stem, count in counts.items()}
    return idf, float(np.log(1 + total) + 0.2)
