"""CSV: a row for each question, with columns found by their names; and the same written.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read
back without.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.knowledge.exchange.pairs import Pair, Report
from bot.knowledge.exchange.rows import rows
from bot.knowledge.exchange.texts import cleaned
from bot.knowledge.folding import fold
from bot.knowledge.problems import shown

_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]")
_NUMBER = re.compile(r"\s*\d+$")
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r＝＋－＠]")
_PLURAL = re.compile(r"[\n|;]")

# The names of columns, folded. The first of a kind counts; further questions are other wordings.
_QUESTION = "question questions q frage fragen domanda domande pregunta preguntas query utterance"
_ANSWER = "answer answers a antwort antworten risposta risposte respuesta respuestas reponse"
_ALIAS = "alias aliases alternative alternatives variant variants variation variations synonym"
_SOURCE = "source sources url link links quelle fonte fuente reference references"
_NAMES = {
    "question": {*_QUESTION.split(), "问题", "問題", "main question", "question text"},
    "answer": {*_ANSWER.split(), "response", "responses", "reply", "回答", "答案", "answer text"},
    "alias": {
        *_ALIAS.split(),
        *("alternative question", "alternative questions", "alternate question"),
        *("alternate questions", "alternate phrasings", "other questions", "other question"),
        *("phrasing", "phrasings", "other phrasings", "synonyms", "variants of the question"),
    },
    "source": {*_SOURCE.split(), "source url", "source urls", "source link", "web address", "来源"},
    "name": {"id", "key", "slug", "identifier"},
    "tag": {"tag", "tags", "category", "categories", "topic", "topics", "kategorie", "categoria"},
}


@dataclass(slots=True)
class _Columns:
    """Which column holds what."""

    question: int = -1
    answer: int = -1
    source: int = -1
    name: int = -1
    aliases: list[int] = field(default_factory=list)
    # Columns of which a cell may hold several.
    several: set[int] = field(default_factory=set)
    tags: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        return self.question >= 0 and self.answer >= 0


def read_sheet(text: str, report: Report) -> Iterator[Pair]:
    """Yield the questions of a CSV file with a first line that names the columns.

    Raises `UnreadableError` where no column for questions and none for answers is found.
    """
    skipped = 0
    delimiters = _DELIMITERS
    if told := _SEPARATOR.match(text):  # a first line that spreadsheets write
        delimiters, skipped = told[1], 1
        text = text[told.end() :]
    delimiter = _delimiter(text, delimiters)
    found = rows(text, delimiter, report)
    line, header = next(found, (1, []))
    columns = _columns(header)
    if not columns.usable:
        names = ", ".join(shown(cell) for cell in header[:8]) or "none"
        message = f"there is no column for questions and one for answers; the columns are {names}"
        hint = "name them 'question' and 'answer' in the first line"
        raise report.unreadable(line + skipped, "no-columns", message, hint)
    for place in columns.others:
        if header[place].strip():
            message = f"the column {shown(header[place])} is not carried over"
            hint = "name it alias, source, tags or id if it is one of these"
            report.changed(line + skipped, "column", message, hint)
    for line, cells in found:
        yield _pair(line + skipped, cells, columns, len(header), report)


def write_sheet(pairs: Iterable[Pair]) -> str:
    """Return questions as CSV: id, question, answer, source, tags, and a column for each alias."""
    listed = list(pairs)
    most = max((len(pair.others) for pair in listed), default=0)
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    aliases = [f"alias {number}" for number in range(1, most + 1)]
    writer.writerow(["id", "question", "answer", "source", "tags", *aliases])
    for pair in listed:
        cells = [pair.name, pair.question, pair.answer, pair.address, "\n".join(pair.tags)]
        padding = [""] * (most - len(pair.others))
        writer.writerow([guarded(cell) for cell in (*cells, *pair.others)] + padding)
    return made.getvalue()


def guarded(cell: str) -> str:
    """Return a cell as a spreadsheet shows it and never runs it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def header_of(text: str, delimiter: str) -> list[str]:
    """Return the folded names of the columns in the first line of a text."""
    first = next(filter(str.strip, _LINE_END.split(text[:_SAMPLE])), "")
    try:
        return [fold(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _delimiter(text: str, candidates: str) -> str:
    """Return the sign between cells: the one with which the first line names the columns."""
    usable = [one for one in candidates if _columns(header_of(text, one)).usable]
    if usable:
        return max(usable, key=lambda one: len(header_of(text, one)))
    try:
        sniffed = csv.Sniffer().sniff(text[:_SAMPLE]).delimiter
    except csv.Error:
        return candidates[0]
    return sniffed if _columns(header_of(text, sniffed)).usable else candidates[0]


def _columns(header: Sequence[str]) -> _Columns:
    columns = _Columns()
    for place, cell in enumerate(header):
        name = fold(cell)
        bare = _NUMBER.sub("", name)
        kind = next((kind for kind, names in _NAMES.items() if bare in names), "")
        if kind == "question" and columns.question >= 0:
            kind = "alias"
        if kind == "alias":
            columns.aliases.append(place)
            if name == bare and bare.endswith("s"):
                columns.several.add(place)
        elif kind == "tag":
            columns.tags.append(place)
        elif kind and getattr(columns, kind) < 0:
            setattr(columns, kind, place)
        else:
            columns.others.append(place)
    return columns


def _pair(line: int, cells: list[str], columns: _Columns, width: int, report: Report) -> Pair:
    extra = sum(1 for cell in cells[width:] if cell.strip())
    if extra:
        message = f"{extra} cells stand behind the last column; they are not carried over"
        report.changed(line, "column", message, "put a text with commas in quotes")

    def cell(place: int) -> str:
        text = cells[place] if 0 <= place < len(cells) else ""
        return unguarded(cleaned(text, line, report)).strip()

    others: list[str] = []
    for place in columns.aliases:
        text = cell(place)
        others += _PLURAL.split(text) if place in columns.several else [text]
    tags = [part for place in columns.tags for part in re.split(r"[\n|;,]", cell(place))]
    return Pair(
        line=line,
        question=cell(columns.question),
        answer=cell(columns.answer),
        others=tuple(filter(str.strip, others)),
        name=cell(columns.name),
        key=cell(columns.name),
        address=cell(columns.source),
        tags=tuple(filter(str.strip, tags)),
    )
