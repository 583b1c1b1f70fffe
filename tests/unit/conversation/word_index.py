"""A searcher for tests: sure of a target when a question has its words, and of nothing else."""

import re
from collections.abc import Mapping

from bot.search.result import Candidate, Kind, Name, Reading, Result, Verdict


class WordIndex:
    """Knows targets by words that must all be in a question.

    The words for a target are `"acme sold"`. Among the targets that fit, those with most words
    win; two with as many leave it unsure.
    """

    def __init__(
        self,
        targets: Mapping[str, tuple[Kind, str, tuple[str, ...]]],
        entities: Mapping[str, str] | None = None,
        language: str = "en",
    ) -> None:
        self._targets = targets
        self._entities = entities or {}
        self._language = language
        self.asked: list[str] = []

    def search(self, text: str, *, limit: int = 5) -> Result:
        self.asked.append(text)
        words = re.findall(r"\w+", text.casefold())
        named = tuple(
            dict.fromkeys(self._entities[word] for word in words if word in self._entities)
        )
        if not words:
            return Result(text, Verdict.NOT_A_QUESTION)
        found = sorted(
            (
                (len(known.split()), known)
                for known in self._targets
                if set(known.split()) <= set(words)
            ),
            reverse=True,
        )
        if not found:
            return Result(text, Verdict.NOTHING, entities=named)
        best = [known for count, known in found if count == found[0][0]]
        share = 0.9 / len(best)
        candidates = tuple(
            Candidate(kind, name, known, share, facts)
            for known in best
            for kind, name, facts in [self._targets[known]]
        )
        verdict = Verdict.SURE if len(best) == 1 else Verdict.UNSURE
        if candidates[0].kind is Kind.TOPIC:
            verdict = Verdict.OUT_OF_SCOPE
        exact = best[0] == " ".join(words)
        return Result(
            text,
            verdict,
            candidates[:limit],
            words=((best[0], 1.0),),
            exact=exact,
            language=self._language,
            entities=named,
        )

    def read(self, text: str) -> Reading:
        words = tuple(re.findall(r"\w+", text.casefold()))
        names = tuple(
            Name(place, place + 1, (self._entities[word],))
            for place, word in enumerate(words)
            if word in self._entities
        )
        return Reading(words, names, (), frozenset(), (), "")
