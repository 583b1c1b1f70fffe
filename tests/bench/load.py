"""A steady load over sockets: `python -m tests.bench.load [--rate 200] [--seconds 120]`.

Questions as a community asks them come at their times, whether or not those before are answered,
to `scenario-bot run` and then to a bare echo bot (the baseline) on the same stand-in. Told are how
many got no reply and how many two, the seconds from a question to its reply's request, and what the
bot's process held in memory and open files in each quarter of the time; `--csv` keeps its course.
Exit status 1 if a question got no reply, or two. `tests.bench.soak` goes on for longer, and with
troubles.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from bot.knowledge.read import read_questions
from bot.service.settings import shipped_pack
from tests.bench.community import as_a_community_asks
from tests.bench.discord_rate import connected
from tests.bench.sampling import Sample, quarters, watch, write
from tests.discord_app.loopback import Request, StandIn, payloads

# So many places that none gets more questions than a channel may ask in a minute.
GUILDS, CHANNELS = 12, 50
_PATIENCE, _AFTER = 60.0, 1.0
_SEED = 21
_COMMANDS = {"bot": ("bot", "run"), "echo bot": ("tests.bench.discord_rate",)}


@dataclass
class Load:
    """What was seen of one bot that is asked so many questions."""

    expected: int
    done: asyncio.Event = field(default_factory=asyncio.Event)
    asked: dict[str, float] = field(default_factory=dict)  # message: when
    replies: Counter[str] = field(default_factory=Counter)
    arrived: dict[str, float] = field(default_factory=dict)  # message: when its first reply did
    held: list[Sample] = field(default_factory=list)

    def seen(self, request: Request) -> None:
        """Note a reply of the bot."""
        if not request.path.endswith("/messages") or request.method != "POST":
            return
        message = str(request.body["message_reference"]["message_id"])
        self.replies[message] += 1
        self.arrived.setdefault(message, time.perf_counter())
        if len(self.arrived) >= self.expected:
            self.done.set()

    @property
    def spent(self) -> list[float]:
        """The seconds from each question to its reply's request."""
        return [self.arrived[one] - at for one, at in self.asked.items() if one in self.arrived]

    @property
    def missing(self) -> int:
        """How many questions got no reply."""
        return sum(message not in self.replies for message in self.asked)

    @property
    def twice(self) -> int:
        """How many got more than one."""
        return sum(count > 1 for count in self.replies.values())


async def put_under_load(
    server: StandIn,
    process: psutil.Process,
    texts: Sequence[str],
    rate: float,
    load: Load,
    may_ask: asyncio.Event | None = None,
    every: float = 1.0,
) -> None:
    """Ask so many questions a second, wait for the last reply, and note what is seen.

    While `may_ask` is cleared nobody asks; what would have been asked then is asked later.
    """
    places = [(guild, one) for guild in range(GUILDS) for one in server.channels(guild)]
    watching = asyncio.create_task(watch(process, load.held, every))
    start = time.perf_counter()
    for number, text in enumerate(texts):
        if may_ask is not None and not may_ask.is_set():
            stopped = time.perf_counter()
            await may_ask.wait()
            start += time.perf_counter() - stopped
        wait = start + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        guild, channel = places[number % len(places)]
        author = payloads.user(1_000_000 + number, f"member{number}")
        before = time.perf_counter()
        message = await server.say(text, guild=guild, channel=channel, author=author)
        load.asked[message["id"]] = before
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await load.done.wait()
    await asyncio.sleep(_AFTER)  # for what would be one reply too many
    watching.cancel()


def _print(name: str, load: Load, rate: float) -> None:
    spent = sorted(load.spent) or [float("nan")]
    held = ", ".join(f"{mb:.0f} MB / {files}" for mb, files in quarters(load.held))
    sys.stdout.write(
        f"{name}: {len(load.asked):,} questions at {rate:g} a second:"
        f" {load.missing} without a reply, {load.twice} with two;"
        f" to the reply p50 {1e3 * median(spent):.1f} ms,"
        f" p99 {1e3 * spent[int(0.99 * len(spent))]:.0f} ms;"
        f" memory / open files by quarters: {held}\n"
    )
    sys.stdout.flush()


async def _measure(arguments: argparse.Namespace) -> int:
    questions = [one.q for one in read_questions(shipped_pack() / "questions.yaml")[0]]
    count = int(arguments.rate * arguments.seconds)
    texts = as_a_community_asks(questions, count, seed=_SEED)
    faults = 0
    for name, command in _COMMANDS.items():
        async with connected(command, GUILDS, CHANNELS) as (server, process):
            load = Load(len(texts))
            server.on_request = load.seen
            await put_under_load(server, process, texts, arguments.rate, load)
        _print(name, load, arguments.rate)
        faults += load.missing + load.twice if name == "bot" else 0
        if arguments.csv and name == "bot":
            write(arguments.csv, load.held)
    return min(faults, 1)


def main() -> None:
    """Put both bots under the load and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200, help="questions a second")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--csv", type=Path, help="write memory and open files by the second")
    sys.exit(asyncio.run(_measure(parser.parse_args())))


if __name__ == "__main__":
    main()
