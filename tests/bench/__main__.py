"""Measure the bot on the shipped pack, beside a named baseline in the same run.

Each cold start is a process of its own. Baseline: rapidfuzz's `process.extractOne` with its
default scorer (WRatio) over every utterance, what one would write first.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

# One thread in numpy's library, as `bot.building` has it for the bot; read when numpy is loaded.
# With two on two cores the slowest hundredth would be threads waiting for each other (98 ms for 7).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import psutil
from rapidfuzz import process

from bot.conversation.desk import Desk, Shelf
from bot.conversation.question import Question
from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack, read_questions
from bot.search.cache import open_index
from bot.search.index import Index
from bot.search.utterances import Targets
from bot.service.settings import shipped_pack
from bot.terminal.evaluate import HEADLINE
from tests.bench.corrections import figures_of, measure_corrections
from tests.bench.discord_rate import MEANING, measure_discord

_TODAY = date(2026, 11, 24)


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed_ms(run: object, questions: list[str]) -> list[float]:
    """Return how long each question took, in milliseconds."""
    assert callable(run)
    spent: list[float] = []
    for question in questions:
        start = time.perf_counter()
        run(question)
        spent.append((time.perf_counter() - start) * 1e3)
    return spent


def starts(times: int, cache: str) -> list[float]:
    """Return the seconds from starting the process to its first answer, for several processes.

    `cache` is the folder in which indexes are kept, or "off".
    """
    spent: list[float] = []
    environment = os.environ | {"SCENARIO_BOT_CACHE": cache}
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", "ask", "did leapmotor really say ferrari talks are on?"],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        spent.append(time.perf_counter() - start)
    return spent


def measure(folder: Path, repeats: int) -> dict[str, float]:
    """Return the figures for one pack."""
    memory = psutil.Process(os.getpid())
    before = memory.memory_info().rss
    reads: list[float] = []
    builds: list[float] = []
    pack: Pack | None = None
    index: Index | None = None
    for _ in range(repeats):
        start = time.perf_counter()
        pack = read_pack(folder).pack
        reads.append(time.perf_counter() - start)
        if pack is None:
            raise SystemExit(f"{folder} does not load; run scenario-bot check")
        start = time.perf_counter()
        index = Index(pack)
        builds.append(time.perf_counter() - start)
    assert pack is not None
    assert index is not None
    after = memory.memory_info().rss
    alone = [sample for sample in pack.questions if sample.kind in HEADLINE]
    questions = [sample.q for sample in alone]
    desk = Desk([Shelf(pack, index)])
    utterances = [utterance.text for target in Targets(pack) for utterance in target.utterances]
    for question in questions[:20]:
        index.search(question)
    search = timed_ms(index.search, questions)
    asked = timed_ms(lambda text: desk.ask(Question(text, today=_TODAY)), questions)
    long_one = timed_ms(lambda text: desk.ask(Question(text, today=_TODAY)), ["luce " * 20_000] * 9)
    owners = [target.facts for target in Targets(pack) for _ in target.utterances]
    asked_for = [sample for sample in alone if sample.expected]
    ours = sum(
        bool(first and set(first[0].facts) & set(sample.expected))
        for sample in asked_for
        for first in [index.rank(sample.q)[:1]]
    )
    theirs = sum(
        bool(set(owners[found[2]]) & set(sample.expected))
        for sample in asked_for
        for found in [process.extractOne(sample.q, utterances)]
    )
    base = timed_ms(lambda text: process.extractOne(text, utterances), questions[:100])
    cold = starts(repeats, "off")
    with TemporaryDirectory() as kept:
        starts(1, kept)
        warm = starts(repeats, kept)
        taken_up = timed_ms(
            lambda _: open_index(pack, Path(kept)).index.search("x y"), [""] * repeats
        )
    return {
        "utterances": len(utterances),
        "questions": len(questions),
        "read and check the pack, s": median(reads),
        "build the index, s": median(builds),
        "cold start to first answer, s (median)": median(cold),
        "cold start to first answer, s (worst)": max(cold),
        "start with a kept index to first answer, s (median)": median(warm),
        "start with a kept index to first answer, s (worst)": max(warm),
        "taking up a kept index, ms": median(taken_up),
        "search, p50 ms": median(search),
        "search, p99 ms": percentile(search, 0.99),
        "whole answer, p50 ms": median(asked),
        "whole answer, p99 ms": percentile(asked, 0.99),
        "a 100 kB question, median ms": median(long_one),
        "baseline WRatio, p50 ms": median(base),
        "baseline p50 / search p50": median(base) / median(search),
        "search, first candidate right, %": 100 * ours / len(asked_for),
        "baseline WRatio, first right, %": 100 * theirs / len(asked_for),
        "pack and index in memory, MB": (after - before) / 1e6,
        "process, MB": memory.memory_info().rss / 1e6,
    }


def main() -> None:
    """Print the figures as a Markdown table, or as JSON."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pack", type=Path, default=shipped_pack())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--without-discord", action="store_true", help="leave the sockets out")
    arguments = parser.parse_args()
    figures = measure(arguments.pack, arguments.repeats)
    if not arguments.without_discord:
        questions = [sample.q for sample in read_questions(arguments.pack / "questions.yaml")[0]]
        figures |= measure_discord(arguments.pack, questions)
        figures |= figures_of(asyncio.run(measure_corrections()))
    if arguments.json:
        print(json.dumps(figures, indent=2))
        return
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, pack {arguments.pack.name}\n"
    )
    print("| what | figure |\n| --- | ---: |")
    for name, figure in figures.items():
        print(f"| {name} | {figure:,.0f} |" if figure >= 100 else f"| {name} | {figure:.3g} |")
    if not arguments.without_discord:
        print("\nOver sockets, beside an echo bot that is asked the same:")
        for workload, meaning in MEANING.items():
            print(f"- {workload}: {meaning}.")


if __name__ == "__main__":
    main()
