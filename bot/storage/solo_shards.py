"""The shards of a bot that is one process: it holds all of them, and its next start goes on there.

What stands in the database are the sessions alone, so that what is asked between a stop (or the end
of the process) and the next start is answered then. Turns to IDENTIFY are kept in memory.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from functools import partial

from sqlalchemy import Connection, select

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import upsert
from bot.storage.records import StorageError
from bot.storage.shard_records import Lease, Session, Share, Timings, Wanted

# Discord keeps a session for some minutes; one of longer ago is not asked for.
_KEPT_SECONDS = 600
_NAME = "sessions"
_TIMINGS = Timings(renew=5.0)

_Left = dict[int, Session]


class SoloShards:
    """All shards, for one process. `owner` says whose they are, once that is known: the sessions of
    another bot are of no use.

    A store that fails costs what a next start could go on from, and nothing else.
    """

    def __init__(
        self, database: Database, owner: Callable[[], str], timings: Timings | None = None
    ) -> None:
        self._database = database
        self._owner = owner
        self.timings = timings or _TIMINGS
        self._count = 0
        self._left: _Left = {}
        self._sessions: _Left = {}
        self._written: _Left = {}
        self._free_at: dict[int, float] = {}

    async def count(self, wanted: int, *, is_set: bool) -> int:
        """Return how many shards there are: so many as wanted. Take what an earlier start left.

        It is taken once, and noted again when it was taken up: what may have ended that start is
        not to end one after the other.
        """
        self._count = wanted
        since = time.time() - _KEPT_SECONDS
        with suppress(StorageError):
            self._left = await self._database.read(partial(_read, self._owner(), wanted, since))
            await self._write()
        return wanted

    async def share(self, wanted: Wanted) -> Share:
        """Return all shards, and note the sessions; they may lag behind by a renewal or two."""
        self._sessions |= wanted.sessions or {}
        if self._sessions != self._written:
            with suppress(StorageError):
                await self._write()
        leases = (Lease(number, 1, self._left.get(number)) for number in range(self._count))
        versions = {pack: frozenset({version}) for pack, version in (wanted.packs or {}).items()}
        return Share(tuple(leases), versions=versions)

    async def release(self, lease: Lease, session: Session | None) -> bool:
        """Leave a shard's session for the next start."""
        if session is None:
            self._sessions.pop(lease.shard, None)
        else:
            self._sessions[lease.shard] = session
        return True

    async def leave(self) -> None:
        """Write down what was left, unless it was not even asked for."""
        if self._count:
            await self._write()

    async def turn(self, lease: Lease, bucket: int) -> float | None:
        """Ask to IDENTIFY: 0 for now, else in how many seconds to ask again."""
        now = asyncio.get_running_loop().time()
        wait = self._free_at.get(bucket, now) - now
        if wait > 0:
            return wait
        self._free_at[bucket] = now + self.timings.turn
        return 0.0

    async def identified(self, bucket: int) -> None:
        """Note that it was done."""
        self._free_at[bucket] = asyncio.get_running_loop().time() + self.timings.apart

    async def _write(self) -> None:
        written = dict(self._sessions)
        told = {
            "owner": self._owner(),
            "count": self._count,
            "at": time.time(),
            "sessions": {str(number): astuple(one) for number, one in written.items()},
        }
        values: dict[str, object] = {"name": _NAME, "value": json.dumps(told)}
        await self._database.write(
            lambda connection: upsert(connection, tables.meta, values), relaxed=True
        )
        self._written = written


def _read(owner: str, count: int, since: float, connection: Connection) -> _Left:
    found = select(tables.meta.c.value).where(tables.meta.c.name == _NAME)
    try:
        told = json.loads(connection.execute(found).scalar() or "{}")
        is_ours = told.get("owner") == owner and told["count"] == count and told["at"] >= since
        return (
            {int(number): Session(*one) for number, one in told["sessions"].items()}
            if is_ours
            else {}
        )
    except (ValueError, TypeError, KeyError, AttributeError):  # of another version
        return {}
