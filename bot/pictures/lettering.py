"""Letters: the font, which characters it has, how wide a text is, and breaking it into lines.

The font is Inter, from a package, and Pillow's own ("basic") layout sets it: what a machine has
installed makes no difference.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import as_file, files
from typing import NewType

from PIL import ImageFont

Face = ImageFont.FreeTypeFont
# A text in which every character can be drawn.
Drawable = NewType("Drawable", str)

REGULAR, BOLD = 400, 650
_FONT = ("files", "Inter[opsz,wght].ttf")
_OPTICAL = (14, 32)  # sizes for which the font has shapes of their own
_MISSING = "□"
_NO_CHARACTER = "\U0010fffe"
_ELLIPSIS = "…"
_LONGEST = 2_000  # characters that are looked at: no picture shows more of one text
_KEPT = 4_096  # characters, and words with their widths
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
_NO_BREAK = "\u00a0\u202f"


@lru_cache(maxsize=32)
def face(size: int, weight: int = REGULAR) -> Face:
    """Return the font in a size (in pixels) and a weight."""
    with as_file(files("fontpkg_inter").joinpath(*_FONT)) as path:
        found = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    smallest, largest = _OPTICAL
    found.set_variation_by_axes([max(smallest, min(size, largest)), weight])
    return found


def drawable(text: str) -> Drawable:
    """Return a text on one line in which all can be drawn, and nothing turns its direction.

    What the font lacks becomes its plain form where it has one (ｗ is w), else a box for a whole
    run of it: 零跑 is □. Pictographs, marks that cannot be joined to their letter and what is
    invisible are left out.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text[:_LONGEST]):
        shown = character if character.isascii() and character.isprintable() else _shown(character)
        if shown != _MISSING or kept[-1:] != [_MISSING]:
            kept.append(shown)
    line = " ".join("".join(kept).split(" ")).strip(" ")
    while "  " in line:
        line = line.replace("  ", " ")
    return Drawable(line or (_MISSING if text.strip() else ""))


def width(text: str, font: Face) -> float:
    """Return how many pixels a text is wide."""
    blanks = text.count(" ")
    words = sum(_word_width(word, font) for word in text.split(" "))
    return words + blanks * _word_width(" ", font)


def lines(text: Drawable, font: Face, room: int, most: int) -> list[Drawable]:
    """Return a text broken into at most so many lines; an ellipsis ends one that is cut.

    It is broken between words, and within a word that is longer than a line.
    """
    found: list[str] = []
    line = ""
    words = [piece for word in text.split(" ") for piece in _pieces(word, font, room)]
    for place, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if width(longer, font) <= room:
            line = longer
            continue
        if len(found) == most - 1:
            found.append(_ended(line, font, room))
            return [Drawable(one) for one in found]
        found.append(line)
        line = words[place]
    if line:
        found.append(line)
    return [Drawable(one) for one in found]


def _pieces(word: str, font: Face, room: int) -> list[str]:
    """Return a word in pieces that fit a line."""
    found = [""]
    if width(word, font) <= room:
        return [word]
    for character in word:
        if found[-1] and width(found[-1] + character, font) > room:
            found.append("")
        found[-1] += character
    return found


def _ended(line: str, font: Face, room: int) -> str:
    """Return a line with an ellipsis, cut as far as that needs."""
    while line and width(line + _ELLIPSIS, font) > room:
        shorter, _, _ = line.rpartition(" ")
        line = shorter or line[:-1]
    return line.rstrip(" ,;:") + _ELLIPSIS


@lru_cache(maxsize=_KEPT)
def _word_width(word: str, font: Face) -> float:
    return font.getlength(word)


@lru_cache(maxsize=_KEPT)
def _shown(character: str) -> str:
    """Return what is drawn for a character: itself, something like it, a box or nothing."""
    category = unicodedata.category(character)
    if character in _BLANKS or category in ("Zl", "Zp"):
        return " "
    if category == "Zs":
        return "\u00a0" if character in _NO_BREAK else " "
    if category[0] in "CM":
        return _MISSING if category in ("Co", "Cs") else ""
    if _has(character):
        return character
    plain = unicodedata.normalize("NFKD", character)
    alike = "".join(one for one in plain if unicodedata.category(one)[0] not in "CM")
    if alike and alike != character and all(map(_has, alike)):
        return alike
    return "" if category in ("So", "Sk") else _MISSING


@lru_cache(maxsize=_KEPT)
def _has(character: str) -> bool:
    """Tell whether the font has a character: one that it lacks looks like one that is none."""
    font = face(_OPTICAL[1])
    if font.getlength(character) != font.getlength(_NO_CHARACTER):
        return True
    return bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))
