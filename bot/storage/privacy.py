"""What is held on a member, how it is forgotten, and how everything is forgotten in time.

What a curator has accepted is content of the pack: it stays until the pack's files have it, but
nobody's name does. All else that a member wrote goes with the member, also from the history.
"""

from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from bot.storage import tables
from bot.storage.changes import drop_idle_corrections
from bot.storage.database import Database
from bot.storage.engine import lock
from bot.storage.history import find_events
from bot.storage.keys import Hashes
from bot.storage.ledger import drop_answers, find_answers, find_feedback
from bot.storage.loop_records import Held, HeldQuestion, Proposal
from bot.storage.notifications import notify
from bot.storage.outbox import find_notices
from bot.storage.proposals import REPORTS, STANDING, drop_proposals, find_proposals
from bot.storage.questions import drop_askings
from bot.storage.records import Retention
from bot.storage.subscriptions import find_subscriptions, visited

_DAY = 86_400


class Privacy:
    """Shows and forgets."""

    def __init__(self, database: Database, hashes: Hashes) -> None:
        self._database = database
        self._hashes = hashes

    async def held_on(self, user_id: int) -> Held:
        """Return all that is held on a user."""
        return await self._database.read(partial(_held, user_id, self._hashes.user(user_id)))

    async def forget_user(self, user_id: int) -> int:
        """Delete all that is held on a user; return how many of the user's records there were.

        Where that fails it is done as soon as the database is back.
        """
        count = await self._database.forget(partial(_forget, user_id, self._hashes.user(user_id)))
        await self._database.clear_log()
        return count

    async def expire(self, now: int, retention: Retention) -> int:
        """Forget what is older than promised; return how many records that were."""
        count = await self._database.write(partial(_expire, now, retention))
        await self._database.clear_log()
        return count


def _standing() -> ColumnElement[bool]:
    table = tables.proposal
    return table.c.state.in_(STANDING) & table.c.kind.not_in(REPORTS)


def _held(user_id: int, user_hash: str, connection: Connection) -> Held:
    cluster, variant, asking = tables.cluster, tables.variant, tables.asking
    asked = (
        select(func.coalesce(variant.c.text, ""), cluster.c.guild_id, asking.c.asked)
        .select_from(
            asking.join(cluster, cluster.c.id == asking.c.cluster_id).outerjoin(
                variant, variant.c.id == asking.c.variant_id
            )
        )
        .where(asking.c.asker_hash == user_hash)
        .order_by(asking.c.asked.desc(), asking.c.id.desc())
    )
    assigned = select(cluster.c.id).where(cluster.c.assigned_to == user_id).order_by(cluster.c.id)
    proposed = find_proposals(tables.proposal.c.proposer_id == user_id, connection)
    return Held(
        answers=find_answers(tables.answer.c.asker_id == user_id, connection),
        feedback=find_feedback(tables.feedback.c.user_hash == user_hash, connection),
        questions=tuple(HeldQuestion(*row) for row in connection.execute(asked)),
        proposals=tuple(sorted(proposed, key=_newest_first)),
        events=find_events(tables.history.c.actor_id == user_id, connection),
        assigned=tuple(connection.scalars(assigned)),
        subscriptions=find_subscriptions(tables.subscription.c.user_id == user_id, connection),
        notices=find_notices(tables.outbox.c.user_id == user_id, connection),
        visited=visited(user_id, connection),
    )


def _newest_first(proposal: Proposal) -> tuple[int, int]:
    return (-proposal.created, -proposal.id)


def _forget(user_id: int, user_hash: str, connection: Connection) -> int:
    lock(connection, f"forget {user_id}")  # asked for twice, it is counted once
    count = _held(user_id, user_hash, connection).count
    proposal, history, cluster = tables.proposal, tables.history, tables.cluster
    connection.execute(delete(tables.feedback).where(tables.feedback.c.user_hash == user_hash))
    drop_answers(connection, tables.answer.c.asker_id == user_id)
    drop_askings(connection, tables.asking.c.asker_hash == user_hash)
    own = proposal.c.proposer_id == user_id
    drop_proposals(connection, own & ~_standing())
    words = select(proposal.c.id).where(own)
    connection.execute(
        update(history)
        .where(history.c.subject == "proposal", history.c.subject_id.in_(words))
        .values(before=None, after=None)
    )
    connection.execute(update(proposal).where(own).values(proposer_id=None, note=""))
    connection.execute(update(history).where(history.c.actor_id == user_id).values(actor_id=None))
    connection.execute(
        update(cluster)
        .where(cluster.c.assigned_to == user_id)
        .values(assigned_to=None, state="open")
    )
    for table in (tables.subscription, tables.visit, tables.outbox):
        connection.execute(delete(table).where(table.c.user_id == user_id))
    notify(connection, "forget", user_id)  # what was said last is in each process's memory
    return count


def _expire(now: int, retention: Retention, connection: Connection) -> int:
    def before(days: int) -> int:
        return now - days * _DAY

    proposal, outbox, visit = tables.proposal, tables.outbox, tables.visit
    history, change = tables.history, tables.fact_change
    count = drop_answers(connection, tables.answer.c.created < before(retention.answers))
    count += drop_askings(connection, tables.asking.c.asked < before(retention.questions))
    count += drop_proposals(
        connection, and_(proposal.c.changed < before(retention.proposals), ~_standing())
    )
    # The history of what stands is kept as long as it stands.
    standing = select(proposal.c.id).where(_standing())
    told = or_(history.c.subject != "proposal", history.c.subject_id.not_in(standing))
    for statement in (
        delete(tables.feedback).where(tables.feedback.c.created < before(retention.feedback)),
        delete(history).where(history.c.at < before(retention.history), told),
        delete(change).where(change.c.at < before(retention.changes)),
        delete(visit).where(visit.c.at < before(retention.visits)),
        delete(outbox).where(outbox.c.created < before(retention.notices)),
    ):
        count += connection.execute(statement).rowcount
    drop_idle_corrections(connection)
    return count
