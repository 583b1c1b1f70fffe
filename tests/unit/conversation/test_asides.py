"""Short words about the answer before, and choices by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.asides import Aside, aside_in, choice_in


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("source?", Aside.SOURCES),
        ("any proof??", Aside.SOURCES),
        ("ok but who says that", Aside.SOURCES),
        ("says who lol", Aside.SOURCES),
        ("How do you know that?", Aside.SOURCES),
        ("fonte?", Aside.SOURCES),
        ("D'où ça vient ?", Aside.SOURCES),
        ("Woher weißt du das?", Aside.SOURCES),
        ("¿quién lo dice?", Aside.SOURCES),
        ("is that confirmed?", Aside.STANDING),
        ("Is it still true", Aside.STANDING),
        ("did that happen", Aside.STANDING),
        ("so that's official?", Aside.STANDING),
        ("è vero?", Aside.STANDING),
        ("c'est confirmé ?", Aside.STANDING),
        ("stimmt das noch", Aside.STANDING),
        ("¿es verdad?", Aside.STANDING),
        ("since when?", Aside.DATE),
        ("when was that", Aside.DATE),
        ("how old is this", Aside.DATE),
        ("da quando?", Aside.DATE),
        ("seit wann denn", Aside.DATE),
        ("why?", Aside.REASON),
        ("but why not", Aside.REASON),
        ("perché?", Aside.REASON),
        ("warum nicht?", Aside.REASON),
        ("tell me more", Aside.MORE),
        ("what else", Aside.MORE),
        ("who founded leapmotor", None),
        ("is leapmotor profitable", None),
        ("when do deliveries start", None),
        ("why did ferrari deny it", None),
        ("source of the batteries", None),
        ("", None),
        ("…", None),
    ],
)
def test_what_is_asked_of_the_answer_before(text: str, aside: Aside | None) -> None:
    assert aside_in(text) is aside


@pytest.mark.parametrize(
    ("text", "offered", "chosen"),
    [
        ("2", 3, 1),
        ("the second one", 3, 1),
        ("no i meant the second one", 3, 1),
        ("No, the 1st please", 3, 0),
        ("die zweite", 2, 1),
        ("la prima", 2, 0),
        ("le deuxième", 2, 1),
        ("la segunda", 2, 1),
        ("the last one", 3, 2),
        ("3", 2, None),
        ("1", 0, None),
        ("the last one", 0, None),
        ("2024", 4, None),
        ("the second ferrari", 4, None),
    ],
)
def test_choices_by_number(text: str, offered: int, chosen: int | None) -> None:
    assert choice_in(text, offered) == chosen


@given(st.text(max_size=300), st.integers(0, 4))
def test_any_text_is_read_and_no_choice_is_out_of_reach(text: str, offered: int) -> None:
    aside_in(text)
    chosen = choice_in(text, offered)
    assert chosen is None or 0 <= chosen < offered
