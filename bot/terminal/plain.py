"""Text that is safe to print: whatever a pack or a person typed stays text on the screen."""

import re
import unicodedata

_REPLACEMENT = "\ufffd"
# Joiners that some scripts and emoji need to look right; they move nothing on the screen.
_JOINERS = "\u200c\u200d"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def whole(text: str) -> str:
    """Return a text without half characters (lone surrogates), which no encoding can hold."""
    return _SURROGATE.sub(_REPLACEMENT, text)


def clean(text: str) -> str:
    """Return a text with its line breaks, but with nothing else that steers a terminal.

    Control characters become a visible mark; what turns the direction of writing is dropped.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_BREAKS.sub("\n", text)
    return "".join(_safe(character) for character in text)


def one_line(text: str) -> str:
    """Return a cleaned text on one line."""
    return " ".join(clean(text).split())


def shortened(text: str, length: int = 60) -> str:
    """Return a cleaned text on one line, cut with an ellipsis."""
    line = one_line(text[: 4 * length])
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 fact, 2 facts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _safe(character: str) -> str:
    if character == "\n" or character in _JOINERS or character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if category == "Cf":
        return ""
    # Not assigned or private: newer letters than this Python knows, or a font's own signs.
    return character if category in ("Cn", "Co") else _REPLACEMENT
