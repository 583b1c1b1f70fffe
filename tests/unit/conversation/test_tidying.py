import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.question import MAX_CHARACTERS
from bot.conversation.tidying import is_greeting, tidy


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("who owns acme", "who owns acme"),
        ("<@123456> who owns acme", "who owns acme"),
        ("<@!1> <@&2> <#3> <:wow:4> <a:wow:5> @everyone @here who owns acme", "who owns acme"),
        ("see https://x.org/?q=1 who owns acme", "see who owns acme"),
        ("www.acme.com who owns it", "who owns it"),
        ("```\nwho owns acme\n```", "who owns acme"),
        ("```py\nwho owns acme```", "who owns acme"),
        ("`who owns acme`", "who owns acme"),
        ("hi all!\nwho owns acme\nthanks", "who owns acme"),
        ("ciao a tutti\nchi possiede acme\ngrazie mille", "chi possiede acme"),
        ("lol lol lol lol who owns acme", "lol who owns acme"),
        ("tell me tell me tell me tell me who owns acme", "tell me who owns acme"),
        ("who owns acme????????", "who owns acme?"),
        ("who\u200b owns\x07 acme\ud800", "who owns acme"),
        ("hello", ""),
        ("👍", ""),
        ("", ""),
        ("https://x.org", ""),
    ],
)
def test_what_is_no_question_goes(typed: str, left: str) -> None:
    assert tidy(typed) == left


def test_a_word_said_twice_stays() -> None:
    assert tidy("what is what is it") == "what is what is it"


def test_of_a_long_text_start_and_end_stay() -> None:
    long = "who owns acme? " + "x" * 30 + " blah, " * 2_000 + "when was the bolt unveiled?"
    left = tidy(long)
    assert left.startswith("who owns acme?")
    assert left.endswith("when was the bolt unveiled?")
    assert len(left) <= MAX_CHARACTERS + 1


@pytest.mark.parametrize("text", ["hi", "Hello all", "thx!!", "lol", "good morning", "…"])
def test_greetings(text: str) -> None:
    assert is_greeting(text)


@pytest.mark.parametrize("text", ["all", "question", "hi who owns acme", "a good team"])
def test_no_greetings(text: str) -> None:
    assert not is_greeting(text)


@given(st.text(max_size=3_000))
def test_any_text_can_be_tidied_and_then_stays(text: str) -> None:
    left = tidy(text)
    assert len(left) <= MAX_CHARACTERS + 1
    left.encode()
