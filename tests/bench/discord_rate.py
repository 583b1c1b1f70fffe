"""Measure the bot over sockets: questions a second, and the time to the reply's request.

The stand-in for Discord is this process, the bot another: `scenario-bot run`, as an operator
starts it, with its storage in a file. Beside it, in the same run and asked the same, a bare echo
bot on discord.py: the most that any bot on that library can do. Each question comes from another
member, in a channel where none is under way, so that no cooldown of either side is measured.

Three workloads. "Different": no question twice, so that each is searched for. "The same few": forty
questions again and again, as when news breaks. "As a community asks": see `community`. Beside the
rates stands the processor time of the bot's process for a reply, which other work on the machine
disturbs less.
"""

import asyncio
import itertools
import os
import re
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import discord
import psutil
from discord.http import Route

from tests.bench.community import as_a_community_asks
from tests.discord_app.loopback import TOKEN, Request, StandIn, payloads
from tests.discord_app.loopback.payloads import Payload

# Below the 256 channels from which on the library walks through all of them for every request.
_GUILDS, _CHANNELS = 4, 50
_IN_FLIGHT, _FEW, _TIMES = 32, 40, 40
_PATIENCE = 60.0
_BURST, _AFTER = 5_000, 0.5
STORE = "storage.sqlite3"
DIFFERENT, FEW, COMMUNITY = "all different", "the same few", "as a community asks"
MEANING = {
    DIFFERENT: "no question twice: each is searched for, which an echo bot need not do",
    FEW: "forty questions again and again, word for word, as when news breaks",
    COMMUNITY: (
        "1,600 messages; the n-th most wanted question comes 1/n as often as the first, half"
        " without capitals or mark, a quarter with typing errors"
    ),
}


class Echo(discord.AutoShardedClient):
    """The bare bot to compare with: it replies with what it read."""

    async def on_ready(self) -> None:
        sys.stderr.write("online\n")
        sys.stderr.flush()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            await message.reply(message.content)


class Asker:
    """Asks the bot that is connected to a stand-in, and takes the times."""

    def __init__(self, server: StandIn) -> None:
        self._server = server
        self._arrived: dict[int, asyncio.Future[float]] = {}
        self._members = itertools.count(1_000_000)
        self._free = deque(
            (guild, channel) for guild in range(_GUILDS) for channel in server.channels(guild)
        )
        server.on_request = self._seen

    def _seen(self, request: Request) -> None:
        match = re.fullmatch(r"/channels/(\d+)/messages", request.path)
        waiting = self._arrived.get(int(match[1])) if match else None
        if waiting is not None and not waiting.done():
            waiting.set_result(request.arrived)

    async def ask(self, text: str) -> float:
        """Ask in a channel of its own; return the seconds from the event to the reply's request."""
        guild, channel = self._free.popleft()
        arrived = self._arrived[channel] = asyncio.get_running_loop().create_future()
        start = time.perf_counter()
        await self._say(text, guild, channel)
        async with asyncio.timeout(_PATIENCE):
            spent = await arrived - start
        self._free.append((guild, channel))
        return spent

    async def _say(self, text: str, guild: int, channel: int) -> Payload:
        number = next(self._members)
        author = payloads.user(number, f"member{number}")
        return await self._server.say(text, guild=guild, channel=channel, author=author)

    async def burst(self, texts: Sequence[str]) -> tuple[int, float]:
        """Ask all at once, whatever comes back; return how many got one reply, and the rate."""
        replies: Counter[str] = Counter()
        done = asyncio.Event()

        def seen(request: Request) -> None:
            if request.path.endswith("/messages"):
                replies[request.body["message_reference"]["message_id"]] += 1
                if replies.total() >= len(texts):
                    done.set()

        self._server.on_request = seen
        start = time.perf_counter()
        for text in texts:
            guild, channel = self._free[0]
            self._free.rotate(-1)
            await self._say(text, guild, channel)
        async with asyncio.timeout(_PATIENCE):
            await done.wait()
        spent = time.perf_counter() - start
        await asyncio.sleep(_AFTER)  # for what would be one reply too many
        return sum(count == 1 for count in replies.values()), len(texts) / spent

    async def one_by_one(self, texts: Sequence[str]) -> list[float]:
        """Ask one after another; return the seconds for each."""
        return [await self.ask(text) for text in texts]

    async def at_once(self, texts: Sequence[str]) -> float:
        """Ask with so many under way at once; return how many were answered in a second."""
        left = iter(texts)

        async def work() -> None:
            for text in left:
                await self.ask(text)

        start = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(_IN_FLIGHT)))
        return len(texts) / (time.perf_counter() - start)


