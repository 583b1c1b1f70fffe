"""What other processes of the same bot tell, and what this one does about it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.discord_app import errors
from bot.service.reload import Outcome
from bot.storage.notifications import Notification
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)


class Neighbours:
    """Listens to the other processes on the same database, and tells them of the packs."""

    def __init__(self, client: "ScenarioClient") -> None:
        self._client = client
        self._reloading: set[asyncio.Task[Outcome]] = set()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen until the end, where there may be others."""
        if not self._client.store.is_shared:
            yield
            return
        task = asyncio.create_task(self._listen(), name="scenario-bot: listening")
        try:
            yield
        finally:
            tasks = [task, *self._reloading]
            for one in tasks:
                one.cancel()
            await asyncio.wait(tasks)

    async def tell_of_packs(self) -> None:
        """Tell the others which packs are in use from now on."""
        if self._client.store.is_shared:
            try:
                await self._client.store.tell_of_packs(self._client.library.number)
            except StorageError as error:  # they have files of their own, and look at them
                _log.warning("others not told of the packs: error=%s", error)

    async def _listen(self) -> None:
        async with aclosing(self._client.store.heard()) as notifications:
            async for one in notifications:
                try:
                    self.hear(one)
                except Exception as error:  # noqa: BLE001 - the next is heard all the same
                    errors.logged(error, id(error), "listening")

    def hear(self, one: Notification) -> None:
        """Do what a notification asks for. After a lost connection anything may have happened."""
        client = self._client
        if one.kind in ("guild", "look"):
            client.store.believe_no_longer(one.subject or None)
        if one.kind == "forget":
            client.memory.forget_ending(f":{one.subject}")
        if one.kind in ("shards", "look") and client.keeper is not None:
            client.keeper.wake()
        if one.kind == "look" or (one.kind == "packs" and one.subject != client.library.number):
            self._reload()

    def _reload(self) -> None:
        reloader = self._client.reloader
        if reloader is not None:
            task = asyncio.create_task(reloader.reload(), name="scenario-bot: told to reload")
            self._reloading.add(task)
            task.add_done_callback(self._reloading.discard)
