"""Who follows what, and when members last asked what is new."""

from collections.abc import Collection
from dataclasses import asdict, replace
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.storage import tables
from bot.storage.changes import newest_change
from bot.storage.database import Database
from bot.storage.engine import chunks, insert, lock, upsert
from bot.storage.loop_records import Subscription, TargetKind

Target = tuple[TargetKind, str]

# Nobody reads digests of more.
MAX_FOLLOWED = 100
_AT_ONCE = 200


class Subscriptions:
    """Following and visits; both stand under a member's id, since the member is to be told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, subscription: Subscription) -> bool:
        """Let a member be told of what changes from now on; tell whether that is new.

        Who follows it already is told where it is now said. False also beyond `MAX_FOLLOWED`.
        """
        return await self._database.write(partial(_follow, subscription))

    async def unfollow(self, user_id: int, pack: str, kind: TargetKind, target: str) -> bool:
        """No longer tell a member; tell whether the member followed it."""
        key = _key(Subscription(user_id, pack, kind, target, created=0))
        return await self._database.write(
            lambda connection: (
                connection.execute(delete(tables.subscription).where(key)).rowcount > 0
            )
        )

    async def end(self, *, user_id: int | None = None, channel_id: int | None = None) -> int:
        """End all that is told in a channel, or to a member in direct messages."""
        table = tables.subscription
        where = table.c.channel_id == channel_id
        if channel_id is None:
            where = and_(table.c.user_id == user_id, table.c.channel_id.is_(None))
        return await self._database.write(
            lambda connection: connection.execute(delete(table).where(where)).rowcount
        )

    async def of(self, user_id: int) -> tuple[Subscription, ...]:
        """Return what a member follows, the oldest first."""
        where = tables.subscription.c.user_id == user_id
        return await self._database.read(partial(find_subscriptions, where))

    async def followers(self, pack: str, targets: Collection[Target]) -> tuple[Subscription, ...]:
        """Return who follows any of these scenarios, entities and facts of a pack."""
        table = tables.subscription

        def work(connection: Connection) -> tuple[Subscription, ...]:
            found: list[Subscription] = []
            for some in chunks(sorted(targets), _AT_ONCE):
                these = (and_(table.c.kind == kind, table.c.target == name) for kind, name in some)
                found += find_subscriptions((table.c.pack == pack) & or_(*these), connection)
            return tuple(found)

        return await self._database.read(work)

    async def visit(self, user_id: int, at: int) -> int | None:
        """Note that a member has seen what is new, and return when that was the time before."""

        def work(connection: Connection) -> int | None:
            before = visited(user_id, connection)
            upsert(connection, tables.visit, {"user_id": user_id, "at": at})
            return before

        return await self._database.write(work)


def find_subscriptions(
    where: ColumnElement[bool], connection: Connection
) -> tuple[Subscription, ...]:
    """Return subscriptions, the oldest first."""
    table = tables.subscription
    found = (
        select(table)
        .where(where)
        .order_by(table.c.created, table.c.user_id, table.c.kind, table.c.target)
    )
    return tuple(Subscription(**row) for row in connection.execute(found).mappings())


def visited(user_id: int, connection: Connection) -> int | None:
    """Return when a member last saw what is new."""
    table = tables.visit
    return connection.execute(select(table.c.at).where(table.c.user_id == user_id)).scalar()


def _key(one: Subscription) -> ColumnElement[bool]:
    table = tables.subscription
    return and_(
        table.c.user_id == one.user_id,
        table.c.pack == one.pack,
        table.c.kind == one.kind,
        table.c.target == one.target,
    )


def _follow(wanted: Subscription, connection: Connection) -> bool:
    lock(connection, f"follow {wanted.user_id}")
    table = tables.subscription
    moved = (
        table.update()
        .where(_key(wanted))
        .values(channel_id=wanted.channel_id, guild_id=wanted.guild_id, language=wanted.language)
    )
    if connection.execute(moved).rowcount:
        return False
    mine = select(table.c.target).where(table.c.user_id == wanted.user_id)
    if len(connection.execute(mine).all()) >= MAX_FOLLOWED:
        return False
    started = replace(wanted, last_change=max(wanted.last_change, newest_change(connection)))
    connection.execute(insert(connection, table).values(**asdict(started)))
    return True
