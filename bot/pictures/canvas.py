"""A sheet to draw on from top to bottom, and its PNG, which is the same for the same drawing."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from bot.pictures.lettering import BOLD, Drawable, Face, face
from bot.pictures.themes import SIGNS, Colour, Theme

WIDTH = 1_080  # pixels: three times what a phone shows
HIGHEST = 4_000
_FINER = 4  # shapes are drawn larger by this and reduced, so that their edges are smooth
_LEVEL = 6  # of compression
_Step = Callable[[Image.Image, ImageDraw.ImageDraw], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is sent: its PNG, and in words what it shows."""

    png: bytes
    alt: str


class Canvas:
    """Takes steps of drawing; how high the picture is may come out last."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._under: list[_Step] = []
        self._steps: list[_Step] = []

    def text(self, left: float, base: int, shown: Drawable, font: Face, colour: Colour) -> None:
        """Write a line of text that stands on the line `base`."""
        place = (round(left), base)
        self._steps.append(
            lambda _, draw: draw.text(place, shown, font=font, fill=colour, anchor="ls")
        )

    def panel(self, box: tuple[int, int, int, int], radius: int, colour: Colour) -> None:
        """Lay a panel with round corners under what is drawn; the box is left, top, right, end."""
        self._under.append(lambda image, draw: _panel(image, draw, box, radius, colour))

    def bar(self, box: tuple[int, int, int, int], colour: Colour) -> None:
        """Draw a filled rectangle under what is drawn; none where it would be empty."""
        left, top, right, end = box
        if right <= left or end <= top:
            return
        self._under.append(
            lambda _, draw: draw.rectangle((left, top, right - 1, end - 1), fill=colour)
        )

    def disc(self, centre: tuple[int, int], radius: int, colour: Colour) -> None:
        """Draw a filled circle."""
        place = (centre[0] - radius, centre[1] - radius)
        self._steps.append(lambda image, _: image.paste(colour, place, _disc(radius)))

    def ring(self, centre: tuple[int, int], radius: int, colour: Colour, inside: Colour) -> None:
        """Draw a circle that is not filled."""
        self.disc(centre, radius, colour)
        self.disc(centre, radius - 4, inside)

    def status(self, centre: tuple[int, int], radius: int, status: str) -> None:
        """Draw the disc of a status with its sign."""
        self.disc(centre, radius, self.theme.statuses[status])
        sign, font = SIGNS[status], face(round(radius * 1.4), BOLD)
        self._steps.append(
            lambda _, draw: _centred(draw, centre, Drawable(sign), font, self.theme.sign)
        )

    def png(self, height: int) -> bytes:
        """Draw all of it and return the PNG: no time, no name, no colour profile in it."""
        image = Image.new("RGB", (WIDTH, height), self.theme.page)
        draw = ImageDraw.Draw(image)
        for step in (*self._under, *self._steps):
            step(image, draw)
        few = image.quantize(palette=_palette(self.theme), dither=Image.Dither.NONE)
        written = io.BytesIO()
        few.save(written, "PNG", compress_level=_LEVEL)
        return written.getvalue()


def _centred(
    draw: ImageDraw.ImageDraw,
    centre: tuple[int, int],
    shown: Drawable,
    font: Face,
    colour: Colour,
) -> None:
    """Draw a sign so that its ink, not its line, has its middle in a point."""
    left, top, right, end = font.getbbox(shown, anchor="ls")
    place = (centre[0] - round((left + right) / 2), centre[1] - round((top + end) / 2))
    draw.text(place, shown, font=font, fill=colour, anchor="ls")


def _panel(
    image: Image.Image,
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    radius: int,
    colour: Colour,
) -> None:
    left, top, right, end = box
    draw.rectangle((left + radius, top, right - radius - 1, end - 1), fill=colour)
    draw.rectangle((left, top + radius, right - 1, end - radius - 1), fill=colour)
    for across in (left, right - 2 * radius):
        for down in (top, end - 2 * radius):
            image.paste(colour, (across, down), _disc(radius))


@lru_cache(maxsize=4)
def _palette(theme: Theme) -> Image.Image:
    """Return the colours of a theme, and what lies between two of them at the edge of a letter.

    With them a picture is a third as large as with three bytes a pixel, and no shade is chosen
    by the picture. Pillow looks colours up by six bits of each part: one of each such cell is
    kept, and a theme's own colours come first.
    """
    statuses = tuple(dict.fromkeys(theme.statuses.values()))
    grounds = (theme.page, theme.panel)
    own = (*grounds, theme.ink, theme.muted, theme.line, theme.sign, *statuses)
    blends = [
        *((ground, theme.ink, 14) for ground in grounds),
        *((ground, theme.muted, 12) for ground in grounds),
        *((ground, status, 8) for ground in grounds for status in statuses),
        *((theme.sign, status, 5) for status in statuses),
        (theme.page, theme.panel, 4),
    ]
    between = [
        _blend(one, other, step / steps) for one, other, steps in blends for step in range(1, steps)
    ]
    cells: dict[tuple[int, ...], Colour] = {}
    for colour in (*own, *between):
        cells.setdefault(tuple(part >> 2 for part in colour), colour)
    holder = Image.new("P", (1, 1))
    holder.putpalette([part for colour in list(cells.values())[:256] for part in colour])
    return holder


def _blend(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=32)
def _disc(radius: int) -> Image.Image:
    large = 2 * radius * _FINER
    mask = Image.new("L", (large, large), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, large - 1, large - 1), fill=255)
    return mask.reduce(_FINER)
