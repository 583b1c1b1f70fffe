"""The index of one pack: built once when the pack is loaded, then asked."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.search.analysis import Analysis, analyse
from bot.search.compact import Compact
from bot.search.confidence import (
    HIGHEST,
    Circumstances,
    Standings,
    confidences,
    options,
    probabilities,
    threshold,
)
from bot.search.features import FeatureSpace, Vector, mixed
from bot.search.flat import Array, Flat, Table
from bot.search.holdings import Exact, Holdings, StemIdf
from bot.search.lexicon import Lexicon
from bot.search.merging import Merger
from bot.search.names import outermost
from bot.search.postings import Full
from bot.search.result import Candidate, Kind, Name, Reading, Result, Verdict
from bot.search.scoring import SIGNS, Profile, Scored, Scorer
from bot.search.stemming import Stemmer
from bot.search.traits import measures_of
from bot.search.utterances import Target, Targets, Utterance
from bot.search.weights import weights

# How much of the score comes from the text with its spelling mended (the rest: as typed).
_MENDED = 0.75
# Of the own test questions so many are tried when the threshold is chosen.
_TRIED = 80
_ENOUGH_QUESTIONS = 100
_ALONE = frozenset({"plain", "foreign", "pair-first", "offtopic", "adversarial"})
_PRECISION = 0.95
# Below this share of the probability a candidate is not worth offering.
_WORTH_OFFERING = 0.10
# From this probability on a topic is taken for what was asked.
_OUT_OF_SCOPE = 0.6
# How sure it must be where the question asks for a measure (a price, a range, …) that the best
# candidate does not hold: it mostly is what is known of the entity, and not what was asked.
_SURE_OF_ANOTHER_MEASURE = 0.995
_LACKS_MEASURE = SIGNS.index("foreign_measure")


@dataclass(frozen=True, slots=True)
class _Ranking:
    candidates: list[Candidate]
    words: tuple[tuple[str, float], ...]
    language: str | None
    entries: tuple[Target, ...] = ()  # on the shortlist, the nearest first
    missing: tuple[str, ...] = ()
    lacks_measure: bool = False  # the best candidate does not hold the measure asked for


class Index:
    """Finds what a question means in one pack. Immutable once built; safe to share."""

    def __init__(self, pack: Pack, *, calibrate: bool = True, flat: Flat | None = None) -> None:
        """Index a pack, or take up the arrays that an index of the same pack has kept."""
        self.flat = kept = dict(flat) if flat is not None else _compiled(pack)
        self._pack = pack
        self.targets = Targets(pack)
        self.lexicon = Lexicon.kept(kept, Stemmer())
        self._first_row: npt.NDArray[np.int64] = kept["targets.first"]
        self.owners: npt.NDArray[np.int64] = kept["rows.owners"]
        self._space = FeatureSpace(kept)
        holdings = Holdings(kept, self._first_row)
        unseen, self._named = kept["pack.figures"].tolist()
        weighed = kept["rows.weights"]
        kind_of_postings = Compact if "counted.scale" in kept else Full
        stems = Table.of(kept, "stems")
        self._left_out = frozenset(map(stems.__getitem__, kept["stems.left_out"].tolist()))
        self._scorer = Scorer(
            kind_of_postings(kept, self._first_row, self.owners, weighed),
            weighed,
            holdings.profile,
            kept["targets.traits"],
            holdings.read,
            self._left_out,
            measures_of(pack),
            StemIdf(kept),
            unseen,
        )
        # None of the parts may hold the index itself: see `knowledge.keeping`.
        self._merger = Merger(
            pack, self.targets, partial(_wording, self.targets, self.owners, self._first_row)
        )
        self._exact = Exact(holdings, kept)
        self._entries = len(pack.entries)
        own = sum(1 + len(entry.aliases) for entry in pack.entries.values())
        own += sum(
            1 + len(translation.aliases)
            for entry in pack.entries.values()
            for code, translation in entry.translations.items()
            if code == pack.manifest.language
        )
        self._utterances_each = own / max(1, self._entries)
        self.weights = weights(self._named)
        self.sure = HIGHEST
        if "pack.sure" in kept:
            self.sure = float(kept["pack.sure"][0])
        elif calibrate:
            self._calibrate(pack)
            kept["pack.sure"] = np.asarray([self.sure])

    # -- asking -------------------------------------------------------------------------

    def search(self, text: str, *, limit: int = 5) -> Result:
        """Return the candidates for a question, best first, and what may be done with them."""
        question = analyse(text, self.lexicon, repair=True)
        if not any(len(stem) > 1 for stem in question.stems):
            return Result(text, Verdict.NOT_A_QUESTION)
        exact = self._exact.find(question.folded)
        if exact is None and question.is_gibberish:
            return Result(text, Verdict.NOTHING, entities=question.entities)
        ranking = self._rank(question)
        candidates = ranking.candidates
        if exact is not None:
            target = self.targets[self.owners[exact]]
            wording = self.utterance(exact).text
            best = Candidate(target.kind, target.id, wording, 1.0, target.facts)
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
            missing=ranking.missing if exact is None else (),
            exact=exact is not None,
            language=ranking.language,
            entities=question.entities,
        )

    def read(self, text: str) -> Reading:
        """Return what is read out of a text: its words, the entities and attributes it names."""
        found = analyse(text, self.lexicon, repair=True)
        return Reading(
            words=found.read,
            names=tuple(
                Name(one.start, one.end, one.ids)
                for one in outermost(self.lexicon.entities.find(found.stems))
            ),
            attributes=found.attributes,
            asked_for=frozenset(found.attribute_words),
            times=found.times,
            form=found.form,
            unknown=_places(found.stems, found.unknown),
            left_out=_places(found.stems, self._left_out),
        )

    def rank(self, text: str) -> list[Candidate]:
        """Return the whole shortlist for a question, before any verdict: for measuring."""
        return self._rank(analyse(text, self.lexicon, repair=True)).candidates

    def options(self, text: str) -> tuple[npt.NDArray[np.float64], list[Target]]:
        """Return the signs of what a question may mean (the last: none of these): for fitting."""
        question = analyse(text, self.lexicon, repair=True)
        scored = self.score(question)
        return options(scored.signs, question), [self.targets[one] for one in scored.targets]

    def standings(self, text: str) -> tuple[Candidate, Standings, Circumstances] | None:
        """Return the best candidate and what its confidence is made from: for fitting."""
        question = analyse(text, self.lexicon, repair=True)
        scored = self.score(question)
        if not len(scored.targets):
            return None
        chances = probabilities(options(scored.signs, question), self.weights)[:-1]
        meant, standings = self._meant(scored, chances)
        return meant[0], standings, self._circumstances(question)

    def utterance(self, row: int) -> Utterance:
        """Return the utterance of a row."""
        target = int(self.owners[row])
        return self.targets[target].utterances[row - int(self._first_row[target])]

    def score(
        self,
        question: Analysis,
        *,
        without_row: int | None = None,
        without_targets: npt.NDArray[np.bool_] | None = None,
        profile: tuple[int, Profile] | None = None,
    ) -> Scored:
        """Return the shortlist for a question with its signs; for the rest see `Scorer.score`."""
        return self._scorer.score(
            question,
            self._vector(question),
            without_row=without_row,
            without_targets=without_targets,
            profile=profile,
        )

    def weight(self, stem: str) -> float:
        """Return how much a stem tells targets apart."""
        return self._scorer.weight(stem)

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
        scored = self.score(question)
        if not len(scored.targets):
            return _Ranking([], (), None)
        chances = probabilities(options(scored.signs, question), self.weights)
        first = int(np.argmax(chances[:-1]))
        row = scored.nearest[first]
        candidates = self._candidates(scored, chances[:-1], question)
        shortlist = [self.targets[number] for number in scored.targets.tolist()]
        best = next(
            place
            for place, target in enumerate(shortlist)
            if target.id == candidates[0].id and target.kind is candidates[0].kind
        )
        return _Ranking(
            candidates,
            self._scorer.words(question, int(scored.targets[first])),
            self.utterance(row).language if row >= 0 else None,
            tuple(target for target in shortlist if target.kind is Kind.ENTRY),
            self._scorer.missing(question, int(scored.targets[best])),
            bool(scored.signs[best, _LACKS_MEASURE]),
        )

    def _vector(self, question: Analysis) -> Vector:
        mended = self._space.vector(question)
        if not question.repairs:
            return mended
        typed = analyse(" ".join(question.typed), self.lexicon, repair=False)
        return mixed(self._space.vector(typed), mended, _MENDED)

    def _circumstances(self, question: Analysis) -> Circumstances:
        mistyped = 0.0
        if question.repairs:
            odd = [word for word in question.typed if not self.lexicon.is_word(word)]
            mistyped = len(odd) / len(question.typed)
        return Circumstances(mistyped, self._utterances_each, self._entries, self._named)

    def _meant(
        self, scored: Scored, chances: npt.NDArray[np.float64]
    ) -> tuple[list[Candidate], Standings]:
        """Return the candidates, the likeliest first, and their standings."""
        meant = sorted(self._merger.merged(scored, chances), key=lambda one: -one.chance)
        shares, ridges, candidates = zip(*meant, strict=True)
        return list(candidates), Standings.of(shares, ridges, scored.explained)

    def _candidates(
        self, scored: Scored, chances: npt.NDArray[np.float64], question: Analysis
    ) -> list[Candidate]:
        candidates, standings = self._meant(scored, chances)
        sure = confidences(standings, self._circumstances(question)).tolist()
        return [
            Candidate(one.kind, one.id, one.utterance, how, one.facts)
            for one, how in zip(candidates, sure, strict=True)
        ]

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


def _places(stems: Sequence[str], wanted: Set[str]) -> frozenset[int]:
    return frozenset(place for place, stem in enumerate(stems) if stem in wanted)


def _compiled(pack: Pack) -> dict[str, Array]:
    # Whoever takes up a kept index needs nothing of what makes one.
    from bot.search.compiling import compiled

    return compiled(pack)


def _wording(
    targets: Targets, owners: npt.NDArray[np.int64], first_row: npt.NDArray[np.int64], row: int
) -> str:
    """Return the text of the utterance in a row."""
    target = int(owners[row])
    return targets.wording(target, row - int(first_row[target]))
