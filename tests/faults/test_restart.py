"""One process on a file of its own ends, by force or not, and starts again: nothing is lost."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.shard_records import Timings
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.gateway import IDENTIFY, RESUME
from tests.faults.processes import Community, Process, process
from tests.unit.terminal.small_pack import write_small_pack


@pytest.fixture
async def community() -> AsyncIterator[Community]:
    async with StandIn(shards=2, guild_count=4, channel_count=3) as server:
        server.world.session_start_limit["max_concurrency"] = 2
        yield Community(server)


class Home:
    """A folder with a pack and the bot's store."""

    def __init__(self, folder: Path) -> None:
        self.pack = write_small_pack(folder / "small")
        self.store = folder / "store.sqlite3"

    def start(self, server: StandIn) -> "process":  # type: ignore[valid-type]
        """Start the bot."""
        more = {"SCENARIO_BOT_SHARED": "0"}
        return process(server, self.pack, str(self.store), Timings(), **more)

    def sessions(self) -> int:
        """Return how many sessions the store knows."""
        if not self.store.exists():
            return 0
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as connection:
            try:
                found = connection.execute("SELECT value FROM meta WHERE name = 'sessions'")
                row = found.fetchone()
            except sqlite3.OperationalError:  # no tables yet
                return 0
        return len(json.loads(row[0])["sessions"]) if row else 0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def online(server: StandIn, home: Home) -> None:
    """Wait until both shards are connected, and a next start could go on there."""
    async with asyncio.timeout(30):
        while True:
            if home.sessions() == 2 == len(server.gateway.live()):
                return
            await asyncio.sleep(0.05)  # the file tells nobody who is not the bot


async def ended(bot: Process, how: signal.Signals) -> None:
    bot.send_signal(how)
    async with asyncio.timeout(20):
        await bot.wait()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_what_is_asked_until_it_is_back_is_answered_once(
    community: Community, home: Home, how: signal.Signals
) -> None:
    server = community.server
    async with home.start(server) as bot:
        await online(server, home)
        await community.ask_everywhere()
        await community.until_all_are_answered()
        await ended(bot, how)
    await community.ask_everywhere()
    assert not all(community.replies().values())
    async with home.start(server):
        await community.ask_everywhere()
        await community.until_all_are_answered()
        await server.until(lambda: len(server.gateway.identified) == 4, "own sessions")
        await community.ask_everywhere()
        await community.until_all_are_answered()
    community.check()
    assert server.gateway.ops(IDENTIFY, RESUME).count(RESUME) == 2


async def test_sessions_that_are_gone_are_begun_anew(community: Community, home: Home) -> None:
    server = community.server
    async with home.start(server) as bot:
        await online(server, home)
        await ended(bot, signal.SIGTERM)
    for session in server.gateway.sessions.values():
        session.resumable = False
    async with home.start(server):
        await server.until(lambda: len(server.gateway.live()) == 2, "two sessions", within=30)
        await community.ask_everywhere()
        await community.until_all_are_answered()
    community.check()
