"""The same tests over SQLite and PostgreSQL: `where` is a database of each in turn."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.storage import shard_tables, tables
from bot.storage.engine import make_engine
from bot.storage.place import place
from bot.storage.store import Store
from bot.storage.upgrade import upgrade
from tests.unit.storage import server

Make = Callable[[], str]
_BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Make]:
    """Give a function that makes an empty database and returns its address."""
    with server.running(server.found_or_skipped()) as one:
        address = one.address
        numbers = count()

        def make() -> str:
            name = f"bot{next(numbers)}"
            with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return address.format(name)

        yield make


@pytest.fixture(scope="session")
def postgresql_upgraded(postgresql: Make) -> str:
    """Return the address of a database with the tables in it, to be emptied for each test."""
    address = postgresql()
    _upgrade(address)
    return address


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the tables in it, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "upgraded.db"
    _upgrade(str(file))
    return file


@pytest.fixture(params=_BOTH)
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a database without tables is, or will be."""
    if request.param == "sqlite":
        return str(tmp_path / "bot.db")
    return str(request.getfixturevalue("postgresql")())


@pytest.fixture(params=_BOTH)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a database with empty tables is. Making them takes longer than most tests."""
    if request.param == "sqlite":
        return str(shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path / "bot.db"))
    return emptied(request.getfixturevalue("postgresql_upgraded"))


@pytest.fixture
async def store(where: str) -> AsyncIterator[Store]:
    async with Store.open(where) as opened:
        yield opened


def _upgrade(where: str) -> None:
    engine = make_engine(place(where))
    upgrade(engine, where)
    engine.dispose()


def emptied(address: str) -> str:
    """Delete all rows of a database on the server, and return its address."""
    kinds = (tables.metadata, shard_tables.metadata)
    names = [table.name for kind in kinds for table in reversed(kind.sorted_tables)]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("; ".join(f"DELETE FROM {name}" for name in names))  # noqa: S608
    return address
