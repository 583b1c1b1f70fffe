"""Answers that a change made wrong, to be put right once each.

A row in the queue stands for a message, however many changes it needs. What has been brought in is
noted with the change, so no change comes to a message twice. A process that dies between the edit
and its note, or a machine that loses its power, leaves the edit to be made again after the lease:
the same content in the same message. So these notes need not wait for the disk.
"""

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.storage import tables
from bot.storage.changes import find_changes
from bot.storage.claims import LEASE_SECONDS, claim, counted, next_due, put_back
from bot.storage.database import Database
from bot.storage.engine import chunks, insert, insert_new, insert_rows
from bot.storage.ledger import find_answers
from bot.storage.loop_records import Correction, FactChange, Queued
from bot.storage.records import AskedAnswer, GuildSettings

_DAY = 86_400
_DEFAULTS = GuildSettings(0)


class Corrections:
    """The queue of answers to put right."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(
        self, change_ids: Collection[int], *, now: int, not_before: int | None = None
    ) -> int:
        """Queue the answers that rest on what changed; return how many messages are new in it.

        Left out are answers older than their server wants, servers that leave answers as they
        are, trivial changes, and answers that tell the fact as it is now. `not_before` gives
        curators time to hold a change back.
        """
        start = now if not_before is None else not_before
        return await self._database.write(partial(_queue, sorted(change_ids), now, start))

    async def claim(
        self, limit: int, *, now: int, lease: int = LEASE_SECONDS
    ) -> tuple[Correction, ...]:
        """Take answers to put right; nobody else gets them until the lease ends."""
        return await self._database.write(partial(_claim, limit, now, lease), relaxed=True)

    async def done(
        self,
        correction: Correction,
        versions: Mapping[str, str],
        pack_version: str,
        *,
        now: int,
    ) -> bool:
        """Note that a message tells these facts now, in these versions.

        False when the claim was lost meanwhile; then somebody else does it again.
        """
        work = partial(_done, correction, versions, pack_version, now)
        return await self._database.write(work, relaxed=True)

    async def failed(self, correction: Correction, *, retry_at: int | None) -> bool:
        """Put an answer back to be tried again at a time, or give it up without one."""
        return await self._database.write(
            lambda connection: put_back(connection, tables.correction, _mine(correction), retry_at)
        )

    async def count(self) -> Queued:
        """Return how many messages stand in the queue."""
        return await self._database.read(
            lambda connection: counted(connection, tables.correction, true())
        )

    async def next_due(self) -> int | None:
        """Return when the next answer is to be put right, nothing where none is."""
        return await self._database.read(
            lambda connection: next_due(connection, tables.correction, true())
        )

    async def resting_on(self, change_id: int, guild_id: int) -> int:
        """Return how many answers of a server wait to be put right for a change."""
        due, answer = tables.correction_change, tables.answer
        found = (
            select(func.count())
            .select_from(due.join(answer, answer.c.message_id == due.c.message_id))
            .where(
                due.c.change_id == change_id, due.c.done.is_(None), answer.c.guild_id == guild_id
            )
        )
        return await self._database.read(
            lambda connection: int(connection.execute(found).scalar_one())
        )


def _mine(correction: Correction) -> ColumnElement[bool]:
    table = tables.correction
    return and_(
        table.c.message_id == correction.answer.message_id, table.c.claim == correction.claim
    )


def _queue(change_ids: list[int], now: int, not_before: int, connection: Connection) -> int:
    answer, told, guild = tables.answer, tables.answer_fact, tables.guild
    table, due = tables.correction, tables.correction_change
    policy = func.coalesce(guild.c.corrections, _DEFAULTS.corrections)
    oldest = now - func.coalesce(guild.c.corrected_days, _DEFAULTS.corrected_days) * _DAY
    queued = 0
    changes: list[FactChange] = []
    for some in chunks(change_ids):
        changes += find_changes(tables.fact_change.c.id.in_(some), connection)
    for change in changes:
        if change.is_trivial:
            continue
        # An answer of another pack may stand in the same message: see `AskedAnswer.facts`.
        elsewhere = f"{change.pack}//{change.fact}"
        affected = (
            select(answer.c.message_id, literal(change.id, BigInteger))
            .select_from(
                answer.join(told, told.c.message_id == answer.c.message_id).outerjoin(
                    guild, guild.c.guild_id == answer.c.guild_id
                )
            )
            .where(
                told.c.fact.in_((change.fact, elsewhere)),
                or_(answer.c.pack == change.pack, told.c.fact == elsewhere),
                answer.c.card != "",
                true() if change.after is None else told.c.version != change.after.version,
                policy != "leave",
                answer.c.created >= oldest,
            )
            .distinct()
        )
        fresh = insert(connection, due).from_select(["message_id", "change_id"], affected)
        insert_new(connection, fresh)
    for some in chunks([change.id for change in changes]):
        open_ones = (
            select(
                due.c.message_id, literal(not_before, BigInteger), literal(0), literal(value=False)
            )
            .where(due.c.change_id.in_(some), due.c.done.is_(None))
            .distinct()
        )
        columns = ["message_id", "not_before", "attempts", "failed"]
        queued += insert_new(connection, insert(connection, table).from_select(columns, open_ones))
    return queued


def _claim(limit: int, now: int, lease: int, connection: Connection) -> tuple[Correction, ...]:
    table, due = tables.correction, tables.correction_change
    word, messages = claim(
        connection, table, table.c.message_id, true(), limit=limit, now=now, lease=lease
    )
    changes: dict[int, list[int]] = {}
    attempts: dict[int, int] = {}
    answers: dict[int, AskedAnswer] = {}
    for some in chunks(messages):
        for message, change in connection.execute(
            select(due.c.message_id, due.c.change_id)
            .where(due.c.message_id.in_(some), due.c.done.is_(None))
            .order_by(due.c.change_id)
        ):
            changes.setdefault(message, []).append(change)
        rows = connection.execute(
            select(table.c.message_id, table.c.attempts).where(table.c.message_id.in_(some))
        )
        attempts |= {row.message_id: row.attempts for row in rows}
        where = tables.answer.c.message_id.in_(some)
        answers |= {one.message_id: one for one in find_answers(where, connection)}
    known: dict[int, FactChange] = {}
    for some in chunks(sorted({one for ids in changes.values() for one in ids})):
        where = tables.fact_change.c.id.in_(some)
        known |= {one.id: one for one in find_changes(where, connection)}
    return tuple(
        Correction(
            answer=answers[message],
            changes=tuple(known[one] for one in changes.get(message, ())),
            attempts=attempts[message],
            claim=word,
        )
        for message in messages
    )


def _done(
    correction: Correction,
    versions: Mapping[str, str],
    pack_version: str,
    now: int,
    connection: Connection,
) -> bool:
    table, due, told = tables.correction, tables.correction_change, tables.answer_fact
    message = correction.answer.message_id
    ended = update(table).where(_mine(correction)).values(claim=None, not_before=now, attempts=0)
    if not connection.execute(ended).rowcount:
        return False
    connection.execute(
        update(due)
        .where(
            due.c.message_id == message, due.c.change_id.in_([one.id for one in correction.changes])
        )
        .values(done=now)
    )
    connection.execute(
        update(tables.answer)
        .where(tables.answer.c.message_id == message)
        .values(pack_version=pack_version)
    )
    connection.execute(delete(told).where(told.c.message_id == message))
    rows = [(message, place, *pair) for place, pair in enumerate(versions.items())]
    insert_rows(connection, told, ("message_id", "place", "fact", "version"), rows)
    left = select(due.c.change_id).where(due.c.message_id == message, due.c.done.is_(None))
    connection.execute(delete(table).where(table.c.message_id == message, ~exists(left)))
    return True
