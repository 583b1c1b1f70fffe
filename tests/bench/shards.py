"""Shards shared by processes: `python -m tests.bench.shards [--processes 3] [--shards 6]`.

`scenario-bot run` as several processes on one PostgreSQL (a server of its own, which needs
`initdb`) against the stand-in, with Discord's real limit of one IDENTIFY in five seconds, and with
the timings that the bot has in earnest. Questions come at a steady rate in every server while one
process is killed with SIGKILL, comes again, and one is told to stop with SIGTERM. Told are for each
how long it took until all shards were held and connected again, the longest that a question waited
(its replies are in order of their servers), and the shortest time between two IDENTIFYs. Exit
status 1 if a question got no reply or two, or an IDENTIFY came too early.
"""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.knowledge.read import read_questions
from bot.service.settings import shipped_pack
from bot.storage.store import Store
from tests.bench.community import as_a_community_asks
from tests.discord_app.loopback import Request, StandIn, payloads
from tests.faults.processes import Process, until_shared
from tests.unit.storage import server as postgresql

_CHANNELS, _SERVERS_A_SHARD = 20, 3
_APART = 5.0  # Discord's
_SEED, _QUIET, _PATIENCE = 22, 5.0, 120.0


@dataclass
class Asked:
    """The questions of a run, and when each got its replies."""

    at: dict[str, float] = field(default_factory=dict)
    replied: dict[str, list[float]] = field(default_factory=dict)

    def seen(self, request: Request) -> None:
        """Note a request to reply."""
        if request.method == "POST" and request.path.endswith("/messages"):
            to = str((request.body.get("message_reference") or {}).get("message_id"))
            self.replied.setdefault(to, []).append(time.perf_counter())

    def waits(self, since: float, until: float) -> list[float]:
        """Return the seconds that questions of a while waited for their first reply."""
        return sorted(
            self.replied[one][0] - at
            for one, at in self.at.items()
            if since <= at < until and one in self.replied
        )


async def _ask_on(server: StandIn, asked: Asked, rate: float) -> None:
    """Ask at a steady rate, in one server after the other, until cancelled."""
    questions = [one.q for one in read_questions(shipped_pack() / "questions.yaml")[0]]
    texts = as_a_community_asks(questions, 20_000, seed=_SEED)
    start = time.perf_counter()
    for number, text in enumerate(texts):
        wait = start + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        guild = number % len(server.guild_ids)
        channels = server.channels(guild)
        author = payloads.user(2_000_000 + number, f"member{number}")
        before = time.perf_counter()
        message = await server.say(
            text, guild=guild, author=author, channel=channels[number // 7 % len(channels)]
        )
        asked.at[message["id"]] = before


@asynccontextmanager
async def _program(server: StandIn, address: str, log: Path) -> AsyncIterator[Process]:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "SCENARIO_BOT_DISCORD_TOKEN": server.token,
        "SCENARIO_BOT_STORAGE": address,
        "SCENARIO_BOT_SHARED": "1",
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY_URL": server.gateway.url,
    }
    with log.open("wb") as file:
        one = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=environment, stdout=file, stderr=file
        )
    try:
        yield one
    finally:
        with suppress(ProcessLookupError):
            one.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(one.wait(), 15)
        with suppress(ProcessLookupError):
            one.kill()


