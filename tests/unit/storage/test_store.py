import asyncio
import re
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.migrations import MIGRATIONS
from bot.storage.records import AskedAnswer, Feedback, GuildSettings, Held, StorageError
from bot.storage.store import REMEMBERED_DAYS, Store

DAY = 86_400
ANSWER = AskedAnswer(
    message_id=2**62,
    channel_id=20,
    guild_id=30,
    asker_id=40,
    pack="small",
    pack_version="abc",
    entry="bolt-price",
    facts=("bolt-price", "acme-sales"),
    question_hash="0f",
    created=1_000,
)
CHOSEN = GuildSettings(
    guild_id=30,
    packs=("small", "other"),
    channels=(2**62, 5),
    language="it",
    verbosity="short",
    curator_roles=(7,),
)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with Store.open(":memory:") as opened:
        yield opened


# -- settings ----------------------------------------------------------------------------------


async def test_a_server_that_chose_nothing_has_the_defaults(store: Store) -> None:
    assert await store.settings(30) == GuildSettings(
        guild_id=30, packs=(), channels=(), language=None, verbosity="full", curator_roles=()
    )


async def test_settings_are_kept_across_a_restart(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "bot.db") as store:
        await store.save_settings(CHOSEN)
        assert await store.settings(30) == CHOSEN
    async with Store.open(tmp_path / "bot.db") as store:
        assert await store.settings(30) == CHOSEN
        assert await store.settings(31) == GuildSettings(31)


async def test_of_two_changes_at_once_none_is_lost(store: Store) -> None:
    await asyncio.gather(
        store.change_settings(30, lambda old: replace(old, language="de")),
        store.change_settings(30, lambda old: replace(old, verbosity="short")),
        store.change_settings(30, lambda old: replace(old, channels=(1,))),
    )
    expected = GuildSettings(30, language="de", verbosity="short", channels=(1,))
    assert await store.settings(30) == expected


async def test_a_server_that_the_bot_left_is_forgotten(store: Store) -> None:
    await store.save_settings(CHOSEN)
    await store.remember_answer(ANSWER)
    await store.remember_answer(replace(ANSWER, message_id=2, guild_id=None))
    await store.add_feedback(Feedback(ANSWER.message_id, "helpful", "hash", 1_000))
    await store.forget_guild(30)
    assert await store.settings(30) == GuildSettings(30)
    assert await store.answer(ANSWER.message_id) is None
    assert await store.answer(2) is not None
    assert (await _rows(store, "SELECT count(*) FROM feedback")) == [(0,)]


# -- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [ANSWER, replace(ANSWER, guild_id=None, entry=None, facts=())], ids=["full", "bare"]
)
async def test_an_answer_comes_back_as_it_was(store: Store, answer: AskedAnswer) -> None:
    assert await store.answer(answer.message_id) is None
    await store.remember_answer(answer)
    assert await store.answer(answer.message_id) == answer


async def test_a_deleted_message_is_forgotten_with_its_feedback(store: Store) -> None:
    await store.remember_answer(ANSWER)
    mine = Feedback(ANSWER.message_id, "outdated", store.user_hash(40), 1_000)
    await store.add_feedback(mine)
    await store.forget_message(ANSWER.message_id)
    assert await store.answer(ANSWER.message_id) is None
    assert await store.held_on(40) == Held()


async def test_of_a_members_feedback_on_a_message_the_newest_counts(store: Store) -> None:
    first = Feedback(1, "helpful", store.user_hash(40), 1_000)
    await store.add_feedback(first)
    await store.add_feedback(Feedback(1, "not_helpful", store.user_hash(41), 1_001))
    await store.add_feedback(replace(first, kind="outdated", created=1_002))
    assert (await store.held_on(40)).feedback == (replace(first, kind="outdated", created=1_002),)
    assert len((await store.held_on(41)).feedback) == 1


async def test_what_is_older_than_the_retention_is_forgotten(store: Store) -> None:
    now = 1_000 + REMEMBERED_DAYS * DAY
    newer = replace(ANSWER, message_id=2, created=1_001)
    await store.remember_answer(ANSWER)
    await store.remember_answer(newer)
    await store.add_feedback(Feedback(1, "helpful", store.user_hash(40), 999))
    assert await store.expire(now) == 1  # exactly on the day it is still held
    assert await store.expire(now + 1) == 1
    assert await store.held_on(40) == Held((newer,), ())
    assert await store.expire(1_001 + 8 * DAY, days=7) == 1


# -- a user's own ------------------------------------------------------------------------------


