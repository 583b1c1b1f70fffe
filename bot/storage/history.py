"""Who did what when: every decision of a curator leaves a line."""

import json
from functools import partial

from sqlalchemy import ColumnElement, Connection, insert, select, true

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.loop_records import Event, Payload, Subject


class History:
    """The lines, the newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(
        self, *, guild_id: int | None = None, before: int | None = None, limit: int = 25
    ) -> tuple[Event, ...]:
        """Return what was done last (in a server, where one is named), before a line if given."""
        table = tables.history
        where: ColumnElement[bool] = true()
        if guild_id is not None:
            where &= table.c.guild_id == guild_id
        if before is not None:
            where &= table.c.id < before
        return await self._database.read(partial(find_events, where, limit=limit))

    async def of(self, subject: Subject, subject_id: int) -> tuple[Event, ...]:
        """Return what was done with one thing."""
        table = tables.history
        where = (table.c.subject == subject) & (table.c.subject_id == subject_id)
        return await self._database.read(partial(find_events, where))


def note_event(
    connection: Connection,
    subject: Subject,
    subject_id: int,
    guild_id: int | None,
    action: str,
    by: int | None,
    at: int,
    *,
    before: Payload | None = None,
    after: Payload | None = None,
) -> None:
    """Write a line, in the transaction of what it tells."""
    connection.execute(
        insert(tables.history).values(
            subject=subject,
            subject_id=subject_id,
            guild_id=guild_id,
            action=action,
            actor_id=by,
            at=at,
            before=None if before is None else json.dumps(before),
            after=None if after is None else json.dumps(after),
        )
    )


def find_events(
    where: ColumnElement[bool], connection: Connection, *, limit: int | None = None
) -> tuple[Event, ...]:
    """Return lines, the newest first."""
    table = tables.history
    found = select(table).where(where).order_by(table.c.id.desc()).limit(limit)
    return tuple(
        Event(
            **dict(row)
            | {name: json.loads(row[name]) if row[name] else None for name in ("before", "after")}
        )
        for row in connection.execute(found).mappings()
    )
