"""What is remembered of conversations: a few minutes, bounded, each for itself."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, Outcome
from bot.conversation.memory import KEPT_SECONDS, Memory, Turn

ANSWER = Answer("q", Outcome.ANSWERED, "a")


def turn(asked: str, at: float = 0.0) -> Turn:
    return Turn(asked, ANSWER, at)


def test_the_last_turn_comes_first() -> None:
    memory = Memory()
    memory.add("c", turn("first"), turn("second"))
    memory.add("c", turn("third"))
    assert [one.asked for one in memory.turns("c", 1.0)] == ["third", "second", "first"]


def test_conversations_know_nothing_of_each_other() -> None:
    memory = Memory()
    memory.add("c", turn("one"))
    assert memory.turns("d", 0.0) == ()
    memory.add(None, turn("two"))
    assert memory.turns(None, 0.0) == ()


def test_turns_are_forgotten_after_ten_minutes_also_by_a_clock_set_back() -> None:
    memory = Memory()
    memory.add("c", turn("old", 0.0), turn("new", 300.0))
    assert [one.asked for one in memory.turns("c", KEPT_SECONDS + 1)] == ["new"]
    assert memory.turns("c", 2_000.0) == ()
    assert len(memory) == 0
    memory.add("c", turn("later", 5_000.0))
    assert memory.turns("c", 0.0) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 1e4), st.integers(0, 5)), max_size=80
    )
)
def test_never_more_is_kept_than_allowed(steps: list[tuple[str, float, int]]) -> None:
    memory = Memory(conversations=3, turns=2)
    for name, at, count in steps:
        memory.add(name, *(turn(f"{name}{number}", at) for number in range(count)))
        assert len(memory) <= 3
        found = memory.turns(name, at)
        assert len(found) <= 2
        assert all(one.asked.startswith(name) for one in found)


def test_the_conversation_that_was_quiet_longest_goes_first() -> None:
    memory = Memory(conversations=2)
    memory.add("a", turn("a"))
    memory.add("b", turn("b"))
    memory.add("a", turn("a"))
    memory.add("c", turn("c"))
    assert memory.turns("b", 0.0) == ()
    assert len(memory.turns("a", 0.0)) == 2


def test_all_of_a_member_can_be_forgotten() -> None:
    memory = Memory()
    for name in ("1:7", "2:7", "2:17", "m7"):
        memory.add(name, turn(name))
    memory.forget_ending(":7")
    assert [bool(memory.turns(one, 0.0)) for one in ("1:7", "2:7", "2:17", "m7")] == [
        False,
        False,
        True,
        True,
    ]


def test_a_conversation_can_be_forgotten() -> None:
    memory = Memory()
    memory.add("a", turn("a"))
    memory.forget("a")
    memory.forget("a")
    assert memory.turns("a", 0.0) == ()
