"""Measure how a thousand answers are put right: requests, refusals, time and processor.

The stand-in for Discord has its limit of five edits in five seconds in a channel; its clock moves
when the bot waits for its turn, so nothing waits here. The processor time is that of the bot and of
the stand-in together.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.store import Store
from tests.discord_app.changing import DENIED, FIRST
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import running
from tests.discord_app.many_answers import Clock, answered, client_of, edits


@dataclass(frozen=True)
class Corrected:
    """What came of it. `seconds` are those of the stand-in's clock."""

    answers: int
    channels: int
    edits: int
    twice: int
    refused: int
    seconds: float
    milliseconds_each: float


async def measure_corrections(answers: int = 1_000, channels: int = 20) -> Corrected:
    """Put so many answers right, spread over so many channels."""
    with TemporaryDirectory() as folder:
        async with (
            StandIn(channel_count=channels, checking=False) as server,
            Store.open(Path(folder) / "bot.db") as store,
        ):
            clock = Clock(server)
            client = client_of(server, store, FIRST, clock)
            async with running(client, server):
                await client.background.work()
                asked = await answered(server, store, FIRST, clock, answers)
                client.use(client_of(server, store, DENIED, clock).library.desk)
                begun, spent = server.clock(), time.process_time()
                await client.background.changed((DENIED,))
                await client.background.work()
                seconds, spent = server.clock() - begun, time.process_time() - spent
            counts = edits(server)
            return Corrected(
                answers=answers,
                channels=channels,
                edits=len(counts.keys() & asked.keys()),
                twice=sum(count > 1 for count in counts.values()),
                refused=sum(one.status == 429 for one in server.requests),
                seconds=seconds,
                milliseconds_each=1_000 * spent / answers,
            )


def figures_of(found: Corrected) -> dict[str, float]:
    """Return the figures for the table."""
    name = f"{found.answers:,} answers corrected in {found.channels} channels"
    return {
        f"{name}, edited twice": found.twice,
        f"{name}, refused as too fast": found.refused,
        f"{name}, s by Discord's clock": found.seconds,
        f"{name}, ms of processor each": found.milliseconds_each,
    }


def main() -> None:
    """Print the figures for many channels and for few."""
    for channels in (20, 4):
        found = asyncio.run(measure_corrections(channels=channels))
        print(
            f"{found.answers:,} answers in {found.channels} channels: {found.edits:,} edited,"
            f" {found.twice} twice, {found.refused} refused as too fast,"
            f" {found.seconds:.0f} s by Discord's clock, {found.milliseconds_each:.1f} ms of"
            " processor each, the stand-in's included"
        )


if __name__ == "__main__":
    main()
