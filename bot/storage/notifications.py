"""What processes on one PostgreSQL tell each other (LISTEN and NOTIFY); in SQLite there is one.

A notification goes out with the transaction that it is about, and not at all if that is taken back.
None is kept for whoever does not listen: after a lost connection `LOOK` says that anything may have
been missed.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, text

from bot.storage.engine import SENDER
from bot.storage.place import Place

_log = logging.getLogger(__name__)

_CHANNEL = "scenario_bot"
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 15.0
# A connection over which nothing comes is looked after by the system: the other end may be gone.
_OPTIONS: dict[str, Any] = {
    "application_name": "scenario-bot listening",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

# Shards have become free; packs or what curators accepted changed; a server's settings changed; a
# member is to be forgotten; anything may have happened.
Kind = Literal["shards", "packs", "guild", "forget", "look"]


@dataclass(frozen=True, slots=True)
class Notification:
    """What another process tells.

    `subject` is the id of the server or the member; of packs, a number for the versions that it
    uses from now on, 0 where it is the curators' changes that changed.
    """

    kind: Kind
    subject: int = 0


LOOK = Notification("look")


def notify(connection: Connection, kind: Kind, subject: int = 0) -> None:
    """Tell the other processes, as soon as the transaction is in."""
    if connection.dialect.name != "postgresql":
        return
    sender = connection.get_execution_options().get(SENDER, "")
    told = json.dumps({"from": sender, "kind": kind, "subject": subject})
    connection.execute(
        text("SELECT pg_notify(:channel, :told)"), {"channel": _CHANNEL, "told": told}
    )


async def heard(where: Place, word: str) -> AsyncGenerator[Notification, None]:
    """Return what others tell, for ever; `word` is who we are.

    The first is `LOOK`, as soon as we listen, and so is the first after each lost connection.
    """
    import psycopg

    wait = _FIRST_WAIT
    while True:
        try:
            async with aclosing(_heard(where, word)) as notifications:
                async for one in notifications:
                    wait = _FIRST_WAIT
                    yield one
            why = "closed"
        except (psycopg.Error, OSError) as error:
            why = type(error).__name__  # its text may hold the address
        _log.warning("not listening to other processes: error=%s again_in=%.1f", why, wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


async def _heard(where: Place, word: str) -> AsyncGenerator[Notification, None]:
    from psycopg import AsyncConnection

    address = where.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await AsyncConnection.connect(address, autocommit=True, **_OPTIONS) as connection:
        await connection.execute(f"LISTEN {_CHANNEL}")
        yield LOOK
        async with aclosing(connection.notifies()) as notifies:
            async for one in notifies:
                found = _read(one.payload, word)
                if found is not None:
                    yield found


def _read(payload: str, word: str) -> Notification | None:
    """Read a notification; nothing if it is our own, or of a version that tells something else."""
    try:
        told = json.loads(payload)
        kind, subject = told["kind"], int(told["subject"])
        if told["from"] == word or kind not in get_args(Kind):
            return None
        return Notification(kind, subject)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
