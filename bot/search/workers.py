"""Several processes for what takes long: reading and measuring the texts of a large pack."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

T = TypeVar("T")

# What the children do; they have it from their parent, since they are its copies.
_work: list[Callable[[int], Any]] = []


def mapped(work: Callable[[int], T], count: int, *, share: bool) -> Iterator[T]:
    """Yield what `work` makes of 0 to `count` - 1, in order; in several processes if told to.

    Processes are shared with only where a copy of this one is safe: on Linux, and from its only
    thread. What is yielded is the same either way.
    """
    processes = min(count, _cores())
    if not share or processes < 2 or not _can_copy():
        yield from map(work, range(count))
        return
    _work.append(work)
    try:
        yield from _shared(count, processes)
    finally:
        _work.pop()


def _shared(count: int, processes: int) -> Iterator[Any]:
    done = 0
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        try:
            for found in pool.map(_do, range(count)):
                yield found
                done += 1
        except BrokenProcessPool:  # a child was killed, as where memory is short
            yield from map(_do, range(done, count))


def _do(number: int) -> Any:
    return _work[-1](number)


def _can_copy() -> bool:
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        # A child of such a pool may have none of its own.
        and not multiprocessing.current_process().daemon
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
