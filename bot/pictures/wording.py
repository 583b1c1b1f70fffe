"""Timelines and boards in words: alt texts for pictures, and paragraphs for a terminal or a chat.

An alt text says what its picture shows: every date, every status and every count, and of each
statement as much as fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.dates import shown as shown_date
from bot.pictures.board import Board, Row
from bot.pictures.texts import facts_word, sources_word, status_word, text
from bot.pictures.timeline import Moment, Timeline

# What Discord takes for the description of an attachment, in UTF-16 units.
ALT = 1_024
_ELLIPSIS = "…"
_TITLE = 120
_TITLES = (60, 30, 15)  # of a scenario, in an alt text: the longest that leaves room for all
_NAME = 40  # of an entity
_LEAST = 12  # of a statement, in an alt text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few lines on one fact or scenario: what stands first, and what is said of it."""

    head: str
    lines: tuple[str, ...]
    status: str


def size(written: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(written.encode("utf-16-le", "surrogatepass")) // 2


def cut(written: str, length: int) -> str:
    """Return a text cut between words to so many UTF-16 units."""
    if size(written) <= length:
        return written
    if length < 1:
        return ""
    units = written.encode("utf-16-le", "surrogatepass")[: 2 * (length - 1)]
    kept = units.decode("utf-16-le", "ignore")
    space = kept.rfind(" ")
    return (kept[:space] if space > len(kept) // 2 else kept).rstrip(" ,;:") + _ELLIPSIS


def heading(line: Timeline) -> str:
    """Return what a timeline is of: an entity, a scenario, or all of the pack."""
    return line.subject or line.title


def span_line(line: Timeline) -> str:
    """Return its dates, how many facts it shows, and as of when: what stands under the heading."""
    language = line.language
    parts = []
    if line.selection.since:
        parts.append(text("since", language, date=shown_date(line.selection.since, language)))
    if line.selection.until:
        parts.append(text("until", language, date=shown_date(line.selection.until, language)))
    parts.append(facts_word(len(line.moments), line.total, language))
    parts.append(text("as_of", language, date=shown_date(line.updated, language)))
    return " · ".join(parts)


def moment_line(moment: Moment, language: str, *, entity: bool) -> str:
    """Return how firm a fact is, on how many sources it rests, and what it is about or for."""
    parts = [status_word(moment.status, language), sources_word(moment.sources, language)]
    if moment.side:
        parts.append(text(f"side_{moment.side.value}", language))
    if entity and moment.entity:
        parts.append(cut(moment.entity, _NAME))
    return " · ".join(parts)


def timeline_alt(line: Timeline) -> str:
    """Return the alt text of a timeline's picture."""
    language = line.language
    start = f"{text('timeline', language)}: {cut(heading(line), _TITLE)}. {span_line(line)}."
    if not line.moments:
        return cut(f"{start} {text('nothing', language)}", ALT)
    end = f" {text('left_out', language, count=line.left_out)}" if line.left_out else ""
    named = not line.subject
    heads = [
        f"{shown_date(one.date, language)}, {moment_line(one, language, entity=named)}: "
        for one in line.moments
    ]
    return _filled(start, heads, [one.statement for one in line.moments], end)


def timeline_paragraphs(line: Timeline) -> list[Paragraph]:
    """Return a paragraph for each fact shown."""
    named = not line.subject
    return [
        Paragraph(
            head=shown_date(one.date, line.language),
            lines=(one.statement, moment_line(one, line.language, entity=named)),
            status=one.status,
        )
        for one in line.moments
    ]


def board_span(shown: Board) -> str:
    """Return as of when, and how many scenarios are shown where some are not."""
    language = shown.language
    parts = [text("as_of", language, date=shown_date(shown.updated, language))]
    if shown.left_out:
        count = text("scenarios_of", language, count=len(shown.rows), total=shown.total)
        parts.insert(0, count)
    return " · ".join(parts)


def state_line(row: Row, language: str) -> str:
    """Return where a scenario stands, and since when."""
    date = shown_date(row.as_of, language)
    return f"{status_word(row.status, language)}, {text('as_of', language, date=date)}"


def sides_line(row: Row, language: str) -> str:
    """Return how many independent sources speak for and against it."""
    return " · ".join(
        f"{text(f'side_{side}', language)}: {sources_word(weight.sources, language)}"
        for side, weight in (("for", row.speaks_for), ("against", row.speaks_against))
    )


def settled_label(row: Row, language: str) -> str:
    """Return the words before what decides a scenario."""
    return text("settled_by" if row.is_open else "judged_by", language)


def deadline_line(row: Row, language: str) -> str:
    """Return until when an open scenario is to be decided; nothing of one that is decided."""
    if not row.is_open:
        return ""
    if not row.deadline:
        return text("no_deadline", language)
    return text("deadline", language, date=shown_date(row.deadline, language))


def last_line(row: Row, language: str) -> str:
    """Return when it last changed, and which way; nothing without evidence."""
    if row.last is None:
        return ""
    date = shown_date(row.last.date, language)
    side = text(f"side_{row.last.side.value}", language)
    return f"{text('last', language)}: {date}, {side[:1].lower()}{side[1:]}"


def board_alt(shown: Board) -> str:
    """Return the alt text of a board's picture."""
    language = shown.language
    start = f"{text('board', language)}: {cut(shown.title, _TITLE)}. {board_span(shown)}."
    left_out = text("left_out_scenarios", language, count=shown.left_out)
    end = f" {left_out}" if shown.left_out else ""
    told = [_row_told(row, language) for row in shown.rows]
    for longest in _TITLES:
        heads = [_row_alt(row, language, longest) for row in shown.rows]
        if size(start) + sum(size(one) + 1 for one in heads) + size(end) <= ALT:
            break
    return _filled(start, heads, told, end)


def board_paragraphs(shown: Board) -> list[Paragraph]:
    """Return a paragraph for each scenario."""
    language = shown.language
    found = []
    for row in shown.rows:
        lines = [state_line(row, language), sides_line(row, language)]
        lines.append(f"{settled_label(row, language)}: {' '.join(row.criteria)}")
        lines.append(deadline_line(row, language))
        if row.last:
            lines.append(f"{last_line(row, language)}: {row.last.statement}")
        found.append(Paragraph(row.title, tuple(filter(None, lines)), row.status))
    return found


def _row_alt(row: Row, language: str, longest: int) -> str:
    parts = [status_word(row.status, language), sides_line(row, language)]
    if row.deadline:
        parts.append(deadline_line(row, language))
    parts.append(last_line(row, language))
    return f"{cut(row.title, longest)}: {'; '.join(filter(None, parts))}: "


def _row_told(row: Row, language: str) -> str:
    last = f"{row.last.statement} " if row.last else ""
    return f"{last}{settled_label(row, language)}: {' '.join(row.criteria)}"


def _filled(start: str, heads: Sequence[str], told: Sequence[str], end: str) -> str:
    """Return all heads, each with as much of what is told as the room allows, evenly shared."""
    fixed = size(start) + size(end) + sum(size(one) + 1 for one in heads)
    left = ALT - fixed
    pieces = []
    for place, (head, said) in enumerate(zip(heads, told, strict=True)):
        share = left // (len(heads) - place)
        shown = cut(said, share) if share >= _LEAST else ""
        left -= size(shown)
        pieces.append(f" {head}{shown}" if shown else f" {head.rstrip(' :')}")
    return f"{cut(start + ''.join(pieces), ALT - size(end))}{end}"
