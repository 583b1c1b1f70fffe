"""The colours of pictures, for Discord's light and dark backgrounds.

Every colour of text stands out from what it is drawn on by at least 4.5 to 1 (WCAG AA), which a
test works out. No colour tells anything alone: a sign and a word stand beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Colour = tuple[int, int, int]
ThemeName = Literal["dark", "light"]
DARK: ThemeName = "dark"
LIGHT: ThemeName = "light"


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """The colours of one theme. `statuses` are drawn on `page` and `panel`, and carry `sign`."""

    page: Colour
    panel: Colour
    line: Colour
    ink: Colour
    muted: Colour
    sign: Colour
    statuses: Mapping[str, Colour]


def _colour(code: str) -> Colour:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def _statuses(**codes: str) -> Mapping[str, Colour]:
    known = {name: _colour(code) for name, code in codes.items()}
    # Scenarios have the colours of the facts that they are like.
    known |= {
        "open": known["reported"],
        "happened": known["confirmed"],
        "ruled out": known["denied"],
        "overtaken": known["superseded"],
    }
    return known


THEMES: Mapping[ThemeName, Theme] = {
    DARK: Theme(
        page=_colour("1e1f22"),
        panel=_colour("2b2d31"),
        line=_colour("4a4d55"),
        ink=_colour("f2f3f5"),
        muted=_colour("b5bac1"),
        sign=_colour("1e1f22"),
        statuses=_statuses(
            confirmed="5fd38d",
            reported="6db5ff",
            rumour="f0c24b",
            speculation="f0a35e",
            denied="ff8f8f",
            superseded="aab0ba",
            opinion="cbaaff",
        ),
    ),
    LIGHT: Theme(
        page=_colour("eef0f4"),
        panel=_colour("ffffff"),
        line=_colour("c9cdd4"),
        ink=_colour("1b1d21"),
        muted=_colour("555b66"),
        sign=_colour("ffffff"),
        statuses=_statuses(
            confirmed="17703f",
            reported="1a5fae",
            rumour="7d5a00",
            speculation="9a4a07",
            denied="b3242c",
            superseded="59606b",
            opinion="6a3ea6",
        ),
    ),
}

# What stands in the disc of a status, so that it can be told without its colour.
SIGNS: Mapping[str, str] = {
    "confirmed": "✓",
    "reported": "•",
    "rumour": "~",
    "speculation": "?",
    "denied": "✗",
    "superseded": "→",
    "opinion": "“",
    "open": "?",
    "happened": "✓",
    "ruled out": "✗",
    "overtaken": "→",
}


def luminance(colour: Colour) -> float:
    """Return how bright a colour is, from 0 to 1, as WCAG 2 defines it."""
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return how much two colours stand out from each other, from 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)
