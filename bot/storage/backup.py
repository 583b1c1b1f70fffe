"""A whole database as lines of JSON, the same for SQLite and PostgreSQL.

    what it is, of which tables | a line for each table, then its rows | counters | end: count, hash

What was written from one of the two can be read into the other. The last line holds a hash of all
before it, so that a file that was cut off or damaged is never taken for a whole one.
"""

import base64
import binascii
import gzip
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, Table, func, inspect, select, text

import bot
from bot.storage import tables
from bot.storage.database import told
from bot.storage.engine import PURPOSE, READ, UPGRADE, insert_rows, lock, make_engine
from bot.storage.place import Place, place, prepare
from bot.storage.records import StorageError
from bot.storage.upgrade import HEAD, step_of, upgrade

FORMAT = "scenario-bot backup"
VERSION = 1
_ROWS = 500
# A row holds one card or one proposal; what is longer was not written by us.
_LONGEST_LINE = 16_000_000


def backup(where: str, file: Path) -> int:
    """Write all that a database holds, as of one moment, and return how many rows that are.

    The bot may go on meanwhile. The file is whole or it is not there, and only its owner may read
    it. Raises `StorageError`.
    """
    found = place(where)
    if not found.is_postgresql and (found.is_memory or not Path(str(found.url.database)).exists()):
        raise StorageError(f"{found.shown}: there is no such database")
    if _is_of_database(file, found):
        raise StorageError(f"{file}: is the database itself; name another file")
    with told(found.shown), _connected(found, READ) as connection:
        _current(connection, found.shown)
        with _written(file) as lines:
            return _write(connection, lines)


def restore(where: str, file: Path, *, replace: bool = False) -> int:
    """Put what a file holds into a database, all or nothing, and return how many rows that are.

    A database that holds anything is left alone unless it is to be replaced. No bot may run on it
    meanwhile. Raises `StorageError`.
    """
    found = place(where)
    if found.is_memory:
        raise StorageError(f"{found.shown}: what is restored there is gone at once")
    with _read(file) as lines:
        _check_head(lines.next(), file)
        with told(found.shown):
            if not found.is_postgresql:
                prepare(str(found.url.database))
            engine = make_engine(found)
            try:
                upgrade(engine, found.shown)
            finally:
                engine.dispose()
            with _connected(found, UPGRADE) as connection:
                _shut_out_others(connection)
                if not replace and not _is_empty(connection):
                    raise StorageError(
                        f"{found.shown}: is not empty; --replace deletes what it holds"
                    )
                _empty(connection)
                rows = _take(connection, lines, file)
            if not found.is_postgresql:
                _clear_log(found)
    return rows


# -- the database ----------------------------------------------------------------------------------


@contextmanager
def _connected(where: Place, purpose: str) -> Iterator[Connection]:
    engine = make_engine(where)
    try:
        options = {PURPOSE: purpose}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _is_of_database(file: Path, where: Place) -> bool:
    """Tell whether a file is the one of a database, or one that SQLite keeps beside it."""
    if where.is_postgresql:
        return False
    database = Path(str(where.url.database))
    return any(
        file.resolve() == database.with_name(database.name + end).resolve()
        for end in ("", "-wal", "-shm", "-journal")
    )


def _current(connection: Connection, shown: str) -> None:
    step = step_of(connection)
    if step != HEAD:
        reason = "holds no tables of the bot" if step is None else f"has tables {step}, not {HEAD}"
        raise StorageError(f"{shown}: {reason}; back it up with the version of the bot it is of")


def _shut_out_others(connection: Connection) -> None:
    """Let nobody write until the transaction ends. In SQLite it has begun so."""
    lock(connection, "upgrade")
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables.metadata.sorted_tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _is_empty(connection: Connection) -> bool:
    """Tell whether nothing is remembered; a key that nothing was hashed with yet is nothing."""
    return not any(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.metadata.sorted_tables
        if table is not tables.secret
    )


