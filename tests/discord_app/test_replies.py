"""Replies that are kept: the same, to the letter, as those that are made anew for each asker."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.desk import Desk
from bot.conversation.question import Question
from bot.discord_app.cards import Reading, answer_card, labels_in, note_card
from bot.discord_app.library import Library
from bot.discord_app.rendered import Manner, Rendered, Replies, sent

_TODAY = date(2025, 5, 1)
QUESTIONS = [
    "did acme deny the talks?",
    "is there a merger",
    "talks?",
    "how much is the bolt and did acme deny the talks?",
    "asdf qwer",
    "9223372036854775807",
    "",
]


@pytest.fixture(scope="module")
def replies(desk: Desk) -> Replies:
    return Replies(Library(desk))


@settings(max_examples=200, deadline=None)
@given(
    question=st.builds(
        Question,
        text=st.sampled_from(QUESTIONS),
        today=st.just(_TODAY),
        as_of=st.sampled_from([None, "2025-04-20"]),
        language=st.sampled_from([None, "it"]),
        locale=st.sampled_from([None, "de"]),
    ),
    manner=st.builds(Manner, st.booleans(), st.booleans(), st.booleans()),
    askers=st.lists(st.integers(1, 2**63 - 2), min_size=1, max_size=3),
)
def test_a_kept_reply_is_that_which_would_be_made(
    replies: Replies, question: Question, manner: Manner, askers: list[int]
) -> None:
    answers = Library(replies.library.desk).ask((), question)
    for asker in askers:
        reading = Reading(
            labels_in(answers, question.language, question.locale),
            None if manner.private else asker,
            question.as_of or "",
            manner.short,
            question.text if manner.echo else "",
        )
        reply = replies.reply((), question, manner)
        assert reply.answers == answers
        made = answer_card(replies.library, answers, reading)
        assert sent(reply.card(asker)) == sent(made)


def test_a_card_in_the_form_in_which_it_is_sent_is_a_layout_that_nothing_waits_for() -> None:
    made = note_card("A note.")
    rendered = Rendered(sent(made))
    for one in (made, rendered):
        assert one.has_components_v2()
        assert one.timeout is None
    assert sent(rendered) == sent(made)
    assert not rendered.is_dispatchable()


async def test_nothing_waits_for_the_buttons_of_a_card(replies: Replies) -> None:
    question = Question(QUESTIONS[0], _TODAY)
    answers = replies.library.ask((), question)
    made = answer_card(replies.library, answers, Reading("en", 1))
    assert made.is_finished()
    assert replies.reply((), question, Manner()).card(1).is_finished()


def test_another_day_is_another_question(replies: Replies) -> None:
    question = Question(QUESTIONS[0], _TODAY)
    first = replies.reply((), question, Manner())
    assert replies.reply((), replace(question), Manner()) is first
    assert replies.reply((), replace(question, today=date(2025, 5, 2)), Manner()) is not first
