"""The bot on the stand-in, with a store of one's own choice, asked by many members."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.app import open_desk
from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import Prompt, running
from tests.discord_app.loopback.strict import walk
from tests.discord_app.many_answers import Clock
from tests.faults.skipping import SkippingLoop
from tests.faults.written import ALIKE, NAME, OFFERED, PRICE, QUESTION, UNKNOWN, Written
from tests.unit.terminal.small_pack import write_small_pack

__all__ = ["ALIKE", "OFFERED", "PRICE", "QUESTION", "UNKNOWN"]

MESSAGES = r"/channels/\d+/messages"


@pytest.fixture(autouse=True)
def written(capfd: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Fail a test in which a secret, a member's name or a question was logged or printed."""
    one = Written(capfd)
    with one.logged():
        yield one
    assert one.leaks() == []


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], Any]]:
    """Give the tests of some modules a loop that skips what is only waited for."""
    module = item.getparent(pytest.Module)
    if getattr(module and module.obj, "SKIPS", False):
        return {"skipping": SkippingLoop}
    return {"usual": asyncio.new_event_loop}


def said(message: payloads.Payload) -> str:
    """Return all the text of a message."""
    shown = [one.get("content") for one in walk(message["components"])]
    return "\n".join(filter(None, [message.get("content"), *shown]))


class Member(Prompt, ScenarioClient):
    """The bot as it is, but for the five seconds before it identifies itself anew."""


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
        author = payloads.user(member, f"{NAME}{member}")
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

    async def say(self, question: str = QUESTION) -> str:
        """Ask, as somebody else each time, and return the message's id at once."""
        member = 9_001 + len(self.members)
        self.members.append(member)
        channels = self.server.channels()
        author = payloads.user(member, f"{NAME}{member}")
        channel = channels[member % len(channels)]
        return str((await self.server.say(question, author=author, channel=channel))["id"])

    async def command(self, question: str = QUESTION, **extra: Any) -> str:
        """Use /ask, as somebody else each time, and return the interaction's token at once."""
        member = 9_001 + len(self.members)
        self.members.append(member)
        options = [{"type": 3, "name": "question", "value": question}]
        data = {"id": "1", "name": "ask", "type": 1, "options": options}
        asker = payloads.user(member, f"{NAME}{member}")
        return str((await self.server.interact(2, data, asker=asker, **extra))["token"])

    async def done(self) -> None:
        """Wait until the bot has done with all that it has begun."""
        await asyncio.sleep(0)
        await self.client._idle.wait()

    def answer_to(self, token: str) -> payloads.Payload | None:
        """Return the answer to a command, as it stands on Discord."""
        message = self.server.world.interactions[token].message
        return self.server.world.messages.get(message or "")

    async def has_answered(self, *asked: str) -> None:
        """Hold that each question has one reply, the usual one, and that each is in the store."""
        for one in asked:
            reply = await self._reply_to(one)
            assert PRICE in said(reply)
        await self.done()
        for one in asked:
            assert len(self.replies_to(one)) == 1
            held = await self.store.answer(int(self.replies_to(one)[0]["id"]))
            assert held is not None
            assert held.entry == "bolt-price"
        assert self.store.health().is_ok
        assert self.store.health().waiting == 0

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
    """Run the bot with a store. `clock` makes its clock; without one it has the stand-in's."""
    async with StandIn(channel_count=4) as server, Store.open(where) as store:
        own = clock(server) if clock else Clock(server)
        options: dict[str, Any] = {"guild_ready_timeout": 0.01}
        loop = asyncio.get_running_loop()
        if isinstance(loop, SkippingLoop):
            loop.listeners.append(server.advance)
            server.patience = 300.0
            options["heartbeat_timeout"] = 10_000.0  # it is told by a thread, in real time
        client = Member(desk=desk, store=store, clock=own, **options)
        async with running(client, server):
            yield Bot(server, store, client, own)
