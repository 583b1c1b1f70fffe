"""Messages that are to be sent once each, whatever stops in between.

What is queued is queued in the transaction that notes that it is: a restart loses no digest and
queues none twice. What was sent is remembered by its key for a while, so that nothing is sent
again under it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from bot.storage import tables
from bot.storage.claims import LEASE_SECONDS, claim, counted, next_due, put_back
from bot.storage.database import Database
from bot.storage.engine import insert, insert_new
from bot.storage.loop_records import Notice, Payload, Queued, Subscription


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be sent to a member or into a channel. Of equal keys only one is ever sent."""

    key: str
    payload: Payload
    created: int
    user_id: int | None = None
    channel_id: int | None = None
    guild_id: int | None = None
    not_before: int = 0


class Outbox:
    """The queue of messages to send."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, post: Post) -> bool:
        """Queue a message; False when there is or was one with its key."""
        return await self._database.write(partial(_put, post))

    async def put_digest(self, post: Post, followed: Sequence[Subscription], upto: int) -> bool:
        """Queue a digest of the changes up to one, and note that the member was told of them.

        `followed` are the member's subscriptions that it is about. False when the member has been
        told already, as by another process.
        """

        def work(connection: Connection) -> bool:
            table = tables.subscription
            these = or_(
                *(
                    and_(
                        table.c.user_id == one.user_id,
                        table.c.pack == one.pack,
                        table.c.kind == one.kind,
                        table.c.target == one.target,
                    )
                    for one in followed
                )
            )
            told = connection.execute(
                update(table).where(these, table.c.last_change < upto).values(last_change=upto)
            )
            return bool(told.rowcount) and _put(post, connection)

        return bool(followed) and await self._database.write(work)

    async def claim(
        self, limit: int, *, now: int, lease: int = LEASE_SECONDS
    ) -> tuple[Notice, ...]:
        """Take messages to send; nobody else gets them until the lease ends."""
        return await self._database.write(partial(_claim, limit, now, lease))

    async def sent(self, notice: Notice, *, now: int) -> bool:
        """Note that a message was sent; its content is forgotten. False if the claim was lost."""
        done = update(tables.outbox).where(_mine(notice)).values(sent=now, claim=None, payload="{}")
        return await self._database.write(lambda connection: connection.execute(done).rowcount > 0)

    async def failed(self, notice: Notice, *, retry_at: int | None) -> bool:
        """Put a message back to be tried again at a time, or give it up without one."""
        return await self._database.write(
            lambda connection: put_back(connection, tables.outbox, _mine(notice), retry_at)
        )

    async def count(self) -> Queued:
        """Return how many messages stand in the queue."""
        return await self._database.read(
            lambda connection: counted(connection, tables.outbox, tables.outbox.c.sent.is_(None))
        )

    async def next_due(self) -> int | None:
        """Return when the next message is to be sent, nothing where none is."""
        return await self._database.read(
            lambda connection: next_due(connection, tables.outbox, tables.outbox.c.sent.is_(None))
        )

    async def latest(self, kind: str, since: int) -> dict[tuple[int | None, int | None], int]:
        """Return when members and channels were last sent something of a kind, if since a time.

        The kind is how the key begins.
        """
        table = tables.outbox
        found = (
            select(table.c.user_id, table.c.channel_id, func.max(table.c.created))
            .where(table.c.key.startswith(kind, autoescape=True), table.c.created > since)
            .group_by(table.c.user_id, table.c.channel_id)
        )
        return await self._database.read(
            lambda connection: {
                (user, channel): int(at) for user, channel, at in connection.execute(found)
            }
        )

    async def given_up(self, user_id: int | None, channel_id: int | None) -> int:
        """Return how many messages to a member, or into a channel, were given up."""
        table = tables.outbox
        where = table.c.channel_id == channel_id if channel_id else table.c.user_id == user_id
        found = select(func.count()).where(where, table.c.failed)
        return await self._database.read(
            lambda connection: int(connection.execute(found).scalar_one())
        )


def find_notices(where: ColumnElement[bool], connection: Connection) -> tuple[Notice, ...]:
    """Return messages of the queue, the oldest first."""
    table = tables.outbox
    columns = (
        table.c.id,
        table.c.key,
        table.c.user_id,
        table.c.channel_id,
        table.c.guild_id,
        table.c.payload,
        table.c.created,
        table.c.attempts,
        table.c.claim,
    )
    found = select(*columns).where(where).order_by(table.c.id)
    return tuple(
        Notice(**dict(row) | {"payload": json.loads(row["payload"]), "claim": row["claim"] or ""})
        for row in connection.execute(found).mappings()
    )


def _mine(notice: Notice) -> ColumnElement[bool]:
    table = tables.outbox
    return and_(table.c.id == notice.id, table.c.claim == notice.claim)


def _put(post: Post, connection: Connection) -> bool:
    made = insert(connection, tables.outbox).values(
        key=post.key,
        user_id=post.user_id,
        channel_id=post.channel_id,
        guild_id=post.guild_id,
        payload=json.dumps(post.payload),
        created=post.created,
        not_before=max(post.not_before, post.created),
        attempts=0,
        failed=False,
    )
    return insert_new(connection, made) > 0


def _claim(limit: int, now: int, lease: int, connection: Connection) -> tuple[Notice, ...]:
    table = tables.outbox
    _, ids = claim(
        connection, table, table.c.id, table.c.sent.is_(None), limit=limit, now=now, lease=lease
    )
    return find_notices(table.c.id.in_(ids), connection) if ids else ()
