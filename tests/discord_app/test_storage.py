"""What Discord deletes goes from the store, and a store that fails stops no answer."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.storage.records import StorageError
from bot.storage.store import Store
from tests.discord_app.conftest import World
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import running
from tests.discord_app.test_buttons import asked, button, text
from tests.unit.storage.test_store import ANSWER


def _drop(*tables: str) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE {table}").close()

    return work


async def test_what_is_deleted_together_or_with_its_place_is_forgotten(desk: Desk) -> None:
    async with StandIn(channel_count=2) as server, Store.open(":memory:") as store:
        guild, (channel, other) = server.guild_id, server.channels()
        client = ScenarioClient(desk=desk, store=store, clock=lambda: datetime.now(UTC))
        async with running(client, server), asyncio.timeout(10):

            async def gone_after(event: str, data: dict[str, object], place: int) -> None:
                for number in (1, 2):
                    message = replace(ANSWER, message_id=number, channel_id=place, guild_id=guild)
                    await store.remember_answer(message)
                [session] = server.gateway.live()
                await session.send(event, data | {"guild_id": str(guild)})
                while await store.answer(1) or await store.answer(2):  # noqa: ASYNC110
                    await asyncio.sleep(0)

            await gone_after(
                "MESSAGE_DELETE_BULK", {"ids": ["1", "2"], "channel_id": str(channel)}, channel
            )
            await gone_after(
                "THREAD_DELETE", {"id": "77", "parent_id": str(channel), "type": 11}, 77
            )
            await gone_after(
                "CHANNEL_DELETE", {"id": str(other), "type": 0, "name": "x", "position": 1}, other
            )


async def test_questions_are_answered_while_nothing_can_be_read_or_written(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise StorageError("bot.db: database or disk is full")

    usual = text(await asked(world))
    with monkeypatch.context() as trouble:
        trouble.setattr(world.store._database, "_in_thread", fail)
        world.store._guilds._known.clear()
        world.bot._next_expiry = 0
        assert text(await asked(world)) == usual
    assert len(world.replies()) == 2
    assert "settings not read: error=bot.db: database or disk is full" in caplog.text
    assert "not forgotten: error=bot.db: database or disk is full" in caplog.text
    assert await world.store.answer(world.replies()[-1].id) is not None  # written since


async def test_nobody_is_thanked_for_feedback_that_was_not_kept(world: World) -> None:
    message = await asked(world)
    await world.store._database.write(_drop("feedback"))
    result = await world.bob.click(message, custom_id=button(message, "👍"))
    assert "Sorry" in text(result.response)