@asynccontextmanager
async def bot_running(
    server: StandIn, command: Sequence[str], folder: Path, **settings: str
) -> AsyncIterator[psutil.Process]:
    """Run a bot as a process of its own, online when the block starts, its store in a folder."""
    kept = {name: value for name, value in os.environ.items() if "SCENARIO_BOT_" not in name}
    environment = kept | {
        "DISCORD_API_BASE": server.api_base,
        "SCENARIO_BOT_DISCORD_TOKEN": TOKEN,
        "SCENARIO_BOT_STORAGE": str(folder / STORE),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(_PATIENCE):
            while b"online" not in (line := await process.stderr.readline()):
                if not line:
                    raise SystemExit(f"{command[0]} did not come online")
        rest = asyncio.create_task(process.stderr.read())
        yield psutil.Process(process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    await rest


@asynccontextmanager
async def connected(
    command: Sequence[str], guilds: int = _GUILDS, channels: int = _CHANNELS
) -> AsyncIterator[tuple[StandIn, psutil.Process]]:
    """Run a bot on a stand-in of its own."""
    with TemporaryDirectory() as folder:
        server = StandIn(checking=False, guild_count=guilds, channel_count=channels)
        async with server, bot_running(server, command, Path(folder)) as process:
            yield server, process


@dataclass(frozen=True)
class Texts:
    """What is asked: one after another, and many at once in each workload."""

    alone: Sequence[str]
    at_once: Mapping[str, Sequence[str]]


@dataclass
class Figures:
    """What was measured of one bot, by workload, over all rounds."""

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    spent_ms: list[float] = field(default_factory=list)


async def _measure(figures: Figures, command: Sequence[str], texts: Texts) -> None:
    """Measure one bot once, started anew for each workload; the single questions among them."""
    for workload, asked in texts.at_once.items():
        async with connected(command) as (server, process):
            asker = Asker(server)
            await asker.at_once(["hello"] * (2 * _IN_FLIGHT))  # opens the connections
            if workload == FEW:
                await asker.at_once(asked[:_FEW])
            if workload == DIFFERENT:
                figures.spent_ms += [1e3 * one for one in await asker.one_by_one(texts.alone)]
            before = sum(process.cpu_times()[:2])
            figures.rates[workload].append(await asker.at_once(asked))
            after = sum(process.cpu_times()[:2])
            figures.processor_ms[workload].append(1e3 * (after - before) / len(asked))


async def _both(pack: Path, texts: Texts, rounds: int) -> dict[str, float]:
    commands = {
        "bot": ("bot", "run", "--pack", str(pack)),
        "echo bot": ("tests.bench.discord_rate",),
    }
    measured = {name: Figures() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            await _measure(measured[name], command, texts)
    table: dict[str, float] = {}
    for workload in texts.at_once:
        for name, one in measured.items():
            table[f"Discord, {workload}: {name}, replies a second"] = median(one.rates[workload])
            processor = median(one.processor_ms[workload])
            table[f"Discord, {workload}: {name}, processor ms a reply"] = processor
        ours, bare = measured["bot"], measured["echo bot"]
        rates = _ratio(ours.rates[workload], bare.rates[workload])
        table[f"Discord, {workload}: bot / echo bot"] = rates
        shares = _ratio(bare.processor_ms[workload], ours.processor_ms[workload])
        table[f"Discord, {workload}: bot / echo bot, by processor time"] = shares
    for name, one in measured.items():
        ordered = sorted(one.spent_ms)
        table[f"Discord, {name}: event to request, p50 ms"] = median(ordered)
        table[f"Discord, {name}: event to request, p99 ms"] = ordered[int(0.99 * len(ordered))]
    async with connected(commands["bot"]) as (server, _process):
        asker = Asker(server)
        community = texts.at_once[COMMUNITY]
        burst = [community[number % len(community)] for number in range(_BURST)]
        once, rate = await asker.burst(burst)
        table[f"Discord: of a burst of {_BURST:,}, answered exactly once"] = once
        table[f"Discord: of a burst of {_BURST:,}, replies a second"] = rate
    return table


def _ratio(ours: list[float], bare: list[float]) -> float:
    return median(one / other for one, other in zip(ours, bare, strict=True))


def measure_discord(
    pack: Path,
    questions: Sequence[str],
    *,
    alone: int = 100,
    community: int = 1_600,
    rounds: int = 3,
) -> dict[str, float]:
    """Return the figures over sockets, for each workload and one by one, over several rounds."""
    texts = Texts(
        alone=questions[:alone],
        at_once={
            DIFFERENT: questions[alone:-_FEW],
            FEW: list(questions[-_FEW:]) * _TIMES,
            COMMUNITY: as_a_community_asks(questions, community),
        },
    )
    return asyncio.run(_both(pack.resolve(), texts, rounds))


def _echo() -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    Route.BASE = os.environ["DISCORD_API_BASE"]
    client = Echo(
        intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None
    )
    client.run(os.environ["SCENARIO_BOT_DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    _echo()
