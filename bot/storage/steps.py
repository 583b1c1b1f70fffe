"""The steps of the tables, for operators: which one they are at, up to the newest, and back.

A way back is tried in a transaction before it is gone: what tables and columns it removes, and
how many rows hold something there, is then known of every step, whoever wrote it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    and_,
    case,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.schema import DefaultClause

from bot.storage.database import told
from bot.storage.engine import PURPOSE, READ, UPGRADE, lock, make_engine
from bot.storage.place import Place, place
from bot.storage.records import StorageError
from bot.storage.upgrade import HEAD, back_to, known_steps, moved_by, step_of, upgrade

_BOOKKEEPING = frozenset({"alembic_version", "sqlite_sequence"})
# DROP COLUMN.
_OLDEST_SQLITE = (3, 35)


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the tables of a database are. `at` is none where there are none yet."""

    shown: str
    at: str | None
    known: dict[str, str]  # the first one first, with what each brought
    newest: str = HEAD

    @property
    def is_newer(self) -> bool:
        """Tell whether a newer version of the bot made the tables."""
        return self.at is not None and self.at not in self.known


@dataclass(frozen=True, slots=True)
class Loss:
    """What a way back removes: a table, or a column of one, with so many rows that hold something.

    A column counts where it holds something else than a new row would. `moved` says where what
    can be kept of it goes.
    """

    table: str
    column: str
    rows: int
    moved: str = ""


def steps(where: str) -> Steps:
    """Return where the tables are; nothing is changed. Raises `StorageError`."""
    with _opened(where) as (found, engine):
        options = {PURPOSE: READ}
        with engine.connect().execution_options(**options) as connection:
            return Steps(found.shown, step_of(connection), known_steps())


def bring_up(where: str) -> Steps:
    """Bring the tables up to date, and return where they were. Raises `StorageError`."""
    before = steps(where)
    with _opened(where) as (found, engine):
        upgrade(engine, found.shown)
    return before


def losses(where: str, step: str) -> tuple[Loss, ...]:
    """Return what a way back to a step would remove; nothing is changed. Raises `StorageError`."""
    return _way_back(where, step, keep=False)


def roll_back(where: str, step: str) -> tuple[Loss, ...]:
    """Take the tables back to a step, all or nothing, and return what was removed.

    Raises `StorageError`, also while another process uses the database.
    """
    return _way_back(where, step, keep=True)


def _way_back(where: str, step: str, *, keep: bool) -> tuple[Loss, ...]:
    with _opened(where) as (found, engine):
        _shut_out_others(found, engine)
        options = {PURPOSE: UPGRADE}
        with engine.connect().execution_options(**options) as connection:
            transaction = connection.begin()
            lock(connection, "upgrade")
            at = _checked(found, connection, step)
            before = _filled(connection)
            back_to(connection, step)
            lost = tuple(_lost(before, connection, at, step))
            if keep:
                transaction.commit()
            else:
                transaction.rollback()
    return lost


def _checked(found: Place, connection: Connection, step: str) -> str:
    """Return the step that the tables are at. A way that leads nowhere is refused."""
    known = list(known_steps())
    at = step_of(connection)
    if at is None:
        raise StorageError(f"{found.shown}: holds no tables of the bot")
    if at not in known:
        raise StorageError(f"{found.shown}: tables {at} are of a newer version of the bot")
    if step not in known:
        raise StorageError(f"there is no step {step}; this version knows {', '.join(known)}")
    if known.index(step) >= known.index(at):
        raise StorageError(f"{found.shown}: the tables are at {at}, and {step} is not before it")
    return at


# -- nobody else -----------------------------------------------------------------------------------

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'scenario-bot%'
AND pid <> pg_backend_pid()
"""


def _shut_out_others(found: Place, engine: Engine) -> None:
    """Refuse while another process has the database open.

    SQLite gives up its write-ahead log only to somebody who is alone with the file. A server tells
    who is connected under the same name; who comes under another is not seen.
    """
    if found.is_postgresql:
        with engine.connect().execution_options(**{PURPOSE: READ}) as connection:
            is_alone = not connection.execute(text(_OTHERS)).scalar_one()
    else:
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise StorageError("this SQLite is too old to go back: 3.35 or newer is needed")
        is_alone = _is_alone_with_file(engine)
    if not is_alone:
        raise StorageError(f"{found.shown}: is in use; stop every bot on it first")


def _is_alone_with_file(engine: Engine) -> bool:
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout = 0")
        cursor.execute("PRAGMA journal_mode = DELETE")
        return cursor.fetchone() == ("delete",)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    finally:
        cursor.close()
        connection.close()


# -- what is lost ----------------------------------------------------------------------------------


def _filled(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many rows each table has, and how many of them hold something in each column."""
    metadata = MetaData()
    metadata.reflect(connection)
    found: dict[tuple[str, str], int] = {}
    for table in metadata.sorted_tables:
        if table.name in _BOOKKEEPING:
            continue
        columns = [func.count().label("rows")]
        columns += [
            func.count(case((_holds(column), 1))).label(f"c{number}")
            for number, column in enumerate(table.columns)
        ]
        rows, *filled = connection.execute(select(*columns).select_from(table)).one()
        found[table.name, ""] = rows
        for column, count in zip(table.columns, filled, strict=True):
            found[table.name, column.name] = int(count or 0)
    return found


def _holds(column: Column[object]) -> ColumnElement[bool]:
    """Return whether a column holds something else than a row gets by itself."""
    default = column.server_default
    given = str(default.arg) if isinstance(default, DefaultClause) else ""
    differs = column != literal_column(f"({given})") if given else true()
    return and_(column.is_not(None), differs)


def _lost(
    before: dict[tuple[str, str], int], connection: Connection, at: str, step: str
) -> Iterator[Loss]:
    after = _filled(connection)
    moved = moved_by(at, step)
    for (table, column), rows in before.items():
        has_table = (table, "") in after
        if rows and (table, column) not in after and has_table == bool(column):
            yield Loss(table, column, rows, moved.get(table, ""))


@contextmanager
def _opened(where: str) -> Iterator[tuple[Place, Engine]]:
    found = place(where)
    if not found.is_postgresql and (found.is_memory or not Path(str(found.url.database)).exists()):
        raise StorageError(f"{found.shown}: there is no such database")
    with told(found.shown):
        engine = make_engine(found)
        try:
            yield found, engine
        finally:
            engine.dispose()
