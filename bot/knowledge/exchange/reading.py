"""From a file to questions: which format it is in, and what stands in it."""

import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.knowledge.exchange.azure import read_azure
from bot.knowledge.exchange.pairs import BIGGEST, MOST_PAIRS, Format, Pair, Report
from bot.knowledge.exchange.qnabot import read_qnabot
from bot.knowledge.exchange.sheets import header_of, read_sheet
from bot.knowledge.problems import escape

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_AZURE_ONLY = {"qnaid", "suggestedquestions", "iscontextonly", "prompts", "sourcedisplayname"}
_READERS: Mapping[Format, Callable[[str, Report], Iterator[Pair]]] = {
    Format.CSV: read_sheet,
    Format.AZURE: read_azure,
    Format.QNABOT: read_qnabot,
}


def read_pairs(file: Path, form: Format | None = None) -> tuple[Format, list[Pair], Report]:
    """Return the questions in a file, and what is told of them.

    Without a format it is guessed from what stands in the file. Raises `UnreadableError` where
    nothing can be used, `OSError` where the file cannot be opened.
    """
    report = Report(escape(file.name))
    text = _decoded(_bytes(file, report), report)
    found = form or guessed(text)
    pairs: list[Pair] = []
    for pair in _READERS[found](text, report):
        if len(pairs) == MOST_PAIRS:
            message = f"there are more than {MOST_PAIRS:,} questions"
            hint = "import the rest from a file of its own"
            raise report.unreadable(pair.line, "too-many", message, hint)
        pairs.append(pair)
    return found, pairs, report


def guessed(text: str) -> Format:
    """Return the format that a text looks like."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return Format.QNABOT
    names = set(header_of(text, "\t"))
    if {"question", "answer"} <= names and names & _AZURE_ONLY:
        return Format.AZURE
    return Format.CSV


def _bytes(file: Path, report: Report) -> bytes:
    found = file.stat()
    # Opening a pipe would wait for somebody to write to it.
    if not stat.S_ISREG(found.st_mode):
        raise report.unreadable(1, "unreadable", "this is not an ordinary file", "")
    if found.st_size <= BIGGEST:
        with file.open("rb") as opened:
            data = opened.read(BIGGEST + 1)
        if len(data) <= BIGGEST:
            return data
    message = f"the file is larger than {BIGGEST // 1024**2} MB"
    raise report.unreadable(1, "too-big", message, "split it, and import each part")


def _decoded(data: bytes, report: Report) -> str:
    if data.startswith(_ZIP):
        message = "this is a packed file, such as a workbook (.xlsx) or an archive (.zip)"
        hint = "save the sheet as 'CSV UTF-8', or unpack the archive first"
        raise report.unreadable(1, "packed", message, hint)
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        message = f"the file is not {name}: byte 0x{data[error.start]:02x} cannot stand here"
        hint = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
        raise report.unreadable(line, "not-utf-8", message, hint) from error
    if not text.strip():
        raise report.unreadable(1, "empty", "the file is empty", "")
    return text
