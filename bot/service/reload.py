"""Live reload: packs that changed are read beside those in use, which answer until all is ready.

The new packs are loaded by a function that is handed in (`Load`); whoever asked for it, one reload
runs at a time, and those asked for meanwhile become one more. A pack that cannot be used changes
nothing: the last good one goes on answering, and the listeners learn where and why.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.desk import Desk
from bot.knowledge.model import Pack
from bot.knowledge.problems import Problem

_log = logging.getLogger(__name__)


class State(StrEnum):
    """What came of a reload."""

    CHANGED = "changed"  # the new packs answer now
    UNCHANGED = "unchanged"  # nothing that matters was different
    BROKEN = "broken"  # the new packs have errors; the old ones answer
    FAILED = "failed"  # they could not be read or indexed at all; the old ones answer


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of a change that curators accepted, when it was laid over a pack.

    `state` is one of `knowledge.overlay.State`; `why` says what spoke against it.
    """

    pack: str
    change: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Packs as they were read anew, with a desk that answers from them, or what is wrong."""

    packs: tuple[Pack, ...] = ()
    desk: Desk | None = None
    problems: tuple[Problem, ...] = ()
    laid: tuple[Laid, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reload: the packs before and now, and the errors where it changed nothing."""

    state: State
    before: tuple[Pack, ...]
    now: tuple[Pack, ...]
    desk: Desk | None = None
    problems: tuple[Problem, ...] = ()
    why: str = ""
    laid: tuple[Laid, ...] = ()


# Returns nothing where the packs are those given, by their versions.
Load = Callable[[Sequence[Pack]], Awaitable[Loaded | None]]
Listener = Callable[[Outcome], Awaitable[None]]


class Reloader:
    """Reads packs anew when asked to. `packs` are those in use at the start."""

    def __init__(self, packs: Sequence[Pack], load: Load) -> None:
        self.packs = tuple(packs)
        self._load = load
        self._listeners: list[Listener] = []
        self._running = asyncio.Lock()
        # The reload under way and the one after it; the loop itself keeps no hold of a task.
        self._now: asyncio.Task[Outcome] | None = None
        self._waiting: asyncio.Task[Outcome] | None = None

    def listen(self, listener: Listener) -> None:
        """Call somebody after each reload, one after the other in this order."""
        self._listeners.append(listener)

    async def reload(self) -> Outcome:
        """Read the packs anew and return what came of it. Nothing is raised."""
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._turn(), name="scenario-bot: reload")
        # One that has not begun yet will see all that was changed up to now; and whoever gives up
        # waiting takes nobody along.
        return await asyncio.shield(self._waiting)

    async def _turn(self) -> Outcome:
        async with self._running:
            self._now, self._waiting = self._waiting, None
            try:
                return await self._reload()
            finally:
                self._now = None  # its outcome holds the packs before

    async def follow(self, triggers: AsyncIterator[None]) -> None:
        """Reload at each trigger, for as long as there are any."""
        async for _ in triggers:
            await self.reload()

    async def _reload(self) -> Outcome:
        outcome = await self._read()
        if outcome.state is State.CHANGED:
            self.packs = outcome.now
        _log.info("reload=%s problems=%d", outcome.state.value, len(outcome.problems))
        for listener in self._listeners:
            try:
                await listener(outcome)
            except Exception:  # noqa: BLE001 - the next one is told all the same
                _log.exception("after a reload: %s", getattr(listener, "__qualname__", "listener"))
        return outcome

    async def _read(self) -> Outcome:
        before = self.packs
        try:
            loaded = await self._load(before)
        except Exception as error:  # noqa: BLE001 - what answers now must go on answering
            _log.exception("packs could not be loaded")
            return Outcome(State.FAILED, before, before, why=type(error).__name__)
        if loaded is None:
            return Outcome(State.UNCHANGED, before, before)
        if loaded.desk is None:
            return Outcome(State.BROKEN, before, before, problems=loaded.problems)
        return Outcome(
            State.CHANGED, before, loaded.packs, loaded.desk, loaded.problems, laid=loaded.laid
        )
