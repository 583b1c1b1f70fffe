"""Where the database is: a file, memory or a PostgreSQL server, as the operator writes it."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.records import StorageError

MEMORY = ":memory:"
_SQLITE = "sqlite:///"
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is. `shown` names it in messages and holds no password."""

    url: URL
    shown: str

    @property
    def is_postgresql(self) -> bool:
        """Tell a server from a file."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def is_memory(self) -> bool:
        """Tell whether all is gone with the process."""
        return not self.is_postgresql and self.url.database == MEMORY


def place(where: Path | str) -> Place:
    """Read where a database is. Raises `StorageError`, which never shows a password."""
    text = str(where)
    if text.startswith(_SQLITE):
        text = text.removeprefix(_SQLITE)
    elif "://" in text:
        return _server(text)
    if not text:
        raise StorageError("the database has no file name")
    return Place(URL.create("sqlite", database=text), text)


def _server(text: str) -> Place:
    scheme = text.partition("://")[0]
    if scheme not in _POSTGRESQL:
        raise StorageError(
            f"{scheme}:// is no database that this version can use;"
            " sqlite:/// and postgresql:// are"
        )
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # its message would show the address, password and all
        raise StorageError(
            "the address of the database cannot be read; write postgresql://user:password@host/name"
        ) from None
    host = url.host or "this machine"
    return Place(url, f"postgresql://{host}/{url.database or ''}")


def prepare(path: str) -> None:
    """Make the folder and the file, which only its owner may read."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
