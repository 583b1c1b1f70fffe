"""Text on its way into a pack: nothing in it that a pack may not hold."""

import re

from bot.knowledge.decode import CONTROL
from bot.knowledge.exchange.pairs import Report

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_MANY_LINES = re.compile(r"\n{3,}")
# A sentence ends in a sign and a blank; the signs of Chinese and Japanese need no blank.
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*(?=\s)|[。！？]|\n")
_CITATION = re.compile(r"\s*\{[a-z0-9-]+\}")
# A sentence as short as "Yes." tells nothing without its question.
_TELLING = 25


def cleaned(text: str, line: int, report: Report) -> str:
    """Return a text with line ends made alike and without characters that no pack may hold."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\ufeff", "")
    kept = CONTROL.sub("", text)
    if len(kept) < len(text):
        first = CONTROL.search(text)
        code = f"U+{ord(first[0]):04X}" if first else ""
        count = len(text) - len(kept)
        message = f"{count} invisible or half characters were taken out, the first is {code}"
        report.changed(line, "control-character", message, "nothing to do if the text reads well")
    return kept.replace("\t", " ")


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def block(text: str) -> str:
    """Return a text with its lines and paragraphs, without blanks around them."""
    lines = (one_line(line) for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def without_citations(answer: str) -> str:
    """Return a pack's answer without the ids of the facts that it cites."""
    return block(_CITATION.sub("", answer))


def statement(question: str, answer: str) -> str:
    """Return the beginning of an answer that says something when it stands alone."""
    text = answer.strip()
    end = _SENTENCE.search(text)
    first = one_line(text[: end.end()] if end else text)
    return first if len(first) >= _TELLING else f"{question} {first}"