def _empty(connection: Connection) -> None:
    for table in reversed(tables.metadata.sorted_tables):
        connection.execute(table.delete())


def _clear_log(where: Place) -> None:
    """Empty the write-ahead log, where what was replaced can still be read."""
    engine = make_engine(where)
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    finally:
        engine.dispose()


def _counted() -> Iterator[Table]:
    """Return the tables whose rows the database numbers."""
    for table in tables.metadata.sorted_tables:
        if "id" in table.c:
            yield table


def _last_number(connection: Connection, table: Table) -> int:
    """Return the highest number that was given, also to a row that is gone: none is given twice."""
    highest = int(connection.execute(select(func.max(table.c.id))).scalar() or 0)
    given: Any = None
    if connection.dialect.name == "postgresql":
        name = _sequence(connection, table)
        given = connection.exec_driver_sql(
            f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608
        ).scalar()
    elif inspect(connection).has_table("sqlite_sequence"):
        found = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        given = connection.execute(found, {"name": table.name}).scalar()
    return max(highest, int(given or 0))


def _go_on_from(connection: Connection, table: Table, last: int) -> None:
    values = {"name": table.name, "last": last}
    if connection.dialect.name == "postgresql":
        values["name"] = _sequence(connection, table)
        statement = "SELECT setval(CAST(:name AS regclass), greatest(:last, 1), :last > 0)"
        connection.execute(text(statement), values)
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        statement = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"
        connection.execute(text(statement), values)


def _sequence(connection: Connection, table: Table) -> str:
    found = text("SELECT pg_get_serial_sequence(:name, 'id')")
    return str(connection.execute(found, {"name": table.name}).scalar_one())


# -- writing ---------------------------------------------------------------------------------------


class _Hashed:
    """Writes lines and hashes them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.hash = hashlib.sha256()

    def write(self, value: object) -> None:
        """Write a value as a line."""
        line = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        self.hash.update(line)
        self._stream.write(line)


def _write(connection: Connection, lines: _Hashed) -> int:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    head = {"format": FORMAT, "version": VERSION, "tables": HEAD}
    lines.write({**head, "bot": bot.__version__, "made": made})
    rows = 0
    for table in tables.metadata.sorted_tables:
        lines.write({"table": table.name, "columns": [column.name for column in table.c]})
        found = connection.execute(select(table), execution_options={"yield_per": _ROWS})
        for row in found:
            lines.write([_plain(value) for value in row])
            rows += 1
    counters = {table.name: _last_number(connection, table) for table in _counted()}
    lines.write({"counters": counters})
    lines.write({"rows": rows, "sha256": lines.hash.hexdigest()})
    return rows


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


@contextmanager
def _written(file: Path) -> Iterator[_Hashed]:
    """Give where to write, and put it in the file's place when all of it is on the disk."""
    partly = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        opened = os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(opened, "wb") as raw:
                if file.suffix == ".gz":
                    with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
                        yield _Hashed(stream)  # type: ignore[arg-type]
                else:
                    yield _Hashed(raw)
                raw.flush()
                os.fsync(raw.fileno())
            partly.replace(file)
            _keep_name(file.parent)
        finally:
            partly.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error


def _keep_name(folder: Path) -> None:
    """Wait until a file's new name is on the disk too, where the system can do that."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# -- reading ---------------------------------------------------------------------------------------


class _Lines:
    """Reads lines of JSON, and hashes those that were taken."""

    def __init__(self, stream: IO[bytes], file: Path) -> None:
        self._stream, self._file = stream, file
        self._last = hashlib.sha256()
        self._hash = hashlib.sha256()

    def next(self) -> Any:
        """Return the next line's value. Raises `StorageError` where there is none."""
        try:
            line = self._stream.readline(_LONGEST_LINE)
            if not line.endswith(b"\n"):
                raise _damaged(self._file, "it ends too early")
            self._last = self._hash.copy()
            self._hash.update(line)
            return json.loads(line)
        except (EOFError, OSError, ValueError, RecursionError, zlib.error) as error:
            raise _damaged(self._file, "a line of it cannot be read") from error

    def before(self) -> str:
        """Return the hash of all lines before the last one."""
        return self._last.hexdigest()

    def at_end(self) -> bool:
        """Tell whether nothing follows."""
        try:
            return not self._stream.read(1)
        except (EOFError, OSError, zlib.error):
            return False


