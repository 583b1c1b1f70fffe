"""What the bot does by itself: answers put right, digests made, messages sent, each when due.

Nothing runs until the next of these is due, or until something is queued.
"""

import asyncio
import contextlib
import logging
from contextvars import Context
from typing import TYPE_CHECKING

from bot.discord_app import curator_notices, errors
from bot.discord_app.corrections import Corrections
from bot.discord_app.digests import Digests
from bot.discord_app.pace import Pace
from bot.discord_app.posting import Posting
from bot.knowledge.model import Pack
from bot.service.reload import Outcome, State
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# After a failure of the store, or one that nobody expects.
_AFTER_TROUBLE = 60.0
# It is looked again after so long at most: when something is due may come of a wrong clock.
_LONGEST = 3_600.0


class Background:
    """Where this work is begun and ended."""

    def __init__(self, client: "ScenarioClient", pace: Pace) -> None:
        self.corrections = Corrections(client, pace)
        self._digests = Digests(client)
        self._posting = Posting(client, pace)
        self._pace = pace
        self._client = client
        self._working = asyncio.Lock()
        self._is_started = False
        self._has_looked = False
        self._is_asked_again = False
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin; what changed while the bot was off is looked at first."""
        self._is_started = True
        self.wake()

    async def stop(self) -> None:
        """End; what was begun is begun again by whoever starts next."""
        self._is_started = False
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def shared_by(self, processes: int) -> None:
        """Leave the other processes their part of what Discord takes from all of them."""
        self._pace.shared_by(processes)

    def wake(self) -> None:
        """Look soon whether something is due."""
        if not self._is_started:
            return
        self._is_asked_again = True
        if self._task is None or self._task.done():
            # It goes on long after the event that woke it, and is no part of that.
            self._task = asyncio.create_task(
                self._turn(), name="scenario-bot: corrections", context=Context()
            )

    async def reloaded(self, outcome: Outcome) -> None:
        """Record what a reload changed, or tell curators why it changed nothing."""
        if outcome.state is State.CHANGED:
            try:
                await self.changed(outcome.now)
            except StorageError:
                self._has_looked = False  # it is recorded when the store works again
                self.wake()
                raise
            await curator_notices.tell_of_left_out(self._client, outcome)
            self.wake()
        elif outcome.state in (State.BROKEN, State.FAILED):
            await curator_notices.tell_of_problems(self._client, outcome)

    async def changed(self, packs: tuple[Pack, ...]) -> None:
        """Record what changed in packs, queue what rests on it, and tell curators."""
        changes = await self.corrections.record(packs)
        await self.corrections.queue()
        if changes:
            await curator_notices.tell_of_changes(self._client, changes)
        self.wake()

    async def work(self) -> float | None:
        """Do all that is due, and return in how many seconds something will be."""
        async with self._working:
            store = self._client.store
            next_digest = await self._digests.make()
            while await self.corrections.batch() + await self._posting.batch():
                pass
            due = [next_digest, await store.corrections.next_due(), await store.outbox.next_due()]
            times = [one for one in due if one is not None]
            now = self._client.clock().timestamp()
            return max(0.0, min(times) - now) if times else None

    async def _turn(self) -> None:
        """Do what is due, and set the timer for what comes next."""
        wait: float | None = None
        while self._is_asked_again:
            self._is_asked_again = False
            wait = await self._worked()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if wait is not None and self._is_started:
            self._timer = asyncio.get_running_loop().call_later(min(wait, _LONGEST), self.wake)

    async def _worked(self) -> float | None:
        try:
            if not self._has_looked:
                await self.changed(self._client.library.packs)
                self._has_looked = True
            return await self.work()
        except StorageError as error:
            _log.error("corrections wait: error=%s", error)
        except Exception as error:  # noqa: BLE001 - it must go on
            errors.logged(error, id(error), "background")
        return _AFTER_TROUBLE
