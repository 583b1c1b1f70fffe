"""Questions that were not answered, in clusters of like ones: the curators' queue.

A row stands for each time that something was asked, under a keyed hash of who asked. It goes with
the member, with the message, and when its time is over; a wording that nobody is left of goes with
its last row, and so does a cluster.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select, update

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import insert_numbered, lock
from bot.storage.history import note_event
from bot.storage.keys import Hashes, kept
from bot.storage.loop_records import Cluster, ClusterState, Miss, Nearest, Variant

# So much of a question is kept, and so many wordings of a cluster.
MAX_CHARACTERS = 200
# With so many clusters of a server a question that waited is compared.
_KNOWN = 2_000
MAX_VARIANTS = 20

# A question like these is asked again and goes to them; after a resolution it is news.
_TAKING: tuple[ClusterState, ...] = ("open", "assigned", "dismissed")
_QUEUED: tuple[ClusterState, ...] = ("open", "assigned")
_FROM: dict[str, tuple[ClusterState, ...]] = {
    "assigned": ("open", "assigned"),
    "dismissed": ("open", "assigned"),
    "resolved": ("open", "assigned", "dismissed"),
    "open": ("assigned", "dismissed", "resolved"),
}


class Likeness(Protocol):
    """Tells to which of some clusters a question belongs, each known by a text."""

    def like(self, text: str) -> int | None:
        """Return the cluster that a question belongs to."""

    def add(self, cluster: int, text: str) -> None:
        """Let a text stand for a cluster."""


# Makes it of the clusters of a server.
Folding = Callable[[Iterable[tuple[int, str]]], Likeness]


class Questions:
    """What was missed, by demand."""

    def __init__(self, database: Database, hashes: Hashes) -> None:
        self._database = database
        self._hashes = hashes

    async def add(self, miss: Miss, cluster_id: int | None = None) -> int | None:
        """Keep a missed question and return its cluster.

        Nothing is kept (and none returned) of direct messages, and in servers that have switched it
        off. `cluster_id` is the one that it is like; without one, or when that is gone, it goes to
        the cluster in which it stands word for word, else it opens a new one.
        """
        return await self._database.write(partial(self._add, miss, cluster_id))

    def add_later(self, miss: Miss, folding: Folding) -> None:
        """Keep a missed question once the database is back: see `Database.later`.

        Which cluster it is like is looked at by then, among those that there are.
        """
        self._database.later(self._add_waiting, (miss, folding))

    def _add_waiting(self, connection: Connection, waiting: list[tuple[Miss, Folding]]) -> None:
        """Keep questions that waited, each once, also where it is in already."""
        clusters: dict[int | None, Likeness] = {}
        lock(connection, "questions")
        for miss, folding in waiting:
            if miss.guild_id is None or self._is_in(miss, connection):
                continue
            known = clusters.get(miss.guild_id)
            if known is None:
                there = _representatives(miss.guild_id, _KNOWN, connection)
                known = clusters[miss.guild_id] = folding(there)
            like = known.like(miss.text)
            cluster = self._add(miss, like, connection)
            if cluster is not None and cluster != like:
                known.add(cluster, miss.text)

    def _is_in(self, miss: Miss, connection: Connection) -> bool:
        asking, variant = tables.asking, tables.variant
        text = kept(miss.text, MAX_CHARACTERS)
        found: Select[Any] = (
            select(asking.c.id)
            .outerjoin(variant, variant.c.id == asking.c.variant_id)
            .where(
                asking.c.asker_hash == self._hashes.user(miss.asker_id),
                asking.c.message_id == miss.message_id,
                asking.c.asked == miss.asked,
                or_(variant.c.text == text, variant.c.id.is_(None)),
            )
            .limit(1)
        )
        return connection.execute(found).first() is not None

    async def representatives(self, guild_id: int, most: int) -> tuple[tuple[int, str], ...]:
        """Return the newest clusters of a server that take like questions, each with its text."""
        return await self._database.read(partial(_representatives, guild_id, most))

    async def queue(
        self,
        guild_id: int,
        *,
        states: Sequence[ClusterState] = _QUEUED,
        limit: int = 25,
        offset: int = 0,
    ) -> tuple[Cluster, ...]:
        """Return clusters of a server, those first that most members asked for."""
        cluster, asking = tables.cluster, tables.asking
        demand = (
            func.count(asking.c.asker_hash.distinct()).desc(),
            func.count(asking.c.id).desc(),
            func.max(asking.c.asked).desc(),
            cluster.c.id,
        )
        found = (
            select(cluster.c.id)
            .join(asking, asking.c.cluster_id == cluster.c.id)
            .where(_of_guild(guild_id), cluster.c.state.in_(states))
            .group_by(cluster.c.id)
            .order_by(*demand)
            .limit(limit)
            .offset(offset)
        )
        return await self._database.read(
            lambda connection: find_clusters(list(connection.scalars(found)), connection)
        )

    async def waiting(self, guild_id: int) -> int:
        """Return how many clusters of a server wait for a curator."""
        cluster = tables.cluster
        found = select(func.count()).where(_of_guild(guild_id), cluster.c.state.in_(_QUEUED))
        return await self._database.read(
            lambda connection: int(connection.execute(found).scalar_one())
        )

    async def count_waiting(self) -> int:
        """Return how many clusters of all servers wait for a curator."""
        cluster = tables.cluster
        found = select(func.count()).where(cluster.c.state.in_(_QUEUED))
        return await self._database.read(
            lambda connection: int(connection.execute(found).scalar_one())
        )

    async def cluster(self, cluster_id: int) -> Cluster | None:
        """Return a cluster, if there (still) is one."""
        return await self._database.read(partial(_cluster, cluster_id))

    async def assign(self, cluster_id: int, curator_id: int, *, by: int, at: int) -> Cluster | None:
        """Give a cluster to a curator. None when it is gone or no longer open."""
        return await self._move(cluster_id, "assigned", by, at, assigned_to=curator_id)

    async def dismiss(self, cluster_id: int, *, by: int, at: int) -> Cluster | None:
        """Say that a cluster needs no answer. None when it is gone or no longer open."""
        return await self._move(cluster_id, "dismissed", by, at)

    async def reopen(self, cluster_id: int, *, by: int, at: int) -> Cluster | None:
        """Put a cluster back into the queue. None when it is gone or there already."""
        return await self._move(cluster_id, "open", by, at)

    async def resolve(
        self, cluster_id: int, proposal_id: int, *, by: int | None, at: int
    ) -> Cluster | None:
        """Say which proposal answers a cluster. None when it is gone or resolved."""
        return await self._move(cluster_id, "resolved", by, at, proposal_id=proposal_id)

    async def _move(
        self, cluster_id: int, state: ClusterState, by: int | None, at: int, **values: int
    ) -> Cluster | None:
        def work(connection: Connection) -> Cluster | None:
            if not move_cluster(connection, cluster_id, state, by, at, **values):
                return None
            return _cluster(cluster_id, connection)

        return await self._database.write(work)

    def _add(self, miss: Miss, cluster_id: int | None, connection: Connection) -> int | None:
        if miss.guild_id is None or not _may_keep(connection, miss.guild_id):
            return None
        lock(connection, "questions")
        text = kept(miss.text, MAX_CHARACTERS)
        found = _taking(connection, cluster_id) if cluster_id is not None else None
        if found is None:
            found = _word_for_word(connection, miss.guild_id, text)
        newest = {
            "reason": miss.reason,
            "nearest": json.dumps([asdict(one) for one in miss.nearest]),
        }
        cluster = tables.cluster
        if found is None:
            values: dict[str, object] = {"guild_id": miss.guild_id, "state": "open", **newest}
            found = insert_numbered(connection, cluster, values)
        else:
            connection.execute(update(cluster).where(cluster.c.id == found).values(**newest))
        connection.execute(
            insert(tables.asking).values(
                cluster_id=found,
                variant_id=_variant(connection, found, text, miss.language),
                asker_hash=self._hashes.user(miss.asker_id),
                message_id=miss.message_id,
                channel_id=miss.channel_id,
                asked=miss.asked,
            )
        )
        return int(found)


def move_cluster(
    connection: Connection,
    cluster_id: int,
    state: ClusterState,
    by: int | None,
    at: int,
    *,
    assigned_to: int | None = None,
    proposal_id: int | None = None,
) -> bool:
    """Change a cluster's state, with a line in the history; tell whether its state allowed it."""
    cluster = tables.cluster
    held = select(cluster).where(cluster.c.id == cluster_id).with_for_update()
    row = connection.execute(held).mappings().first()
    if row is None or row["state"] not in _FROM[state]:
        return False
    after = {"state": state, "proposal_id": proposal_id}
    connection.execute(
        update(cluster).where(cluster.c.id == cluster_id).values(assigned_to=assigned_to, **after)
    )
    before = {"state": row["state"], "proposal_id": row["proposal_id"]}
    note_event(
        connection,
        "cluster",
        cluster_id,
        row["guild_id"],
        state,
        by,
        at,
        before=before,
        after=after,
    )
    return True


