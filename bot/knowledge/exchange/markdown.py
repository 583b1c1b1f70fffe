"""Markdown to plain text and back: answers in a pack are plain, elsewhere they are Markdown."""

import html
import re

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HELD = re.compile("\x02([0-9a-f]+)\x03")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_TARGET = r"<?([^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)>?"
_LINK = re.compile(
    r"\[([^\[\]\n]{0,300})\]\(\s{0,5}" + _TARGET + r"(?:\s{1,5}[\"'][^\"'\n]{0,300}[\"'])?\s{0,5}\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
_BREAK = re.compile(r"<br\s{0,5}/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_EMPHASIS = (
    re.compile(r"\*\*([^*\n]{1,1000})\*\*"),
    re.compile(r"(?<!\w)__([^_\n]{1,1000})__(?!\w)"),
    re.compile(r"\*([^*\s\n](?:[^*\n]{0,1000}[^*\s])?)\*"),
    re.compile(r"(?<!\w)_([^_\s\n](?:[^_\n]{0,1000}[^_\s])?)_(?!\w)"),
    re.compile(r"~~([^~\n]{1,1000})~~"),
    re.compile(r"`{1,3}([^`]{1,4000})`{1,3}"),
)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ ]+", re.MULTILINE)
_QUOTE = re.compile(r"^[ ]{0,3}>[ ]?", re.MULTILINE)
_RULE = re.compile(r"^[ ]{0,3}(?:-[ ]?){3,200}$|^[ ]{0,3}(?:\*[ ]?){3,200}$", re.MULTILINE)
_BULLET = re.compile(r"^[ ]{0,20}[*+-][ ]+", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~#])")
_PLUS = re.compile(r"^\+(?= )", re.MULTILINE)
_DASHES = re.compile(r"^-(?=[- ]*$)", re.MULTILINE)


def to_plain(text: str) -> tuple[str, list[str]]:
    """Return Markdown as plain text, and what could not be kept of it.

    The address of a link is put behind its words; lists keep a line for each item. The text holds
    no control characters but line feeds.
    """
    lost: list[str] = []
    text = _ESCAPED.sub(lambda found: f"\x02{ord(found[1]):x}\x03", text)
    text = _taken(_IMAGE, r"\1", text, "pictures", lost)
    text = _LINK.sub(_written_out, text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _BREAK.sub("\n", text)
    text = _taken(_TAG, "", text, "HTML tags", lost)
    for pattern in (_HEADING, _QUOTE, _RULE):
        text = pattern.sub("", text)
    text = _BULLET.sub("- ", text)
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return _HELD.sub(lambda found: chr(int(found[1], 16)), html.unescape(text)), lost


def from_plain(text: str) -> str:
    """Return plain text as Markdown that shows it as it is; lines with "- " stay lists."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _DASHES.sub(r"\\-", _PLUS.sub(r"\\+", text))


def _written_out(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2]
    return address if not words or words == address else f"{words} ({address})"


def _taken(pattern: re.Pattern[str], by: str, text: str, what: str, lost: list[str]) -> str:
    text, count = pattern.subn(by, text)
    if count:
        lost.append(what)
    return text
