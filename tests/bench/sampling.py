"""What a process holds over a time: memory, open files, threads; and the line through it."""

import asyncio
import csv
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import psutil

_QUARTERS = 4
_HOUR = 3_600.0


class Sample(NamedTuple):
    """What a process held at a second: its own memory and files, not those of its children."""

    seconds: float
    megabytes: float
    files: int
    threads: int


async def watch(process: psutil.Process, samples: list[Sample], every: float = 1.0) -> None:
    """Take samples until cancelled."""
    start = time.perf_counter()
    while True:
        with process.oneshot():
            held = process.memory_info().rss / 1e6
            threads = process.num_threads()
        samples.append(Sample(time.perf_counter() - start, held, process.num_fds(), threads))
        await asyncio.sleep(every)


def quarters(samples: Sequence[Sample]) -> list[tuple[float, int]]:
    """Return the middle memory and the most open files in each quarter of the time."""
    size = max(1, len(samples) // _QUARTERS)
    parts = [samples[n * size : (n + 1) * size] for n in range(_QUARTERS)]
    return [
        (median(one.megabytes for one in part), max(one.files for one in part))
        for part in parts
        if part
    ]


def later_half(samples: Sequence[Sample]) -> list[Sample]:
    """Return what was held in the second half of the time."""
    return [one for one in samples if one.seconds >= samples[-1].seconds / 2]


def line_through(samples: Sequence[Sample]) -> tuple[float, float]:
    """Return the line of least squares through the memory: MB an hour, and MB at second 0."""
    slope, start = np.polyfit(
        [one.seconds for one in samples], [one.megabytes for one in samples], deg=1
    )
    return float(slope) * _HOUR, float(start)


def write(path: Path, samples: Sequence[Sample]) -> None:
    """Write the samples as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(Sample._fields)
        rows.writerows(samples)
