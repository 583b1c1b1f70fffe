"""What was typed in the chat, kept for the arrow keys: a line each, for its owner's eyes only."""

import os
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import History, InMemoryHistory

from bot.terminal.plain import one_line

_KEPT = 500
_LONGEST = 1_000


class LineHistory(History):
    """A history in a file of mode 0600. What the disk refuses is remembered until the end only."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def load_history_strings(self) -> Iterable[str]:
        """Yield the lines of earlier chats, the latest first."""
        return reversed(self._lines())

    def store_string(self, string: str) -> None:
        """Append a line."""
        line = one_line(string)[:_LONGEST]
        if line:
            self._write(f"{line}\n", os.O_APPEND)

    def trim(self) -> None:
        """Make the file private, and forget all but the latest lines."""
        lines = self._lines()
        try:
            self._path.chmod(0o600)
        except OSError:
            return
        if len(lines) > _KEPT:
            self._write("".join(f"{line}\n" for line in lines[-_KEPT:]), os.O_TRUNC)

    def _lines(self) -> list[str]:
        try:
            text = self._path.read_bytes().decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in map(one_line, text.split("\n")) if line]

    def _write(self, text: str, mode: int) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | mode
            with os.fdopen(os.open(self._path, flags, 0o600), "ab") as file:
                file.write(text.encode())
        except OSError:
            pass


def open_history(*, wanted: bool) -> History:
    """Return the history of the chat: in the platform's folder for state, or for now only."""
    if not wanted:
        return InMemoryHistory()
    from platformdirs import user_state_path

    history = LineHistory(user_state_path("scenario-bot", appauthor=False) / "history")
    history.trim()
    return history
