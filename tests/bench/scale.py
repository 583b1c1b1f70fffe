"""A large pack made up: how long its index takes to build and to take up, and what it holds.

    python -m tests.bench.scale 100000 [1000000]

Each step is a process of its own: one builds the index and keeps it, with as many cores as there
are; two take it up, one after the other, the second while the first still has it, and ask. What
is timed as a warm start begins with the pack in memory and ends with the first answer.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.generated import generated
from tests.bench.measures import percentile
from tests.bench.ours import entries_pack

_ROOT = Path(__file__).parents[2]
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ASKED = 1_000
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Scale:
    """What was measured; memory in MB. `shared` is the second process's proportional share."""

    utterances: int
    build_s: float
    build_cpu_s: float
    build_peak: float
    file: float
    warm_s: float
    p_at_1: float
    p50_ms: float
    p99_ms: float
    pack: float
    resident: float
    proportional: float | None

    def told(self) -> str:
        """Return the figures as a sentence."""
        share = f", {self.proportional:,.0f} MB of it its own share" if self.proportional else ""
        return (
            f"Kept index of {self.utterances:,} utterances: built and written in"
            f" {self.build_s:.1f} s ({self.build_cpu_s:.1f} s of processor time, at most"
            f" {self.build_peak:,.0f} MB), {self.file:,.0f} MB on disk; taken up and first answer"
            f" in {self.warm_s:.2f} s; p50 {self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms, first"
            f" right {100 * self.p_at_1:.1f} %; the second process that has it holds"
            f" {self.resident:,.0f} MB{share}, {self.pack:,.0f} MB without the index."
        )


def measured(utterances: int) -> Scale:
    """Return the figures for a pack of so many utterances."""
    with tempfile.TemporaryDirectory() as folder:
        built = json.loads(subprocess.check_output(_command("build", utterances, folder)))
        taking: list[subprocess.Popen[bytes]] = []
        said = []
        for _ in range(2):
            command = _command("ask", utterances, folder)
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            taking.append(process)
            assert process.stdout is not None
            said.append(json.loads(process.stdout.readline()))
        for process in taking:
            process.communicate()
        file = sum(path.stat().st_size for path in Path(folder).iterdir()) / _MEGABYTE
    return Scale(utterances=utterances, file=file, **built, **said[-1])


def _command(step: str, utterances: int, folder: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.scale", str(utterances), "--step", step, folder]


def _build(utterances: int, folder: Path) -> dict[str, float]:
    from bot.search.cache import open_index

    pack = entries_pack(generated(utterances, questions=0).entries)
    start, spent = time.perf_counter(), _processor_time()
    opened = open_index(pack, folder)
    assert opened.reason == "missing", opened.reason
    return {
        "build_s": time.perf_counter() - start,
        "build_cpu_s": _processor_time() - spent,
        "build_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def _ask(utterances: int, folder: Path) -> dict[str, float | None]:
    from bot.search.cache import open_index

    made = generated(utterances, questions=_ASKED)
    questions, pack = made.questions, entries_pack(made.entries)
    numbers = {entry: f"e{number}" for number, (entry, _, _) in enumerate(made.entries)}
    questions = [(text, numbers[entry]) for text, entry in questions]
    del made, numbers
    gc.collect()
    process = psutil.Process()
    before = process.memory_info().rss / _MEGABYTE
    gc.disable()
    start = time.perf_counter()
    opened = open_index(pack, folder)
    opened.index.search(questions[0][0])
    warm = time.perf_counter() - start
    gc.enable()
    assert not opened.reason, opened.reason
    spent, right = [], 0
    for text, entry in questions:
        start = time.perf_counter()
        found = opened.index.rank(text)
        spent.append((time.perf_counter() - start) * 1e3)
        right += bool(found) and found[0].id == entry
    memory = process.memory_full_info()
    pss = getattr(memory, "pss", None)
    return {
        "warm_s": warm,
        "p_at_1": right / len(questions),
        "p50_ms": percentile(spent, 0.5),
        "p99_ms": percentile(spent, 0.99),
        "pack": before,
        "resident": memory.rss / _MEGABYTE,
        "proportional": pss / _MEGABYTE if pss else None,
    }


def _processor_time() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Print the figures, or do one step and print its own as JSON."""
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    os.chdir(_ROOT)
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("utterances", nargs="+", type=int)
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step is None:
        for utterances in given.utterances:
            print(measured(utterances).told(), flush=True)
        return
    step, folder = given.step
    does = _build if step == "build" else _ask
    print(json.dumps(does(given.utterances[0], Path(folder))), flush=True)
    if step == "ask":
        sys.stdin.read()  # until the other one has measured


if __name__ == "__main__":
    main()
