"""All that is written while a test runs, and what must not be in it.

What the bot would log, at the level that tells most, as both of its formatters have it, with
tracebacks; standard output and error of the test and of the processes that it shows.
"""

import io
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.service.logs import set_up
from bot.service.settings import Settings
from tests.discord_app.loopback import TOKEN

QUESTION, PRICE = "bolt price", "30,000 euros"
UNKNOWN, ALIKE = "how punchy is the zonda gearbox", "is the zonda gearbox punchy"
OFFERED = "bolt acme zenith"
PASSWORD = "sentinel-password"
# Members are called so, with a number behind it.
NAME = "zelda"

_SECRETS = {
    "the token": re.escape(TOKEN),
    "the database's password": PASSWORD,
    "the token of an interaction or a webhook": r"interaction-\d{6,}",
    "what a member asked": rf"{QUESTION}|{OFFERED}|zonda|gearbox",
    "a member's name": NAME,
}


class Written:
    """What has been written so far."""

    def __init__(self, output: pytest.CaptureFixture[str]) -> None:
        self._output = output
        self._logs = {kind: io.StringIO() for kind in ("text", "json")}
        self._rest = ""

    @contextmanager
    def logged(self) -> Iterator[None]:
        """Log as the bot does, in both ways; afterwards it is as it was."""
        root = logging.getLogger()
        loggers = [root, *(logging.getLogger(name) for name in root.manager.loggerDict)]
        before = [(one, one.level) for one in loggers]
        handlers = [
            set_up(Settings(_env_file=None, log=kind, log_level="debug"), stream)
            for kind, stream in self._logs.items()
        ]
        try:
            yield
        finally:
            for handler in handlers:
                root.removeHandler(handler)
            for logger, level in before:
                logger.setLevel(level)

    def add(self, text: str) -> None:
        """Count in what a process has written."""
        self._rest += text

    def leaks(self) -> list[str]:
        """Return what is there that must not be, and where."""
        out, err = self._output.readouterr()
        places = {kind: stream.getvalue() for kind, stream in self._logs.items()}
        places |= {"output": out + err, "another process": self._rest}
        found = [
            f"{what} is in the {place}: {one.group()!r} in {_around(text, one)!r}"
            for what, pattern in _SECRETS.items()
            for place, text in places.items()
            for one in re.finditer(pattern, text, re.IGNORECASE)
        ]
        sys.stdout.write(out + err)  # for whoever looks why the test failed
        return found

    def excuse(self) -> list[str]:
        """Return what leaked so far, and forget it: for tests of this itself."""
        found = self.leaks()
        self._output.readouterr()
        for stream in self._logs.values():
            stream.seek(0)
            stream.truncate()
        self._rest = ""
        return found


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 60) : found.end() + 20]
