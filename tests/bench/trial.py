"""One system on one case, in a process of its own, so that memory and time are its own.

    python -m tests.bench.trial SYSTEM NAME [--aliases K] [--typos] …

Prints one JSON object. `run` starts such a process from the benchmark and reads it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tests.bench.measures import (
    auroc,
    calibration_error,
    coverage,
    mrr,
    percentile,
    precision_at_1,
    rejected,
)
from tests.bench.pools import Case, Spec, read
from tests.bench.systems import SYSTEMS, Ours, System

_ROOT = Path(__file__).parents[2]
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
_WARM_UP = 5
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Limits:
    """How many questions are asked, for how long, and how long the whole may take (seconds)."""

    in_scope: int = 2_000
    off_topic: int = 2_000
    asking: float = 60.0
    whole: float = 600.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; shares from 0 to 1, `None` where a measure makes no sense."""

    asked: int
    asked_off_topic: int
    p_at_1: float
    mrr: float
    auroc: float | None
    coverage: float
    coverage_mixed: float | None
    rejected: float | None
    ece: float | None
    ece_mixed: float | None
    p50_ms: float
    p99_ms: float
    build_s: float
    memory_mb: float
    # Of ours, at its own threshold: what it answers, how often rightly, and of off-topic ones.
    sure: float | None = None
    answered: float | None = None
    answered_rightly: float | None = None
    answered_off_topic: float | None = None


def run(system: str, spec: Spec, limits: Limits) -> Figures | str:
    """Measure one system on one case in a new process; return why where it did not come to it."""
    command = [sys.executable, "-m", "tests.bench.trial", system, spec.name]
    command += ["--aliases", str(spec.aliases), *(["--typos"] if spec.typos else [])]
    command += ["--in-scope", str(limits.in_scope), "--off-topic", str(limits.off_topic)]
    command += ["--asking", str(limits.asking)]
    environment = os.environ | dict.fromkeys(_ONE_THREAD, "1")
    try:
        done = subprocess.run(
            command, capture_output=True, cwd=_ROOT, env=environment, timeout=limits.whole
        )
    except subprocess.TimeoutExpired:
        return f"took more than {limits.whole:.0f} s"
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        return f"failed: {lines[-1]}"
    return Figures(**json.loads(done.stdout))


def measure(system: System, case: Case, asking: float) -> Figures:
    """Build a system and ask it everything, or as much of each kind as the time allows."""
    start = time.perf_counter()
    system.build(case.entries)
    build = time.perf_counter() - start
    for question in case.asked[:_WARM_UP]:
        system.first(question.text)
    spent: list[float] = []
    ranks: list[int | None] = []
    scored: list[tuple[float, bool]] = []
    enough = time.perf_counter() + asking
    for question in case.asked:
        start = time.perf_counter()
        system.first(question.text)
        spent.append((time.perf_counter() - start) * 1e3)
        ranked = system.ask(question.text)
        rank = next((at for at, (id_, _) in enumerate(ranked, 1) if id_ in question.right), None)
        ranks.append(rank)
        scored.append((ranked[0][1] if ranked else 0.0, rank == 1))
        if time.perf_counter() > enough:
            break
    off_topic: list[float] = []
    enough = time.perf_counter() + asking
    for question in case.off_topic:
        ranked = system.ask(question.text)
        off_topic.append(ranked[0][1] if ranked else 0.0)
        if time.perf_counter() > enough:
            break
    memory = psutil.Process().memory_info().rss / MEGABYTE
    scores = [score for score, _ in scored]
    mixed = [*scored, *((score, False) for score in off_topic)]
    at_own = _at_its_own_threshold(system, scored, off_topic) if isinstance(system, Ours) else {}
    return Figures(
        asked=len(ranks),
        asked_off_topic=len(off_topic),
        p_at_1=precision_at_1(ranks),
        mrr=mrr(ranks),
        auroc=auroc(scores, off_topic) if off_topic else None,
        coverage=coverage(scored),
        coverage_mixed=coverage(scored, off_topic) if off_topic else None,
        rejected=rejected(scores, off_topic) if off_topic else None,
        ece=calibration_error(scored) if system.calibrated else None,
        ece_mixed=calibration_error(mixed) if system.calibrated and off_topic else None,
        p50_ms=percentile(spent, 0.5),
        p99_ms=percentile(spent, 0.99),
        build_s=build,
        memory_mb=memory,
        **at_own,
    )


def _at_its_own_threshold(
    system: Ours, scored: list[tuple[float, bool]], off_topic: list[float]
) -> dict[str, float | None]:
    sure = system.sure
    answered = [right for score, right in scored if score >= sure]
    return {
        "sure": sure,
        "answered": len(answered) / len(scored),
        "answered_rightly": sum(answered) / len(answered) if answered else None,
        "answered_off_topic": sum(score >= sure for score in off_topic) / len(off_topic)
        if off_topic
        else None,
    }


def main() -> None:
    """Measure what the command line names."""
    limits = Limits()
    parser = argparse.ArgumentParser(prog="python -m tests.bench.trial", description=__doc__)
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("name")
    parser.add_argument("--aliases", type=int, default=-1)
    parser.add_argument("--typos", action="store_true")
    parser.add_argument("--in-scope", type=int, default=limits.in_scope)
    parser.add_argument("--off-topic", type=int, default=limits.off_topic)
    parser.add_argument("--asking", type=float, default=limits.asking)
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    # About our labels, each of which has few texts: nothing to do about that here.
    warnings.simplefilter("ignore")
    case = read(Spec(given.name, given.aliases, given.typos))
    case = case.sample(given.in_scope, given.off_topic)
    print(json.dumps(asdict(measure(SYSTEMS[given.system](), case, given.asking))))


if __name__ == "__main__":
    main()
