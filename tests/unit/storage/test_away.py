"""What waits while the database is away: it is kept once, in its order, or told as lost."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.conversation.likeness import Clusters
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.records import GuildSettings, StorageError
from bot.storage.store import Store
from tests.unit.storage.test_questions import MISS
from tests.unit.storage.test_sqlite import ANSWER

LIKE = ("how punchy is the engine of the bolt", "is the bolt engine punchy", "bolt punchy engine")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.engine.LOCK_MILLISECONDS", 1)


@contextmanager
def away(file: Path) -> Iterator[None]:
    """Hold the file, so that nobody else writes to it."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_missed_questions_wait_and_fold_as_they_would_have(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        with away(file):
            for number, text in enumerate(LIKE):
                miss = replace(MISS, text=text, message_id=number, asker_id=40 + number)
                store.questions.add_later(miss, Clusters)
            store.questions.add_later(replace(MISS, text="who is the boss", message_id=9), Clusters)
            with pytest.raises(StorageError, match="locked"):
                await store.questions.queue(30)
        first, second = await store.questions.queue(30)
        assert (first.text, first.count, first.askers) == (LIKE[0], 3, 3)
        assert (second.text, second.count) == ("who is the boss", 1)
        assert store.health().waiting == 0


async def test_what_waited_is_written_once_however_often_it_is_tried(store: Store) -> None:
    await store.questions.add(MISS)  # it was in when the connection went
    # In one message the same may be asked of two things; and everybody asks for themselves.
    others = (replace(MISS, text="and of what"), replace(MISS, asker_id=41, message_id=101))
    for miss in (MISS, *others, *others):
        store.questions.add_later(miss, Clusters)
    found = await store.questions.queue(30)
    assert sorted((one.text, one.count) for one in found) == [
        ("and of what", 1),
        ("how much is the bolt", 2),
    ]


async def test_a_server_that_wants_no_questions_kept_is_heeded_when_they_are_written(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.save_settings(GuildSettings(30, log_questions=False))
        with away(file):
            store.questions.add_later(MISS, Clusters)
        assert await store.questions.queue(30) == ()
        assert store.health().waiting == 0


async def test_what_was_to_be_forgotten_while_the_database_was_away_is(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.remember_answer(replace(ANSWER, message_id=1, asker_id=50))
        await store.questions.add(replace(MISS, message_id=2, asker_id=50))
        with away(file):
            store.questions.add_later(replace(MISS, message_id=3, text="in message 3"), Clusters)
            store.questions.add_later(
                replace(MISS, message_id=4, text="by 60", asker_id=60), Clusters
            )
            channel = replace(MISS, message_id=5, text="in channel 21", channel_id=21)
            store.questions.add_later(channel, Clusters)
            left = replace(MISS, message_id=6, text="in server 31", guild_id=31)
            store.questions.add_later(left, Clusters)
            await store.remember_answer(replace(ANSWER, message_id=7, guild_id=31))
            for forgetting in (
                store.forget_messages((1, 2, 3)),
                store.forget_user(60),
                store.forget_channel(21),
                store.forget_guild(31),
            ):
                with pytest.raises(StorageError):
                    await forgetting
            # Whoever was forgotten and asks again is no stranger.
            after = replace(MISS, message_id=8, text="asked after", asker_id=60)
            store.questions.add_later(after, Clusters)
        kept = [one.text for one in await store.questions.queue(30)]
        assert kept == ["asked after"]
        assert await store.questions.queue(31) == ()
        assert [await store.answer(number) for number in (1, 7)] == [None, None]
        assert (await store.held_on(60)).count == 1
        assert store.health().waiting == 0


async def test_while_rows_are_given_up_what_is_to_be_forgotten_waits_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.WAITING_AT_MOST", 3)
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.remember_answer(replace(ANSWER, message_id=1))
        assert await store.answer(1) is not None
        with away(file):
            with pytest.raises(StorageError):
                await store.forget_message(1)
            for number in range(10, 20):
                await store.remember_answer(replace(ANSWER, message_id=number))
            with pytest.raises(StorageError):
                await store.answer(1)
            assert (store.health().waiting, store.health().given_up) == (4, 7)
        held = await store.held_on(ANSWER.asker_id)
        assert [one.message_id for one in held.answers] == [19, 18, 17]


async def test_a_row_that_the_database_does_not_take_holds_up_no_other(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(connection: Connection, rows: list[Any]) -> None:
        connection.execute(tables.asking.insert().values(cluster_id=None, asker_hash="secret"))

    await store.remember_answer(replace(ANSWER, message_id=1))
    store._database.later(refused, None)
    await store.remember_answer(replace(ANSWER, message_id=2))
    assert [await store.answer(number) is not None for number in (1, 2)] == [True, True]
    assert (store.health().waiting, store.health().given_up) == (0, 1)
    assert "given up: rows=1" in caplog.text
    assert "secret" not in caplog.text


async def _closed_while_away(file: Path, rows: int, error: BaseException | None = None) -> None:
    """Remember some answers and close the store, perhaps for an error, while the file is held."""
    with ExitStack() as until:
        async with Store.open(file) as store:
            for number in range(rows):
                await store.remember_answer(replace(ANSWER, message_id=number))
            until.enter_context(away(file))
            if error is not None:
                raise error


async def test_closing_without_a_database_tells_what_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "bot.db"
    with pytest.raises(StorageError, match=r"locked.*\(2 rows could not be written\)"):
        await _closed_while_away(file, 2)
    assert "closed: lost rows=2 error=" in caplog.text


@pytest.mark.parametrize("error", [KeyError("the first"), asyncio.CancelledError()])
async def test_what_went_wrong_first_is_seen_also_when_closing_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    file = tmp_path / "bot.db"
    with pytest.raises(type(error)) as seen:
        await _closed_while_away(file, 1, error)
    assert seen.value is error
    assert "closed: lost rows=1 error=" in caplog.text


async def test_closing_tells_nothing_where_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bot")
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.remember_answer(ANSWER)
        with away(file), pytest.raises(StorageError):
            await store.answer(ANSWER.message_id)
    assert "lost" not in caplog.text
    async with Database.open(file) as database:
        count = await database.read(lambda one: len(one.execute(select(tables.answer)).all()))
    assert count == 1
