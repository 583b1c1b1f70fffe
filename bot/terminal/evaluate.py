"""How good the answers are: test questions put to the desk, and what came of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.answers.answer import Answer, Outcome
from bot.conversation.question import Question
from bot.knowledge.model import SampleQuestion

# The kinds that are asked alone and make up the headline; their wording was there first, and what
# comes of later kinds is told apart, so that the figures stay comparable.
HEADLINE = ("plain", "foreign", "multi", "pair-first", "offtopic", "adversarial")
APART = ("premise", "standing")
IN_CONVERSATION = ("opening", "followup")
OFF = ("offtopic", "adversarial")
_DIGITS = 4


class Came(StrEnum):
    """What came of one test question."""

    RIGHT = "right"
    WRONG = "wrong"  # answered, but not from what was expected
    ABSTAINED = "abstained"  # not answered, though an answer was expected
    OVERSTEPPED = "overstepped"  # answered, though no answer was expected


@dataclass(frozen=True, slots=True)
class Verdict:
    """One test question and what came of it.

    `led`: an answer led with an expected fact. `offered`: a suggestion held one.
    """

    sample: SampleQuestion
    came: Came
    answers: Sequence[Answer]
    covered: int = 0
    led: bool = False
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts over some of the questions.

    `expected` and `covered` count expected facts, over the questions that expect any.
    """

    questions: int
    answerable: int
    came: Counter[Came]
    led: int
    offered: int
    expected: int
    covered: int


def judge(
    samples: Iterable[SampleQuestion],
    ask: Callable[[Question], Sequence[Answer]],
    today: date,
    facts_of: Callable[[str], Sequence[str]],
    conversation: str | None = None,
) -> Iterator[Verdict]:
    """Put each question to the desk, in order, and yield what came of it.

    `facts_of` tells the facts on which the thing that a suggestion names rests. `conversation` is
    the one that all of the questions belong to; without it each is asked alone.
    """
    for sample in samples:
        # No time passes between the turns of a test.
        answers = ask(Question(sample.q, today, conversation, at=0.0 if conversation else None))
        yield _verdict(sample, answers, facts_of)


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count what came of questions."""
    found = list(verdicts)
    asking = [verdict for verdict in found if verdict.sample.expected]
    return Tally(
        questions=len(found),
        answerable=len(asking),
        came=Counter(verdict.came for verdict in found),
        led=sum(verdict.led for verdict in asking),
        offered=sum(verdict.offered for verdict in asking),
        expected=sum(len(verdict.sample.expected) for verdict in asking),
        covered=sum(verdict.covered for verdict in asking),
    )


def by_kind(verdicts: Sequence[Verdict]) -> dict[str, Tally]:
    """Count for each kind of question, in the order in which the kinds first come."""
    kinds = dict.fromkeys(verdict.sample.kind for verdict in verdicts)
    return {
        kind: tally(verdict for verdict in verdicts if verdict.sample.kind == kind)
        for kind in kinds
    }


def off_limits(verdicts: Iterable[Verdict]) -> Tally:
    """Count over what must not be answered at all: off topic or meant to mislead."""
    return tally(
        verdict
        for verdict in verdicts
        if verdict.sample.kind in OFF and not verdict.sample.expected
    )


def totals(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the main figures as plain values."""
    every, off = tally(verdicts), off_limits(verdicts)
    right = sum(1 for one in verdicts if one.sample.expected and one.came is Came.RIGHT)
    answered_wrongly = every.came[Came.WRONG] + every.came[Came.OVERSTEPPED]
    return {
        "questions": every.questions,
        "answerable": every.answerable,
        "right": right,
        "right_share": share(right, every.answerable),
        "answered_wrongly": answered_wrongly,
        "answered_wrongly_share": share(answered_wrongly, every.questions),
        "off_limits": off.questions,
        "off_limits_answered": off.came[Came.OVERSTEPPED],
        "off_limits_answered_share": share(off.came[Came.OVERSTEPPED], off.questions),
        "not_right_but_offered": every.offered,
        "expected_facts": every.expected,
        "expected_facts_covered": every.covered,
    }


def as_values(found: Tally) -> dict[str, Any]:
    """Return counts as plain values."""
    return {
        "questions": found.questions,
        "answerable": found.answerable,
        **{came.value: found.came[came] for came in Came},
        "led_by_an_expected_fact": found.led,
        "not_right_but_offered": found.offered,
        "expected_facts": found.expected,
        "expected_facts_covered": found.covered,
    }


def missed(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return what did not come right."""
    return [verdict for verdict in verdicts if verdict.came is not Came.RIGHT]


def miss(verdict: Verdict) -> dict[str, Any]:
    """Return a miss as plain values: what was asked and expected, and what came."""
    return {
        "id": verdict.sample.id,
        "kind": verdict.sample.kind,
        "came": verdict.came.value,
        "question": verdict.sample.q,
        "expected": list(verdict.sample.expected),
        "offered": verdict.offered,
        "got": [
            {
                "outcome": answer.outcome.value,
                "reason": answer.reason.value if answer.reason else None,
                "entry": answer.entry,
                "facts": list(answer.facts),
                "confidence": round(answer.confidence, _DIGITS),
                "suggestions": [one.entry for one in answer.suggestions],
            }
            for answer in verdict.answers
        ],
    }


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole, where there is a whole."""
    return round(part / whole, _DIGITS) if whole else None


def _verdict(
    sample: SampleQuestion, answers: Sequence[Answer], facts_of: Callable[[str], Sequence[str]]
) -> Verdict:
    expected = set(sample.expected)
    given = [answer for answer in answers if answer.outcome is Outcome.ANSWERED]
    stated = {fact for answer in given for fact in answer.facts}
    suggested = {
        fact for answer in answers for one in answer.suggestions for fact in facts_of(one.entry)
    }
    covered = len(stated & expected)
    if not expected:
        came = Came.OVERSTEPPED if given else Came.RIGHT
    elif covered:
        came = Came.RIGHT
    else:
        came = Came.WRONG if given else Came.ABSTAINED
    led = any(answer.facts[0] in expected for answer in given if answer.facts)
    offered = came is not Came.RIGHT and bool(suggested & expected)
    return Verdict(sample, came, answers, covered, led, offered)
