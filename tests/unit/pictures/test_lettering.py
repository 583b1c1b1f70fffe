"""Letters: what is drawn for which character, and where lines end."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pictures.lettering import BOLD, _has, drawable, face, lines, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("  two\n\tlines \r\n", "two lines"),
        ("Citroën č ß „so“ – 3\u202f744 €", "Citroën č ß „so“ – 3\u00a0744 €"),
        ("Привет Ελλάδα", "Привет Ελλάδα"),
        ("零跑汽车 (Leapmotor)", "□ (Leapmotor)"),
        ("ｗｉｄｅ", "wide"),
        ("hot 🔥🇮🇹 news", "hot news"),
        ("שלום", "□"),
        ("left \u202eright\u202c \u200bhere", "left right here"),
        ("e\u0301 z\u0335\u0336a\u0321", "é za"),
        ("\x1b[31mred\x00", "[31mred"),
        ("\ud800 \ue000", "□ □"),
        ("零", "□"),
        ("🔥", "□"),
        ("\u202e", "□"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_what_is_drawn(text: str, shown: str) -> None:
    assert drawable(text) == shown


@settings(deadline=None)
@given(st.text(max_size=300))
@example("\u0958\ufdfa\u01c4")
def test_all_that_is_drawn_is_in_the_font_and_turns_nothing(text: str) -> None:
    for character in drawable(text):
        assert character == " " or _has(character)
        assert unicodedata.bidirectional(character) not in {"R", "AL", "RLE", "RLO", "RLI", "AN"}


@given(
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x250), max_size=400),
    st.integers(60, 900),
    st.integers(1, 6),
)
@settings(max_examples=60, deadline=None)
def test_lines_keep_to_their_room_and_lose_nothing_that_fits(
    text: str, room: int, most: int
) -> None:
    font = face(36)
    shown = drawable(text)
    found = lines(shown, font, room, most)
    assert len(found) <= most
    assert all(width(one, font) <= room for one in found)
    if not found or not found[-1].endswith("…"):
        assert "".join("".join(found).split(" ")) == "".join(shown.split(" "))


def test_the_width_of_words_adds_up_to_that_of_the_line() -> None:
    font = face(31, BOLD)
    line = "Ferrari says nothing: “AV To 3,744”"
    assert width(line, font) == font.getlength(line)


def test_a_cut_text_ends_in_an_ellipsis() -> None:
    found = lines(drawable("one two three four five six"), face(36), 200, 2)
    assert len(found) == 2
    assert found[-1].endswith("…")
