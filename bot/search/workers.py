"""Several processes for what takes long: reading and measuring the texts of a large pack."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
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
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap(_do, range(count))
    finally:
        _work.pop()


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
