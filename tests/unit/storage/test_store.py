"""What the store promises on every database."""

import asyncio
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert

from bot.storage import tables
from bot.storage.loop_records import Held
from bot.storage.records import AskedAnswer, Feedback, GuildSettings, Retention, StorageError
from bot.storage.store import Store

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
    corrections="flag",
    corrected_days=3,
    notice_channel=2**62 + 1,
    log_questions=False,
)


# -- settings ----------------------------------------------------------------------------------


async def test_a_server_that_chose_nothing_has_the_defaults(store: Store) -> None:
    assert await store.settings(30) == GuildSettings(
        guild_id=30,
        packs=(),
        channels=(),
        language=None,
        verbosity="full",
        curator_roles=(),
        corrections="edit",
        corrected_days=14,
        notice_channel=None,
        log_questions=True,
    )


async def test_settings_are_kept_across_a_restart(where: str) -> None:
    async with Store.open(where) as store:
        await store.save_settings(CHOSEN)
        assert await store.settings(30) == CHOSEN
    async with Store.open(where) as store:
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
    assert await store.ledger.feedback_on(ANSWER.message_id) == ()


# -- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        replace(ANSWER, guild_id=None, entry=None, facts=()),
        replace(ANSWER, versions=("v1", "v2")),
    ],
    ids=["full", "bare", "with versions"],
)
async def test_an_answer_comes_back_as_it_was(store: Store, answer: AskedAnswer) -> None:
    assert await store.answer(answer.message_id) is None
    await store.remember_answer(answer)
    assert await store.answer(answer.message_id) == answer


async def test_an_answer_in_the_place_of_another_takes_its_facts_too(store: Store) -> None:
    other = replace(ANSWER, entry="acme", facts=("acme-sales",), versions=("v3",))
    await store.remember_answer(ANSWER)
    await store.add_feedback(Feedback(ANSWER.message_id, "helpful", store.user_hash(41), 1_000))
    await store.remember_answer(other)
    assert await store.answer(ANSWER.message_id) == other
    await store.remember_answer(ANSWER)
    assert await store.answer(ANSWER.message_id) == ANSWER
    assert len(await store.ledger.feedback_on(ANSWER.message_id)) == 1


async def test_answers_are_found_by_the_facts_that_they_told(store: Store) -> None:
    first = replace(ANSWER, message_id=1, facts=("a", "b"), created=10)
    second = replace(ANSWER, message_id=2, facts=("b", "c"), created=20)
    elsewhere = replace(ANSWER, message_id=3, facts=("b",), pack="other", created=30)
    for answer in (first, second, elsewhere):
        await store.remember_answer(answer)
    resting_on = store.ledger.resting_on
    assert await resting_on("small", ["b"], 0) == (second, first)
    assert await resting_on("small", ["a", "c"], 0) == (second, first)
    assert await resting_on("small", ["b"], 11) == (second,)
    assert await resting_on("small", ["d"], 0) == ()
    assert await resting_on("small", [f"no-{n}" for n in range(2_000)] + ["a"], 0) == (first,)


async def test_what_is_deleted_in_bulk_or_with_its_channel_is_forgotten(store: Store) -> None:
    for number in range(1, 1_203):
        channel = 20 if number < 1_202 else 21
        await store.remember_answer(replace(ANSWER, message_id=number, channel_id=channel))
    await store.forget_messages(range(1, 1_201))
    assert [one.message_id for one in (await store.held_on(40)).answers] == [1_202, 1_201]
    await store.forget_channel(20)
    assert [one.message_id for one in (await store.held_on(40)).answers] == [1_202]
    await store.forget_messages(())


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


async def test_what_is_older_than_the_retention_is_forgotten(where: str) -> None:
    now = 1_000 + 90 * DAY
    newer = replace(ANSWER, message_id=2, created=1_001)
    async with Store.open(where) as store:
        await store.remember_answer(ANSWER)
        await store.remember_answer(newer)
        await store.add_feedback(Feedback(1, "helpful", store.user_hash(40), 999))
        assert await store.expire(now) == 1  # exactly on the day it is still held
        assert await store.expire(now + 1) == 1
        assert await store.held_on(40) == Held((newer,), ())
    async with Store.open(where, retention=Retention(answers=7)) as store:
        assert await store.expire(1_001 + 7 * DAY) == 0
        assert await store.expire(1_001 + 8 * DAY) == 1


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


async def test_a_closed_store_says_so(where: str) -> None:
    async with Store.open(where) as store:
        pass
    with pytest.raises(StorageError):
        await store.ping()
    with pytest.raises(StorageError):
        await store.remember_answer(ANSWER)


async def test_a_failed_step_leaves_nothing_behind(store: Store) -> None:
    wrong: Any = Feedback(1, "no such kind", "hash", 1)  # type: ignore[arg-type]

    def work(connection: Connection) -> None:
        connection.execute(delete(tables.answer))
        connection.execute(insert(tables.feedback).values(**asdict(wrong)))

    await store.remember_answer(ANSWER)
    with pytest.raises(StorageError):
        await store._database.write(work)
    assert await store.answer(ANSWER.message_id) == ANSWER  # no transaction is left open
    assert store.health().is_ok  # the database is not to blame


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
    # What was cancelled may still come to its end, and take the newer answer along.
    assert await store.forget_user(40) in (0, 1, 3)
    assert (await store.held_on(40)).count == 0


async def test_many_tasks_share_a_store(store: Store) -> None:
    answers = [replace(ANSWER, message_id=number) for number in range(100)]
    await asyncio.gather(*(store.remember_answer(answer) for answer in answers))
    found = await asyncio.gather(*(store.answer(answer.message_id) for answer in answers))
    assert found == answers


async def test_the_servers_that_want_notices_are_known(store: Store) -> None:
    await store.save_settings(CHOSEN)
    await store.save_settings(GuildSettings(31))
    assert await store.guilds_with_notices() == (CHOSEN,)
