"""From folders to a desk: packs are read, checked and indexed.

Imports are inside the functions: a command that needs no search does not wait for its libraries.
"""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.conversation.desk import Desk
    from bot.knowledge.model import Pack
    from bot.knowledge.problems import Problem
    from bot.service.settings import Settings

# What the linear algebra libraries read for their number of threads, when they are imported.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class PackError(Exception):
    """A pack that cannot be answered from. `problems` are its errors, `folder` where it lies."""

    def __init__(self, folder: Path, problems: tuple[Problem, ...], message: str = "") -> None:
        count = len(problems)
        errors = "1 error" if count == 1 else f"{count} errors"
        super().__init__(message or f"the pack {folder.name} has {errors}")
        self.folder = folder
        self.problems = problems


def read_packs(folders: Iterable[Path]) -> tuple[Pack, ...]:
    """Read the packs in the folders. Raises `PackError` for the first that is broken."""
    from bot.knowledge.problems import is_error
    from bot.knowledge.read import read_pack

    packs: dict[str, Pack] = {}
    for folder in folders:
        with _without_collecting():
            reading = read_pack(folder)
        if reading.pack is None:
            raise PackError(folder, tuple(filter(is_error, reading.problems)))
        if reading.pack.id in packs:
            raise PackError(folder, (), f"two packs have the id '{reading.pack.id}'")
        packs[reading.pack.id] = reading.pack
    return tuple(packs.values())


def build_desk(
    packs: Iterable[Pack],
    caches: Iterable[Path | None] = (),
    tell: Callable[[str], None] | None = None,
) -> Desk:
    """Index the packs and return the desk that answers from them, in their order.

    `caches` are the folders in which their indexes are kept, where they are; see `search.cache`.
    `tell` writes a line for people where one cannot be kept.
    """
    _calculate_in_one_thread()
    from itertools import chain, repeat

    from bot.conversation.desk import Desk, Shelf
    from bot.conversation.remembering import Remembering
    from bot.search.cache import open_index

    shelves = []
    with _without_collecting():
        for pack, cache in zip(packs, chain(caches, repeat(None)), strict=False):
            opened = open_index(pack, cache)
            shelves.append(Shelf(pack, Remembering(opened.index)))
            if opened.not_kept and tell is not None:
                tell(
                    f"scenario-bot: the index of {pack.id} cannot be kept ({opened.not_kept}), so"
                    " every start builds it; SCENARIO_BOT_CACHE takes another folder, or off."
                )
        return Desk(tuple(shelves))


def open_desk(
    folders: Iterable[Path],
    settings: Settings | None = None,
    tell: Callable[[str], None] | None = None,
) -> Desk:
    """Return the desk that answers from the packs in the folders.

    Where settings are given, indexes are kept as they say, and `tell` hears of one that cannot be.
    Raises `PackError`, which carries the problems, when one of the packs is broken.
    """
    folders = tuple(folders)
    caches = [settings.cache_of(folder) for folder in folders] if settings else []
    return build_desk(read_packs(folders), caches, tell)


def _calculate_in_one_thread() -> None:
    """Keep the linear algebra to one thread, unless the operator chose otherwise.

    The matrices are small; on a busy machine threads that wait for each other take ten times as
    long. It must be said before numpy is imported.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause the garbage collector.

    Reading and indexing make a million objects and no cycles: looking at them again and again
    takes a tenth of the time to the first answer.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
