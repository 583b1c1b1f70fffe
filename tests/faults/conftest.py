"""The bot on the stand-in, with a store of one's own choice, asked by many members."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.app import open_desk
from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import running
from tests.unit.terminal.small_pack import write_small_pack

MESSAGES = r"/channels/\d+/messages"
QUESTION = "bolt price"
UNKNOWN, ALIKE = "how punchy is the zonda gearbox", "is the zonda gearbox punchy"


class Bot:
    """A bot that is running. Each question comes from somebody else: nobody has to wait."""

    def __init__(
        self, server: StandIn, store: Store, client: ScenarioClient, clock: Any = None
    ) -> None:
        self.server = server
        self.store = store
        self.client = client
        self.clients_clock = clock
        self.members: list[int] = []

    async def ask(self, question: str = QUESTION, member: int = 0) -> payloads.Payload:
        """Ask, wait until the bot has done with it, and return the reply."""
        member = member or 9_001 + len(self.members)
        self.members.append(member)
        author = payloads.user(member, f"m{member}")
        channels = self.server.channels()
        channel = channels[member % len(channels)]
        asked = await self.server.say(question, author=author, channel=channel)
        reply = await self._reply_to(asked["id"])
        await self.client._idle.wait()  # what comes after the reply: keeping it
        return reply

    async def deleted(self, message: object) -> None:
        """Let a message be deleted on Discord, and wait until the bot has heard of it."""
        heard = asyncio.Event()
        listener = self.client.on_raw_message_delete

        async def deleted(payload: discord.RawMessageDeleteEvent) -> None:
            await listener(payload)
            heard.set()

        self.client.on_raw_message_delete = deleted  # type: ignore[method-assign]
        guild = self.server.guild_id
        told = {"id": str(message), "channel_id": "1", "guild_id": str(guild)}
        await self.server.gateway.session_of(guild).send("MESSAGE_DELETE", told)
        async with asyncio.timeout(20):
            await heard.wait()
        del self.client.on_raw_message_delete

    async def _reply_to(self, asked: str) -> payloads.Payload:
        def found() -> payloads.Payload | None:
            return next(iter(self.replies_to(asked)), None)

        return await self.server.until(found, f"a reply to {asked}")  # type: ignore[no-any-return]

    def replies_to(self, asked: object) -> list[payloads.Payload]:
        """Return the messages on Discord that reply to one."""
        return [
            one
            for one in self.server.world.messages.values()
            if str((one.get("message_reference") or {}).get("message_id")) == str(asked)
        ]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk([write_small_pack(tmp_path_factory.mktemp("small") / "small")])


@asynccontextmanager
async def bot_on(
    desk: Desk, where: Path | str, *, clock: Callable[[StandIn], Any] | None = None
) -> AsyncIterator[Bot]:
    """Run the bot with a store. `clock` makes its clock; without it has the machine's."""
    async with StandIn(channel_count=4) as server, Store.open(where) as store:
        own = clock(server) if clock else lambda: datetime.now(UTC)
        client = ScenarioClient(desk=desk, store=store, clock=own, guild_ready_timeout=0.01)
        async with running(client, server):
            yield Bot(server, store, client, own)
