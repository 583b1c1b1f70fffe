"""A screen to print on: cleaned text, wrapped, in colour only where a person looks at it."""

import os
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.terminal.plain import clean

_WIDTH = 80
_WIDEST = 100
_NARROWEST = 20
_ITEM = "- "


class _Console(Console):
    """A console that leaves it to the command how to end when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Screen:
    """Prints lines on a stream; knows whether that is a terminal, and how wide it is."""

    def __init__(self, stream: TextIO) -> None:
        self.is_terminal = stream.isatty()
        colour = self.is_terminal and not os.environ.get("NO_COLOR")
        self._console = _Console(
            file=stream,
            markup=False,
            highlight=False,
            emoji=False,
            force_terminal=self.is_terminal,
            color_system="auto" if colour else None,
            width=None if self.is_terminal else _WIDTH,
        )
        self._stream = stream

    @property
    def width(self) -> int:
        """The width in which text is set."""
        return max(_NARROWEST, min(self._console.width, _WIDEST))

    def say(self, text: str, *, style: str = "", first: str = "", rest: str | None = None) -> None:
        """Print a text, wrapped. `first` precedes its first line and `rest` the others.

        `rest` is as many blanks as `first` is long, where nothing else is given.
        """
        if rest is None:
            rest = " " * len(first)
        before = first
        for paragraph in clean(text).split("\n"):
            # What goes on in an item of a list stands under its words, not under its mark.
            hanging = rest + ("  " if paragraph.startswith(_ITEM) else "")
            room = self.width - max(len(first), len(hanging))
            for line in Text(paragraph, end="").wrap(self._console, room) or [Text("")]:
                line.rstrip()
                line.stylize(style)
                self._put(Text(before) + line)
                before = hanging
            before = rest

    def whole_line(self, text: str, *, style: str = "") -> None:
        """Print a text on one line, however long: an address that is broken opens nothing."""
        self._put(Text(clean(text).replace("\n", " "), style=style))

    def gap(self) -> None:
        """Print an empty line."""
        self._put(Text(""))

    def flush(self) -> None:
        """Hand on what was printed."""
        self._stream.flush()

    def _put(self, line: Text) -> None:
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
