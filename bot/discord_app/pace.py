"""How fast messages are edited and sent that nobody is waiting for."""

import asyncio
from collections.abc import Awaitable, Callable

# Discord takes about five edits in five seconds in a channel, and fifty requests a second in all.
# What members wait for must find room beside ours, so a window is never filled: four edits each.
PER_SECOND = 10.0
CHANNEL_SECONDS = 1.25
_HELD = 4_096


def _now() -> float:
    return asyncio.get_running_loop().time()


class Pace:
    """Lets one pass after the other: so many a second, and fewer in one channel."""

    def __init__(
        self,
        *,
        per_second: float = PER_SECOND,
        channel_seconds: float = CHANNEL_SECONDS,
        time: Callable[[], float] = _now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._apart = self._apart_alone = 1 / per_second
        self._channel_apart = channel_seconds
        self._time = time
        self._sleep = sleep
        self._next = 0.0
        self._next_in: dict[int, float] = {}

    def shared_by(self, processes: int) -> None:
        """Be one of so many that share what Discord takes from them together."""
        self._apart = self._apart_alone * max(1, processes)

    def free_at(self, channel: int) -> float:
        """Return when something may next be done in a channel."""
        return max(self._next, self._next_in.get(channel, 0.0))

    async def wait(self, channel: int) -> None:
        """Wait until it is a channel's turn."""
        now = self._time()
        start = max(now, self.free_at(channel))
        self._next = start + self._apart
        if len(self._next_in) >= _HELD:
            self._next_in = {one: at for one, at in self._next_in.items() if at > now}
        self._next_in[channel] = start + self._channel_apart
        if start > now:
            await self._sleep(start - now)
