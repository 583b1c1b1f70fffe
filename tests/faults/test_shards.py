"""Three processes share the shards of one bot; one is killed, one is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.storage.shard_records import Timings
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn
from tests.faults.processes import Community, Process, process, until_renewed, until_shared
from tests.unit.storage import server as postgresql_server
from tests.unit.terminal.small_pack import write_small_pack

SHARDS, SERVERS = 6, 12
# All of it a good deal faster than in earnest; Discord's own five seconds are a third here.
APART = 0.3
TIMINGS = Timings(lease=2.0, renew=0.3, apart=0.4, turn=5.0)


@pytest.fixture
def address() -> Iterator[str]:
    with postgresql_server.running(postgresql_server.found_or_skipped()) as one:
        yield one.address.format("postgres")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.fixture
async def discord_side() -> AsyncIterator[StandIn]:
    async with StandIn(shards=SHARDS, guild_count=SERVERS, channel_count=3) as server:
        server.gateway.apart = APART
        server.gateway.max_concurrency = 2
        server.world.session_start_limit["max_concurrency"] = 2
        yield server


async def test_what_a_process_had_begun_when_it_was_killed_is_answered_by_the_next(
    address: str, pack: Path, discord_side: StandIn
) -> None:
    community = Community(discord_side)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(address))
        first = await stack.enter_async_context(process(discord_side, pack, address, TIMINGS))
        await until_shared(store, discord_side, [first.pid], SHARDS)
        discord_side.faults.fail("POST", r"/channels/\d+/messages", 500)
        discord_side.faults.lose("POST", r"/channels/\d+/messages")
        await community.ask(0)  # was not sent
        await community.ask(1)  # was sent, and the process does not know
        await discord_side.until(
            lambda: {one.status for one in discord_side.requests} >= {500, 502}, "two failures"
        )
        await until_renewed(store)  # the last events that came are known to the database
        first.send_signal(signal.SIGKILL)
        await first.wait()
        second = await stack.enter_async_context(process(discord_side, pack, address, TIMINGS))
        await until_shared(store, discord_side, [second.pid], SHARDS)
        await community.until_all_are_answered()
        await community.ask_everywhere()
        await community.until_all_are_answered()
        community.check()


async def test_one_of_three_is_killed_and_one_is_told_to_stop(
    address: str, pack: Path, discord_side: StandIn
) -> None:
    community = Community(discord_side)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(address))
        processes: dict[int, Process] = {}
        for _ in range(3):
            one = await stack.enter_async_context(process(discord_side, pack, address, TIMINGS))
            processes[one.pid] = one
        held = await until_shared(store, discord_side, list(processes), SHARDS)
        assert sorted(shard for shards in held.values() for shard in shards) == list(range(SHARDS))
        await community.ask_everywhere()
        await community.until_all_are_answered()
        community.check()

        lost = next(pid for pid, shards in held.items() if 0 in shards)  # with direct messages
        processes.pop(lost).send_signal(signal.SIGKILL)
        await community.ask_everywhere()
        await until_shared(store, discord_side, list(processes), SHARDS)
        await community.ask_everywhere()
        await community.until_all_are_answered()
        community.check()

        leaving = processes.pop(next(iter(processes)))
        leaving.send_signal(signal.SIGTERM)
        await community.ask_everywhere()
        async with asyncio.timeout(20):
            assert await leaving.wait() == 0
        await until_shared(store, discord_side, list(processes), SHARDS)
        await community.ask_everywhere()
        await community.until_all_are_answered()
        community.check()
        _, shards = await store.shards.now()
        assert min(one.token for one in shards) >= 1
