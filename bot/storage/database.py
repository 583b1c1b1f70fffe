"""The database as the loop sees it: work is done in threads, and every failure is a `StorageError`.

A piece of work is a function of a connection. It runs in one transaction, all or nothing, and the
loop hops to a thread and back once for it, however many statements it has. Work that has begun is
finished, also when nobody waits for it any more.
"""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import Context
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from bot.storage.engine import PURPOSE, READ, READERS, RELAXED, SERVER_THREADS, WRITE, make_engine
from bot.storage.notifications import Notification, heard
from bot.storage.place import Place, place, prepare
from bot.storage.records import Health, StorageError
from bot.storage.upgrade import upgrade

_log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Connection], T]
Rows = Callable[[Connection, list[Any]], None]

# What is written later waits so long: no more than this is lost when the process is killed.
LATER_SECONDS = 0.1
# So many rows wait while the disk is full, the file locked or the server down; of more, the oldest
# are given up. What is to be forgotten is small, and promised: more of that waits.
WAITING_AT_MOST = 10_000
FORGETTING_AT_MOST = 50_000
_BATCH = 500
# Faults in what was asked of the database, not of the database.
_OURS = (IntegrityError, ProgrammingError, DataError)


class _Row(NamedTuple):
    write: Rows
    row: Any
    forgets: bool = False


