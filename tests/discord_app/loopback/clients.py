"""Clients for the stand-in: how one is run against it, and one that only echoes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.discord_app.loopback.server import StandIn

LEAST_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
_READY = 5.0

Client = TypeVar("Client", bound=discord.AutoShardedClient)


class Prompt(discord.AutoShardedClient):
    """A client that does not wait between identifying one shard and the next."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass


class Echo(Prompt):
    """A bare bot: it replies with what it read, and keeps what happened to it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("intents", LEAST_INTENTS)
        super().__init__(
            allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.01, **options
        )
        self.happened: list[str] = []
        self.changed = asyncio.Event()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        text = message.content.removeprefix(f"<@{self.application_id}> ")
        try:
            await message.reply(f"echo {text}")
        except discord.HTTPException as error:
            self.note(f"refused {error.status} {error.code}")

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.note(f"resumed {shard_id}")

    async def on_shard_connect(self, shard_id: int) -> None:
        self.note(f"connected {shard_id}")

    def note(self, what: str) -> None:
        self.happened.append(what)
        self.changed.set()

    async def has(self, what: str, times: int = 1) -> None:
        """Wait until something has happened to the client."""
        async with asyncio.timeout(_READY):
            while self.happened.count(what) < times:
                self.changed.clear()
                await self.changed.wait()


@contextmanager
def pointed_at(server: StandIn) -> Iterator[None]:
    """Point discord.py at the stand-in."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = server.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(server.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(client: Client, server: StandIn) -> AsyncIterator[Client]:
    """Run a client against the stand-in until the block ends; it is ready when the block starts."""
    with pointed_at(server):
        async with client:
            task = asyncio.create_task(client.start(server.token))
            ready = asyncio.create_task(client.wait_until_ready())
            try:
                async with asyncio.timeout(_READY):
                    await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    task.result()
                yield client
            finally:
                ready.cancel()
                await client.close()
                with suppress(asyncio.CancelledError, discord.ConnectionClosed):
                    await task