def _damaged(file: Path, why: str) -> StorageError:
    """Return the error for a file that is no whole backup."""
    return StorageError(f"{file}: is no whole backup: {why}")


@contextmanager
def _read(file: Path) -> Iterator[_Lines]:
    try:
        raw = file.open("rb")
    except OSError as error:
        raise StorageError(f"{file}: cannot be read: {error.strerror}") from error
    with raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream: Any = gzip.GzipFile(fileobj=raw, mode="rb") if is_packed else raw
        yield _Lines(stream, file)


def _check_head(head: Any, file: Path) -> None:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise _damaged(file, "it does not begin like one")
    if head.get("version") != VERSION:
        raise StorageError(f"{file}: was written in a form that this version does not know")
    if head.get("tables") != HEAD:
        raise StorageError(
            f"{file}: holds tables {head.get('tables')}, this version has {HEAD}: restore it with"
            f" version {head.get('bot')} of the bot; a newer one brings the tables up to date"
        )


def _take(connection: Connection, lines: _Lines, file: Path) -> int:
    """Insert all rows. Whatever is wrong raises, and the transaction takes it all back."""
    count, waiting = 0, list(tables.metadata.sorted_tables)
    table: Table | None = None
    rows: list[tuple[object, ...]] = []
    while True:
        line = lines.next()
        if isinstance(line, list) and table is not None:
            rows.append(_values(table, line, file))
            count += 1
        if rows and (len(rows) >= _ROWS or not isinstance(line, list)) and table is not None:
            insert_rows(connection, table, [column.name for column in table.c], rows)
            rows = []
        if isinstance(line, list) and table is not None:
            continue
        if isinstance(line, dict) and "table" in line and waiting:
            table = waiting.pop(0)
            if line != {"table": table.name, "columns": [column.name for column in table.c]}:
                raise _damaged(file, f"the table {table.name} is not where or as it should be")
        elif isinstance(line, dict) and "counters" in line and not waiting and table is not None:
            _take_counters(connection, line["counters"], file)
            table = None
        elif isinstance(line, dict) and "sha256" in line and not waiting and table is None:
            if line != {"rows": count, "sha256": lines.before()} or not lines.at_end():
                raise _damaged(file, "its hash does not fit what it holds")
            return count
        else:
            raise _damaged(file, "a line of it is not where it should be")


def _take_counters(connection: Connection, counters: Any, file: Path) -> None:
    for table in _counted():
        last = counters.get(table.name) if isinstance(counters, dict) else None
        if type(last) is not int or not 0 <= last < 2**63:
            raise _damaged(file, f"the counter of {table.name} is missing")
        _go_on_from(connection, table, last)


def _values(table: Table, row: list[Any], file: Path) -> tuple[object, ...]:
    """Return a row as the database takes it: of the right length and types."""
    if len(row) != len(table.c):
        raise _damaged(file, f"a row of {table.name} has not as many values as columns")
    found: list[object] = []
    for column, value in zip(table.c, row, strict=True):
        if value is None and column.nullable:
            found.append(value)
            continue
        if isinstance(column.type, LargeBinary):
            try:
                found.append(base64.b64decode(value, validate=True))
            except (TypeError, ValueError, binascii.Error) as error:
                raise _damaged(
                    file, f"{table.name}.{column.name} is not as it should be"
                ) from error
            continue
        if type(value) is not column.type.python_type or (
            type(value) is int and not -(2**63) <= value < 2**63
        ):
            raise _damaged(file, f"{table.name}.{column.name} is not as it should be")
        found.append(value)
    return tuple(found)
