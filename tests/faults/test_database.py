"""The database goes away, for real, while members ask: they are answered, and it is all kept."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.desk import Desk
from bot.storage import engine
from bot.storage.records import GuildSettings, StorageError
from tests.discord_app.loopback import payloads, strict
from tests.faults.conftest import ALIKE, QUESTION, UNKNOWN, Bot, bot_on
from tests.unit.storage import server

_TEXT = 10  # Discord's number for a text display


@pytest.fixture
def postgresql() -> Iterator[server.Server]:
    """Run a server that the test may stop and start."""
    with server.running(server.found_or_skipped()) as one:
        yield one


def said(reply: payloads.Payload) -> list[str]:
    """Return the texts of a reply."""
    return [one["content"] for one in strict.walk(reply["components"]) if one["type"] == _TEXT]


async def answered_the_same(bot: Bot, usual: payloads.Payload, times: int) -> list[int]:
    """Ask several times, and return the ids of the replies, which say what they always say."""
    replies = [await bot.ask() for _ in range(times)]
    assert said(usual)
    for reply in replies:
        assert said(reply) == said(usual)
        assert len(bot.replies_to(reply["message_reference"]["message_id"])) == 1
    return [int(one["id"]) for one in replies]


async def test_postgresql_is_stopped_and_started_again(
    desk: Desk, postgresql: server.Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot_on(desk, postgresql.address.format("postgres")) as bot:
        usual = await bot.ask()
        assert await bot.store.answer(int(usual["id"])) is not None
        await asyncio.to_thread(postgresql.stop)
        meanwhile = await answered_the_same(bot, usual, 5)
        for question in (UNKNOWN, ALIKE, UNKNOWN):
            missed = await bot.ask(question)
        await bot.deleted(missed["message_reference"]["message_id"])
        gone = meanwhile.pop()
        await bot.deleted(gone)
        with pytest.raises(StorageError):
            await bot.store.save_settings(GuildSettings(bot.server.guild_id, language="it"))
        assert not bot.store.health().is_ok
        await asyncio.to_thread(postgresql.start)
        for message in (int(usual["id"]), *meanwhile):
            assert await bot.store.answer(message) is not None
        assert bot.store.health().is_ok
        assert bot.store.health().waiting == 0
        after = await answered_the_same(bot, usual, 2)
        assert await bot.store.answer(after[-1]) is not None
        await bot.ask(ALIKE)
        [cluster] = await bot.store.questions.queue(bot.server.guild_id)
        assert (cluster.count, cluster.askers) == (3, 3)  # without the one that was deleted
        assert await bot.store.answer(gone) is None
    told = caplog.text
    assert "error=" in told
    assert "zonda" not in told
    assert QUESTION not in told
    assert "host=" not in told


async def test_the_disk_is_full_and_has_room_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        usual = await bot.ask()
        assert await bot.store.answer(int(usual["id"])) is not None
        before = await bot.store.held_on(9_001)
        with monkeypatch.context() as disk:
            # SQLite finds the disk full at the next page, on whichever connection it writes.
            for purpose in (engine.WRITE, engine.RELAXED):
                full = ("PRAGMA max_page_count = 1", *engine._BEGINNINGS[purpose])
                disk.setitem(engine._BEGINNINGS, purpose, full)
            meanwhile = await answered_the_same(bot, usual, 100)
            with pytest.raises(StorageError, match="full"):
                await bot.store.answer(meanwhile[-1])
            assert "full" in bot.store.health().why
            assert bot.store.health().waiting > 0
        for purpose in (engine.WRITE, engine.RELAXED):
            room = ("PRAGMA max_page_count = 1073741823", *engine._BEGINNINGS[purpose])
            monkeypatch.setitem(engine._BEGINNINGS, purpose, room)
        for message in (int(usual["id"]), *meanwhile):
            assert await bot.store.answer(message) is not None
        assert bot.store.health().is_ok
        assert await bot.store.held_on(9_001) == before


async def test_a_question_that_is_deleted_while_it_is_being_kept_is_not_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        add, ends = bot.store.questions.add, True

        async def added(*given: Any) -> int | None:
            await bot.deleted(given[0].message_id)
            if ends:
                raise StorageError("the disk is full")
            return await add(*given)

        monkeypatch.setattr(bot.store.questions, "add", added)
        await bot.ask(UNKNOWN)
        assert bot.store.health().waiting == 0
        ends = False
        await bot.ask(UNKNOWN)
        assert await bot.store.questions.queue(bot.server.guild_id) == ()
