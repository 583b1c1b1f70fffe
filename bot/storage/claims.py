"""Handing out what stands in a queue, each to one process at a time.

A claim is a random word in the row, and `not_before` is when its lease ends: whoever died with it
holds nothing up for longer. Only the holder of the word may end what it has claimed.
"""

import secrets
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, update

from bot.storage.loop_records import Queued

LEASE_SECONDS = 300


def claim(
    connection: Connection,
    table: Table,
    key: ColumnElement[Any],
    due: ColumnElement[bool],
    *,
    limit: int,
    now: int,
    lease: int,
) -> tuple[str, list[int]]:
    """Claim what is due, and return the word and the keys.

    PostgreSQL passes over rows that another process is claiming just now; in SQLite only one
    process writes at a time.
    """
    word = secrets.token_hex(8)
    free = (
        select(key)
        .where(~table.c.failed, table.c.not_before <= now, due)
        .order_by(table.c.not_before, key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    keys = [int(one) for one in connection.scalars(free)]
    if keys:
        connection.execute(
            update(table)
            .where(key.in_(keys))
            .values(claim=word, not_before=now + lease, attempts=table.c.attempts + 1)
        )
    return word, keys


def put_back(
    connection: Connection,
    table: Table,
    mine: ColumnElement[bool],
    retry_at: int | None,
) -> bool:
    """End a claim that came to nothing; without a time for the next attempt it is given up."""
    values: dict[str, Any] = {"claim": None}
    values |= {"failed": True} if retry_at is None else {"not_before": retry_at}
    return connection.execute(update(table).where(mine).values(**values)).rowcount > 0


def next_due(connection: Connection, table: Table, due: ColumnElement[bool]) -> int | None:
    """Return when the next row is to be handed out, nothing where none will be."""
    found = select(func.min(table.c.not_before)).where(~table.c.failed, due)
    return connection.execute(found).scalar()


def counted(connection: Connection, table: Table, due: ColumnElement[bool]) -> Queued:
    """Return how many rows wait, are handed out, and were given up."""
    rows = connection.execute(
        select(table.c.failed, table.c.claim.is_not(None), func.count())
        .where(due)
        .group_by(table.c.failed, table.c.claim.is_not(None))
    ).all()
    return Queued(
        waiting=sum(count for failed, claimed, count in rows if not failed and not claimed),
        claimed=sum(count for failed, claimed, count in rows if not failed and claimed),
        failed=sum(count for failed, _, count in rows if failed),
    )
