"""The ledger: which message told which facts, and what members thought of it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import chunks, insert_rows, upsert
from bot.storage.questions import drop_askings
from bot.storage.records import AskedAnswer, Feedback

_COLUMNS = tuple(column.name for column in tables.answer.columns)
_FACT_COLUMNS = tuple(column.name for column in tables.answer_fact.columns)


class Ledger:
    """Answers and the feedback on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, answer: AskedAnswer) -> None:
        """Remember an answer, soon: see `Database.later`."""
        self._database.later(_write_answers, answer)

    async def answer(self, message_id: int) -> AskedAnswer | None:
        """Return what a message answered, if that is (still) remembered."""
        where = tables.answer.c.message_id == message_id
        found = await self._database.read(partial(find_answers, where))
        return found[0] if found else None

    async def resting_on(
        self, pack: str, facts: Collection[str], since: int
    ) -> tuple[AskedAnswer, ...]:
        """Return the answers from `since` on that told any of these facts, the newest first."""
        answer, fact = tables.answer, tables.answer_fact

        def work(connection: Connection) -> tuple[AskedAnswer, ...]:
            found: dict[int, AskedAnswer] = {}
            for some in chunks(facts):
                told = select(fact.c.message_id).where(fact.c.fact.in_(some))
                where = answer.c.message_id.in_(told) & (answer.c.pack == pack)
                for one in find_answers(where & (answer.c.created >= since), connection):
                    found[one.message_id] = one
            return tuple(sorted(found.values(), key=lambda one: (-one.created, -one.message_id)))

        return await self._database.read(work)

    async def forget_messages(self, message_ids: Collection[int]) -> None:
        """Forget what was answered, thought or asked in messages that are gone."""

        def work(connection: Connection) -> None:
            for some in chunks(message_ids):
                drop_answers(connection, tables.answer.c.message_id.in_(some))
                connection.execute(
                    delete(tables.feedback).where(tables.feedback.c.message_id.in_(some))
                )
                drop_askings(connection, tables.asking.c.message_id.in_(some))

        await self._database.forget(work)

    async def forget_channel(self, channel_id: int) -> None:
        """Forget what was answered and asked in a channel that is gone, and who followed there."""

        def work(connection: Connection) -> None:
            drop_answers(connection, tables.answer.c.channel_id == channel_id)
            drop_askings(connection, tables.asking.c.channel_id == channel_id)
            for table in (tables.subscription, tables.outbox):
                connection.execute(delete(table).where(table.c.channel_id == channel_id))

        await self._database.forget(work)

    async def add_feedback(self, feedback: Feedback) -> None:
        """Keep what a member thinks of an answer; the member's newest word counts."""
        await self._database.write(
            lambda connection: upsert(connection, tables.feedback, asdict(feedback))
        )

    async def feedback_on(self, message_id: int) -> tuple[Feedback, ...]:
        """Return what members think of an answer, the newest first."""
        where = tables.feedback.c.message_id == message_id
        return await self._database.read(partial(find_feedback, where))


def find_answers(
    where: ColumnElement[bool], connection: Connection, *, newest_first: bool = True
) -> tuple[AskedAnswer, ...]:
    """Return answers with their facts."""
    answer, fact = tables.answer, tables.answer_fact
    found = select(answer).where(where)
    if newest_first:
        found = found.order_by(answer.c.created.desc(), answer.c.message_id.desc())
    rows = connection.execute(found).mappings().all()
    told: dict[int, list[tuple[str, str]]] = {}
    for some in chunks([row["message_id"] for row in rows]):
        facts = (
            select(fact.c.message_id, fact.c.fact, fact.c.version)
            .where(fact.c.message_id.in_(some))
            .order_by(fact.c.message_id, fact.c.place)
        )
        for message, these in groupby(connection.execute(facts), key=lambda row: row[0]):
            told[message] = [(name, version) for _, name, version in these]
    return tuple(
        AskedAnswer(
            **row,
            facts=tuple(name for name, _ in told.get(row["message_id"], ())),
            versions=_versions(told.get(row["message_id"], ())),
        )
        for row in rows
    )


def find_feedback(where: ColumnElement[bool], connection: Connection) -> tuple[Feedback, ...]:
    """Return feedback, the newest first."""
    table = tables.feedback
    found = select(table).where(where).order_by(table.c.created.desc(), table.c.message_id.desc())
    return tuple(Feedback(**row) for row in connection.execute(found).mappings())


def drop_answers(connection: Connection, where: ColumnElement[bool]) -> int:
    """Delete answers, and the feedback on them, which is about nothing any more."""
    gone = select(tables.answer.c.message_id).where(where)
    connection.execute(delete(tables.feedback).where(tables.feedback.c.message_id.in_(gone)))
    return connection.execute(delete(tables.answer).where(where)).rowcount


def _versions(told: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    versions = tuple(version for _, version in told)
    return versions if any(versions) else ()


def _write_answers(connection: Connection, answers: list[AskedAnswer]) -> None:
    """Write answers; one in a message that had another takes its place, facts and all."""
    newest = {answer.message_id: answer for answer in answers}
    for some in chunks(newest):
        connection.execute(delete(tables.answer).where(tables.answer.c.message_id.in_(some)))
    rows = [tuple(getattr(one, name) for name in _COLUMNS) for one in newest.values()]
    insert_rows(connection, tables.answer, _COLUMNS, rows)
    facts = [
        (one.message_id, place, fact, one.versions[place] if one.versions else "")
        for one in newest.values()
        for place, fact in enumerate(one.facts)
    ]
    insert_rows(connection, tables.answer_fact, _FACT_COLUMNS, facts)
