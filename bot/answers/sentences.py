"""Sentences: where the first one ends, and cutting a long text between two."""

import re

from bot.answers.citations import CLOSE, MARK, OPEN

# A full stop, a mark of question or exclamation, with what closes a quotation, and the citations
# that belong to the sentence.
_END = re.compile(rf"[.!?…][\"'”’»)]*(?:\s*{MARK})*(?=\s|\Z)|[。！？]|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(approx|bzw|ca|co|corp|dr|ecc|etc|inc|jr|ltd|mrs?|ms|nr|prof|sr|st|vs"
    r"|jan|feb|aug|sept|oct|nov|dec)",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([^\W_]+)$")


def first_sentence(text: str, language: str) -> str:
    """Return the first sentence of a text, with the marks that follow it."""
    for end in _ends(text, language):
        return text[:end].rstrip()
    return text


def shortened(text: str, length: int, language: str) -> str:
    """Return a text cut after a whole sentence so that it keeps to a length."""
    if len(text) <= length:
        return text
    kept = [end for end in _ends(text[:length], language) if end <= length]
    if kept:
        return text[: kept[-1]].rstrip()
    space = text.rfind(" ", 0, length - 1)
    # A mark cut in half would show: everything from its opening sign on goes.
    cut = text[: space if space > 0 else length - 1]
    opening = cut.rfind(OPEN)
    if opening > cut.rfind(CLOSE):
        cut = cut[:opening]
    return cut.rstrip() + "…"


def _ends(text: str, language: str) -> list[int]:
    ends = []
    for found in _END.finditer(text):
        if text[found.start()] == "." and _is_no_end(text[: found.start()], language):
            continue
        if found.end() < len(text) and text[found.end() :].strip():
            ends.append(found.end())
    return ends


def _is_no_end(before: str, language: str) -> bool:
    """Tell whether a full stop belongs to what stands before it: U.S., Mr., 29. April."""
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last = word[1]
    if last.isdigit():
        return language == "de" and len(last) < 3
    return len(last) == 1 or _ABBREVIATION.fullmatch(last) is not None
