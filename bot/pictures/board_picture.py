"""The board of scenarios as PNG: a panel for each, with both sides weighed."""

from bot.answers.dates import shown as shown_date
from bot.pictures.board import Board, Row, Weight
from bot.pictures.canvas import HIGHEST, WIDTH, Canvas, Picture
from bot.pictures.drawing import BODY, MARGIN, SMALL, foot, head, paragraph
from bot.pictures.lettering import BOLD, Drawable, Face, drawable, face, lines, width
from bot.pictures.texts import sources_word, status_word, text
from bot.pictures.themes import SIGNS, THEMES, Colour, ThemeName
from bot.pictures.wording import board_alt, board_span, deadline_line, last_line, settled_label

# Scenarios on a picture.
MOST = 6
_PADDING = 28
_LEFT = MARGIN + _PADDING + 4
_ROOM = WIDTH - 2 * _LEFT
_HALF = _ROOM // 2
_TITLE = 42
_DISC = 21
_DOT = 11
_DOT_STEP = 30
_GAP = 22
_LINES = (3, 2)  # of a text, the first that fits
_ROOM_FOR_ALL = 3  # scenarios; of more, only the first criterion is told


def board_picture(board: Board, theme: ThemeName) -> Picture:
    """Return the picture of a board, of as many scenarios as fit."""
    shown, height = board.first(MOST), HIGHEST + 1
    # Where they are long, the texts get shorter first, then scenarios are left to the next page.
    for most in _LINES:
        canvas, height = _laid_out(shown, theme, most)
        if height <= HIGHEST:
            break
    while height > HIGHEST and shown.rows:
        shown = board.first(len(shown.rows) - 1)
        canvas, height = _laid_out(shown, theme, _LINES[-1])
    return Picture(canvas.png(height), board_alt(shown))


def _laid_out(shown: Board, theme: ThemeName, most: int) -> tuple[Canvas, int]:
    canvas = Canvas(THEMES[theme])
    language = shown.language
    top = head(canvas, text("board", language), shown.title, board_span(shown))
    criteria = 3 if len(shown.rows) <= _ROOM_FOR_ALL else 1
    for row in shown.rows:
        end = _row(canvas, top + _PADDING - 8, row, language, (criteria, most)) + _PADDING
        canvas.panel((MARGIN, top, WIDTH - MARGIN, end), 24, canvas.theme.panel)
        canvas.bar((MARGIN, top + 24, MARGIN + 8, end - 24), canvas.theme.statuses[row.status])
        top = end + _GAP
    if shown.left_out:
        font = face(SMALL)
        more = drawable(text("left_out_scenarios", language, count=shown.left_out))
        told = lines(more, font, _ROOM, 1)
        top = paragraph(canvas, MARGIN, top, told, font, canvas.theme.muted) + _GAP
    statuses = {row.status for row in shown.rows}
    legend = [status for status in SIGNS if status in statuses]
    return canvas, foot(canvas, top + 8, legend, language, shown.title, shown.version)


def _row(canvas: Canvas, top: int, row: Row, language: str, room: tuple[int, int]) -> int:
    """Draw one scenario and return where it ends; `room` is for criteria, and lines of a text."""
    theme, (criteria, most) = canvas.theme, room
    large, small, bold = face(_TITLE, BOLD), face(SMALL), face(SMALL, BOLD)
    title = lines(drawable(row.title), large, _ROOM, 2)
    top = paragraph(canvas, _LEFT, top, title, large, theme.ink)
    top = _state(canvas, top + 10, row, language)
    if row.deadline and row.is_open:
        until = lines(drawable(deadline_line(row, language)), small, _ROOM, 1)
        top = paragraph(canvas, _LEFT, top, until, small, theme.ink)
    side_for, side_against = theme.statuses["confirmed"], theme.statuses["denied"]
    _side(canvas, _LEFT, top + 10, "for", row.speaks_for, language, side_for)
    top = _side(
        canvas, _LEFT + _HALF, top + 10, "against", row.speaks_against, language, side_against
    )
    told = min(criteria, len(row.criteria))
    label = settled_label(row, language)
    if told < len(row.criteria):
        label = f"{label} ({told}/{len(row.criteria)})"
    top = paragraph(canvas, _LEFT, top + 10, _one(label, bold), bold, theme.muted)
    for criterion in row.criteria[:told]:
        top = _told(canvas, top, criterion, most)
    if row.last:
        label = last_line(row, language)
        top = paragraph(canvas, _LEFT, top + 10, _one(label, bold), bold, theme.muted)
        top = _told(canvas, top, row.last.statement, most)
    return top


def _one(said: str, font: Face) -> list[Drawable]:
    return lines(drawable(said), font, _ROOM, 1)


def _told(canvas: Canvas, top: int, said: str, most: int) -> int:
    """Write what the pack says, in at most so many lines."""
    font = face(BODY)
    told = lines(drawable(said), font, _ROOM, most)
    return paragraph(canvas, _LEFT, top, told, font, canvas.theme.ink)


def _state(canvas: Canvas, top: int, row: Row, language: str) -> int:
    """Draw where the scenario stands: sign, word, as of when, and that it has no deadline."""
    theme, bold, plain = canvas.theme, face(SMALL, BOLD), face(SMALL)
    middle = top + _DISC + 2
    canvas.status((_LEFT + _DISC, middle), _DISC, row.status)
    left, base = _LEFT + 2 * _DISC + 14, middle + round(SMALL * 0.36)
    word = drawable(status_word(row.status, language))
    canvas.text(left, base, word, bold, theme.statuses[row.status])
    left += round(width(word, bold)) + 8
    parts = ["", text("as_of", language, date=shown_date(row.as_of, language))]
    if not row.deadline:
        parts.append(deadline_line(row, language))
    said = drawable(" · ".join(parts).removesuffix(" · "))
    for shown in lines(said, plain, WIDTH - _LEFT - left, 1):
        canvas.text(left, base, shown, plain, theme.muted)
    return middle + _DISC + 4


def _side(
    canvas: Canvas,
    left: int,
    top: int,
    side: str,
    weight: Weight,
    language: str,
    colour: Colour,
) -> int:
    """Draw how much speaks for one side: in words, and a dot for each independent source."""
    font, theme = face(SMALL), canvas.theme
    said = f"{text(f'side_{side}', language)}: {sources_word(weight.sources, language)}"
    top = paragraph(canvas, left, top, lines(drawable(said), font, _HALF - 20, 1), font, theme.ink)
    middle = top + 4 + _DOT
    for place in range(min(weight.sources, (_HALF - 20) // _DOT_STEP)):
        canvas.disc((left + _DOT + place * _DOT_STEP, middle), _DOT, colour)
    if not weight.sources:
        canvas.ring((left + _DOT, middle), _DOT, theme.muted, theme.panel)
    return middle + _DOT + 8
