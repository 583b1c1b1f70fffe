"""Processes of one bot on one PostgreSQL, and what members ask them over the stand-in."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from bot.storage.shard_records import Timings
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.payloads import Payload
from tests.faults.written import NAME, QUESTION

_WITHIN = 60.0

Process = asyncio.subprocess.Process


@asynccontextmanager
async def process(
    server: StandIn, pack: Path, address: str, timings: Timings, **more: str
) -> AsyncIterator[Process]:
    """Run one of the processes; whatever is left of it at the end is killed."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "SCENARIO_BOT_DISCORD_TOKEN": server.token,
        "SCENARIO_BOT_PACKS": str(pack),
        "SCENARIO_BOT_STORAGE": address,
        "SCENARIO_BOT_SHARED": "1",
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY_URL": server.gateway.url,
        **more,
    }
    one = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.shard_process", json.dumps(asdict(timings))),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = asyncio.create_task(_read(one))
    try:
        yield one
    finally:
        with suppress(ProcessLookupError):
            one.kill()
        await one.wait()
        sys.stdout.write("".join(await output))  # shown where the test fails


async def _read(one: Process) -> list[str]:
    assert one.stdout is not None
    return [line.decode() async for line in one.stdout]


class Community:
    """Members of all servers, who ask, and the replies that they get."""

    def __init__(self, server: StandIn) -> None:
        self.server = server
        self._member = 40_000
        self.asked: dict[str, float] = {}

    async def ask(self, guild: int, content: str = QUESTION, *, direct: bool = False) -> str:
        """Let somebody who has not asked yet ask in a server, and return the message's id."""
        self._member += 1
        author = payloads.user(self._member, f"{NAME}{self._member}")
        channels = self.server.channels(guild)
        where = None if direct else channels[self._member % len(channels)]
        message = await self.server.say(
            content, author=author, guild=guild, channel=where, direct=direct
        )
        self.asked[message["id"]] = asyncio.get_running_loop().time()
        return str(message["id"])

    async def ask_everywhere(self) -> None:
        """Let somebody ask in each server, and in a direct message."""
        for guild in range(len(self.server.guild_ids)):
            await self.ask(guild)
        await self.ask(0, direct=True)

    def replies(self) -> dict[str, list[Payload]]:
        """Return for each question the messages that reply to it."""
        found: dict[str, list[Payload]] = {one: [] for one in self.asked}
        for message in self.server.world.messages.values():
            to = str((message.get("message_reference") or {}).get("message_id"))
            if to in found:
                found[to].append(message)
        return found

    async def until_all_are_answered(self) -> None:
        """Wait until every question has a reply."""
        await self.server.until(
            lambda: all(self.replies().values()), "a reply to each", within=_WITHIN
        )

    def check(self) -> None:
        """See that every question was answered once, and no IDENTIFY came out of its turn."""
        assert self.asked
        assert {len(replies) for replies in self.replies().values()} == {1}
        assert [one for one in self.server.gateway.identified if not one.in_turn] == []


async def held_by(store: Store) -> dict[int, list[int]]:
    """Return the shards of each process, by its pid."""
    processes, shards = await store.shards.now()
    pids = {one.word: int(one.name.rpartition("/")[2]) for one in processes}
    found: dict[int, list[int]] = {pid: [] for pid in pids.values()}
    for shard in shards:
        if shard.holder in pids and shard.left > 0:
            found[pids[shard.holder]].append(shard.number)
    return found


async def until_shared(
    store: Store, server: StandIn, pids: Sequence[int], shards: int, *, within: float = _WITHIN
) -> dict[int, list[int]]:
    """Wait until the processes hold all shards in fair parts, and are connected with each."""
    async with asyncio.timeout(within):
        while True:
            held = await held_by(store)
            fair = {shards // len(pids), -(-shards // len(pids))}
            connected = {one.shard for one in server.gateway.live()}
            if (
                held.keys() == set(pids)
                and {len(one) for one in held.values()} <= fair
                and sum(map(len, held.values())) == shards == len(connected)
            ):
                return held
            await asyncio.sleep(0.05)  # the database tells nobody who is not the bot


async def until_renewed(store: Store) -> None:
    """Wait until leases have been renewed once more."""
    left = [float("inf")]
    async with asyncio.timeout(_WITHIN):
        while True:
            _, shards = await store.shards.now()
            left.append(max(one.left for one in shards))
            if left[-1] > left[-2]:
                return
            await asyncio.sleep(0.02)  # the database tells nobody who is not the bot
