"""The tables up to the newest step and back over every step, with rows in them, on both databases.

Rows are made for whatever tables there are, so that a new step is tested without a word here.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    inspect,
    select,
    text,
)

from bot.storage import shard_tables, tables
from bot.storage.engine import PURPOSE, READ, UPGRADE, make_engine
from bot.storage.place import place
from bot.storage.records import StorageError
from bot.storage.steps import Loss, bring_up, losses, roll_back, steps
from bot.storage.store import Store
from bot.storage.upgrade import HEAD, back_to, known_steps, up_to

KNOWN = list(known_steps())
_ROWS = 3
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def where(nowhere: str) -> str:
    """Return where a database is that this test alone has: it may be left at an older step."""
    if "://" not in nowhere:
        Path(nowhere).touch()
    bring_up(nowhere)
    return nowhere


@contextmanager
def connected(where: str, purpose: str = UPGRADE) -> Iterator[Connection]:
    engine = make_engine(place(where))
    options = {PURPOSE: purpose}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
    engine.dispose()


def value_for(table: Table, name: str, number: int) -> Any:
    """Return what stands in a column of a row: a number, or a text that the column takes."""
    column = table.c[name]
    if (table.name, name) == ("feedback", "kind"):
        return ("helpful", "not_helpful", "outdated")[number - 1]
    if name == "facts":
        return json.dumps([f"fact-{number}", "other"])
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):  # and BIGINT, which is one
        return number
    if column.type.python_type is float:
        return number + 0.5
    return (
        f"{name} {number}".encode() if isinstance(column.type, LargeBinary) else f"{name} {number}"
    )


def reflected(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [one for one in metadata.sorted_tables if one.name != "alembic_version"]


def fill(where: str) -> None:
    with connected(where) as connection:
        for table in reflected(connection):
            rows = [
                {column.name: value_for(table, column.name, number) for column in table.c}
                for number in range(1, _ROWS + 1)
            ]
            connection.execute(table.insert(), rows)


def content(where: str) -> Rows:
    with connected(where, READ) as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in reflected(connection)
        }


def form(where: str) -> dict[str, Any]:
    """Return what the tables are like, whatever order their columns came in."""
    with connected(where, READ) as connection:
        found = inspect(connection)
        return {
            name: (
                sorted(
                    (one["name"], str(one["type"]), one["nullable"], str(one["default"]))
                    for one in found.get_columns(name)
                ),
                sorted(
                    (str(one["name"]), tuple(one["column_names"]))
                    for one in found.get_indexes(name)
                    if not str(one["name"]).startswith("answer_by_")  # of the first releases
                ),
                sorted(tuple(one["constrained_columns"]) for one in found.get_foreign_keys(name)),
                found.get_pk_constraint(name)["constrained_columns"],
            )
            for name in found.get_table_names()
        }


def shared(one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Return what both can hold: the columns that both have, of the tables that both have."""
    both: list[Rows] = [{}, {}]
    for name in one.keys() & other.keys():
        columns = (one[name][0].keys() & other[name][0].keys()) if one[name] and other[name] else ()
        for into, rows in zip(both, (one[name], other[name]), strict=True):
            into[name] = [{key: row[key] for key in columns} for row in rows]
    return both[0], both[1]


@pytest.mark.parametrize("step", KNOWN)
def test_up_to_a_step_on_and_back_loses_nothing_that_it_can_hold(nowhere: str, step: str) -> None:
    with connected(nowhere) as connection:
        up_to(connection, step)
    fill(nowhere)
    at_first, like = content(nowhere), form(nowhere)
    bring_up(nowhere)
    assert steps(nowhere).at == HEAD
    if step != HEAD:
        roll_back(nowhere, step)
    assert steps(nowhere).at == step
    assert content(nowhere) == at_first
    assert form(nowhere) == like


def test_back_step_by_step_keeps_what_each_can_hold_and_up_again_is_whole(where: str) -> None:
    fill(where)
    first = before = content(where)
    for step in reversed(KNOWN[:-1]):
        roll_back(where, step)
        kept, was = shared(content(where), before)
        assert kept == was
        assert kept.keys() >= {"secret", "meta", "guild", "answer", "feedback"}
        before = content(where)
    bring_up(where)
    kept, was = shared(content(where), first)
    for name in ("secret", "meta", "guild", "answer", "feedback"):
        same = kept[name][0].keys() & before[name][0].keys()
        assert [{key: row[key] for key in same} for row in kept[name]] == [
            {key: row[key] for key in same} for row in was[name]
        ]
    with connected(where, READ) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [tables.metadata, shard_tables.metadata]) == []


