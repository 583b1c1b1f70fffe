"""What should change in the packs, who decided, and what stands: the overlay comes from here."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import chunks, insert_numbered, lock
from bot.storage.history import note_event
from bot.storage.keys import kept
from bot.storage.loop_records import Payload, Proposal, ProposalKind, ProposalState
from bot.storage.notifications import notify
from bot.storage.questions import move_cluster

MAX_NOTE = 1_000

# What has been accepted and is not in the pack's files yet.
STANDING: tuple[ProposalState, ...] = ("accepted", "exported")
# A report that was dealt with adds nothing to a pack, so nothing of it need stand.
REPORTS: tuple[ProposalKind, ...] = ("outdated",)

_FROM: dict[ProposalState, tuple[ProposalState, ...]] = {
    "proposed": ("rejected",),
    "accepted": ("proposed", "rejected", "undone"),
    "rejected": ("proposed",),
    "undone": ("accepted", "exported"),
    "exported": ("accepted", "exported"),
    "merged": ("accepted", "exported"),
}


class Proposals:
    """Every change of state is one transaction with its line in the history.

    What returns a proposal returns none when it is gone or somebody else was faster: its state
    no longer allows the step.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def propose(
        self,
        kind: ProposalKind,
        pack: str,
        payload: Payload,
        *,
        by: int | None,
        at: int,
        guild_id: int | None = None,
        cluster_id: int | None = None,
        note: str = "",
        accept: bool = False,
    ) -> Proposal:
        """Keep a proposal; with `accept` it is a curator's own and stands at once.

        `by` nobody is the bot itself, such as when a fact is due for review. Where `cluster_id`
        names a cluster, accepting resolves it and undoing puts it back into the queue.
        """

        new = _New(kind, pack, payload, by, at, guild_id, cluster_id, note)

        def work(connection: Connection) -> Proposal:
            number = _insert(connection, new)
            if accept:
                _move(number, "accepted", by, at, None, connection)
            return _one(number, connection)

        return await self._database.write(work)

    async def answer_report(
        self,
        report: int,
        kind: ProposalKind,
        pack: str,
        payload: Payload,
        *,
        by: int,
        at: int,
        guild_id: int | None,
    ) -> Proposal | None:
        """Keep a curator's own answer to a report: it stands, and the report is dealt with.

        None when the report is gone, or somebody else was faster; then nothing is kept.
        """
        new = _New(kind, pack, payload, by, at, guild_id)

        def work(connection: Connection) -> Proposal | None:
            if not _move(report, "accepted", by, at, None, connection, ("proposed",)):
                return None
            number = _insert(connection, new)
            _move(number, "accepted", by, at, None, connection)
            return _one(number, connection)

        return await self._database.write(work)

    async def resolve(
        self,
        cluster_id: int,
        kind: ProposalKind,
        pack: str,
        payload: Payload,
        *,
        by: int,
        at: int,
        guild_id: int | None,
    ) -> Proposal | None:
        """Keep a curator's own answer to a cluster: it stands, and the cluster is resolved.

        None when the cluster is gone, or somebody else has resolved it; then nothing is kept.
        """
        new = _New(kind, pack, payload, by, at, guild_id, cluster_id)

        def work(connection: Connection) -> Proposal | None:
            table = tables.cluster
            held = select(table.c.state).where(table.c.id == cluster_id).with_for_update()
            if connection.execute(held).scalar() in (None, "resolved"):
                return None
            number = _insert(connection, new)
            _move(number, "accepted", by, at, None, connection)
            return _one(number, connection)

        return await self._database.write(work)

    async def report(
        self, pack: str, target: str, payload: Payload, *, at: int, guild_id: int | None
    ) -> Proposal:
        """Keep that members call something of a pack outdated, nobody by name.

        What waits for a curator of the server already is counted, in `count` of its payload.
        """

        def work(connection: Connection) -> Proposal:
            lock(connection, "proposals")
            table = tables.proposal
            same_place = table.c.guild_id == guild_id
            where = (table.c.pack == pack) & (table.c.kind == "outdated") & same_place
            for one in find_proposals(where & (table.c.state == "proposed"), connection):
                if one.payload.get("target") == target:
                    counted = dict(one.payload) | {"count": int(one.payload.get("count", 1)) + 1}
                    connection.execute(
                        update(table)
                        .where(table.c.id == one.id)
                        .values(payload=json.dumps(counted), changed=at)
                    )
                    return _one(one.id, connection)
            first = {**payload, "target": target, "count": 1}
            new = _New("outdated", pack, first, None, at, guild_id)
            return _one(_insert(connection, new), connection)

        return await self._database.write(work)

    async def accept(
        self,
        proposal_id: int,
        *,
        by: int,
        at: int,
        payload: Payload | None = None,
        waiting: bool = False,
    ) -> Proposal | None:
        """Let a proposal stand, as it is or as the curator has put it.

        With `waiting`, only one that nobody has decided on.
        """
        held: tuple[ProposalState, ...] | None = ("proposed",) if waiting else None

        def work(connection: Connection) -> Proposal | None:
            if not _move(proposal_id, "accepted", by, at, payload, connection, held):
                return None
            return _one(proposal_id, connection)

        return await self._database.write(work)

    async def reject(self, proposal_id: int, *, by: int, at: int) -> Proposal | None:
        """Refuse a proposal."""
        return await self._change(proposal_id, "rejected", by, at)

    async def undo(self, proposal_id: int, *, by: int, at: int) -> Proposal | None:
        """Take the last decision back: what stood no longer does, what was refused waits again."""

        def work(connection: Connection) -> Proposal | None:
            back: tuple[ProposalState, ...] = ("undone", "proposed")
            for state in back:
                if _move(proposal_id, state, by, at, None, connection):
                    return _one(proposal_id, connection)
            return None

        return await self._database.write(work)

    async def exported(self, proposal_ids: Collection[int], *, by: int | None, at: int) -> int:
        """Note that proposals were written into the pack's files; they stand until the merge."""
        return await self._change_all(proposal_ids, "exported", by, at)

    async def merged(self, proposal_ids: Collection[int], *, by: int | None, at: int) -> int:
        """Note that the pack has proposals' content now, so that they need no longer stand."""
        return await self._change_all(proposal_ids, "merged", by, at)

    async def get(self, proposal_id: int) -> Proposal | None:
        """Return a proposal, if it is (still) held."""
        found = await self._database.read(
            partial(find_proposals, tables.proposal.c.id == proposal_id)
        )
        return found[0] if found else None

    async def waiting(
        self, guild_id: int | None = None, *, limit: int = 25, offset: int = 0
    ) -> tuple[Proposal, ...]:
        """Return the proposals that wait for a curator, the oldest first.

        Those of a server, where one is named, and those that belong to none.
        """
        table = tables.proposal
        where = table.c.state == "proposed"
        if guild_id is not None:
            where &= or_(table.c.guild_id == guild_id, table.c.guild_id.is_(None))
        return await self._database.read(partial(find_proposals, where, limit=limit, offset=offset))

    async def count_waiting(self, guild_id: int | None = None) -> int:
        """Return how many proposals wait for a curator."""
        table = tables.proposal
        found = select(func.count()).where(table.c.state == "proposed")
        if guild_id is not None:
            found = found.where(or_(table.c.guild_id == guild_id, table.c.guild_id.is_(None)))
        return await self._database.read(
            lambda connection: int(connection.execute(found).scalar_one())
        )

    async def standing(self, pack: str | None = None) -> tuple[Proposal, ...]:
        """Return what was accepted and is not merged yet, in the order in which it was proposed."""
        table = tables.proposal
        where = table.c.state.in_(STANDING) & table.c.kind.not_in(REPORTS)
        if pack is not None:
            where &= table.c.pack == pack
        return await self._database.read(partial(find_proposals, where))

    async def _change(
        self,
        proposal_id: int,
        state: ProposalState,
        by: int | None,
        at: int,
    ) -> Proposal | None:
        def work(connection: Connection) -> Proposal | None:
            if not _move(proposal_id, state, by, at, None, connection):
                return None
            return _one(proposal_id, connection)

        return await self._database.write(work)

    async def _change_all(
        self, ids: Collection[int], state: ProposalState, by: int | None, at: int
    ) -> int:
        def work(connection: Connection) -> int:
            return sum(_move(one, state, by, at, None, connection) for one in sorted(ids))

        return await self._database.write(work)


@dataclass(frozen=True, slots=True)
class _New:
    """A proposal before it has a number."""

    kind: ProposalKind
    pack: str
    payload: Payload
    by: int | None
    at: int
    guild_id: int | None
    cluster_id: int | None = None
    note: str = ""


def _insert(connection: Connection, new: _New) -> int:
    values: dict[str, object] = {
        "kind": new.kind,
        "pack": new.pack,
        "state": "proposed",
        "payload": json.dumps(new.payload),
        "note": kept(new.note, MAX_NOTE),
        "proposer_id": new.by,
        "guild_id": new.guild_id,
        "cluster_id": _held(connection, new.cluster_id),
        "created": new.at,
        "changed": new.at,
    }
    number = insert_numbered(connection, tables.proposal, values)
    note_event(
        connection,
        "proposal",
        number,
        new.guild_id,
        "proposed",
        new.by,
        new.at,
        after=new.payload,
    )
    return number


def find_proposals(
    where: ColumnElement[bool],
    connection: Connection,
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> tuple[Proposal, ...]:
    """Return proposals, the oldest first."""
    table = tables.proposal
    found = select(table).where(where).order_by(table.c.id).limit(limit).offset(offset)
    return tuple(
        Proposal(**dict(row) | {"payload": json.loads(row["payload"])})
        for row in connection.execute(found).mappings()
    )


def drop_proposals(connection: Connection, where: ColumnElement[bool]) -> int:
    """Delete proposals and what was done with them."""
    table, history = tables.proposal, tables.history
    gone = list(connection.scalars(select(table.c.id).where(where)))
    for some in chunks(gone):
        connection.execute(
            delete(history).where(history.c.subject == "proposal", history.c.subject_id.in_(some))
        )
        connection.execute(delete(table).where(table.c.id.in_(some)))
    return len(gone)


def _one(proposal_id: int, connection: Connection) -> Proposal:
    return find_proposals(tables.proposal.c.id == proposal_id, connection)[0]


def _held(connection: Connection, cluster_id: int | None) -> int | None:
    """Return a cluster's number, if it is still there: its time may have come meanwhile."""
    if cluster_id is None:
        return None
    table = tables.cluster
    return connection.execute(select(table.c.id).where(table.c.id == cluster_id)).scalar()


def _move(
    proposal_id: int,
    state: ProposalState,
    by: int | None,
    at: int,
    payload: Payload | None,
    connection: Connection,
    held_in: tuple[ProposalState, ...] | None = None,
) -> bool:
    table = tables.proposal
    held = select(table).where(table.c.id == proposal_id).with_for_update()
    row = connection.execute(held).mappings().first()
    if row is None or row["state"] not in (held_in or _FROM[state]):
        return False
    values: dict[str, Any] = {"state": state, "changed": at}
    before: dict[str, Any] = {"state": row["state"]}
    after: dict[str, Any] = {"state": state}
    if payload is not None:
        values["payload"] = json.dumps(payload)
        before["payload"], after["payload"] = json.loads(row["payload"]), dict(payload)
    connection.execute(update(table).where(table.c.id == proposal_id).values(**values))
    note_event(
        connection,
        "proposal",
        proposal_id,
        row["guild_id"],
        state if state != "proposed" else "reopened",
        by,
        at,
        before=before,
        after=after,
    )
    if row["cluster_id"] is not None:
        if state == "accepted":
            move_cluster(connection, row["cluster_id"], "resolved", by, at, proposal_id=proposal_id)
        elif state == "undone":
            move_cluster(connection, row["cluster_id"], "open", by, at)
    if state in STANDING or row["state"] in STANDING:
        notify(connection, "packs")  # what is laid over them is something else now
    return True
