"""What changed in the packs: their versions as they were seen, and what became of each fact."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import chunks, insert_rows, lock
from bot.storage.history import note_event
from bot.storage.loop_records import FactChange, FactState

_FACT_COLUMNS = tuple(column.name for column in tables.pack_fact.columns)


_CHANGE_COLUMNS = ("pack", "pack_version", "fact", "at", "before", "after", "trivial")


class Changes:
    """The log of changes, recorded once however many processes see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self, pack: str, version: str, facts: Sequence[FactState], at: int
    ) -> tuple[FactChange, ...]:
        """Take a pack as it is now, and return what changed since it was seen last.

        The first time nothing has changed. A version that is the last one seen changes nothing.
        """
        now = {one.fact: one for one in facts}
        return await self._database.write(partial(_record, pack, version, now, at))

    async def seen(self, pack: str) -> tuple[str, int] | None:
        """Return the version of a pack that was seen last, and when it was seen first."""
        table = tables.pack_seen
        found = (
            select(table.c.version, table.c.at)
            .where(table.c.pack == pack)
            .order_by(table.c.id.desc())
            .limit(1)
        )

        def work(connection: Connection) -> tuple[str, int] | None:
            row = connection.execute(found).first()
            return (row[0], row[1]) if row else None

        return await self._database.read(work)

    async def since(
        self, at: int, *, pack: str | None = None, limit: int = 100
    ) -> tuple[FactChange, ...]:
        """Return what changed after a time, without what is trivial, the newest first."""
        table = tables.fact_change
        where = (table.c.at > at) & ~table.c.trivial
        if pack is not None:
            where &= table.c.pack == pack
        return await self._database.read(
            partial(find_changes, where, limit=limit, newest_first=True)
        )

    async def after(self, change_id: int, *, limit: int = 1_000) -> tuple[FactChange, ...]:
        """Return the changes behind one, without what is trivial, in their order."""
        table = tables.fact_change
        where = (table.c.id > change_id) & ~table.c.trivial
        return await self._database.read(partial(find_changes, where, limit=limit))

    async def newest(self) -> int:
        """Return the number of the newest change, 0 where there is none."""
        return await self._database.read(newest_change)

    async def get(self, change_ids: Collection[int]) -> tuple[FactChange, ...]:
        """Return changes by their numbers."""

        def work(connection: Connection) -> tuple[FactChange, ...]:
            return tuple(
                one
                for some in chunks(sorted(change_ids))
                for one in find_changes(tables.fact_change.c.id.in_(some), connection)
            )

        return await self._database.read(work)

    async def mark(self, change_id: int, *, trivial: bool, by: int, at: int) -> bool:
        """Hold a change back as trivial, or no longer; tell whether that is new.

        Corrections for it that are not done yet fall away; `Corrections.queue` brings them back.
        """

        def work(connection: Connection) -> bool:
            table, due = tables.fact_change, tables.correction_change
            done = connection.execute(
                update(table)
                .where(table.c.id == change_id, table.c.trivial != trivial)
                .values(trivial=trivial)
            )
            if not done.rowcount:
                return False
            action = "held back" if trivial else "let through"
            note_event(connection, "change", change_id, None, action, by, at)
            if trivial:
                connection.execute(
                    delete(due).where(due.c.change_id == change_id, due.c.done.is_(None))
                )
                drop_idle_corrections(connection)
            return True

        return await self._database.write(work)


def find_changes(
    where: ColumnElement[bool],
    connection: Connection,
    *,
    limit: int | None = None,
    newest_first: bool = False,
) -> tuple[FactChange, ...]:
    """Return changes in their order, or the newest first."""
    table = tables.fact_change
    order = table.c.id.desc() if newest_first else table.c.id
    found = select(table).where(where).order_by(order).limit(limit)
    return tuple(
        FactChange(
            **{name: row[name] for name in ("id", "pack", "pack_version", "fact", "at")},
            before=_state(row["before"]),
            after=_state(row["after"]),
            is_trivial=row["trivial"],
        )
        for row in connection.execute(found).mappings()
    )


def newest_change(connection: Connection) -> int:
    """Return the number of the newest change, 0 where there is none."""
    return int(connection.execute(select(func.max(tables.fact_change.c.id))).scalar() or 0)


def drop_idle_corrections(connection: Connection) -> None:
    """Delete corrections that have no change left to bring in."""
    table, due = tables.correction, tables.correction_change
    left = select(due.c.change_id).where(
        due.c.message_id == table.c.message_id, due.c.done.is_(None)
    )
    connection.execute(delete(table).where(~left.exists()))


def _record(
    pack: str, version: str, now: Mapping[str, FactState], at: int, connection: Connection
) -> tuple[FactChange, ...]:
    lock(connection, "changes")
    seen, fact = tables.pack_seen, tables.pack_fact
    last = connection.execute(
        select(seen.c.version).where(seen.c.pack == pack).order_by(seen.c.id.desc()).limit(1)
    ).scalar()
    if last == version:
        return ()
    connection.execute(insert(seen).values(pack=pack, version=version, at=at))
    before = {
        row["fact"]: FactState(**{name: row[name] for name in _FACT_COLUMNS if name != "pack"})
        for row in connection.execute(select(fact).where(fact.c.pack == pack)).mappings()
    }
    changed = [
        name
        for name in dict.fromkeys((*now, *before))
        if _version(before.get(name)) != _version(now.get(name))
    ]
    for some in chunks(changed):
        connection.execute(delete(fact).where(fact.c.pack == pack, fact.c.fact.in_(some)))
    rows = [(pack, *_row(now[name])) for name in changed if name in now]
    insert_rows(connection, fact, _FACT_COLUMNS, rows)
    if last is None:
        return ()
    newest = newest_change(connection)
    rows = [
        (pack, version, name, at, _json(before.get(name)), _json(now.get(name)), False)
        for name in changed
    ]
    insert_rows(connection, tables.fact_change, _CHANGE_COLUMNS, rows)
    return find_changes(tables.fact_change.c.id > newest, connection)


def _version(state: FactState | None) -> str | None:
    return state.version if state else None


def _row(state: FactState) -> tuple[Any, ...]:
    return tuple(getattr(state, name) for name in _FACT_COLUMNS if name != "pack")


def _json(state: FactState | None) -> str | None:
    return None if state is None else json.dumps(asdict(state))


def _state(text: str | None) -> FactState | None:
    return None if text is None else FactState(**json.loads(text))
