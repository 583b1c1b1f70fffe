"""What is SQLite's own: its file, its log, its locks."""

import asyncio
import sqlite3
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage import engine
from bot.storage.records import GuildSettings, StorageError
from bot.storage.store import Store
from tests.unit.storage.test_store import ANSWER


async def test_a_file_is_made_with_its_folder_and_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "some" / "where" / "bot.db"
    async with Store.open(f"sqlite:///{file}") as store:
        await store.ping()
    assert file.is_file()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.touch()
    async with Store.open(file) as store:
        await store.remember_answer(ANSWER)
    assert _on_disk(file) == 1


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StorageError, match="made by a newer version"):
        async with Store.open(file):
            pass


async def test_what_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_text("no database at all, but long enough to look like one " * 100)
    addresses = (
        "mysql://user:secret@host/bot",
        "postgresql://user:secret@host:port/bot",
        "postgresql://user:secret@127.0.0.1:1/bot",
    )
    for where in (file, tmp_path, "", *addresses):
        with pytest.raises(StorageError) as raised:
            async with Store.open(where):
                pass
        message = str(raised.value)
        assert message
        assert "\n" not in message
        assert "secret" not in message


async def test_answers_are_on_the_disk_soon_without_anybody_reading(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store, asyncio.timeout(10):
        for number in range(300):
            await store.remember_answer(replace(ANSWER, message_id=number))
        assert _on_disk(file) == 0
        while _on_disk(file) < 300:  # noqa: ASYNC110 - as another process sees it
            await asyncio.sleep(0)


async def test_what_waits_to_be_written_is_on_the_disk_after_a_clean_stop(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.remember_answer(ANSWER)
    assert _on_disk(file) == 1


async def test_what_waits_to_be_written_is_forgotten_with_the_rest(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "bot.db") as store:
        await store.remember_answer(ANSWER)
        assert await store.forget_user(ANSWER.asker_id) == 1
        await store.remember_answer(ANSWER)
        await store.forget_message(ANSWER.message_id)
    async with Store.open(tmp_path / "bot.db") as store:
        assert await store.answer(ANSWER.message_id) is None


async def test_answers_wait_while_another_process_holds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engine.LOCK_MILLISECONDS", 1)
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await store.remember_answer(ANSWER)
        with pytest.raises(StorageError, match="locked"):
            await store.answer(ANSWER.message_id)
        assert await store.settings(30) == GuildSettings(30)
        health = store.health()
        assert (health.is_ok, health.waiting, health.backend) == (False, 1, "sqlite")
        assert "locked" in health.why
        other.execute("ROLLBACK")
        other.close()
        assert await store.answer(ANSWER.message_id) == ANSWER
        assert store.health().is_ok
        assert store.health().waiting == 0


async def test_a_full_disk_keeps_answers_waiting_and_is_told_in_the_health(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store.set_meta("name", "before")
        with monkeypatch.context() as disk:
            for purpose in (engine.WRITE, engine.RELAXED):
                # The file may not grow beyond what it is.
                full = ("PRAGMA max_page_count = 1", *engine._BEGINNINGS[purpose])
                disk.setitem(engine._BEGINNINGS, purpose, full)
            for number in range(2_000):
                await store.remember_answer(replace(ANSWER, message_id=number))
            with pytest.raises(StorageError, match="full"):
                await store.set_meta("name", "after")
            health = store.health()
            assert not health.is_ok
            assert "full" in health.why
            assert health.waiting > 0
            assert await store.settings(30) == GuildSettings(30)  # questions are answered
            with pytest.raises(StorageError, match="full"):
                await store.ping()
            assert not store.health().is_ok
        for purpose in (engine.WRITE, engine.RELAXED):
            room = ("PRAGMA max_page_count = 100000", *engine._BEGINNINGS[purpose])
            monkeypatch.setitem(engine._BEGINNINGS, purpose, room)
        await store.ping()
        assert store.health().is_ok
        assert store.health().waiting == 0
        assert await store.meta("name") == "before"
    assert _on_disk(file) == 2_000


async def test_while_the_disk_is_full_no_more_wait_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.WAITING_AT_MOST", 5)
    monkeypatch.setattr("bot.storage.engine.LOCK_MILLISECONDS", 1)
    file = tmp_path / "bot.db"
    async with Store.open(file) as store, asyncio.timeout(10):
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for number in range(12):
            await store.remember_answer(replace(ANSWER, message_id=number))
        while store.health().given_up == 0:  # noqa: ASYNC110 - it is tried again by and by
            await asyncio.sleep(0.01)
        assert (store.health().waiting, store.health().given_up) == (5, 7)
        other.execute("ROLLBACK")
        other.close()
        held = await store.held_on(ANSWER.asker_id)
    assert [one.message_id for one in held.answers] == [11, 10, 9, 8, 7]


async def test_a_user_id_is_not_in_the_file_once_it_is_forgotten(tmp_path: Path) -> None:
    user = 0x0BADC0DE_12345678
    async with Store.open(tmp_path / "bot.db") as store:
        for number in range(50):
            await store.remember_answer(replace(ANSWER, message_id=number, asker_id=user))
        await store.forget_user(user)
        held = _content(tmp_path)
    assert user.to_bytes(8, "big") not in held


def _on_disk(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
    finally:
        connection.close()


def _content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
