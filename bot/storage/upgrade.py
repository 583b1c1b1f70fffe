"""Bringing the tables up to date when a database is opened, once however many processes start."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from bot.storage.engine import PURPOSE, READ, UPGRADE, end_upgrade, lock
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

# The newest step in `migrations/versions`, so that a start that has nothing to do need not load
# Alembic. A test holds it against the steps.
HEAD = "0004"
# What releases before Alembic wrote into `PRAGMA user_version`, and the step that it stands for.
_FIRST, _FIRST_STEP = 1, "0001"


def upgrade(engine: Engine, where: str) -> None:
    """Bring the tables up to date. Raises `StorageError` for a database of a newer version."""
    with engine.connect().execution_options(**{PURPOSE: READ}) as connection:
        if step_of(connection) == HEAD:
            return
    options = {PURPOSE: UPGRADE}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        lock(connection, "upgrade")
        step = step_of(connection)
        if step != HEAD:  # no other process was faster
            _take(connection, step, where)
        end_upgrade(connection)


def step_of(connection: Connection) -> str | None:
    """Return the step that the tables are at; none where there are no tables yet."""
    if inspect(connection).has_table("alembic_version"):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None
    if connection.dialect.name == "sqlite":
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        if version:
            return _FIRST_STEP if version == _FIRST else f"user_version {version}"
    return None


def known_steps() -> dict[str, str]:
    """Return the steps that this version of the bot knows, the first one first, with their docs."""
    script = _scripts()
    return {one.revision: one.doc for one in reversed(list(script.walk_revisions()))}


def moved_by(newer: str, older: str) -> dict[str, str]:
    """Return where the ways back between two steps put what they keep of tables they remove."""
    found: dict[str, str] = {}
    for one in _scripts().iterate_revisions(newer, older):
        found |= getattr(one.module, "MOVED", {})
    return found


def up_to(connection: Connection, step: str) -> None:
    """Take the tables up to a step, in the transaction of the connection."""
    from alembic import command

    command.upgrade(_config(connection), step)


def back_to(connection: Connection, step: str) -> None:
    """Take the tables back to an older step, in the transaction of the connection."""
    from alembic import command

    command.downgrade(_config(connection), step)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.attributes["connection"] = connection
    return config


def _take(connection: Connection, step: str | None, where: str) -> None:
    from alembic import command

    if step is not None and step not in known_steps():
        raise StorageError(
            f"{where}: made by a newer version of the bot (tables {step}, known {HEAD})"
        )
    if step == _FIRST_STEP and not inspect(connection).has_table("alembic_version"):
        command.stamp(_config(connection), _FIRST_STEP)
    up_to(connection, HEAD)
