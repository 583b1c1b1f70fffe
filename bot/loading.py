"""Reading packs anew beside those in use, in a process of its own, so that answers never wait.

The process reads, checks and indexes, and leaves each index in its file (see `search.cache`). The
packs come back through a pipe in small pieces: one large one would hold up the event loop for as
long as it takes to be unpacked. Here the indexes are only mapped.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.building import PackError, build_desk, read_packs
from bot.knowledge.model import Pack
from bot.service.reload import Laid, Loaded

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from bot.knowledge.problems import Problem

# Records of one kind that come through the pipe at once.
_BATCH = 200
_KINDS = ("sources", "entities", "attributes", "facts", "scenarios", "entries")
# Members come first: the reading process takes what is left of the processor.
_NICER = 10


# Changes that curators accepted, by pack, as plain values; see `knowledge.changes`.
Accepted = Mapping[str, Sequence[Mapping[str, Any]]]


async def _nothing_accepted() -> Accepted:
    return {}


class LoadingError(Exception):
    """The process that reads packs did not come to an end; the message says how it ended."""


@dataclass(frozen=True, slots=True)
class _Broken:
    problems: tuple[Problem, ...]
    message: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What came back: the packs, and what became of the changes that were laid over them."""

    packs: tuple[Pack, ...]
    laid: tuple[Laid, ...]


class Loader:
    """Reads the packs in folders anew; `caches` are where their indexes are kept, if at all.

    `accepted` returns the changes that are laid over them.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        caches: Sequence[Path | None],
        accepted: Callable[[], Awaitable[Accepted]] = _nothing_accepted,
    ) -> None:
        self._folders = tuple(folders)
        self._caches = tuple(caches)
        self._accepted = accepted

    async def load(self, packs: Sequence[Pack]) -> Loaded | None:
        """Return the packs as their files are now; nothing where they are those given.

        Raises `LoadingError` when they could not be read at all.
        """
        known = tuple((pack.id, pack.version) for pack in packs)
        changes = await self._accepted()
        with ExitStack() as stack:
            caches = tuple(cache or _passing_cache(stack) for cache in self._caches)
            found = await self._in_its_process(known, changes, caches)
            if found is None:
                return None
            if isinstance(found, _Broken):
                return Loaded(problems=found.problems)
            desk = await asyncio.to_thread(_mapped, found.packs, caches)
        return Loaded(found.packs, desk, laid=found.laid)

    async def _in_its_process(
        self, known: tuple[tuple[str, str], ...], changes: Accepted, caches: tuple[Path, ...]
    ) -> _Read | _Broken | None:
        context = get_context("spawn")
        mine, its = context.Pipe(duplex=False)
        process = context.Process(
            target=_prepare,
            args=(its, self._folders, known, changes, caches),
            name="scenario-bot: reading",
        )
        process.start()
        its.close()
        try:
            return await asyncio.to_thread(_received, mine)
        except EOFError:
            await asyncio.to_thread(process.join)
            raise LoadingError(f"the reading process ended with {process.exitcode}") from None
        finally:
            # Also when the bot stops meanwhile: nothing is lost with it.
            process.kill()
            await asyncio.shield(asyncio.to_thread(process.join))
            mine.close()


# -- in the process ------------------------------------------------------------------------------


def _stand_back() -> None:
    """Let answers come first. Where the system does not allow it, packs are read all the same."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICER)


def _prepare(
    pipe: Connection,
    folders: Sequence[Path],
    known: tuple[tuple[str, str], ...],
    changes: Accepted,
    caches: Sequence[Path],
) -> None:
    # A signal to the group is for the bot, which ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stand_back()
    try:
        packs = read_packs(folders)
    except PackError as error:
        _send(pipe, _Broken(error.problems, str(error)))
        return
    laid: list[Laid] = []
    packs = tuple(overlaid(pack, changes.get(pack.id, ()), laid) for pack in packs)
    if tuple((pack.id, pack.version) for pack in packs) == known:
        _send(pipe, None)
        return
    build_desk(packs, caches)
    for pack in packs:
        for piece in _pieces(pack):
            _send(pipe, piece)
    _send(pipe, tuple(laid))


def overlaid(pack: Pack, changes: Sequence[Mapping[str, Any]], laid: list[Laid]) -> Pack:
    """Return a pack with accepted changes over it; `laid` takes what became of each."""
    from bot.knowledge.changes import ChangeError, read_change
    from bot.knowledge.overlay import Overlay, State

    known = []
    for values in changes:
        try:
            known.append(read_change(values))
        except ChangeError as error:
            # One of another version of the bot; the others are none the worse for it.
            laid.append(Laid(pack.id, str(values.get("id", "")), State.INVALID.value, str(error)))
    if not known:
        return pack
    overlaid = Overlay(tuple(known)).on(pack)
    for one in overlaid.outcomes:
        why = "; ".join(problem.message for problem in one.problems)
        laid.append(Laid(pack.id, one.change.id, one.state.value, why))
    return overlaid.pack


def _send(pipe: Connection, value: object) -> None:
    pipe.send_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def _pieces(pack: Pack) -> Iterator[tuple[str, Any]]:
    """Yield a pack in pieces that are quick to unpack: a name and what belongs under it."""
    yield "pack", (pack.manifest, pack.version)
    for kind in _KINDS:
        records = list(getattr(pack, kind).items())
        for start in range(0, len(records), _BATCH):
            yield kind, records[start : start + _BATCH]
    for start in range(0, len(pack.questions), _BATCH):
        yield "questions", pack.questions[start : start + _BATCH]


# -- here, beside the event loop -----------------------------------------------------------------


def _received(pipe: Connection) -> _Read | _Broken | None:
    """Return what the process sends. Raises `EOFError` when it ends before."""
    packs: list[dict[str, Any]] = []
    while True:
        # It comes from a process of ours, through a pipe that nobody else has.
        value = pickle.loads(pipe.recv_bytes())  # noqa: S301
        if value is None or isinstance(value, _Broken):
            return value
        if all(isinstance(one, Laid) for one in value):
            return _Read(tuple(map(_put_together, packs)), value)
        name, piece = value
        if name == "pack":
            if not packs:
                # What was thrown away before would be left alone for ever with what is loaded now;
                # once a pack is here, looking for it would take far longer.
                gc.collect()
            packs.append({"pack": piece, "questions": [], **{kind: {} for kind in _KINDS}})
        elif name == "questions":
            packs[-1]["questions"] += piece
        else:
            packs[-1][name].update(piece)


def _put_together(pieces: Mapping[str, Any]) -> Pack:
    manifest, version = pieces["pack"]
    return Pack.model_construct(
        manifest=manifest,
        version=version,
        questions=tuple(pieces["questions"]),
        **{kind: pieces[kind] for kind in _KINDS},
    )


def _mapped(packs: Sequence[Pack], caches: Sequence[Path]) -> Any:
    with _collector_left_out():
        return build_desk(packs, caches)


@contextmanager
def _collector_left_out() -> Iterator[None]:
    """Keep the garbage collector off what is loaded, as at the start (see `app`).

    Looking through a large pack stops all answers for as long as it takes.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _passing_cache(stack: ExitStack) -> Path:
    """Return a folder in which an index stands until it is mapped."""
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scenario-bot-")))