def find_clusters(ids: Sequence[int], connection: Connection) -> tuple[Cluster, ...]:
    """Return clusters with their wordings and counts, in the order of their ids given."""
    cluster, variant, asking = tables.cluster, tables.variant, tables.asking
    rows = connection.execute(select(cluster).where(cluster.c.id.in_(ids))).mappings()
    counts = connection.execute(
        select(
            asking.c.cluster_id,
            func.count(asking.c.id),
            func.count(asking.c.asker_hash.distinct()),
            func.min(asking.c.asked),
            func.max(asking.c.asked),
        )
        .where(asking.c.cluster_id.in_(ids))
        .group_by(asking.c.cluster_id)
    )
    counted = {row[0]: row for row in counts}
    wordings: dict[int, list[Variant]] = {}
    for row in connection.execute(
        select(variant.c.cluster_id, variant.c.text, variant.c.language, func.count(asking.c.id))
        .join(asking, asking.c.variant_id == variant.c.id)
        .where(variant.c.cluster_id.in_(ids))
        .group_by(variant.c.id)
        .order_by(variant.c.id)
    ):
        wordings.setdefault(row[0], []).append(Variant(row[1], row[2], row[3]))
    found = {
        row["id"]: Cluster(
            **dict(row) | {"nearest": tuple(Nearest(**one) for one in json.loads(row["nearest"]))},
            text=wordings[row["id"]][0].text,
            variants=tuple(wordings[row["id"]]),
            count=counted[row["id"]][1],
            askers=counted[row["id"]][2],
            first_asked=counted[row["id"]][3],
            last_asked=counted[row["id"]][4],
        )
        for row in rows
        if row["id"] in wordings
    }
    return tuple(found[one] for one in ids if one in found)


