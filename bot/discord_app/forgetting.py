"""What the client forgets: what Discord says is gone, and what is older than promised."""

import logging
from collections.abc import Awaitable

import discord

from bot.conversation.memory import Memory
from bot.discord_app.clocks import Clocks
from bot.discord_app.misses import Misses
from bot.discord_app.talking import of_message
from bot.storage.records import StorageError
from bot.storage.store import Store

_log = logging.getLogger(__name__)

_HOUR = 60 * 60
_DAY = 24 * _HOUR


class ForgettingClient(discord.AutoShardedClient):
    """The part of the client that forgets."""

    store: Store
    memory: Memory
    misses: Misses
    clocks: Clocks
    _next_expiry = 0

    async def forget_what_is_old(self) -> None:
        """Drop what is kept for longer than promised; at most once a day.

        By a clock that is wrong it might be all there is.
        """
        now = int(self.clocks.earlier().timestamp())
        if now < self._next_expiry:
            return
        self._next_expiry = now + _DAY
        try:
            dropped = await self.store.expire(now)
        except StorageError as error:  # no reason to stop answering
            self._next_expiry = now + _HOUR
            _log.error("not forgotten: error=%s", error)
        else:
            _log.info("forgotten=%d", dropped)

    async def forgetting(self, work: Awaitable[None]) -> None:
        """Forget something in the store; where that fails, the store does it once it can."""
        try:
            await work
        except StorageError as error:
            _log.error("forgotten later: error=%s", error)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Forget an answer that was deleted."""
        self.memory.forget(of_message(payload.message_id))
        self.misses.forgotten("message", payload.message_id)
        await self.forgetting(self.store.forget_message(payload.message_id))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Forget answers that were deleted together."""
        for message in payload.message_ids:
            self.memory.forget(of_message(message))
        self.misses.forgotten("message", *payload.message_ids)
        await self.forgetting(self.store.forget_messages(payload.message_ids))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget what was answered in a channel that was deleted."""
        self.misses.forgotten("channel", channel.id)
        await self.forgetting(self.store.forget_channel(channel.id))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget what was answered in a thread that was deleted."""
        self.misses.forgotten("channel", payload.thread_id)
        await self.forgetting(self.store.forget_channel(payload.thread_id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot was removed from."""
        self.misses.forgotten("server", guild.id)
        await self.forgetting(self.store.forget_guild(guild.id))