def test_the_facts_of_an_answer_go_into_its_row_and_out_again(where: str) -> None:
    with connected(where) as connection:
        answers = [
            {column.name: value_for(tables.answer, column.name, n) for column in tables.answer.c}
            for n in range(1, 1_202)
        ]
        connection.execute(tables.answer.insert(), answers)
        told = [
            {"message_id": n, "place": at, "fact": f"fact-{n}-{at}", "version": "v"}
            for n in range(1, 1_202)
            for at in range(n % 3)
        ]
        connection.execute(tables.answer_fact.insert(), told[::-1])
    roll_back(where, "0001")
    facts = {row["message_id"]: json.loads(row["facts"]) for row in content(where)["answer"]}
    assert facts == {n: [f"fact-{n}-{at}" for at in range(n % 3)] for n in range(1, 1_202)}
    bring_up(where)
    assert [one | {"version": "v"} for one in content(where)["answer_fact"]] == told


def test_what_would_be_lost_is_told_and_nothing_changed(where: str) -> None:
    fill(where)
    with connected(where) as connection:
        connection.execute(tables.pack_fact.update().values(details=""))
    before, like = content(where), form(where)
    told = losses(where, "0002")
    assert set(told) >= {Loss("answer", "card", _ROWS), Loss("subscription", "language", _ROWS)}
    assert not [one for one in told if one.column == "details"]  # nothing is in it
    further = losses(where, "0001")
    assert Loss("guild", "corrections", _ROWS) in further
    assert Loss("outbox", "", _ROWS) in further
    (moved,) = [one for one in further if one.table == "answer_fact"]
    assert "answer.facts" in moved.moved
    assert not [one for one in further if one.table in ("secret", "meta", "feedback")]
    assert (content(where), form(where)) == (before, like)
    assert roll_back(where, "0002") == told


async def test_it_is_refused_while_another_has_the_database_open(where: str) -> None:
    async with Store.open(where) as store:
        await store.set_meta("name", "value")
        for way in (losses, roll_back):
            with pytest.raises(StorageError, match="is in use; stop every bot"):
                way(where, "0002")
        await store.set_meta("name", "other")
        assert steps(where).at == HEAD
    roll_back(where, "0002")
    async with Store.open(where) as store:
        assert await store.meta("name") == "other"


def test_a_way_that_leads_nowhere_is_refused(where: str) -> None:
    for step, why in (("0009", "there is no step 0009"), (HEAD, "is not before it")):
        with pytest.raises(StorageError, match=why):
            roll_back(where, step)
    with connected(where) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert steps(where).is_newer
    with pytest.raises(StorageError, match="of a newer version"):
        roll_back(where, "0001")


def test_a_way_back_that_fails_changes_nothing(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection, step: str) -> None:
        back_to(connection, step)
        raise OSError(28, "No space left on device")

    fill(where)
    before, like = content(where), form(where)
    monkeypatch.setattr("bot.storage.steps.back_to", half)
    with pytest.raises(StorageError, match="No space left"):
        roll_back(where, "0001")
    assert (content(where), form(where)) == (before, like)


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for where in (str(tmp_path / "none.db"), ":memory:"):
        for way in (steps, bring_up):
            with pytest.raises(StorageError, match="there is no such database"):
                way(where)
    assert not list(tmp_path.iterdir())


def test_the_first_way_back_removes_all(where: str) -> None:
    with connected(where) as connection:
        back_to(connection, "base")
        assert reflected(connection) == []


def test_a_file_of_the_first_releases_opens_there_again(sqlite_file: Path, tmp_path: Path) -> None:
    """They look at `user_version`, and rely on a trigger for feedback."""
    file = str(shutil.copy(sqlite_file, tmp_path / "bot.db"))
    fill(file)
    roll_back(file, "0001")
    with connected(file) as connection:
        assert connection.execute(text("PRAGMA user_version")).scalar() == 1
        connection.execute(text("DELETE FROM answer WHERE message_id = 1"))
        left = connection.execute(text("SELECT message_id FROM feedback")).scalars().all()
    assert left == [2, 3]
