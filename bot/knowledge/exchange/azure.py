"""The TSV of Azure's custom question answering, and of QnA Maker before it.

A row is one wording of a question; rows with the same QnaId share an answer. Answers are Markdown
on one line, in which `\\n` stands for a line break. Metadata is `key:value|key:value`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.exchange.markdown import from_plain, to_plain
from bot.knowledge.exchange.pairs import LONGEST_RAW, Pair, Report, UnreadableError
from bot.knowledge.exchange.rows import Row, even, rows
from bot.knowledge.exchange.texts import cleaned, one_line
from bot.knowledge.model import ID
from bot.knowledge.problems import shown

COLUMNS = (
    "Question",
    "Answer",
    "Source",
    "Metadata",
    "SuggestedQuestions",
    "IsContextOnly",
    "Prompts",
    "QnaId",
    "SourceDisplayName",
)
_NAMED = {name.casefold(): name for name in COLUMNS}
_ESCAPE = re.compile(r"\\(\\|n|r|t)")
_SHOWN_AS = {"\\": "\\\\", "n": "\n", "r": "", "t": " "}
_EDITORIAL = "Editorial"
# What our own export puts into the metadata.
_ID, _TAG = "id", re.compile(r"tag\d*")
_MOST_TAGS = 50
_NAME_VALUE = ("name", "value")


@dataclass(slots=True)
class _Group:
    """The rows of one QnaId: the first, and the other wordings."""

    line: int
    cells: dict[str, str]
    others: list[str]


def read_azure(text: str, report: Report) -> Iterator[Pair]:
    """Yield the questions of an export. Raises `UnreadableError` where it has no such columns."""
    found = _rows(text, report)
    line, header = found[0] if found else (1, [])
    names = [_NAMED.get(cell.strip().casefold(), "") for cell in header]
    if "Question" not in names or "Answer" not in names:
        message = "the first line does not name the columns Question and Answer, with tabs between"
        raise report.unreadable(line, "no-columns", message, "export the project as TSV again")
    for cell, name in zip(header, names, strict=True):
        if not name and cell.strip():
            message = f"the column {shown(cell)} is not carried over"
            report.changed(line, "column", message, "nothing to do if nobody needs it here")
    for group in _groups(found[1:], names, report):
        yield _pair(group, report)


def write_azure(pairs: Iterable[Pair]) -> str:
    """Return questions as TSV, a row for each wording."""
    listed = list(pairs)
    numbers = {pair.key: number for number, pair in enumerate(listed, 1)}
    asked = {pair.key: pair.question for pair in listed}
    lines = ["\t".join(COLUMNS)]
    for pair in listed:
        prompts = [
            {"displayOrder": order, "qnaId": numbers[name], "displayText": asked[name]}
            for order, name in enumerate(name for name in pair.related if name in numbers)
        ]
        shared = (
            _escaped(from_plain(pair.answer)),
            pair.address or _EDITORIAL,
            _metadata(pair),
            "[]",
            "False",
            json.dumps(prompts, ensure_ascii=False),
            str(numbers[pair.key]),
            pair.origin or pair.address or _EDITORIAL,
        )
        for wording in (pair.question, *pair.others):
            asks = one_line(wording).replace("\\", "\\\\")
            lines.append("\t".join(_quoted(one) for one in (asks, *shared)))
    return "\r\n".join(lines) + "\r\n"


def _rows(text: str, report: Report) -> list[Row]:
    """Return all rows; quotes count only where the file as a whole is written with them."""
    try:
        found = list(rows(text, "\t", report))
    except UnreadableError:
        return list(rows(text, "\t", report, quoted=False))
    if found and not even(found):
        plain = list(rows(text, "\t", report, quoted=False))
        if even(plain):
            return plain
    return found


def _groups(found: list[Row], names: list[str], report: Report) -> Iterator[_Group]:
    """Yield the rows of each QnaId together, in the order of their first."""
    groups: dict[str, _Group] = {}
    for line, raw in found:
        cells = {name: cell.strip() for name, cell in zip(names, raw, strict=False) if name}
        if any(cell.strip() for cell in raw[len(names) :]):
            message = "cells stand behind the last column; they are not carried over"
            report.changed(line, "column", message, "a tab inside of a text must be \\t")
        key = cells.get("QnaId", "") or f"line {line}"
        group = groups.get(key)
        if group is None:
            groups[key] = _Group(line, cells, [])
            continue
        group.others.append(_question(cells, line, report))
        if cells.get("Answer") != group.cells.get("Answer"):
            message = f"the answer is another than in line {group.line} with the same QnaId"
            hint = f"that of line {group.line} is taken; give this one another QnaId"
            report.changed(line, "other-answer", message, hint)
    yield from groups.values()


def _pair(group: _Group, report: Report) -> Pair:
    cells, line = group.cells, group.line
    raw = cells.get("Answer", "")
    answer = raw
    if len(raw) <= LONGEST_RAW:
        unescaped = _ESCAPE.sub(lambda found: _SHOWN_AS[found[1]], cleaned(raw, line, report))
        answer, lost = to_plain(unescaped)
        answer = cleaned(answer, line, report)
        if lost:
            message = f"{' and '.join(lost)} are not carried over; their words stay"
            report.changed(line, "formatting", message, "see that the answer still reads well")
    name, tags = _tags(cells.get("Metadata", ""), line, report)
    source = cleaned(cells.get("Source", ""), line, report)
    display = cleaned(cells.get("SourceDisplayName", ""), line, report)
    if cells.get("IsContextOnly", "").casefold() == "true":
        message = "this was only answered after another question; here it stands alone"
        hint = "word it so that it can be understood alone"
        report.changed(line, "context-only", message, hint)
    if suggested := _json(cells.get("SuggestedQuestions", ""), "SuggestedQuestions", line, report):
        message = f"{len(suggested)} suggested questions that nobody approved are left out"
        report.changed(line, "suggested", message, "add the good ones as aliases")
    return Pair(
        line=line,
        question=_question(cells, line, report),
        answer=answer,
        others=tuple(group.others),
        name=name,
        key=cells.get("QnaId", ""),
        address="" if source == _EDITORIAL else source,
        origin=display if display not in (source, _EDITORIAL) else "",
        tags=tags,
        related=_prompts(cells.get("Prompts", ""), line, report),
    )


def _question(cells: dict[str, str], line: int, report: Report) -> str:
    text = cleaned(cells.get("Question", ""), line, report)
    return _ESCAPE.sub(lambda found: _SHOWN_AS[found[1]][-1:], text)


def _prompts(text: str, line: int, report: Report) -> tuple[str, ...]:
    related = []
    for one in _json(text, "Prompts", line, report):
        key = one.get("qnaId") if isinstance(one, dict) else None
        if isinstance(key, str) and key not in ("", "0"):
            related.append(key)
        else:
            message = "a prompt names no other question; it is not carried over"
            report.changed(line, "prompt", message, "add its answer as an entry of its own")
    return tuple(related)


def _tags(text: str, line: int, report: Report) -> tuple[str, tuple[str, ...]]:
    """Return the id that our own export wrote, and the rest of the metadata as tags."""
    name, tags = "", []
    for key, value in _metadata_of(cleaned(text, line, report), line, report):
        if key == _ID and re.fullmatch(ID, value):
            name = value
        else:
            tags.append(value if _TAG.fullmatch(key) else f"{key}:{value}")
    return name, tuple(tags)


def _metadata_of(text: str, line: int, report: Report) -> Iterator[tuple[str, str]]:
    if text.startswith("["):
        for one in _json(text, "Metadata", line, report):
            if isinstance(one, dict):
                # What JSON writes as \u… comes out of it only here.
                key, value = (cleaned(str(one.get(name, "")), line, report) for name in _NAME_VALUE)
                yield key.strip(), value.strip()
        return
    for part in text.split("|"):
        key, _, value = part.partition(":")
        if key.strip() and value.strip():
            yield key.strip(), value.strip()
        elif part.strip():
            yield "tag", part.strip()


def _metadata(pair: Pair) -> str:
    parts = [f"{_ID}:{pair.name}"] if pair.name else []
    for number, tag in enumerate(pair.tags[:_MOST_TAGS], 1):
        parts.append(f"tag{number}:{one_line(tag).replace('|', '/')}")
    return "|".join(parts)


def _json(text: str, what: str, line: int, report: Report) -> list[object]:
    """Return the list that a cell holds as JSON; numbers stay text."""
    text = text.strip()
    if not text:
        return []
    try:
        found = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return found
    message = f"the column {what} holds no list in JSON; it is not carried over"
    report.changed(line, "column", message, "export the project as TSV again")
    return []


def _escaped(text: str) -> str:
    return text.replace("\t", " ").replace("\r", "").replace("\n", "\\n")


def _quoted(cell: str) -> str:
    # Only a quote that begins a cell could be taken for one around it.
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell
