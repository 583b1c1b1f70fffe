"""Who holds which shard of a bot that runs in several processes, over PostgreSQL.

A lease is a row: whoever renews it in time keeps it, else the next takes it, with a higher token
(the fence). All of it goes by the database's clock. An advisory lock lets one process at a time
look at the whole, and one at a time take its turn to IDENTIFY in each bucket of shards.
"""

import json
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from bot.storage.database import Database
from bot.storage.engine import lock
from bot.storage.notifications import notify
from bot.storage.records import StorageError
from bot.storage.shard_records import (
    Lease,
    ProcessNow,
    Session,
    ShardNow,
    Share,
    Timings,
    Wanted,
)
from bot.storage.shard_tables import identify, process, shard

_ALL = "shards"
_SESSION = ("session", "sequence", "gateway")


class Shards:
    """The shards of one bot, shared by the processes on one PostgreSQL."""

    def __init__(self, database: Database, timings: Timings | None = None) -> None:
        self._database = database
        self.timings = timings or Timings()

    async def count(self, wanted: int, *, is_set: bool) -> int:
        """Return how many shards there are for all processes; the first to come says how many.

        Where the operator has set a number, another one that processes run with is an error.
        """
        self._only_on_a_server()
        return await self._database.write(partial(_count, wanted, is_set))

    async def share(self, wanted: Wanted) -> Share:
        """Renew what is held, take a fair share of what is free, and return what is held now."""
        self._only_on_a_server()
        return await self._database.write(
            partial(_share, self._database.word, wanted, self.timings)
        )

    async def release(self, lease: Lease, session: Session | None) -> bool:
        """Give a shard back at once, with the session that can be resumed. False if it was lost."""
        return await self._database.write(partial(_release, self._database.word, lease, session))

    async def leave(self) -> None:
        """Take this process off the list, and give back what it still holds."""
        await self._database.write(partial(_leave, self._database.word))

    async def turn(self, lease: Lease, bucket: int) -> float | None:
        """Ask to IDENTIFY: 0 for now, else in how many seconds to ask again.

        None where the lease is another's by now.
        """
        return await self._database.write(
            partial(_turn, self._database.word, lease, bucket, self.timings)
        )

    async def identified(self, bucket: int) -> None:
        """Note that it was done, so that the next in the bucket knows when its turn is."""
        await self._database.write(partial(_identified, self._database.word, bucket, self.timings))

    async def now(self) -> tuple[tuple[ProcessNow, ...], tuple[ShardNow, ...]]:
        """Return the processes that are alive, and all shards."""
        self._only_on_a_server()
        return await self._database.read(shards_now)

    def _only_on_a_server(self) -> None:
        if not self._database.is_server:
            raise StorageError("shards are shared over PostgreSQL only; set SCENARIO_BOT_STORAGE")


def _clock(connection: Connection) -> float:
    found = select(func.extract("epoch", func.clock_timestamp()))
    return float(connection.execute(found).scalar_one())


def _alive(connection: Connection, now: float) -> list[str]:
    """Return the processes that are alive, the oldest first, and forget the others."""
    connection.execute(delete(process).where(process.c.until < now))
    return list(
        connection.scalars(select(process.c.word).order_by(process.c.begun, process.c.word))
    )


def _count(wanted: int, is_set: bool, connection: Connection) -> int:
    lock(connection, _ALL)
    there = connection.execute(select(func.count()).select_from(shard)).scalar_one()
    if there == wanted:
        return there
    if there and _alive(connection, _clock(connection)):
        if is_set:
            raise StorageError(
                f"processes run with {there} shards, and {wanted} are set here: stop all of them"
                " before the number changes"
            )
        return there
    # Sessions of another number of shards are of no use.
    connection.execute(delete(shard))
    rows = [{"number": number, "token": 0, "until": 0.0} for number in range(wanted)]
    connection.execute(insert(shard), rows)
    return wanted


def _share(word: str, wanted: Wanted, timings: Timings, connection: Connection) -> Share:
    lock(connection, _ALL)
    now = _clock(connection)
    _appear(word, wanted, now, timings, connection)
    alive = _alive(connection, now)
    rank = alive.index(word)
    rows = list(connection.execute(select(shard).order_by(shard.c.number)).mappings())
    if wanted.count not in (None, len(rows)):
        raise StorageError(
            f"the bot has {len(rows)} shards by now, and not {wanted.count}:"
            " start this process anew"
        )
    mine = [row for row in rows if row["holder"] == word]
    fair = len(rows) // len(alive) + (rank < len(rows) % len(alive))
    if wanted.at_most is not None:
        fair = min(fair, wanted.at_most)
    free = [row for row in rows if row["holder"] is None or row["until"] < now]
    free = [row for row in free if row["holder"] != word]
    taken = [] if wanted.renews else free[: max(0, fair - len(mine))]
    _renew(word, wanted.sessions or {}, now + timings.lease, connection)
    if taken:
        # A session is handed on once, and noted again when it was taken up: what may have ended its
        # last holder is not to end one after the other.
        values = {"holder": word, "until": now + timings.lease, "token": shard.c.token + 1}
        connection.execute(
            update(shard)
            .where(shard.c.number.in_([row["number"] for row in taken]))
            .values(**values, **dict.fromkeys(_SESSION))
        )
    leases = [Lease(row["number"], row["token"]) for row in mine]
    leases += [Lease(row["number"], row["token"] + 1, _session(row)) for row in taken]
    return Share(
        leases=tuple(sorted(leases, key=lambda one: one.shard)),
        excess=tuple(row["number"] for row in mine[fair:]),
        unheld=len(free) - len(taken),
        processes=len(alive),
        versions=_versions(connection),
    )


def _appear(
    word: str, wanted: Wanted, now: float, timings: Timings, connection: Connection
) -> None:
    values = {
        "name": wanted.name,
        "until": now + timings.lease,
        "packs": json.dumps(dict(wanted.packs or {}), sort_keys=True),
    }
    seen = connection.execute(update(process).where(process.c.word == word).values(**values))
    if not seen.rowcount:
        connection.execute(insert(process).values(word=word, begun=now, **values))
        notify(connection, "shards")  # others may have too many now


def _renew(
    word: str, sessions: Mapping[int, Session], until: float, connection: Connection
) -> None:
    mine = shard.c.holder == word
    connection.execute(update(shard).where(mine).values(until=until))
    if sessions:
        one = (
            update(shard)
            .where(mine, shard.c.number == bindparam("mine"))
            .values({name: bindparam(f"new_{name}") for name in _SESSION})
        )
        rows = [
            {"mine": number, **{f"new_{key}": value for key, value in _columns(session).items()}}
            for number, session in sessions.items()
        ]
        connection.execute(one, rows)


def _release(word: str, lease: Lease, session: Session | None, connection: Connection) -> bool:
    values = _columns(session) if session else {}
    held = update(shard).where(
        shard.c.number == lease.shard, shard.c.holder == word, shard.c.token == lease.token
    )
    done = connection.execute(held.values(holder=None, until=0.0, **values))
    if done.rowcount:
        notify(connection, "shards")
    return done.rowcount > 0


def _leave(word: str, connection: Connection) -> None:
    lock(connection, _ALL)
    connection.execute(update(shard).where(shard.c.holder == word).values(holder=None, until=0.0))
    connection.execute(delete(process).where(process.c.word == word))
    notify(connection, "shards")


def _turn(
    word: str, lease: Lease, bucket: int, timings: Timings, connection: Connection
) -> float | None:
    lock(connection, f"identify {bucket}")
    held = select(shard.c.number).where(
        shard.c.number == lease.shard, shard.c.holder == word, shard.c.token == lease.token
    )
    if connection.execute(held).scalar() is None:
        return None
    now = _clock(connection)
    found = select(identify.c.free_at).where(identify.c.bucket == bucket)
    free_at = connection.execute(found).scalar()
    if free_at is not None and free_at > now:
        return float(free_at) - now
    values = {"free_at": now + timings.turn, "holder": word}
    if free_at is None:
        connection.execute(insert(identify).values(bucket=bucket, **values))
    else:
        connection.execute(update(identify).where(identify.c.bucket == bucket).values(**values))
    return 0.0


def _identified(word: str, bucket: int, timings: Timings, connection: Connection) -> None:
    mine = update(identify).where(identify.c.bucket == bucket, identify.c.holder == word)
    connection.execute(mine.values(free_at=_clock(connection) + timings.apart))


def _versions(connection: Connection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for packs in connection.scalars(select(process.c.packs)):
        for pack, version in json.loads(packs).items():
            found.setdefault(pack, set()).add(version)
    return {pack: frozenset(versions) for pack, versions in found.items()}


def shards_now(connection: Connection) -> tuple[tuple[ProcessNow, ...], tuple[ShardNow, ...]]:
    """Return the processes that are alive, and all shards."""
    now = _clock(connection)
    alive = select(process).where(process.c.until >= now).order_by(process.c.begun)
    processes = tuple(
        ProcessNow(row["word"], row["name"], now - row["begun"], json.loads(row["packs"]))
        for row in connection.execute(alive).mappings()
    )
    held = connection.execute(select(shard).order_by(shard.c.number)).mappings()
    return processes, tuple(
        ShardNow(row["number"], row["holder"], max(0.0, row["until"] - now), row["token"])
        for row in held
    )


def _session(row: RowMapping) -> Session | None:
    if row["session"] is None:
        return None
    return Session(row["session"], row["sequence"], row["gateway"])


def _columns(session: Session) -> dict[str, object]:
    return {"session": session.id, "sequence": session.sequence, "gateway": session.gateway}
