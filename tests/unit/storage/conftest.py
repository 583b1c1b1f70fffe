"""The same tests over SQLite and PostgreSQL: `where` is a database of each in turn."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.storage.engine import make_engine
from bot.storage.place import place
from bot.storage.store import Store
from bot.storage.upgrade import upgrade
from tests.unit.storage import server

Make = Callable[..., str]
_BOTH = ["sqlite", "postgresql"]
_UPGRADED = "upgraded"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Make]:
    """Give a function that makes a database, a copy of another, and returns its address."""
    folder = server.programs()
    if folder is None:
        reason = "there is no PostgreSQL on this machine (Debian's package `postgresql` has it)"
        if os.environ.get(server.NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    with server.running(folder) as address:
        numbers = count()

        def make(like: str = "template1", name: str = "") -> str:
            name = name or f"bot{next(numbers)}"
            with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
            return address.format(name)

        _upgrade(make(name=_UPGRADED))
        yield make


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
    return str(request.getfixturevalue("postgresql")(like=_UPGRADED))


@pytest.fixture
async def store(where: str) -> AsyncIterator[Store]:
    async with Store.open(where) as opened:
        yield opened


def _upgrade(where: str) -> None:
    engine = make_engine(place(where))
    upgrade(engine, where)
    engine.dispose()
