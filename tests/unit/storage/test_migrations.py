"""The tables: as the code has them, on every database, made once, and taken over from releases."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage import shard_tables, tables
from bot.storage.records import AskedAnswer, Feedback, GuildSettings, StorageError
from bot.storage.store import Store
from bot.storage.upgrade import HEAD

# What the first releases made of an empty file.
_RELEASED = """
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE guild (
    guild_id INTEGER PRIMARY KEY,
    packs TEXT NOT NULL,
    channels TEXT NOT NULL,
    language TEXT,
    verbosity TEXT NOT NULL CHECK (verbosity IN ('short', 'full')),
    curator_roles TEXT NOT NULL
);
CREATE TABLE answer (
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER,
    asker_id INTEGER NOT NULL,
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    entry TEXT,
    facts TEXT NOT NULL,
    question_hash TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX answer_by_asker ON answer (asker_id);
CREATE INDEX answer_by_created ON answer (created);
CREATE TABLE feedback (
    message_id INTEGER NOT NULL,
    user_hash TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('helpful', 'not_helpful', 'outdated')),
    created INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_hash)
) WITHOUT ROWID;
CREATE INDEX feedback_by_user ON feedback (user_hash);
CREATE INDEX feedback_by_created ON feedback (created);
CREATE TRIGGER answer_forgotten AFTER DELETE ON answer BEGIN
    DELETE FROM feedback WHERE message_id = old.message_id;
END;
PRAGMA user_version = 1;
"""
_ANSWERS = 2_345


def _released(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(f"PRAGMA journal_mode = WAL; {_RELEASED}")
    with connection:
        connection.execute("INSERT INTO secret VALUES ('hash', ?)", (b"k" * 32,))
        connection.execute("INSERT INTO meta VALUES ('commands', 'abc')")
        connection.execute(
            "INSERT INTO guild VALUES (30, '[\"small\"]', '[5]', 'it', 'short', '[7]')"
        )
        connection.executemany(
            "INSERT INTO answer VALUES (?, 20, 30, 40, 'small', 'v', 'entry', ?, '0f', 1000)",
            [
                (number, json.dumps([f"fact-{number}", "other"][: number % 3]))
                for number in range(_ANSWERS)
            ],
        )
        connection.execute("INSERT INTO feedback VALUES (1, 'hash', 'outdated', 1001)")
    connection.close()


async def test_a_file_of_the_first_releases_is_taken_over_without_loss(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    _released(file)
    for _ in range(2):
        async with Store.open(file) as store:
            assert await store.meta("commands") == "abc"
            assert await store.settings(30) == GuildSettings(
                30, ("small",), (5,), "it", "short", (7,)
            )
            held = await store.held_on(40)
            assert len(held.answers) == _ANSWERS
            for number in (0, 1, 2):
                assert await store.answer(number) == AskedAnswer(
                    message_id=number,
                    channel_id=20,
                    guild_id=30,
                    asker_id=40,
                    pack="small",
                    pack_version="v",
                    entry="entry",
                    facts=(f"fact-{number}", "other")[:number],
                    question_hash="0f",
                    created=1_000,
                )
            assert await store.ledger.feedback_on(1) == (Feedback(1, "outdated", "hash", 1_001),)
            hashed = store.user_hash(1)
    async with Store.open(":memory:", key=b"k" * 32) as store:
        assert store.user_hash(1) == hashed  # feedback is still the member's own
    connection = sqlite3.connect(file)
    # A first release that is started again sees that the tables are too new for it.
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_a_takeover_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    _released(file)
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE answer SET facts = 'broken' WHERE message_id = 2000")
    with pytest.raises(Exception, match="Expecting value"):
        async with Store.open(file):
            pass
    assert connection.execute("SELECT count(*), max(length(facts)) FROM answer").fetchone() == (
        _ANSWERS,
        len(json.dumps(["fact-2343", "other"])),
    )
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    with connection:
        connection.execute("UPDATE answer SET facts = '[]' WHERE message_id = 2000")
    connection.close()
    async with Store.open(file) as store:
        assert len((await store.held_on(40)).answers) == _ANSWERS


async def test_the_steps_lead_to_the_tables_that_the_code_knows(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, [tables.metadata, shard_tables.metadata]))

    assert await store._database.read(differences) == []


def test_a_start_knows_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_several_that_start_together_make_the_tables_once(nowhere: str) -> None:
    async def start(number: int) -> None:
        async with Store.open(nowhere) as store:
            await store.set_meta(f"{number}", "here")

    await asyncio.gather(*(start(number) for number in range(6)))
    async with Store.open(nowhere) as store:
        assert [await store.meta(f"{number}") for number in range(6)] == ["here"] * 6


async def test_a_database_of_a_newer_version_is_refused(nowhere: str) -> None:
    def advance(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    async with Store.open(nowhere) as store:
        await store._database.write(advance)
    with pytest.raises(StorageError, match=r"made by a newer version of the bot \(tables 9999"):
        async with Store.open(nowhere):
            pass
