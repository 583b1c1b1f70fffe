"""A bot over a long time: `python -m tests.bench.soak [--minutes 30] [--rate 40]`.

Questions come at a steady rate, each from another member, so that all that is remembered of members
fills up. Meanwhile connections are cut, sessions lost, a pack's file is changed and read anew, and
a curator changes a fact, so that answers are put right. The bot is a process of its own, and its
memory, open files and threads alone are sampled. Told are what was lost or came twice, and the
straight line through the second half of the memory's course; `--plot` draws it (PNG or SVG).
Exit status 1 if anything was lost or came twice, or the bot logged an error.
"""

import argparse
import asyncio
import shutil
import socket
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from bot.knowledge.read import read_questions
from bot.service.settings import shipped_pack
from tests.bench.community import as_a_community_asks
from tests.bench.discord_rate import STORE, bot_running
from tests.bench.load import CHANNELS, GUILDS, Load, put_under_load
from tests.bench.sampling import later_half, line_through, write
from tests.bench.troubles import PACK, Corrected, Troubles, corrected, until_corrected
from tests.discord_app.loopback import Request, StandIn

_SAMPLES_EVERY = 5.0
# Curators may hold a change back for two minutes; then ten answers a second are put right.
_CORRECTED_WITHIN = 900.0


async def soak(minutes: float, rate: float, every: float, seed: int) -> tuple[Load, Troubles, int]:
    """Put the bot under a long load and return what was seen, and how many faults there were."""
    questions = [one.q for one in read_questions(shipped_pack() / "questions.yaml")[0]]
    texts = as_a_community_asks(questions, int(rate * 60 * minutes), seed=seed)
    with TemporaryDirectory() as place:
        folder = Path(place)
        pack = folder / PACK
        shutil.copytree(shipped_pack(), pack, ignore=shutil.ignore_patterns(".cache"))
        server = StandIn(checking=False, guild_count=GUILDS, channel_count=CHANNELS)
        http = f"127.0.0.1:{_free_port()}"
        command = ("bot", "run", "--pack", str(pack))
        async with (
            server,
            bot_running(server, command, folder, SCENARIO_BOT_HTTP=http) as process,
        ):
            troubles = Troubles(server, pack, f"http://{http}/metrics")
            load = await _asked(server, process, troubles, texts, rate, every)
            await until_corrected(troubles, folder / STORE, _CORRECTED_WITHIN)
            found = corrected(folder / STORE, troubles.edits)
            faults = await _tell(load, troubles, found)
    return load, troubles, faults


async def _asked(
    server: StandIn,
    process: psutil.Process,
    troubles: Troubles,
    texts: list[str],
    rate: float,
    every: float,
) -> Load:
    load = Load(len(texts))
    replied: list[str] = []

    def seen(request: Request) -> None:
        """Note a request, and forget what the stand-in need not hold any more."""
        load.seen(request)
        troubles.seen(request)
        server.requests.clear()
        if len(load.arrived) > len(replied):
            replied.append(next(reversed(load.arrived)))
            if len(replied) > 1:
                server.world.messages.pop(replied[-2], None)

    server.on_request = seen
    making = asyncio.create_task(troubles.go_on(every))
    await put_under_load(server, process, texts, rate, load, troubles.may_ask, _SAMPLES_EVERY)
    if making.done():
        making.result()
    making.cancel()
    with suppress(asyncio.CancelledError):
        await making
    return load


