"""A thousand answers put right within Discord's limits, none twice, whatever stops in between."""

import asyncio
import json
from pathlib import Path

from bot.discord_app.corrections import BATCH
from bot.storage.claims import LEASE_SECONDS
from bot.storage.loop_records import Queued
from bot.storage.store import Store
from tests.discord_app.changing import DENIED, FIRST
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import running
from tests.discord_app.many_answers import Clock, answered, client_of, edits, shown

_MANY = 1_000
_DONE = Queued(0, 0, 0)


async def test_a_thousand_answers_are_put_right_within_the_limits_and_none_twice(
    tmp_path: Path,
) -> None:
    async with StandIn(channel_count=20) as server, Store.open(tmp_path / "bot.db") as store:
        clock = Clock(server)
        client = client_of(server, store, FIRST, clock)
        async with running(client, server):
            await client.background.work()
            asked = await answered(server, store, FIRST, clock, _MANY)
            client.use(client_of(server, store, DENIED, clock).library.desk)
            begun = server.clock()
            await client.background.changed((DENIED,))
            await client.background.work()
            took = server.clock() - begun
        assert edits(server) == dict.fromkeys(asked, 1)
        assert {one.status for one in server.requests if one.method == "PATCH"} == {200}
        assert await store.corrections.count() == _DONE
        # Fifty in each channel, four in five seconds; and no more than ten a second in all.
        assert 95 < took < 180
        for message, asker in asked.items():
            components = server.world.messages[str(message)]["components"]
            assert shown(server, message).count("✏️ **Corrected") == 1
            assert f"delete::en::{asker}" in json.dumps(components)


async def test_a_process_that_dies_in_the_middle_leaves_the_rest_to_the_next(
    tmp_path: Path,
) -> None:
    many = 3 * BATCH
    async with StandIn(channel_count=20) as server:
        clock = Clock(server)
        async with Store.open(tmp_path / "bot.db") as store:
            client = client_of(server, store, FIRST, clock)
            async with running(client, server):
                await client.background.work()
                asked = await answered(server, store, FIRST, clock, many)
                client.use(client_of(server, store, DENIED, clock).library.desk)
                held = server.faults.hold("PATCH", rf".*/{sorted(asked)[BATCH + 5]}")
                dying = asyncio.create_task(client.background.changed((DENIED,)))
                async with asyncio.timeout(20):
                    await held.reached.wait()
                await client.background.stop()  # the edit was made, its note never is
                dying.cancel()
                held.release()
            before = edits(server)
            assert BATCH < before.total() <= BATCH + 6
            assert (await store.corrections.count()).claimed
        async with Store.open(tmp_path / "bot.db") as store:
            client = client_of(server, store, DENIED, clock)
            async with running(client, server):
                await client.background.work()
                assert (await store.corrections.count()).claimed  # the lease still holds
                clock.pass_time(seconds=LEASE_SECONDS + 1)
                await client.background.work()
            assert await store.corrections.count() == _DONE
        after = edits(server)
        twice = [message for message, count in after.items() if count > 1]
        assert set(after) == set(asked)
        assert len(twice) <= 1  # the one whose note was lost, with the same content
        for message in asked:
            assert shown(server, message).count("✏️ **Corrected") == 1
        assert {one.status for one in server.requests if one.method == "PATCH"} <= {0, 200}


async def test_what_discord_fails_is_tried_again_later(tmp_path: Path) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        clock = Clock(server)
        client = client_of(server, store, FIRST, clock)
        async with running(client, server):
            await client.background.work()
            (message,) = await answered(server, store, FIRST, clock, 1)
            client.use(client_of(server, store, DENIED, clock).library.desk)
            for _ in range(2):
                server.faults.fail("PATCH", ".*", status=503)
            await client.background.changed((DENIED,))
            for wait, count in ((0, 1), (29, 1), (2, 2), (58, 2), (3, 3), (3_600, 3)):
                clock.pass_time(seconds=wait)
                await client.background.work()
                assert edits(server) == {message: count}
        assert shown(server, message).count("✏️ **Corrected") == 1
        assert await store.corrections.count() == _DONE


async def test_what_discord_refuses_is_given_up(
    tmp_path: Path,
) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        clock = Clock(server)
        client = client_of(server, store, FIRST, clock)
        async with running(client, server):
            await client.background.work()
            (message,) = await answered(server, store, FIRST, clock, 1)
            client.use(client_of(server, store, DENIED, clock).library.desk)
            server.faults.fail("PATCH", ".*", status=400, code=50035)
            await client.background.changed((DENIED,))
            await client.background.work()
            assert await store.corrections.count() == Queued(0, 0, 1)
        assert edits(server) == {message: 1}
        server.excuse()


async def test_a_server_that_the_bot_is_not_in_is_given_up(tmp_path: Path) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        clock = Clock(server)
        client = client_of(server, store, FIRST, clock)
        async with running(client, server):
            await client.background.work()
            (message,) = await answered(server, store, FIRST, clock, 1)
            server.faults.fail("PATCH", ".*", status=404, code=10003)
            client.use(client_of(server, store, DENIED, clock).library.desk)
            await client.background.changed((DENIED,))
            await client.background.work()
            assert await store.corrections.count() == Queued(0, 0, 1)
            assert await store.answer(message) is not None
            clock.pass_time(days=1)
            await client.background.work()
        assert edits(server) == {message: 1}
