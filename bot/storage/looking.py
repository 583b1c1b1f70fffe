"""Looking at a database without changing it: whether it opens, and how far its tables are."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.storage.engine import PURPOSE, READ, make_engine
from bot.storage.place import Place, place
from bot.storage.records import StorageError
from bot.storage.shard_records import ProcessNow, ShardNow
from bot.storage.shards import shards_now
from bot.storage.upgrade import HEAD, known_steps, step_of


class Tables(StrEnum):
    """How far the tables of a database are."""

    CURRENT = "current"
    OLDER = "older"  # brought up to date at the next start
    NEWER = "newer"  # made by a newer version of the bot
    NONE = "none"  # made at the next start


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. `shown` names the database without its password.

    On a server there may be processes that share shards, and the shards.
    """

    shown: str
    tables: Tables
    is_server: bool = False
    processes: tuple[ProcessNow, ...] = ()
    shards: tuple[ShardNow, ...] = ()


def look_at(where: Path | str) -> Looked:
    """Look at a database. Raises `StorageError` for one that cannot be used."""
    found = place(where)
    with _told(found.shown):
        if found.is_memory:
            return Looked(found.shown, Tables.NONE)
        if found.is_postgresql:
            return _looked(found, make_engine(found))
        file = Path(str(found.url.database))
        if not file.exists():
            _may_be_made(file, found.shown)
            return Looked(found.shown, Tables.NONE)
        if not os.access(file, os.R_OK | os.W_OK):
            raise StorageError(f"{found.shown}: may not be read and written")
        return _looked(found, _read_only(file))


def _read_only(file: Path) -> Engine:
    address = f"{file.resolve().as_uri()}?mode=ro"
    return create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), hide_parameters=True
    )


def _looked(found: Place, engine: Engine) -> Looked:
    try:
        with engine.connect().execution_options(**{PURPOSE: READ}) as connection:
            if not found.is_postgresql:
                _is_whole(connection, found.shown)
            step = step_of(connection)
            is_server = found.is_postgresql
            can_tell = is_server and step == HEAD
            processes, shards = shards_now(connection) if can_tell else ((), ())
    finally:
        engine.dispose()
    if step is None:
        return Looked(found.shown, Tables.NONE, is_server)
    if step == HEAD:
        return Looked(found.shown, Tables.CURRENT, is_server, processes, shards)
    how_far = Tables.OLDER if step in known_steps() else Tables.NEWER
    return Looked(found.shown, how_far, is_server)


def _is_whole(connection: Connection, shown: str) -> None:
    told = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if told != "ok":
        raise StorageError(f"{shown}: the file is damaged ({told.splitlines()[0]})")


def _may_be_made(file: Path, shown: str) -> None:
    there = next((one for one in file.absolute().parents if one.exists()), Path("/"))
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise StorageError(f"{shown}: cannot be made: {there} may not be written to")


@contextmanager
def _told(shown: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        said = str(error.orig if isinstance(error, DBAPIError) and error.orig else error)
        raise StorageError(f"{shown}: {(said.splitlines() or ['failed'])[0]}") from error
    except OSError as error:
        raise StorageError(f"{shown}: cannot be opened: {error.strerror}") from error
