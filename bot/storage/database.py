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
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self, TypeVar

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
# So many rows wait while the disk is full or the file locked; of more, the oldest are given up.
WAITING_AT_MOST = 10_000
_BATCH = 500
# Faults in what was asked of the database, not of the database.
_OURS = (IntegrityError, ProgrammingError, DataError)


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
        self._waiting: list[tuple[Rows, Any]] = []
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
        finally:
            try:
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

    def later(self, write: Rows, row: object) -> None:
        """Write a row soon, together with others that go with the same function.

        It may be called twice for the same rows.
        """
        if self._is_closed:
            raise StorageError(f"{self._where.shown}: is closed")
        self._waiting.append((write, row))
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
            given_up = len(self._waiting) - WAITING_AT_MOST
            if given_up > 0:
                del self._waiting[:given_up]
                self._given_up += given_up
                _log.error("given up: rows=%d", given_up)
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
                work = partial(_write_rows, some)
                await self._in_thread(WRITE, partial(self._transact, RELAXED, work))
                del self._waiting[: len(some)]
        finally:
            self._flushing = None

    async def _finish(self) -> None:
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        try:
            if self._soon is not None:
                await self._soon
            await self._flush()
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


def _write_rows(waiting: list[tuple[Rows, Any]], connection: Connection) -> None:
    for write, rows in groupby(waiting, key=itemgetter(0)):
        write(connection, [row for _, row in rows])


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
