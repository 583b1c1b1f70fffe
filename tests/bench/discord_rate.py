"""Measure the bot over sockets: questions a second, and the time to the reply's request.

The stand-in for Discord is this process, the bot another: `scenario-bot run`, as an operator
starts it, with its storage in a file. Beside it, in the same run and asked the same, a bare echo
bot on discord.py: the most that any bot on that library can do. Each question comes from another
member in another channel, so that no cooldown of either side is measured.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import discord
from discord.http import Route

from tests.discord_app.loopback import TOKEN, Request, StandIn, payloads

_GUILDS, _CHANNELS = 4, 400
_IN_FLIGHT, _FEW, _TIMES = 32, 40, 10
_PATIENCE = 60.0


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
        self._free = [
            (guild, channel) for guild in range(_GUILDS) for channel in server.channels(guild)
        ]
        server.on_request = self._seen

    def _seen(self, request: Request) -> None:
        match = re.fullmatch(r"/channels/(\d+)/messages", request.path)
        waiting = self._arrived.get(int(match[1])) if match else None
        if waiting is not None and not waiting.done():
            waiting.set_result(request.arrived)

    async def ask(self, text: str) -> float:
        """Ask in a channel of its own; return the seconds from the event to the reply's request."""
        guild, channel = self._free.pop()
        arrived = self._arrived[channel] = asyncio.get_running_loop().create_future()
        author = payloads.user(1_000_000 + channel, f"member{channel}")
        start = time.perf_counter()
        await self._server.say(text, guild=guild, channel=channel, author=author)
        async with asyncio.timeout(_PATIENCE):
            return await arrived - start

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
async def _bot(server: StandIn, command: Sequence[str], folder: Path) -> AsyncIterator[None]:
    """Run a bot as a process of its own, online when the block starts."""
    kept = {name: value for name, value in os.environ.items() if "SCENARIO_BOT_" not in name}
    environment = kept | {
        "DISCORD_API_BASE": server.api_base,
        "SCENARIO_BOT_DISCORD_TOKEN": TOKEN,
        "SCENARIO_BOT_STORAGE": str(folder / "storage.sqlite3"),
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
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    await rest


@dataclass
class Figures:
    """What was measured of one bot, over all rounds."""

    rates: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    spent_ms: list[float] = field(default_factory=list)


async def _measure(
    figures: Figures, command: Sequence[str], asked: Sequence[str], alone: int
) -> None:
    """Measure one bot once: questions alone, many at once, and a few that many ask at once."""
    with TemporaryDirectory() as folder:
        server = StandIn(checking=False, guild_count=_GUILDS, channel_count=_CHANNELS)
        async with server, _bot(server, command, Path(folder)):
            asker = Asker(server)
            few = asked[-_FEW:]
            await asker.at_once(few)  # opens the connections
            figures.again.append(await asker.at_once(few * _TIMES))
            figures.rates.append(await asker.at_once(asked[alone:]))
            figures.spent_ms += [1e3 * one for one in await asker.one_by_one(asked[:alone])]


async def _both(pack: Path, asked: Sequence[str], alone: int, rounds: int) -> dict[str, float]:
    commands = {
        "bot": ("bot", "run", "--pack", str(pack)),
        "echo bot": ("tests.bench.discord_rate",),
    }
    measured = {name: Figures() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            await _measure(measured[name], command, asked, alone)
    ours, bare = measured["bot"], measured["echo bot"]
    table: dict[str, float] = {}
    for name, one in measured.items():
        ordered = sorted(one.spent_ms)
        table[f"Discord, {name}: questions a second"] = median(one.rates)
        table[f"Discord, {name}: the same few questions, a second"] = median(one.again)
        table[f"Discord, {name}: event to request, p50 ms"] = median(ordered)
        table[f"Discord, {name}: event to request, p99 ms"] = ordered[int(0.99 * len(ordered))]
    table["Discord: bot / echo bot"] = _ratio(ours.rates, bare.rates)
    table["Discord: bot / echo bot, the same few questions"] = _ratio(ours.again, bare.again)
    return table


def _ratio(ours: list[float], bare: list[float]) -> float:
    return median(one / other for one, other in zip(ours, bare, strict=True))


def measure_discord(
    pack: Path, questions: Sequence[str], *, at_once: int = 600, alone: int = 300, rounds: int = 3
) -> dict[str, float]:
    """Return the figures over sockets: so many questions at once and one by one, in each round.

    The questions are taken again from the start when there are fewer. "The same few" are 40 that
    are asked ten times each, as when news breaks.
    """
    at_once = min(at_once, _GUILDS * _CHANNELS - alone - _FEW * (1 + _TIMES))
    asked = [questions[number % len(questions)] for number in range(alone + at_once)]
    return asyncio.run(_both(pack.resolve(), asked, alone, rounds))


def _echo() -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    Route.BASE = os.environ["DISCORD_API_BASE"]
    client = Echo(
        intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None
    )
    client.run(os.environ["SCENARIO_BOT_DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    _echo()