class _Run:
    def __init__(self, server: StandIn, store: Store, address: str, arguments: argparse.Namespace):
        self._server, self._store, self._address = server, store, address
        self._shards = arguments.shards
        self._folder = Path(arguments.folder)
        self._processes: dict[int, Process] = {}
        self.asked = Asked()

    async def start(self, stack: AsyncExitStack) -> None:
        """Start one more process."""
        log = self._folder / f"process-{len(list(self._folder.iterdir()))}.log"
        one = await stack.enter_async_context(_program(self._server, self._address, log))
        self._processes[one.pid] = one

    async def settle(self) -> dict[int, list[int]]:
        """Wait until all processes hold their part."""
        return await until_shared(
            self._store, self._server, list(self._processes), self._shards, within=_PATIENCE
        )

    async def end(self, how: signal.Signals, pid: int) -> None:
        """End a process, and tell how the others took its shards over."""
        begun = time.perf_counter()
        self._processes.pop(pid).send_signal(how)
        await self.settle()
        took = time.perf_counter() - begun
        await self._quiet()
        waits = self.asked.waits(begun - 1, begun + took)
        self._tell(f"{how.name}: all shards held and connected after {took:.1f} s", waits)

    async def join(self, stack: AsyncExitStack) -> None:
        """Start one more, and tell how long its part took."""
        begun = time.perf_counter()
        await self.start(stack)
        await self.settle()
        took = time.perf_counter() - begun
        await self._quiet()
        self._tell(
            f"one more: has its part after {took:.1f} s", self.asked.waits(begun, begun + took)
        )

    async def _quiet(self) -> None:
        """Wait until what was asked up to now is answered."""
        so_far = list(self.asked.at)
        with suppress(AssertionError):  # what is missing is told at the end
            await self._server.until(
                lambda: all(one in self.asked.replied for one in so_far), within=_PATIENCE
            )

    def _tell(self, what: str, waits: list[float]) -> None:
        sys.stdout.write(
            f"{what}; {len(waits)} questions meanwhile waited p50 {1e3 * median(waits):.0f} ms,"
            f" at most {waits[-1]:.1f} s\n"
        )
        sys.stdout.flush()

    def faults(self) -> int:
        """Tell what was lost, came twice or came too early, and return how much that was."""
        seen: dict[str, int] = dict.fromkeys(self.asked.at, 0)
        for message in self._server.world.messages.values():
            to = str((message.get("message_reference") or {}).get("message_id"))
            if to in seen:
                seen[to] += 1
        missing = sum(not count for count in seen.values())
        twice = sum(count > 1 for count in seen.values())
        identified = sorted(self._server.gateway.identified, key=lambda one: one.at)
        gaps = [b.at - a.at for a, b in pairwise(identified)]
        early = sum(not one.in_turn for one in identified)
        sys.stdout.write(
            f"{len(seen):,} questions: {missing} without a reply, {twice} with two;"
            f" {len(identified)} IDENTIFYs,"
            f" the nearest {min(gaps):.2f} s apart, {early} too early\n"
        )
        return missing + twice + early


@asynccontextmanager
async def _standing(arguments: argparse.Namespace) -> AsyncIterator[tuple[StandIn, str]]:
    """Run PostgreSQL and the stand-in."""
    programs = postgresql.programs()
    if programs is None:
        sys.exit("this needs PostgreSQL's initdb and pg_ctl")
    with postgresql.running(programs) as one:
        async with StandIn(
            shards=arguments.shards,
            guild_count=arguments.shards * _SERVERS_A_SHARD,
            channel_count=_CHANNELS,
            checking=False,
        ) as server:
            server.gateway.apart = _APART
            yield server, one.address.format("postgres")


async def _measure(arguments: argparse.Namespace) -> int:
    async with (
        _standing(arguments) as (server, address),
        Store.open(address) as store,
        AsyncExitStack() as stack,
    ):
        run = _Run(server, store, address, arguments)
        server.on_request = run.asked.seen
        begun = time.perf_counter()
        for _ in range(arguments.processes):
            await run.start(stack)
        held = await run.settle()
        sys.stdout.write(
            f"{arguments.processes} processes, {arguments.shards} shards: all connected after"
            f" {time.perf_counter() - begun:.1f} s: {sorted(held.values())}\n"
        )
        asking = asyncio.create_task(_ask_on(server, run.asked, arguments.rate))
        await asyncio.sleep(_QUIET)
        await run.end(signal.SIGKILL, next(iter(held)))
        await run.join(stack)
        await run.end(signal.SIGTERM, next(iter(run._processes)))
        asking.cancel()
        await run._quiet()
        return min(1, run.faults())


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--shards", type=int, default=6)
    parser.add_argument("--rate", type=float, default=20.0, help="questions a second")
    with TemporaryDirectory() as folder:
        parser.add_argument("--folder", default=folder, help="where the processes' logs go")
        return asyncio.run(_measure(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
