"""Test questions that follow one another are asked as conversations, and counted as such."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, Outcome
from bot.conversation.question import Question
from bot.knowledge.model import SampleQuestion
from bot.terminal.conversations import Held, conversations, figures, hold, misses, turns
from bot.terminal.evaluate import judge

TODAY = date(2026, 11, 24)


def _sample(name: str, after: str | None = None, kind: str = "followup") -> SampleQuestion:
    """A question whose right answer is the fact of its own name."""
    values = {"id": name, "q": f"q {name}", "kind": kind, "after": after, "expected": [name]}
    return SampleQuestion.model_validate(values)


# a is followed by b and c; d stands alone among conversations; x is no conversation.
SAMPLES = [
    _sample("a", kind="pair-first"),
    _sample("b", "a"),
    _sample("c", "b"),
    _sample("c2", "b"),
    _sample("d", kind="opening"),
    _sample("x", kind="plain"),
]


class _Desk:
    """Answers each question from the fact of its name, but for those that it does not know."""

    def __init__(self, unknown: Sequence[str] = ()) -> None:
        self.unknown = unknown
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Sequence[Answer]:
        self.asked.append(question)
        fact = question.text.removeprefix("q ")
        if fact in self.unknown:
            return [Answer(question.text, Outcome.UNKNOWN, "?")]
        return [Answer(question.text, Outcome.ANSWERED, "text", facts=(fact,))]


def _held(desk: _Desk, samples: Sequence[SampleQuestion], pack: str = "p") -> list[Held]:
    found = conversations(samples, pack)
    return [hold(one, desk.ask, TODAY, lambda name: ()) for one in found]


@given(st.permutations(SAMPLES))
def test_turns_come_in_order_however_they_are_written(mixed: list[SampleQuestion]) -> None:
    found = [tuple(turn.id for turn in one.turns) for one in conversations(mixed)]
    assert sorted(found) == [("a", "b", "c"), ("a", "b", "c2"), ("d",)]


def test_a_conversation_of_any_length() -> None:
    long = [_sample("t0", kind="opening")]
    long += [_sample(f"t{n}", f"t{n - 1}") for n in range(1, 3000)]
    assert [len(one.turns) for one in conversations(long)] == [3000]


def test_turns_share_an_id_that_no_other_conversation_has() -> None:
    desk = _Desk()
    for pack in ("p", "r"):
        _held(desk, SAMPLES, pack)
    ids: dict[str | None, list[str]] = {}
    for question in desk.asked:
        ids.setdefault(question.conversation, []).append(question.text)
    assert sorted(ids.values()) == sorted(
        2 * [["q a", "q b", "q c"], ["q a", "q b", "q c2"], ["q d"]]
    )
    assert None not in ids


def test_what_is_asked_alone_is_no_conversation() -> None:
    desk = _Desk()
    list(judge(SAMPLES, desk.ask, TODAY, lambda name: ()))
    assert {question.conversation for question in desk.asked} == {None}


def test_a_shared_turn_counts_once_but_for_both_conversations() -> None:
    held = _held(_Desk(), SAMPLES)
    assert [verdict.sample.id for verdict in turns(held)] == ["a", "b", "c", "c2", "d"]
    found = figures(held)
    assert (found["conversations"], found["wholly_right"]) == (3, 3)
    assert found["turns"]["questions"] == found["turns"]["right"] == 5
    assert {kind: one["questions"] for kind, one in found["kinds"].items()} == {
        "pair-first": 1,
        "followup": 3,
        "opening": 1,
    }
    found = figures(_held(_Desk(unknown=["b"]), SAMPLES))
    assert (found["turns"]["right"], found["turns"]["abstained"], found["wholly_right"]) == (
        4,
        1,
        1,
    )
    assert figures([])["conversations"] == 0


def test_the_same_id_in_two_packs_is_two_turns() -> None:
    held = _held(_Desk(), SAMPLES, "p") + _held(_Desk(unknown=["d"]), SAMPLES, "r")
    found = figures(held)
    assert (found["turns"]["questions"], found["turns"]["right"]) == (10, 9)


def test_a_miss_tells_what_was_said_before() -> None:
    found = misses(_held(_Desk(unknown=["b", "c2"]), SAMPLES))
    assert [(one["id"], one["before"]) for one in found] == [
        ("b", ["q a"]),
        ("c2", ["q a", "q b"]),
    ]
