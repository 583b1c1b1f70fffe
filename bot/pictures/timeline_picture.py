"""A timeline as PNG: dates on the left, a line down the side, statements with their standing."""

from bot.answers.dates import shown as shown_date
from bot.pictures.canvas import HIGHEST, WIDTH, Canvas, Picture
from bot.pictures.drawing import BODY, MARGIN, SMALL, foot, head, paragraph
from bot.pictures.lettering import BOLD, drawable, face, lines, width
from bot.pictures.texts import sources_word, status_word, text
from bot.pictures.themes import SIGNS, THEMES, ThemeName
from bot.pictures.timeline import Moment, Timeline
from bot.pictures.wording import heading, span_line, timeline_alt

# Facts on a picture: no phone scrolls through more. Where they are long, fewer fit.
MOST = 12
_LINES = 5
_DATES = 214  # where the dates end
_RAIL = 250  # where the line runs
_DISC = 21
_TEXT = 296
_ROOM = WIDTH - MARGIN - _TEXT
_GAP = 30


def timeline_picture(line: Timeline, theme: ThemeName) -> Picture:
    """Return the picture of a timeline, of as many facts as fit: the most important ones."""
    shown = line.most_important(MOST)
    canvas, height = _laid_out(shown, theme)
    while height > HIGHEST and shown.moments:
        shown = line.most_important(len(shown.moments) - 1)
        canvas, height = _laid_out(shown, theme)
    return Picture(canvas.png(height), timeline_alt(shown))


def _laid_out(line: Timeline, theme: ThemeName) -> tuple[Canvas, int]:
    canvas = Canvas(THEMES[theme])
    colours, language = canvas.theme, line.language
    top = head(canvas, text("timeline", language), heading(line), span_line(line))
    first = top + 26
    last = first
    for moment in line.moments:
        last = top + 26
        top = _moment(canvas, top, moment, line) + _GAP
    if not line.moments:
        font = face(BODY)
        nothing = lines(drawable(text("nothing", language)), font, WIDTH - 2 * MARGIN, 2)
        top = paragraph(canvas, MARGIN, top, nothing, font, colours.ink) + _GAP
    if line.left_out:
        last = top + 26
        canvas.ring((_RAIL, last), 12, colours.muted, colours.page)
        font = face(SMALL)
        more = drawable(text("left_out", language, count=line.left_out))
        top = paragraph(canvas, _TEXT, top, lines(more, font, _ROOM, 2), font, colours.muted) + _GAP
    canvas.bar((_RAIL - 2, first, _RAIL + 2, last), colours.line)
    shown = {moment.status for moment in line.moments}
    legend = [status for status in SIGNS if status in shown]
    return canvas, foot(canvas, top, legend, language, line.title, line.version)


def _moment(canvas: Canvas, top: int, moment: Moment, line: Timeline) -> int:
    """Draw one fact and return where it ends."""
    theme, language = canvas.theme, line.language
    _date(canvas, top, moment.date, language)
    canvas.disc((_RAIL, top + 26), _DISC + 6, theme.page)
    canvas.status((_RAIL, top + 26), _DISC, moment.status)
    font = face(BODY)
    told = lines(drawable(moment.statement), font, _ROOM, _LINES)
    end = paragraph(canvas, _TEXT, top, told, font, theme.ink)
    # The word of the status in its colour, then the rest.
    bold, plain = face(SMALL, BOLD), face(SMALL)
    base = end + round(SMALL * 1.15)
    word = drawable(status_word(moment.status, language))
    canvas.text(_TEXT, base, word, bold, theme.statuses[moment.status])
    parts = ["", sources_word(moment.sources, language)]
    if moment.side:
        parts.append(text(f"side_{moment.side.value}", language))
    if not line.subject:
        parts.append(moment.entity)
    used = round(width(word, bold))
    rest = lines(drawable(" · ".join(parts)), plain, _ROOM - used, 1)
    for shown in rest[:1]:
        canvas.text(_TEXT + used + 8, base, shown, plain, theme.muted)
    return base + 12


def _date(canvas: Canvas, top: int, date: str, language: str) -> None:
    """Write a date on the right of its column: day and month, and the year below."""
    whole = shown_date(date, language)
    before, _, year = whole.rpartition(" ")
    bold, plain = face(SMALL, BOLD), face(SMALL)
    rows = [(before, bold, canvas.theme.ink), (year, plain, canvas.theme.muted)]
    if not before:
        rows = [(year, bold, canvas.theme.ink)]
    base = top + round(BODY * 1.04)
    for shown, font, colour in rows:
        fitting = drawable(shown)
        canvas.text(_DATES - width(fitting, font), base, fitting, font, colour)
        base += round(SMALL * 1.25)
