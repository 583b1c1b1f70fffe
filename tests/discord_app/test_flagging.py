"""A line over a card that was sent fits whatever it holds, and takes an earlier line's place."""

from typing import Any

from simcord.components import validate_components

from bot.discord_app.cards import LINE_ID
from bot.discord_app.flagging import flagged
from bot.discord_app.limits import size
from tests.discord_app.shown import TEXT_DISPLAY, walk

LINE = "✏️ **Corrected <t:1767225720:D>:** now denied by Acme (was: reported)"
BUTTONS = {
    "type": 1,
    "components": [
        {"type": 2, "style": 2, "label": "x", "custom_id": f"sb:x{number}:::"}
        for number in range(4)
    ],
}


def display(content: str) -> dict[str, Any]:
    return {"type": TEXT_DISPLAY, "content": content}


def shown(components: list[Any]) -> list[str]:
    raw = flagged(components, LINE).to_components()
    validate_components(raw, flags=1 << 15)
    every = list(walk(raw))
    assert len(every) <= 40
    texts = [one["content"] for one in every if one["type"] == TEXT_DISPLAY]
    assert sum(map(size, texts)) <= 4_000
    assert texts[0] == LINE
    return texts


def test_the_line_stands_over_what_was_shown() -> None:
    assert shown([{"type": 17, "components": [display("a"), display("b")]}]) == [LINE, "a", "b"]


def test_the_next_line_takes_its_place() -> None:
    before = flagged([display("a")], "an earlier line").to_components()
    assert before[0]["id"] == LINE_ID
    assert shown(before) == [LINE, "a"]


def test_a_card_that_is_full_loses_its_last_row_and_no_text() -> None:
    full = [*(display(f"{number}") for number in range(34)), BUTTONS]
    assert len(list(walk(full))) == 39
    assert shown(full) == [LINE, *map(str, range(34))]


def test_a_text_that_is_full_makes_room() -> None:
    for letters in ("x", "é", "🚗"):
        long = letters * (3_990 // size(letters))
        texts = shown([display("short"), display(long), BUTTONS])
        assert texts[1] == "short"
        assert texts[2].endswith("…")
        assert texts[2].startswith(letters * 1_000)