def drop_askings(connection: Connection, where: ColumnElement[bool]) -> int:
    """Delete what was asked, and the wordings and clusters of which nothing is left."""
    cluster, variant, asking = tables.cluster, tables.variant, tables.asking
    dropped = connection.execute(delete(asking).where(where)).rowcount
    if dropped:
        asked = select(asking.c.variant_id).where(asking.c.variant_id == variant.c.id)
        connection.execute(delete(variant).where(~asked.exists()))
        worded = select(variant.c.id).where(variant.c.cluster_id == cluster.c.id)
        drop_clusters(connection, ~worded.exists())
    return dropped


def drop_clusters(connection: Connection, where: ColumnElement[bool]) -> None:
    """Delete clusters and what was done with them."""
    cluster, history = tables.cluster, tables.history
    gone = select(cluster.c.id).where(where)
    connection.execute(
        delete(history).where(history.c.subject == "cluster", history.c.subject_id.in_(gone))
    )
    connection.execute(delete(cluster).where(where))


def _of_guild(guild_id: int) -> ColumnElement[bool]:
    return tables.cluster.c.guild_id == guild_id


def _representatives(
    guild_id: int, most: int, connection: Connection
) -> tuple[tuple[int, str], ...]:
    cluster, variant = tables.cluster, tables.variant
    oldest = select(func.min(variant.c.id)).group_by(variant.c.cluster_id)
    found = (
        select(cluster.c.id, variant.c.text)
        .join(variant, variant.c.cluster_id == cluster.c.id)
        .where(_of_guild(guild_id), cluster.c.state.in_(_TAKING), variant.c.id.in_(oldest))
        .order_by(cluster.c.id.desc())
        .limit(most)
    )
    return tuple((row[0], row[1]) for row in connection.execute(found))[::-1]


def _cluster(cluster_id: int, connection: Connection) -> Cluster | None:
    found = find_clusters([cluster_id], connection)
    return found[0] if found else None


def _taking(connection: Connection, cluster_id: int) -> int | None:
    cluster = tables.cluster
    found: Select[Any] = select(cluster.c.id).where(
        cluster.c.id == cluster_id, cluster.c.state.in_(_TAKING)
    )
    return connection.execute(found).scalar()


def _may_keep(connection: Connection, guild_id: int) -> bool:
    guild = tables.guild
    chosen = select(guild.c.log_questions).where(guild.c.guild_id == guild_id)
    return connection.execute(chosen).scalar() is not False


def _word_for_word(connection: Connection, guild_id: int, text: str) -> int | None:
    cluster, variant = tables.cluster, tables.variant
    found: Select[Any] = (
        select(cluster.c.id)
        .join(variant, variant.c.cluster_id == cluster.c.id)
        .where(_of_guild(guild_id), cluster.c.state.in_(_TAKING), variant.c.text == text)
        .order_by(cluster.c.id)
        .limit(1)
    )
    return connection.execute(found).scalar()


def _variant(
    connection: Connection, cluster_id: int, text: str, language: str | None
) -> int | None:
    """Return the wording's number, or nothing where a cluster has enough wordings already."""
    variant = tables.variant
    rows = connection.execute(
        select(variant.c.id, variant.c.text).where(variant.c.cluster_id == cluster_id)
    ).all()
    for number, known in rows:
        if known == text:
            return int(number)
    if len(rows) >= MAX_VARIANTS:
        return None
    values = {"cluster_id": cluster_id, "text": text, "language": language}
    return insert_numbered(connection, variant, values)
