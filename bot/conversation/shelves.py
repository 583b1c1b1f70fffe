"""Packs with their indexes, and what a search through all of them brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answers.answer import Why
from bot.conversation.splitting import Part
from bot.knowledge.model import Pack
from bot.search.result import Candidate, Kind, Reading, Result, Verdict


class Searcher(Protocol):
    """What the desk needs of an index."""

    def search(self, text: str, *, limit: int = 5) -> Result:
        """Return the candidates for a question, best first, and what may be done with them."""
        ...

    def read(self, text: str) -> Reading:
        """Return what is read out of a text before anything is looked up."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """A pack with the index that finds things in it."""

    pack: Pack
    index: Searcher


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question: the best shelf's result, and those of all shelves."""

    part: Part
    shelf: Shelf
    result: Result
    every: tuple[tuple[Shelf, Result], ...]

    @property
    def is_sure(self) -> bool:
        """Whether the first candidate may be given as the answer."""
        return self.result.verdict is Verdict.SURE and self.result.best is not None

    @property
    def confidence(self) -> float:
        """How likely an answer from the first candidate is right."""
        return self.result.best.confidence if self.result.best else 0.0

    @property
    def target(self) -> tuple[str, str]:
        """The pack and the id of the first candidate."""
        return self.shelf.pack.id, self.result.best.id if self.result.best else ""

    @property
    def rests_on(self) -> tuple[str, str]:
        """The pack and the leading fact (or the id) of the first candidate."""
        best = self.result.best
        if best is None:
            return self.shelf.pack.id, ""
        return self.shelf.pack.id, best.facts[0] if best.facts else best.id

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entities that the question names."""
        known = self.shelf.pack.entities
        return tuple(known[name].name for name in self.result.entities if name in known)

    def offers(self) -> list[tuple[Pack, Candidate]]:
        """Return what the question could mean in any pack, the likeliest first."""
        found = [
            (shelf.pack, one)
            for shelf, result in self.every
            for one in result.candidates
            if one.kind is not Kind.TOPIC
        ]
        return sorted(found, key=lambda offer: -offer[1].confidence)

    def why(self) -> Why | None:
        """Return how the first candidate was found, where there is one."""
        best = self.result.best
        if best is None:
            return None
        others = self.result.candidates[1:]
        return Why(
            utterance=best.utterance,
            confidence=best.confidence,
            words=self.result.words,
            repairs=self.result.repairs,
            runner_up=others[0].utterance if others else None,
            runner_up_entry=others[0].id if others else None,
            runner_up_confidence=others[0].confidence if others else None,
        )


def look_up(shelves: Sequence[Shelf], part: Part, text: str | None = None) -> Found:
    """Search all shelves for a part of a message (in other words, where `text` is given).

    The most confident sure result wins; without one, the most confident of those that offer
    something or name a topic that a pack leaves out.
    """
    asked = part.search_text if text is None else text
    every = tuple((shelf, shelf.index.search(asked)) for shelf in shelves)
    shelf, result = max(every, key=lambda found: _rank(found[1]))
    return Found(part, shelf, result, every)


_ORDER = {
    Verdict.NOT_A_QUESTION: 0,
    Verdict.NOTHING: 1,
    Verdict.UNSURE: 2,
    Verdict.OUT_OF_SCOPE: 2,
    Verdict.SURE: 3,
}


def _rank(result: Result) -> tuple[int, float]:
    return _ORDER[result.verdict], result.best.confidence if result.best else 0.0
