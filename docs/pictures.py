"""Draws the README's timelines and boards anew: `python docs/pictures.py`.

They are what the bot sends, over the shipped pack, at half their size.
"""

import io
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_IMAGES = _ROOT / "docs" / "images"
_SUBJECT = "ferrari-leapmotor"
_MOST = 100_000  # bytes of a picture


def main() -> None:
    """Draw every picture."""
    sys.path.insert(0, str(_ROOT))
    from bot.app import read_packs
    from bot.pictures.board import board
    from bot.pictures.board_picture import board_picture
    from bot.pictures.selection import Selection
    from bot.pictures.themes import THEMES
    from bot.pictures.timeline import timeline
    from bot.pictures.timeline_picture import timeline_picture

    [pack] = read_packs([_ROOT / "knowledge" / "ferrari-leapmotor"])
    line, shown = timeline(pack, Selection(_SUBJECT), "en"), board(pack, "en")
    for theme in THEMES:
        _save(f"timeline-{theme}", timeline_picture(line, theme).png)
        _save(f"board-{theme}", board_picture(shown, theme).png)


def _save(name: str, png: bytes) -> None:
    from PIL import Image

    path = _IMAGES / f"{name}.png"
    with Image.open(io.BytesIO(png)) as picture:
        half = picture.convert("RGB").reduce(2)
    few = half.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(_ROOT)}: {size} bytes")  # noqa: T201
    if size > _MOST:
        raise ValueError(f"{path.name} is larger than {_MOST} bytes")


if __name__ == "__main__":
    main()
