"""The machine's clock, held against Discord's.

A clock may be set by a year while the bot runs, or be wrong at its start. What is kept is
forgotten, and what waits is handed out, by the time of day: so where the two disagree, Discord's is
believed. Each response of Discord tells it; in between a clock that nobody sets carries it on.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_log = logging.getLogger(__name__)

# Discord's time comes in whole seconds and takes a while to arrive. Beyond the first a clock is
# wrong, below the second it is right again.
WRONG_SECONDS, RIGHT_SECONDS = 60.0, 30.0


def _steady() -> float:
    """Return seconds that go on at their pace, where the system has it also while it sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Clocks:
    """Tells the time. `own` returns the machine's, `steady` seconds from any start."""

    def __init__(self, own: Callable[[], datetime], steady: Callable[[], float] = _steady) -> None:
        self._own = own
        self._steady = steady
        self._last: str | None = None
        self._heard: tuple[float, float] | None = None
        self._is_wrong = False

    def hear(self, date: str | None) -> None:
        """Note the time that a response of Discord gives, as HTTP writes it."""
        if date is None or date == self._last:
            return
        try:
            told = parsedate_to_datetime(date)
        except ValueError:
            return
        self._last = date
        self._heard = (self._steady(), told.replace(tzinfo=told.tzinfo or UTC).timestamp())
        self.now()  # what is wrong is told at once

    def offset(self) -> float | None:
        """Return by how many seconds the machine is ahead of Discord, if that has told its time."""
        return self._offset(self._own())

    def now(self) -> datetime:
        """Return the time: the machine's, or Discord's where that is another."""
        own = self._own()
        offset = self._offset(own)
        if offset is None:
            return own
        self._judge(offset)
        return own - timedelta(seconds=offset) if self._is_wrong else own

    def earlier(self) -> datetime:
        """Return the earlier of both times: what is not old by each of them is not old."""
        own = self._own()
        return own - timedelta(seconds=max(0.0, self._offset(own) or 0.0))

    def _offset(self, own: datetime) -> float | None:
        if self._heard is None:
            return None
        at, told = self._heard
        return own.timestamp() - (told + self._steady() - at)

    def _judge(self, offset: float) -> None:
        if not self._is_wrong and abs(offset) > WRONG_SECONDS:
            self._is_wrong = True
            side = "ahead of" if offset > 0 else "behind"
            _log.warning(
                "clock: %.0f s %s Discord's, by which the bot goes until it is set",
                abs(offset),
                side,
            )
        elif self._is_wrong and abs(offset) < RIGHT_SECONDS:
            self._is_wrong = False
            _log.warning("clock: agrees with Discord's again")
