"""Conversations about the shipped story: what follow-ups mean, and what is not guessed."""

import random
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answer import Answer, Outcome, Reason
from bot.app import build_desk, read_packs
from bot.conversation.desk import Desk
from bot.conversation.memory import KEPT_SECONDS, Memory
from bot.conversation.question import Question
from bot.conversation.talk import Talk
from bot.service.settings import shipped_pack

TODAY = date(2026, 11, 24)
Say = Callable[..., Answer]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(read_packs([shipped_pack()]))


@pytest.fixture
def say(desk: Desk) -> Say:
    """Return a function that says something in a conversation and returns the last answer."""
    talk = Talk(desk, Memory())

    def run(
        text: str, conversation: str = "c", at: float = 0.0, reply_to: str | None = None
    ) -> Answer:
        asked = Question(text, TODAY, conversation=conversation, at=at, reply_to=reply_to)
        return talk.ask(asked)[-1]

    return run


@pytest.mark.parametrize(
    ("before", "after", "subject"),
    [
        ("who owns maserati", "and ferrari?", "ferrari"),
        ("how big is the luce battery", "and its top speed?", "ferrari-luce"),
        ("when was leapmotor founded", "where is it based", "leapmotor"),
        ("chi possiede maserati", "e ferrari?", "ferrari"),
        ("wem gehört maserati", "und ferrari?", "ferrari"),
    ],
)
def test_a_follow_up_keeps_or_changes_the_subject(
    say: Say, desk: Desk, before: str, after: str, subject: str
) -> None:
    assert say(before).outcome is Outcome.ANSWERED
    answer = say(after)
    pack = desk.shelves[0].pack
    assert answer.outcome is Outcome.ANSWERED, answer
    told = {pack.facts[one].subject for one in answer.facts}
    named = {one for one in answer.facts if subject in pack.facts[one].statement.casefold()}
    assert subject in told or named


def test_another_time_is_put_in_for_the_one_before(say: Say) -> None:
    say("how many leapmotors delivered in september 2025")
    assert "leapmotor-deliveries-october-2025" in say("october?").facts
    assert "leapmotor-deliveries-november-2025" in say("and the month after").facts


def test_a_chain_goes_on_from_what_was_meant(say: Say) -> None:
    say("who owns maserati")
    assert say("and ferrari?").asked.endswith("ferrari")
    assert "stellantis" in say("and stellantis").asked


def test_sources_are_told_with_what_each_says(say: Say) -> None:
    first = say("did leapmotor deny the talks")
    answer = say("source?")
    assert answer.entry == first.entry
    assert answer.outcome is Outcome.ANSWERED
    assert all(f"[{one.number}]" in answer.text for one in answer.citations)
    assert answer.citations[0].outlet in answer.text


def test_standing_and_date_are_told_first(say: Say) -> None:
    first = say("who owns maserati")
    confirmed = say("is that confirmed?")
    assert confirmed.entry == first.entry
    assert confirmed.short.startswith("That is reported, but not confirmed")
    assert confirmed.standing.endswith("(one source)")
    assert say("since when").short == "That is from Apr 2025."


def test_a_choice_takes_what_was_offered(say: Say) -> None:
    offered = say("bolt price leapmotor")
    if not offered.suggestions:
        offered = say("leapmotor stake")
    assert offered.suggestions
    chosen = say("no i meant the second one")
    assert chosen.entry == offered.suggestions[1].entry


def test_a_question_of_its_own_is_no_follow_up(say: Say, desk: Desk) -> None:
    say("how big is the luce battery")
    alone = desk.ask(Question("who founded leapmotor", TODAY))[0]
    assert say("who founded leapmotor") == alone


def test_nothing_goes_from_one_conversation_to_another(say: Say) -> None:
    say("who owns maserati", "a")
    assert say("and ferrari?", "b").entry != say("and ferrari?", "a").entry


def test_ten_minutes_later_nothing_is_remembered(say: Say) -> None:
    say("who owns maserati", at=0.0)
    late = say("source?", at=KEPT_SECONDS + 1)
    assert late.outcome is not Outcome.ANSWERED


def test_a_reply_goes_on_from_the_message_it_replies_to(desk: Desk) -> None:
    memory = Memory()
    talk = Talk(desk, memory)
    first = Question("who owns maserati", TODAY, conversation="alice", at=0.0)
    talk.remember(first, desk.ask(first), "message-1")
    talk.ask(Question("how big is the luce battery", TODAY, conversation="bob", at=1.0))
    reply = Question("source?", TODAY, conversation="bob", at=2.0, reply_to="message-1")
    assert talk.ask(reply)[0].entry == desk.ask(first)[0].entry


def test_thanks_neither_ask_nor_forget(say: Say) -> None:
    say("who owns maserati")
    assert say("thanks!").reason is Reason.NOT_A_QUESTION
    assert say("source?").outcome is Outcome.ANSWERED


def test_what_is_not_sure_is_asked_and_not_guessed(say: Say) -> None:
    say("who owns maserati")
    answer = say("and the moon?")
    assert answer.outcome is not Outcome.ANSWERED


def test_after_a_refusal_a_follow_up_must_be_sure_by_itself(say: Say) -> None:
    say("who will win the race on sunday")
    assert say("why?").outcome is not Outcome.ANSWERED


def test_several_parts_go_on_from_each_other(desk: Desk) -> None:
    talk = Talk(desk, Memory())
    talk.ask(Question("who owns maserati", TODAY, conversation="c", at=0.0))
    asked = Question("and ferrari? and who founded leapmotor?", TODAY, conversation="c", at=1.0)
    answers = talk.ask(asked)
    assert [one.outcome for one in answers] == [Outcome.ANSWERED, Outcome.ANSWERED]
    assert answers[0].entry != answers[1].entry


_WORDS = st.sampled_from(
    "and what about ferrari leapmotor it he why source 2024 q3 the second one no meant luce price"
    " maserati who when is that true e und y more ? ! und".split()
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=7), min_size=1, max_size=5))
def test_whatever_is_said_has_an_answer_and_the_same_each_time(
    desk: Desk, lines: list[list[str]]
) -> None:
    said = [" ".join(words) for words in lines]
    both = []
    for _ in range(2):
        talk = Talk(desk, Memory())
        both.append(
            [
                talk.ask(Question(one, TODAY, conversation="c", at=float(at)))
                for at, one in enumerate(said)
            ]
        )
    assert both[0] == both[1]
    assert all(both[0])


def test_questions_of_their_own_are_answered_as_alone_whatever_came_before(desk: Desk) -> None:
    """One member asks all sorts of things in a row: hardly one is taken for a follow-up."""
    pack = desk.shelves[0].pack
    kinds = ("plain", "foreign", "offtopic")
    asked = [one.q for one in pack.questions if one.kind in kinds]
    chosen = random.Random(5).sample(asked, 90)  # noqa: S311
    talk = Talk(desk, Memory())
    changed = [
        text
        for text in chosen
        if [one.entry for one in talk.ask(Question(text, TODAY, conversation="c", at=0.0))]
        != [one.entry for one in desk.ask(Question(text, TODAY))]
    ]
    assert len(changed) <= 9, changed
