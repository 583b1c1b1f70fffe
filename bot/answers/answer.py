"""What the bot says to one question, free of Discord and of the terminal."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What an answer is."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why there is no answer."""

    NO_ENTRY = "no_entry"
    KNOWN_UNKNOWN = "known_unknown"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_A_QUESTION = "not_a_question"


@dataclass(frozen=True, slots=True)
class Cited:
    """A numbered source under an answer. `number` is 1 for the first."""

    number: int
    source: str
    title: str
    outlet: str
    url: str
    published: str | None
    says: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that might have been meant."""

    entry: str
    question: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Related:
    """A question that goes on from the answer."""

    entry: str
    question: str


@dataclass(frozen=True, slots=True)
class Why:
    """How the answer was found, for those who ask "why this answer".

    `runner_up` is the utterance that came next, of what `runner_up_entry` names.
    """

    utterance: str
    confidence: float
    words: tuple[tuple[str, float], ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    runner_up: str | None = None
    runner_up_entry: str | None = None
    runner_up_confidence: float | None = None

    @property
    def points_behind(self) -> int | None:
        """How far the runner-up's confidence lies behind, in points of a hundred."""
        if self.runner_up_confidence is None:
            return None
        return max(0, round(100 * self.confidence) - round(100 * self.runner_up_confidence))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `short` is the first sentence with [n] marks, `text` all of it (short first). `standing` is
    the line on how firm it is ("Denied by Leapmotor, 25 Apr 2025"); `status` the plain status of
    the leading fact. `notices` are lines such as "Sources disagree: …" and "Due for review since
    …". `entry` is the id of the entry, scenario or fact that answered. `confidence` is a
    calibrated probability (0 to 1). A refusal (`unknown`) carries no citations. `abridged` tells
    that there is more than `text` says; a question that asks for it in full gets it.

    `asked` is the question in full where what was typed went on from another.

    `language` is that of `text` and `short`, which not every pack has in every language; `reader`
    is that of the one who asked, in which all the rest is said. `known_on` is the day that it is an
    answer for, where it tells what was known then.
    """

    question: str
    outcome: Outcome
    text: str
    short: str = ""
    reason: Reason | None = None
    entry: str | None = None
    facts: tuple[str, ...] = ()
    status: str | None = None
    standing: str = ""
    as_of: str | None = None
    notices: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    related: tuple[Related, ...] = ()
    scenarios: tuple[str, ...] = ()
    confidence: float = 0.0
    abridged: bool = False
    language: str = "en"
    reader: str = "en"
    pack: str = ""
    pack_version: str = ""
    why: Why | None = None
    asked: str = ""
    known_on: str | None = None
