"""A running bot on a simulated Discord: our client, a small pack, a store in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import simcord

from bot.app import build_desk
from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.discord_app.pace import Pace
from bot.storage.store import Store
from tests.unit.answers.small_pack import small_pack


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "client(**options): how `world` builds the client")


@pytest.fixture(scope="session")
def desk() -> Desk:
    return build_desk([small_pack()])


class VirtualTime:
    """Time that passes when somebody sleeps, at once."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pace(self, **options: float) -> Pace:
        return Pace(time=self.time, sleep=self.sleep, **options)


class World:
    """A simulated Discord with a server, a channel, the bot and three members."""

    def __init__(self, env: simcord.Env, store: Store, build: Callable[[], ScenarioClient]) -> None:
        self.env = env
        self.store = store
        self.build = build
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.alice = self.guild.add_member(env.create_user("alice"))
        self.bob = self.guild.add_member(env.create_user("bob"))

    @property
    def bot(self) -> ScenarioClient:
        return self.env.bot  # type: ignore[return-value]

    @property
    def mention(self) -> str:
        assert self.bot.user is not None
        return f"<@{self.bot.user.id}>"

    def replies(self, channel: Any = None) -> list[Any]:
        """Return the bot's messages in a channel, the oldest first."""
        assert self.bot.user is not None
        history = (channel or self.channel).history()
        return [one for one in history if one.author.id == self.bot.user.id]

    def sent(self) -> list[dict[str, Any]]:
        """Return the body of every request of the bot that holds components."""
        bodies = []
        for request in self.env.http_requests:
            body = request.json
            if isinstance(body, dict):
                inner = body.get("data") if isinstance(body.get("data"), dict) else body
                if inner and inner.get("components"):
                    bodies.append(inner)
        return bodies

    async def restart(self) -> None:
        await self.bot.background.stop()
        await self.env.restart_bot(self.build())


@pytest.fixture
async def world(desk: Desk, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    marker = request.node.get_closest_marker("client")
    options = marker.kwargs if marker else {}
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(":memory:"))
        running: list[simcord.Env] = []

        def clock() -> datetime:
            return running[0].now() if running else datetime(2026, 1, 1, tzinfo=UTC)

        def build() -> ScenarioClient:
            return ScenarioClient(
                desk=desk,
                store=store,
                clock=clock,
                shard_count=1,
                guild_ready_timeout=0.01,
                pace=VirtualTime().pace(),
                **options,
            )

        env = simcord.Env(build())
        await env.start()
        running.append(env)
        try:
            yield World(env, store, build)
        finally:
            await env.bot.background.stop()  # type: ignore[attr-defined]
            await env.shutdown()
        # As simcord's own fixture has it: errors that the test looked at are no failure.
        env._raise_errors_since(env._errors_acknowledged)
