"""Making text harmless for Discord: nothing in it formats, pings, links or turns around.

What packs hold and what members typed goes through here before it is shown.
"""

import re
import unicodedata
from functools import lru_cache

# Discord's own formatting. A full stop and a bracket after a number at the start make a list.
_FORMATTING = re.compile(r"([\\*_~`|\[\]<>])")
_LINE_START = re.compile(r"^(\s*)(#{1,3}|-#|[-+](?=\s)|>)", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)(#{1,3}|-#|\+(?=\s))", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)
_PINGS = re.compile(r"@(?=\S)")
# Mentions, commands, emoji and times. They are resolved whatever stands before them.
_TAGS = re.compile(r"<(?=[@#/:A-Za-z])")
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=//)")
_ADDRESS = re.compile(r"\b(www|discord|discordapp)\.(?=\w)", re.IGNORECASE)
_MANY_LINES = re.compile(r"\n{3,}")

_ZERO_WIDTH = "\u200b"
_JOINERS = "\u200c\u200d"  # within words of some scripts, and within emoji
_KEPT = 2_048  # of a pack's texts: the same are shown again and again
_MARKS_AT_MOST = 3  # on one letter: Vietnamese, Hebrew and Thai need no more


def clean(text: str) -> str:
    """Return a text without controls, text direction tricks and heaps of accents."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            if marks <= _MARKS_AT_MOST:
                kept.append(character)
            continue
        if category == "Cs":
            kept.append("\ufffd")
        elif category in ("Zl", "Zp") or character == "\n":
            kept.append("\n")
        elif category == "Zs" or character == "\t":
            kept.append(" ")
        elif (category not in ("Cc", "Cf", "Cn")) or character in _JOINERS:
            kept.append(character)
        # An invisible character between marks does not start a new heap of them.
        if category not in ("Cc", "Cf", "Cn"):
            marks = 0
    return "".join(kept)


def one_line(text: str) -> str:
    """Return a cleaned text on one line."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=_KEPT)
def escaped(text: str) -> str:
    """Return a pack's text for a text display: as it is written, without formatting.

    Line breaks stay, and so do lists with "- ".
    """
    text = _MANY_LINES.sub("\n\n", clean(text)).strip()
    text = _FORMATTING.sub(r"\\\1", _TAGS.sub(f"<{_ZERO_WIDTH}", text))
    text = _BULLET.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    return _PINGS.sub(f"@{_ZERO_WIDTH}", text)


def typed(text: str) -> str:
    """Return what a member typed, on one line: no formatting, no link, no mention."""
    line = one_line(text)
    line = _SCHEME.sub(f":{_ZERO_WIDTH}", line)
    line = _ADDRESS.sub(rf"\1{_ZERO_WIDTH}.", line)
    line = _FORMATTING.sub(r"\\\1", _TAGS.sub(f"<{_ZERO_WIDTH}", line))
    line = _LINE_START.sub(r"\1\\\2", line)
    line = _NUMBERED.sub(r"\1\\\2", line)
    return _PINGS.sub(f"@{_ZERO_WIDTH}", line)


@lru_cache(maxsize=_KEPT)
def link(text: str, address: str, *, longest: int = 500) -> str:
    """Return a link with a pack's text and address; without a usable address, the text alone."""
    shown = escaped(_SCHEME.sub(f":{_ZERO_WIDTH}", one_line(text)))
    target = _percent(address)
    if not target.startswith(("https://", "http://")) or len(target) > longest:
        return shown
    return f"[{shown}]({target})" if shown else ""


def _percent(address: str) -> str:
    """Return an address in which nothing ends a link or formats."""
    return "".join(
        character
        if character.isascii() and (character.isalnum() or character in "-._~:/?#@!$&'+,;=%")
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in address.strip()
    )
