"""One SQLite database, its file and its tables; every failure is a `StorageError`."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage.migrations import MIGRATIONS
from bot.storage.records import StorageError

_log = logging.getLogger(__name__)

MEMORY = ":memory:"
# What is written later waits so long: no more than this is lost when the process is killed.
LATER_SECONDS = 0.1
# So many rows wait while the disk is full or the file locked; of more, the oldest are given up.
WAITING_AT_MOST = 10_000
_VARIABLES = 900  # in one statement; old SQLites take 999
_SCHEME = "sqlite:///"

# Deleted is to be gone: `secure_delete` overwrites what was there.
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",
)


class Database:
    """A connection in autocommit; statements that belong together go through `together`.

    `later` collects rows and writes them together, soon or before the next thing that is asked of
    the database: whoever reads sees all that was written before.
    """

    def __init__(self, connection: aiosqlite.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._writing = asyncio.Lock()
        self._waiting: list[tuple[str, tuple[object, ...]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    @classmethod
    @asynccontextmanager
    async def open(cls, where: Path | str) -> AsyncIterator[Self]:
        """Open a file, `sqlite:///file` or `:memory:`, make or mend its tables, close it."""
        path = _path(where)
        with _told(path):
            _prepare(path)
            connection = await aiosqlite.connect(path, isolation_level=None)
        database = cls(connection, path)
        try:
            for pragma in _PRAGMAS:
                await database.rows(pragma)
            await database._migrate()
            yield database
        finally:
            try:
                await database._finish()
            finally:
                with _told(path):
                    await connection.close()

    async def rows(
        self, sql: str, values: Sequence[object] = (), *, whole: bool = True
    ) -> list[tuple[Any, ...]]:
        """Return what a query finds. Without `whole`, what is written later may be missing."""
        if whole and self._waiting:
            async with self._writing:
                await self._write_waiting()
        return await self._run(sql, values)

    async def write(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement that changes something, when no other task is in the middle of it."""
        async with self._writing:
            await self._write_waiting()
            await self._run(sql, values)

    def later(self, into: str, row: tuple[object, ...]) -> None:
        """Write a row soon, together with others: `into` is a statement without its `VALUES`.

        It must be one that may be written twice.
        """
        if self._is_closed:
            raise StorageError(f"{self._where}: is closed")
        self._waiting.append((into, row))
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(LATER_SECONDS, self._start_writing)

    async def together(self, steps: Sequence[tuple[str, Sequence[object]]]) -> list[int]:
        """Run statements, all or none; return how many rows each changed."""
        counts: list[int] = []
        async with self._writing:
            await self._write_waiting()
            with _told(self._where):
                try:
                    await self._connection.execute("BEGIN IMMEDIATE")
                    for sql, values in steps:
                        async with self._connection.execute(sql, values) as cursor:
                            counts.append(cursor.rowcount)
                    await self._connection.execute("COMMIT")
                except BaseException:
                    await self._connection.rollback()
                    raise
        return counts

    # -- what is written later ------------------------------------------------------------

    def _start_writing(self) -> None:
        self._timer = None
        self._task = asyncio.create_task(self._write_soon(), name="scenario-bot: storage")

    async def _write_soon(self) -> None:
        try:
            async with self._writing:
                await self._write_waiting()
        except StorageError as error:
            _log.error("not written: rows=%d error=%s", len(self._waiting), error)
            given_up = len(self._waiting) - WAITING_AT_MOST
            if given_up > 0:
                del self._waiting[:given_up]
                _log.error("given up: rows=%d", given_up)
            if self._timer is None and not self._is_closed:
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(10 * LATER_SECONDS, self._start_writing)

    async def _write_waiting(self) -> None:
        """Write all that waits, in its order. The lock is held; rows stay until they are in.

        One statement for many rows is a transaction by itself, and all of it runs without Python's
        lock: statements for each row hold up the event loop twice as long.
        """
        while self._waiting:
            most = max(1, _VARIABLES // len(self._waiting[0][1]))
            into, batch = next(groupby(self._waiting[:most], key=itemgetter(0)))
            rows = [row for _, row in batch]
            marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
            await self._run(f"{into} VALUES {marks}", [value for row in rows for value in row])
            del self._waiting[: len(rows)]

    async def _finish(self) -> None:
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await self._task
        async with self._writing:
            await self._write_waiting()

    # -- statements -----------------------------------------------------------------------

    async def _run(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with _told(self._where):
            return [tuple(row) for row in await self._connection.execute_fetchall(sql, values)]

    async def clear_log(self) -> None:
        """Empty the write-ahead log, where what was deleted can still be read."""
        await self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _migrate(self) -> None:
        version = int((await self.rows("PRAGMA user_version"))[0][0])
        if version > len(MIGRATIONS):
            raise StorageError(
                f"{self._where}: made by a newer version of the bot"
                f" (tables {version}, known {len(MIGRATIONS)})"
            )
        for number in range(version, len(MIGRATIONS)):
            steps = [(sql, ()) for sql in MIGRATIONS[number]]
            await self.together([*steps, (f"PRAGMA user_version = {number + 1}", ())])


def _path(where: Path | str) -> str:
    path = str(where)
    if path.startswith(_SCHEME):
        path = path.removeprefix(_SCHEME)
    elif "://" in path:
        scheme = path.partition("://")[0]  # the rest may hold a password
        raise StorageError(f"{scheme}:// is no database that this version can use; sqlite:/// is")
    if not path:
        raise StorageError("the database has no file name")
    return path


def _prepare(path: str) -> None:
    """Make the folder and the file, which only its owner may read."""
    if path != MEMORY:
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"{where}: {error}") from error
    except OSError as error:
        raise StorageError(f"{where}: cannot be opened: {error.strerror}") from error
    except ValueError as error:  # the connection is closed
        raise StorageError(f"{where}: {error}") from error
