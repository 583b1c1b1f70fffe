"""How we speak to SQLite and to PostgreSQL: transactions, locks, and what a commit promises."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool, StaticPool

from bot.storage.place import Place

T = TypeVar("T")

# What a transaction is for, an execution option: reading, writing what was promised, writing
# what may be lost with the machine's power (never with the process), or changing the tables.
PURPOSE = "scenario_bot_purpose"
READ, WRITE, RELAXED, UPGRADE = "read", "write", "relaxed", "upgrade"
# Which process a connection is of, an execution option of the engine; see `notifications`.
SENDER = "scenario_bot_sender"

# So long one waits for another to finish writing, or to bring the tables up to date.
LOCK_MILLISECONDS = 5_000
_UPGRADE_MILLISECONDS = 120_000

# How many threads, each with its connection, speak to the database at once.
READERS = 2
SERVER_THREADS = 4

_CONNECT_SECONDS = 5
_STATEMENT_MILLISECONDS = 30_000
# A server whose machine is gone says nothing; the system would wait for it a quarter of an hour.
_GONE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_VARIABLES = 900  # in one statement; old SQLites take 999

# Deleted is to be gone: `secure_delete` overwrites what was there.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)
# FULL waits until a commit is on the disk, NORMAL leaves that to the system.
_BEGINNINGS = {
    READ: ("BEGIN",),
    WRITE: ("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"),
    RELAXED: ("PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE"),
    UPGRADE: (
        f"PRAGMA busy_timeout = {_UPGRADE_MILLISECONDS}",
        "PRAGMA synchronous = FULL",
        "BEGIN IMMEDIATE",
    ),
}
# What several statements read is to be as of one moment, as it is in SQLite.
_SERVER_BEGINNINGS = {
    READ: ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",),
    RELAXED: ("SET LOCAL synchronous_commit = off",),
    UPGRADE: (
        f"SET LOCAL lock_timeout = {_UPGRADE_MILLISECONDS}",
        "SET LOCAL statement_timeout = 0",
    ),
}


def make_engine(where: Place, word: str = "") -> Engine:
    """Return the engine of a place; nothing is connected yet. `word` is who we are to others."""
    if where.is_postgresql:
        return _server(where).execution_options(**{SENDER: word})
    if where.is_memory:
        engine = create_engine(
            where.url,
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    else:
        engine = create_engine(
            where.url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=READERS + 1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _server(where: Place) -> Engine:
    engine = create_engine(
        where.url,
        hide_parameters=True,
        pool_size=SERVER_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "scenario-bot",
            **_GONE,
        },
    )
    event.listen(engine, "connect", _set_up_server)
    event.listen(engine, "begin", _begin_server)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    for pragma in (f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}", *_PRAGMAS):
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    for statement in _BEGINNINGS[connection.get_execution_options().get(PURPOSE, READ)]:
        connection.exec_driver_sql(statement)


def _set_up_server(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LOCK_MILLISECONDS}")
        cursor.execute(f"SET statement_timeout = {_STATEMENT_MILLISECONDS}")
    connection.commit()


def _begin_server(connection: Connection) -> None:
    purpose = connection.get_execution_options().get(PURPOSE, READ)
    for statement in _SERVER_BEGINNINGS.get(purpose, ()):
        connection.exec_driver_sql(statement)


def end_upgrade(connection: Connection) -> None:
    """Let a connection wait no longer than any other from now on."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}")


# -- what the two spell differently ----------------------------------------------------------------


def insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_new(connection: Connection, statement: "sqlite.Insert | postgresql.Insert") -> int:
    """Insert what is not there yet, and return how many rows that were."""
    counting = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(counting).rowcount


def insert_numbered(connection: Connection, table: Table, values: dict[str, object]) -> int:
    """Insert a row and return the number that it was given. RETURNING is news to old SQLites."""
    made = connection.execute(table.insert().values(**values)).inserted_primary_key
    return int(made[0]) if made else 0


def upsert(connection: Connection, table: Table, values: dict[str, object]) -> None:
    """Insert a row, or put it in the place of the one with its key."""
    statement = insert(connection, table).values(**values)
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def lock(connection: Connection, name: str) -> None:
    """Let no other process do what has this name until the transaction ends.

    In SQLite only one process writes at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        key = zlib.crc32(f"scenario-bot {name}".encode())
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert many rows with as few statements as there may be.

    One statement for many rows runs without Python's lock: a statement for each holds up the event
    loop twice as long.
    """
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = f"({', '.join([mark] * len(columns))})"
    into = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
    for some in chunks(rows, max(1, _VARIABLES // len(columns))):
        values = tuple(value for row in some for value in row)
        connection.exec_driver_sql(into + ", ".join([marks] * len(some)), values)


def chunks(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Return the values in lists that are short enough for one statement."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
