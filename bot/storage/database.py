"""One SQLite database, its file and its tables; every failure is a `StorageError`."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage.migrations import MIGRATIONS
from bot.storage.records import StorageError

MEMORY = ":memory:"
_SCHEME = "sqlite:///"

# Deleted is to be gone: `secure_delete` overwrites what was there.
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",
)


class Database:
    """A connection in autocommit; statements that belong together go through `together`."""

    def __init__(self, connection: aiosqlite.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._writing = asyncio.Lock()

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
            with _told(path):
                await connection.close()

    async def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with _told(self._where):
            return [tuple(row) for row in await self._connection.execute_fetchall(sql, values)]

    async def write(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement that changes something, when no other task is in the middle of it."""
        async with self._writing:
            await self.rows(sql, values)

    async def together(self, steps: Sequence[tuple[str, Sequence[object]]]) -> list[int]:
        """Run statements, all or none; return how many rows each changed."""
        counts: list[int] = []
        async with self._writing:
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
