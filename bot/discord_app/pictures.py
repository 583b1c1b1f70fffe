"""Pictures for Discord: drawn beside the event loop, one at a time, and kept for the next."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from bot.discord_app import errors
from bot.discord_app.custom_ids import code
from bot.knowledge.model import Pack
from bot.pictures.board import board
from bot.pictures.selection import Selection, SelectionError
from bot.pictures.themes import DARK, LIGHT, ThemeName
from bot.pictures.timeline import timeline

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture

# Draws a picture; nothing where there would be nothing on it.
_Draw = Callable[[], "Picture | None"]

_log = logging.getLogger(__name__)

# A gallery takes ten; of more packs than this nobody looks at each.
_PACKS = 4
_KEPT = 64
_KEPT_BYTES = 16 * 1024 * 1024
_WAITING = 32  # pictures in the queue; whoever comes then gets the text alone, at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a list is wanted: a subject (by its code), dates, and the theme of the picture."""

    subject: str = ""
    since: str = ""
    until: str = ""
    theme: ThemeName = DARK

    @classmethod
    def read(cls, parts: Sequence[str]) -> Self:
        """Return what the parts of a custom id say; what is not ours in them counts for nothing."""
        subject, since, until, theme, *_ = (*parts, "", "", "", "")
        try:
            Selection("", since, until).checked()
        except SelectionError:
            since = until = ""
        return cls(subject, since, until, LIGHT if theme == LIGHT else DARK)

    def parts(self) -> tuple[str, ...]:
        """Return it as parts of a custom id."""
        return self.subject, self.since, self.until, self.theme

    def selection(self, pack: Pack) -> Selection | None:
        """Return what to select of a pack; nothing where the subject is not in it."""
        if not self.subject:
            return Selection("", self.since, self.until)
        named = (name for name in (*pack.entities, *pack.scenarios) if code(name) == self.subject)
        subject = next(named, None)
        return Selection(subject, self.since, self.until) if subject else None


class Pictures:
    """Draws pictures in a thread, one at a time, and keeps those drawn last.

    A picture that is asked for while it is drawn is drawn once.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Picture] = OrderedDict()
        self._bytes = 0
        self._drawing: dict[Hashable, asyncio.Task[Picture | None]] = {}
        self._turn = asyncio.Lock()

    async def of(
        self,
        name: str,
        packs: Sequence[Pack],
        language: str,
        wanted: Wanted,
        patience: float | None = None,
    ) -> list["Picture"]:
        """Return the pictures of a list, one for each pack that has anything in it.

        It is empty where drawing failed or took longer than `patience` (in seconds): the list
        itself says the same in words.
        """
        drawings = [
            self._picture((name, pack.id, pack.version, language, wanted), draw)
            for pack in packs[:_PACKS]
            if (draw := _drawing_of(name, pack, language, wanted))
        ]
        try:
            async with asyncio.timeout(patience):
                return [one for one in await asyncio.gather(*drawings) if one]
        except TimeoutError:
            return []

    async def _picture(self, key: Hashable, draw: _Draw) -> "Picture | None":
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._drawing.get(key)
        if task is None:
            if len(self._drawing) >= _WAITING:
                _log.warning("pictures waiting=%d", len(self._drawing))
                return None
            task = self._drawing[key] = asyncio.create_task(self._draw(key, draw))
        # Others may wait for the same: who gives up does not stop it.
        return await asyncio.shield(task)

    async def _draw(self, key: Hashable, draw: _Draw) -> "Picture | None":
        try:
            async with self._turn:
                picture = await asyncio.to_thread(draw)
            if picture is not None:
                self._keep(key, picture)
        except Exception as error:  # noqa: BLE001 - a list without its picture still says all
            errors.logged(error, id(error), "picture")
            return None
        else:
            return picture
        finally:
            del self._drawing[key]

    def _keep(self, key: Hashable, picture: "Picture") -> None:
        self._kept[key] = picture
        self._bytes += len(picture.png)
        while len(self._kept) > _KEPT or self._bytes > _KEPT_BYTES:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.png)


def _drawing_of(name: str, pack: Pack, language: str, wanted: Wanted) -> _Draw | None:
    """Return what draws the picture of a list; nothing for one that has none."""
    if name == "scenarios":
        return partial(_board, pack, language, wanted.theme) if pack.scenarios else None
    selection = wanted.selection(pack) if name == "timeline" else None
    return partial(_timeline, pack, selection, language, wanted.theme) if selection else None


# What draws is imported where it draws: a start does not wait for it.


def _timeline(
    pack: Pack, selection: Selection, language: str, theme: ThemeName
) -> "Picture | None":
    from bot.pictures.timeline_picture import timeline_picture

    line = timeline(pack, selection, language)
    return timeline_picture(line, theme) if line.moments else None


def _board(pack: Pack, language: str, theme: ThemeName) -> "Picture":
    from bot.pictures.board_picture import board_picture

    return board_picture(board(pack, language), theme)