async def test_all_that_is_held_on_a_user_is_shown_and_deleted_and_nothing_else(
    store: Store,
) -> None:
    newer = replace(ANSWER, message_id=2, created=2_000)
    others = replace(ANSWER, message_id=3, asker_id=41)
    mine = Feedback(3, "helpful", store.user_hash(40), 900)
    for answer in (ANSWER, newer, others):
        await store.remember_answer(answer)
    await store.add_feedback(mine)
    await store.add_feedback(Feedback(2, "outdated", store.user_hash(41), 2_001))
    held = await store.held_on(40)
    assert held == Held((newer, ANSWER), (mine,))
    assert (held.count, held.since) == (3, 900)

    assert await store.forget_user(40) == 3
    assert await store.held_on(40) == Held()
    assert await store.held_on(41) == Held((others,), ())  # its feedback was on a deleted answer
    assert await store.forget_user(40) == 0
    assert Held().since is None


async def test_a_user_id_is_not_in_the_file_once_it_is_forgotten(tmp_path: Path) -> None:
    user = 0x0BADC0DE_12345678
    async with Store.open(tmp_path / "bot.db") as store:
        for number in range(50):
            await store.remember_answer(replace(ANSWER, message_id=number, asker_id=user))
        await store.forget_user(user)
        held = _content(tmp_path)
    assert user.to_bytes(8, "big") not in held


async def test_feedback_names_nobody(tmp_path: Path) -> None:
    async with Store.open(":memory:") as one, Store.open(":memory:") as other:
        assert re.fullmatch("[0-9a-f]{32}", one.user_hash(40))
        assert one.user_hash(40) == one.user_hash(40) != one.user_hash(41)
        assert one.user_hash(40) != other.user_hash(40)  # each database has its own key
        assert one.question_hash("40") != one.user_hash(40)
        assert one.question_hash("lone surrogate \ud800")
    async with Store.open(tmp_path / "a.db") as store:
        first = store.user_hash(40)
    async with Store.open(tmp_path / "a.db") as store:
        assert store.user_hash(40) == first
    async with Store.open(tmp_path / "a.db", key=b"given") as store:
        assert store.user_hash(40) != first


async def test_the_bots_own_notes_are_kept(store: Store) -> None:
    assert await store.meta("commands") is None
    await store.set_meta("commands", "a")
    await store.set_meta("commands", "b")
    assert await store.meta("commands") == "b"


# -- the database ------------------------------------------------------------------------------


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
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    connection.close()


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
    for where in (file, tmp_path, "postgresql://user:secret@host/bot", ""):
        with pytest.raises(StorageError) as raised:
            async with Store.open(where):
                pass
        message = str(raised.value)
        assert message
        assert "\n" not in message
        assert "secret" not in message


async def test_a_closed_store_says_so() -> None:
    async with Store.open(":memory:") as store:
        pass
    with pytest.raises(StorageError):
        await store.ping()
    with pytest.raises(StorageError):
        await store.remember_answer(ANSWER)


async def test_a_failed_step_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(StorageError):
        await store._database.together(
            [
                ("DELETE FROM answer", ()),
                ("INSERT INTO feedback VALUES (1, 'hash', 'no such kind', 1)", ()),
            ]
        )
    await store.remember_answer(ANSWER)  # no transaction is left open
    assert await store.answer(ANSWER.message_id) == ANSWER


@pytest.mark.parametrize("turns", range(6))
async def test_what_is_cancelled_on_the_way_leaves_nothing_half_done(
    store: Store, turns: int
) -> None:
    await store.remember_answer(ANSWER)
    await store.add_feedback(Feedback(7, "helpful", store.user_hash(40), 1_000))
    task = asyncio.create_task(store.forget_user(40))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await store.held_on(40)).count in (0, 2)
    await store.remember_answer(replace(ANSWER, message_id=2))  # no transaction is left open
    assert await store.forget_user(40) in (1, 3)


async def test_many_tasks_share_a_store(store: Store) -> None:
    answers = [replace(ANSWER, message_id=number) for number in range(100)]
    await asyncio.gather(*(store.remember_answer(answer) for answer in answers))
    found = await asyncio.gather(*(store.answer(answer.message_id) for answer in answers))
    assert found == answers


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


async def test_answers_wait_while_another_process_holds_the_file(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with Store.open(file) as store:
        await store._database.rows("PRAGMA busy_timeout = 1")
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await store.remember_answer(ANSWER)
        with pytest.raises(StorageError, match="locked"):
            await store.answer(ANSWER.message_id)
        assert await store.settings(30) == GuildSettings(30)
        other.execute("ROLLBACK")
        other.close()
        assert await store.answer(ANSWER.message_id) == ANSWER


def _on_disk(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
    finally:
        connection.close()


def _content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def _rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    return await store._database.rows(sql)
