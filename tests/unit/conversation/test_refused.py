"""What a follow-up gets after a question that had no answer: no other question's answer."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.answers.answer import Answer, Outcome, Reason
from bot.app import build_desk, read_packs
from bot.conversation.desk import Desk
from bot.conversation.memory import Memory
from bot.conversation.question import Question
from bot.conversation.talk import Talk
from bot.service.settings import shipped_pack

TODAY = date(2026, 11, 24)
Say = Callable[[str], Answer]

NOTHING = ("who is the pope?", "is there a ferrari submarine", "what is the ceo's favourite pasta")
LEFT_OUT = ("what is the weather in rome tomorrow", "who won the f1 race", "best pizza recipe")
NOT_SURE = ("leapmotor stake", "Does Ferrari make a submarine?")
OF_THE_ANSWER = (
    "why?",
    "source?",
    "are you sure?",
    "since when?",
    "tell me more",
    "perché?",
    "wer sagt das?",
)
OTHER = ("what about the other one?", "and the other?", "und der andere?", "et l'autre ?")
TIMES = ("and in 2028?", "in 2027?", "and the year after?", "e nel 2028?", "und 2028?")
PLACES = ("and in italy?", "in germany?", "e a roma?")
SHORT = (*OF_THE_ANSWER, *OTHER, *TIMES, *PLACES, "and him?")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(read_packs([shipped_pack()]))


@pytest.fixture
def say(desk: Desk) -> Say:
    """Return a function that says something in a conversation and returns the last answer."""
    talk = Talk(desk, Memory())
    return lambda text: talk.ask(Question(text, TODAY, conversation="c", at=0.0))[-1]


@pytest.mark.parametrize("after", SHORT)
@pytest.mark.parametrize("before", [*NOTHING, *LEFT_OUT, *NOT_SURE])
def test_the_same_is_said_again_with_the_same_help(say: Say, before: str, after: str) -> None:
    told = say(before)
    assert told.outcome is not Outcome.ANSWERED
    again = say(after)
    assert (again.outcome, again.reason, again.text) == (told.outcome, told.reason, told.text)
    assert again.suggestions == told.suggestions
    assert again.question == after
    assert again.asked == before


@pytest.mark.parametrize("after", ["and Ferrari?", "und maserati?", "y ferrari?", "maserati?"])
@pytest.mark.parametrize("before", [*NOTHING, *LEFT_OUT])
def test_another_name_in_it_has_no_answer_either(say: Say, before: str, after: str) -> None:
    told = say(before)
    again = say(after)
    assert (again.outcome, again.reason) == (told.outcome, told.reason)
    assert len(again.suggestions) <= 3


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        ("leapmotor stake", "and ferrari?", "exor-ferrari-after-sale"),
        ("how many cars did nio sell in 2024", "and leapmotor?", "leapmotor-deliveries-2024"),
        ("is there a ferrari submarine", "who founded leapmotor?", "leapmotor-founder-zhu"),
        ("best pizza recipe", "tell me about leapmotor", "leapmotor-hq-hangzhou"),
        ("who is the pope?", "what about leapmotor?", "leapmotor-hq-hangzhou"),
    ],
)
def test_what_can_be_answered_is_answered(say: Say, before: str, after: str, fact: str) -> None:
    assert say(before).outcome is not Outcome.ANSWERED
    assert fact in say(after).facts


def test_a_new_question_goes_on_about_whom_the_one_before_named(say: Say) -> None:
    assert say("does leapmotor sell boats").reason is Reason.NO_ENTRY
    assert "leapmotor-founder-zhu" in say("who founded it?").facts


def test_a_refusal_can_be_asked_on_and_on(say: Say) -> None:
    told = say("who is the pope?")
    for after in ("and in 2028?", "why?", "and in italy?", "source?"):
        assert say(after).text == told.text


def test_the_other_is_what_was_not_chosen(say: Say) -> None:
    offered = say("how many cars did leapmotor shift in the first quarter of 2025").suggestions
    assert len(offered) == 2
    assert say("the first one").entry == offered[0].entry
    assert say("what about the other one?").entry == offered[1].entry


def test_of_more_the_rest_is_offered(say: Say) -> None:
    offered = say("leapmotor stake").suggestions
    say("2")
    rest = say("and the others?")
    assert rest.outcome is Outcome.SUGGESTED
    left = [one.entry for place, one in enumerate(offered) if place != 1]
    assert [one.entry for one in rest.suggestions] == left


def test_the_other_of_nothing_offered_is_what_goes_on_from_the_answer(say: Say) -> None:
    told = say("who owns maserati")
    other = say("what about the other one?")
    assert [one.entry for one in other.suggestions] == [one.entry for one in told.related]


def test_another_year_is_not_answered_by_what_knows_nothing_of_it(say: Say) -> None:
    assert say("who founded leapmotor").outcome is Outcome.ANSWERED
    assert say("and in 2028?").outcome is not Outcome.ANSWERED