class Database:
    """Runs work in transactions: one writer and some readers on SQLite, a few alike on a server.

    `later` collects rows and writes them together, soon or before the next thing that is asked of
    the database: whoever reads sees all that was written before. `word` tells this process from
    others on the same database.
    """

    def __init__(self, engine: Engine, where: Place, word: str) -> None:
        self.word = word
        self._engine = engine
        self._where = where
        self._writers = self._readers = ThreadPoolExecutor(
            SERVER_THREADS if where.is_postgresql else 1, "scenario-bot-storage"
        )
        if not where.is_postgresql and not where.is_memory:
            self._readers = ThreadPoolExecutor(READERS, "scenario-bot-storage-read")
        self._waiting: list[_Row] = []
        self._given_up = 0
        self._timer: asyncio.TimerHandle | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._soon: asyncio.Task[None] | None = None
        self._is_closed = False
        self._has_threads = True
        self._failing = {READ: "", WRITE: ""}

    @classmethod
    @asynccontextmanager
    async def open(cls, where: Path | str) -> AsyncIterator[Self]:
        """Open a database, bring its tables up to date, close it."""
        found = place(where)
        with told(found.shown):
            if not found.is_postgresql and not found.is_memory:
                prepare(str(found.url.database))
            word = secrets.token_hex(8)
            engine = make_engine(found, word)
        database = cls(engine, found, word)
        try:
            await database._in_thread(WRITE, partial(upgrade, engine, found.shown))
            yield database
        except BaseException:
            with suppress(StorageError):  # it is in the log; what came first is the one to be seen
                await database._finish()
            raise
        else:
            await database._finish()
        finally:
            engine.dispose()

    def heard(self) -> AsyncGenerator[Notification, None]:
        """Return what other processes tell, for ever; on SQLite there are none."""
        return heard(self._where, self.word)

    @property
    def is_server(self) -> bool:
        """Tell whether other processes may write to the same database at any time."""
        return self._where.is_postgresql

    async def read(self, work: Work[T], *, whole: bool = True) -> T:
        """Return what some reading finds. Without `whole`, what is written later may be missing."""
        if whole:
            await self._flush()
        return await self._in_thread(READ, partial(self._transact, READ, work))

    async def write(self, work: Work[T], *, relaxed: bool = False) -> T:
        """Do some writing, all or nothing. When this returns, it is on the disk.

        What is `relaxed` survives the process, but perhaps not a loss of power.
        """
        await self._flush()
        purpose = RELAXED if relaxed else WRITE
        return await self._in_thread(WRITE, partial(self._transact, purpose, work))

    async def forget(self, work: Work[T]) -> T:
        """Do some deleting, which may be done twice.

        Where it fails, that is raised; but it is done when its turn comes among what is written
        later, so that nothing comes back that was to go.
        """
        try:
            return await self.write(work)
        except StorageError:
            if not self._is_closed:
                self.later(_do_each, work, forgets=True)
            raise

    def later(self, write: Rows, row: object, *, forgets: bool = False) -> None:
        """Write a row soon, together with others that go with the same function.

        It may be called twice for the same rows.
        """
        if self._is_closed:
            raise StorageError(f"{self._where.shown}: is closed")
        self._waiting.append(_Row(write, row, forgets))
        if self._timer is None:
            loop = asyncio.get_running_loop()
            # It writes for many, and is no part of the event that came first.
            self._timer = loop.call_later(LATER_SECONDS, self._start_writing, context=Context())

    def health(self) -> Health:
        """Return how the last reading and the last writing went. It asks nothing."""
        why = self._failing[WRITE] or self._failing[READ]
        return Health(
            is_ok=not why,
            why=why,
            waiting=len(self._waiting),
            given_up=self._given_up,
            backend="postgresql" if self._where.is_postgresql else "sqlite",
        )

    async def clear_log(self) -> None:
        """Empty SQLite's write-ahead log, where what was deleted can still be read."""
        if not self._where.is_postgresql:
            await self._in_thread(WRITE, self._checkpoint)

    # -- what is written later ------------------------------------------------------------

    def _start_writing(self) -> None:
        self._timer = None
        self._soon = asyncio.create_task(self._write_soon(), name="scenario-bot: storage")

    async def _write_soon(self) -> None:
        try:
            await self._flush()
        except StorageError as error:
            _log.error("not written: rows=%d error=%s", len(self._waiting), error)
            if self._timer is None and not self._is_closed:
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(10 * LATER_SECONDS, self._start_writing)

    async def _flush(self) -> None:
        """Write all that waits. Whoever else asks for it meanwhile waits for the same writing."""
        while self._waiting or self._flushing:
            if self._flushing is None:
                self._flushing = asyncio.create_task(
                    self._write_waiting(), name="scenario-bot: storage, together"
                )
            await asyncio.shield(self._flushing)

    async def _write_waiting(self) -> None:
        """Write what waits, in its order; rows stay until they are in."""
        try:
            while self._waiting:
                some = self._waiting[:_BATCH]
                await self._write_together(some)
                del self._waiting[: len(some)]
                if any(one.forgets for one in some):
                    await self.clear_log()
        except StorageError:
            self._give_up()  # here, where nobody is writing any of them
            raise
        finally:
            self._flushing = None

    async def _write_together(self, some: list[_Row]) -> None:
        try:
            await self._write_rows(some)
        except StorageError as error:
            if len(some) > 1 and isinstance(error.__cause__, _OURS):
                # What the database does not take must not hold up the rest.
                for one in some:
                    await self._write_together([one])
            elif isinstance(error.__cause__, _OURS):
                self._given_up += 1
                _log.error("given up: rows=1 error=%s", error)
            else:
                raise

    async def _write_rows(self, some: list[_Row]) -> None:
        work = partial(_write_rows, some)
        await self._in_thread(WRITE, partial(self._transact, RELAXED, work))

    def _give_up(self) -> None:
        """Give up the oldest of more rows than there is room for."""
        for forgets, at_most in ((False, WAITING_AT_MOST), (True, FORGETTING_AT_MOST)):
            places = [n for n, one in enumerate(self._waiting) if one.forgets is forgets]
            given_up = set(places[: max(0, len(places) - at_most)])
            if given_up:
                rest = (one for n, one in enumerate(self._waiting) if n not in given_up)
                self._waiting = list(rest)
                self._given_up += len(given_up)
                _log.error("given up: rows=%d", len(given_up))

    async def _finish(self) -> None:
        """Write what waits and end. What cannot be written is lost; that is told and raised."""
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        try:
            if self._soon is not None:
                await self._soon
            await self._flush()
        except StorageError as error:
            rows = len(self._waiting)
            _log.error("closed: lost rows=%d error=%s", rows, error)
            raise StorageError(f"{error} ({rows} rows could not be written)") from error
        finally:
            self._has_threads = False
            # No connection must be closed, or left open, under a thread's hands.
            for threads in {self._writers, self._readers}:
                await asyncio.to_thread(threads.shutdown)

    # -- in the threads ---------------------------------------------------------------------

    async def _in_thread(self, purpose: str, do: Callable[[], T]) -> T:
        if not self._has_threads:
            raise StorageError(f"{self._where.shown}: is closed")
        threads = self._readers if purpose == READ else self._writers
        loop = asyncio.get_running_loop()
        try:
            with told(self._where.shown):
                result = await loop.run_in_executor(threads, do)
        except StorageError as error:
            if not isinstance(error.__cause__, _OURS):
                self._failing[purpose] = str(error)
            raise
        self._failing[purpose] = ""
        return result

    def _transact(self, purpose: str, work: Work[T]) -> T:
        options = {PURPOSE: purpose}
        with (
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            return work(connection)

    def _checkpoint(self) -> None:
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        finally:
            connection.close()


def _write_rows(waiting: list[_Row], connection: Connection) -> None:
    for write, rows in groupby(waiting, key=attrgetter("write")):
        write(connection, [one.row for one in rows])


def _do_each(connection: Connection, works: list[Work[Any]]) -> None:
    for work in works:
        work(connection)


@contextmanager
def told(where: str) -> Iterator[None]:
    """Raise whatever fails within as a `StorageError` of one line that names the database."""
    try:
        yield
    except SQLAlchemyError as error:
        # What a driver says behind its first line may hold what members typed.
        said = str(error.orig if isinstance(error, DBAPIError) and error.orig else error)
        raise StorageError(f"{where}: {(said.splitlines() or ['failed'])[0]}") from error
    except sqlite3.Error as error:
        raise StorageError(f"{where}: {error}") from error
    except OSError as error:
        raise StorageError(f"{where}: cannot be opened: {error.strerror}") from error