async def _tell(load: Load, troubles: Troubles, found: Corrected) -> int:
    spent = sorted(load.spent)
    made = ", ".join(f"{count} × {name}" for name, count in troubles.made.items())
    logged = await troubles.figures("scenario_bot_log_records_total")
    reloads = await troubles.figures("scenario_bot_reloads_total")
    connected = await troubles.figures("scenario_bot_gateway_reconnects_total")
    failed = ", ".join(f"{count} × {name}" for name, count in troubles.failed.items())
    print(f"made: {made}; without an end in time: {failed or 'none'}")
    print(f"the bot's own figures: reloads {reloads}, reconnects {connected}, logged {logged}")
    print(
        f"{len(load.asked):,} questions: {load.missing} without a reply, {load.twice} with two;"
        f" to the reply p50 {1e3 * median(spent):.1f} ms,"
        f" p99 {1e3 * spent[int(0.99 * len(spent))]:.0f} ms, longest {spent[-1]:.1f} s"
    )
    print(
        f"{found.messages:,} answers to put right: {found.edits:,} edits,"
        f" {found.missing} missing, {found.too_many} once too often"
    )
    half = later_half(load.held)
    slope, _ = line_through(half)
    print(
        f"memory {load.held[0].megabytes:.0f} MB at the start, {load.held[-1].megabytes:.0f} MB at"
        f" the end; in the second half {slope:+.1f} MB an hour;"
        f" open files {min(one.files for one in half)} to {max(one.files for one in half)},"
        f" threads {min(one.threads for one in half)} to {max(one.threads for one in half)}"
    )
    sys.stdout.flush()
    errors = int(sum(logged.get(level, 0) for level in ("error", "critical")))
    faults = load.missing + load.twice + found.missing + found.too_many + errors
    return faults + troubles.failed.total()


def plot(path: Path, load: Load, troubles: Troubles, title: str) -> None:
    """Draw memory, open files and threads over the time, and when what happened."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    minutes = [one.seconds / 60 for one in load.held]
    half = later_half(load.held)
    slope, start = line_through(half)
    figure, (upper, lower) = pyplot.subplots(
        2, 1, sharex=True, figsize=(8, 5), height_ratios=(3, 1), layout="constrained"
    )
    upper.plot(minutes, [one.megabytes for one in load.held], color="#1f6f8b", linewidth=1.2)
    ends = [half[0].seconds, half[-1].seconds]
    upper.plot(
        [one / 60 for one in ends],
        [start + slope / 3_600 * one for one in ends],
        color="#d64045",
        linestyle="--",
        label=f"second half: {slope:+.1f} MB an hour",
    )
    upper.set_ylim(bottom=0)
    upper.set_ylabel("resident memory, MB")
    upper.set_title(title, fontsize=10)
    marks = {"file": "o", "curator": "s", "session lost": "x"}
    for name, mark in marks.items():
        at = [second / 60 for second, one in troubles.at if one == name]
        upper.plot(at, [5.0] * len(at), mark, color="#555555", markersize=4, label=name)
    upper.legend(loc="center right", fontsize=8)
    lower.step(minutes, [one.files for one in load.held], label="open files", color="#1f6f8b")
    lower.step(minutes, [one.threads for one in load.held], label="threads", color="#d6a040")
    lower.set_ylim(bottom=0)
    lower.set_xlabel("minutes")
    lower.legend(loc="center right", fontsize=8)
    figure.savefig(path, dpi=110, metadata={"Date": None} if path.suffix == ".svg" else None)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main() -> None:
    """Soak the bot, and tell and draw what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=40, help="questions a second")
    parser.add_argument("--every", type=float, default=60, help="seconds between two troubles")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--plot", type=Path, help="draw the course (needs the bench extra)")
    parser.add_argument("--csv", type=Path, help="write the samples")
    given = parser.parse_args()
    begun = time.perf_counter()
    load, troubles, faults = asyncio.run(soak(given.minutes, given.rate, given.every, given.seed))
    if given.csv:
        write(given.csv, load.held)
    if given.plot:
        day = datetime.now(UTC).date()
        title = f"{given.rate:g} questions a second, a trouble every {given.every:g} s; {day}"
        plot(given.plot, load, troubles, title)
    print(f"seed {given.seed}, {(time.perf_counter() - begun) / 60:.0f} minutes in all")
    sys.exit(min(faults, 1))


if __name__ == "__main__":
    main()
