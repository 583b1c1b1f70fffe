"""The figures of an evaluation: right, wrong, abstained and overstepped."""

from collections.abc import Sequence
from datetime import date

from bot.answers.answer import Answer, Outcome, Suggestion
from bot.conversation.question import Question
from bot.knowledge.model import SampleQuestion
from bot.terminal.evaluate import Came, Verdict, by_kind, judge, miss, missed, tally, totals

TODAY = date(2026, 11, 24)


def _answered(*facts: str) -> Answer:
    return Answer("q", Outcome.ANSWERED, "text", entry="e", facts=facts, confidence=0.98765)


SUGGESTED = Answer("q", Outcome.SUGGESTED, "?", suggestions=(Suggestion("s", "S?", 0.3),))
UNKNOWN = Answer("q", Outcome.UNKNOWN, "?")
BOTH = [_answered("a"), _answered("b"), UNKNOWN]
# kind, expected, what is answered, what comes of it, covered, led, offered
CASES: list[tuple[str, tuple[str, ...], Sequence[Answer], Came, int, bool, bool]] = [
    ("plain", ("a", "b"), [_answered("x", "a")], Came.RIGHT, 1, False, False),
    ("plain", ("a",), [_answered("x")], Came.WRONG, 0, False, False),
    ("plain", ("a",), [UNKNOWN], Came.ABSTAINED, 0, False, False),
    ("plain", ("s-fact",), [SUGGESTED], Came.ABSTAINED, 0, False, True),
    ("plain", (), [SUGGESTED], Came.RIGHT, 0, False, False),
    ("multi", ("a", "b", "c"), BOTH, Came.RIGHT, 2, True, False),
    ("multi", ("a", "b"), [_answered("x"), SUGGESTED], Came.WRONG, 0, False, False),
    ("offtopic", (), [UNKNOWN], Came.RIGHT, 0, False, False),
    ("adversarial", (), [UNKNOWN, _answered("a")], Came.OVERSTEPPED, 0, False, False),
    ("adversarial", ("a",), [_answered("a")], Came.RIGHT, 1, True, False),
]


def _judged() -> list[Verdict]:
    samples = [
        SampleQuestion.model_validate({"id": f"t{n}", "q": f"q{n}", "kind": kind, "expected": want})
        for n, (kind, want, *_) in enumerate(CASES)
    ]

    def ask(question: Question) -> Sequence[Answer]:
        return CASES[int(question.text[1:])][2]

    facts = {"s": ("other", "s-fact")}
    return list(judge(samples, ask, TODAY, lambda name: facts[name]))


def test_what_came_of_each_question() -> None:
    found = [(one.came, one.covered, one.led, one.offered) for one in _judged()]
    assert found == [case[3:] for case in CASES]


def test_the_main_figures() -> None:
    assert totals(_judged()) == {
        "questions": 10,
        "answerable": 7,
        "right": 3,
        "right_share": 0.4286,
        "answered_wrongly": 3,
        "answered_wrongly_share": 0.3,
        "off_limits": 2,
        "off_limits_answered": 1,
        "off_limits_answered_share": 0.5,
        "not_right_but_offered": 1,
        "expected_facts": 11,
        "expected_facts_covered": 4,
    }
    assert totals([])["right_share"] is None


def test_kinds_add_up_to_all() -> None:
    found = _judged()
    kinds = by_kind(found)
    assert list(kinds) == ["plain", "multi", "offtopic", "adversarial"]
    assert sum(one.questions for one in kinds.values()) == tally(found).questions
    assert tally(found).led == sum(one.led for one in kinds.values()) == 2
    for came in Came:
        assert sum(one.came[came] for one in kinds.values()) == tally(found).came[came]


def test_a_miss_says_what_was_wanted_and_what_came() -> None:
    first = miss(missed(_judged())[0])
    assert first == {
        "id": "t1",
        "kind": "plain",
        "came": "wrong",
        "question": "q1",
        "expected": ["a"],
        "offered": False,
        "got": [
            {
                "outcome": "answered",
                "reason": None,
                "entry": "e",
                "facts": ["x"],
                "confidence": 0.9877,
                "suggestions": [],
            }
        ],
    }
