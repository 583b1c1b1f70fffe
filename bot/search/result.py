"""What a search finds: candidates with their confidence, and the verdict on them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a candidate is."""

    ENTRY = "entry"
    FACT = "fact"
    SCENARIO = "scenario"
    TOPIC = "topic"  # something the pack leaves out on purpose


class Verdict(StrEnum):
    """What the confidence allows to do with the candidates."""

    SURE = "sure"  # the first candidate may be given as the answer
    UNSURE = "unsure"  # the candidates may be offered, none may be given
    OUT_OF_SCOPE = "out_of_scope"  # the first candidate is a topic the pack leaves out
    NOTHING = "nothing"  # nothing here is near enough
    NOT_A_QUESTION = "not_a_question"  # there is nothing to look for in the text


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a question could mean.

    `confidence` is the calibrated probability (0 to 1) that an answer from it is right.
    `facts` are the ids that an answer from it rests on, the most important first.
    """

    kind: Kind
    id: str
    utterance: str
    confidence: float
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """An entity that a text names: the words from `start` to `end`, and whom they can mean."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out of a text before anything is looked up.

    `words` are folded and mended; `asked_for` are the places of those that are part of an
    attribute's name, `unknown` of those that the pack never uses, `left_out` of those that only
    topics use that it leaves out.
    """

    words: tuple[str, ...]
    names: tuple[Name, ...]
    attributes: tuple[str, ...]
    asked_for: frozenset[int]
    times: tuple[str, ...]
    form: str
    unknown: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """The candidates for one question, best first, and what may be done with them.

    `repairs` are the words that were read as others, as (typed, read).
    `words` are the pack's words that counted, the weightiest first, with their share (0 to 1);
    `missing` are the words that the first candidate does not know.
    """

    text: str
    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    missing: tuple[str, ...] = ()
    exact: bool = False
    language: str | None = None  # of the utterance that matched best
    entities: tuple[str, ...] = ()  # ids of the entities that the question names

    @property
    def best(self) -> Candidate | None:
        """The first candidate, where there is one."""
        return self.candidates[0] if self.candidates else None
