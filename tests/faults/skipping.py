"""An event loop that waits for nobody: where nothing happens until a timer, it is that time.

So what discord.py waits for between one attempt and the next takes no time. While a thread works,
such as one of the store's, it goes on as usual: what that does takes real time. Test modules that
have `SKIPS = True` run on it.
"""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

# What comes over a socket of this machine is there at once; a thread of discord.py may take longer.
_PATIENCE = 0.003


class _Selector(selectors.DefaultSelector):
    loop: "SkippingLoop"

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= _PATIENCE or self.loop.in_threads:
            return super().select(timeout)
        found = super().select(_PATIENCE)
        if not found:
            self.loop.skip(timeout - _PATIENCE)
        return found


class SkippingLoop(asyncio.SelectorEventLoop):
    """The loop. `listeners` are told of the seconds that it skips."""

    def __init__(self) -> None:
        self.skipped = 0.0
        self.in_threads = 0
        self.listeners: list[Callable[[float], None]] = []
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return super().time() + self.skipped

    def skip(self, seconds: float) -> None:
        self.skipped += seconds
        for listener in self.listeners:
            listener(seconds)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        self.in_threads += 1
        working = super().run_in_executor(executor, func, *args)
        working.add_done_callback(self._done)
        return working

    def _done(self, _: object) -> None:
        self.in_threads -= 1
