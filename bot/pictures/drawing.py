"""What all pictures share: sizes, the head, the legend and the foot."""

from collections.abc import Sequence

from bot.pictures.canvas import WIDTH, Canvas
from bot.pictures.lettering import BOLD, Drawable, Face, drawable, face, lines, width
from bot.pictures.texts import status_word, text
from bot.pictures.themes import Colour

MARGIN = 48
# Pixels of letters; a phone shows a third of them.
TITLE, BODY, SMALL, TINY = 56, 36, 31, 26
LEADING = 1.32
_LEGEND_DISC = 17


def paragraph(
    canvas: Canvas,
    left: int,
    top: int,
    shown: Sequence[Drawable],
    font: Face,
    colour: Colour,
) -> int:
    """Write lines below each other and return where they end."""
    step = round(font.size * LEADING)
    for line in shown:
        top += step
        canvas.text(left, top - round(font.size * 0.28), line, font, colour)
    return top


def head(canvas: Canvas, kind: str, title: str, about: str) -> int:
    """Write the head of a picture and return where it ends."""
    theme, room = canvas.theme, WIDTH - 2 * MARGIN
    small, large = face(SMALL, BOLD), face(TITLE, BOLD)
    top = paragraph(canvas, MARGIN, 36, lines(drawable(kind), small, room, 1), small, theme.muted)
    top = paragraph(canvas, MARGIN, top, lines(drawable(title), large, room, 3), large, theme.ink)
    plain = face(SMALL)
    top = paragraph(
        canvas, MARGIN, top + 8, lines(drawable(about), plain, room, 2), plain, theme.muted
    )
    return top + 32


def foot(
    canvas: Canvas, top: int, statuses: Sequence[str], language: str, pack: str, version: str
) -> int:
    """Write the legend of the statuses, how sources are counted and the pack; return the end."""
    theme, room = canvas.theme, WIDTH - 2 * MARGIN
    canvas.bar((MARGIN, top, WIDTH - MARGIN, top + 2), theme.line)
    top = _legend(canvas, top + 20, statuses, language)
    tiny = face(TINY)
    counted = drawable(text("counted", language))
    top = paragraph(canvas, MARGIN, top + 10, lines(counted, tiny, room, 2), tiny, theme.muted)
    named = drawable(f"{pack} · {text('version', language, version=version)}")
    top = paragraph(canvas, MARGIN, top, lines(named, tiny, room, 2), tiny, theme.muted)
    return top + 36


def _legend(canvas: Canvas, top: int, statuses: Sequence[str], language: str) -> int:
    font, step, left = face(SMALL), round(SMALL * 1.6), MARGIN
    for status in statuses:
        word = drawable(status_word(status, language))
        needed = 2 * _LEGEND_DISC + 14 + round(width(word, font))
        if left > MARGIN and left + needed > WIDTH - MARGIN:
            left, top = MARGIN, top + step
        middle = top + step // 2
        canvas.status((left + _LEGEND_DISC, middle), _LEGEND_DISC, status)
        base = middle + round(SMALL * 0.36)
        canvas.text(left + 2 * _LEGEND_DISC + 14, base, word, font, canvas.theme.ink)
        left += needed + 40
    return top + step if statuses else top
