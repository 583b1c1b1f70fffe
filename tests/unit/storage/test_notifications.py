"""What processes tell each other over PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import psycopg
import pytest

from bot.storage.notifications import LOOK, Notification
from bot.storage.records import GuildSettings
from bot.storage.shard_records import Wanted
from bot.storage.store import Store
from tests.unit.storage.conftest import emptied

_WAIT = 10.0


@pytest.fixture
def address(postgresql_upgraded: str) -> str:
    return emptied(postgresql_upgraded)


@pytest.fixture
async def pair(address: str) -> AsyncIterator[tuple[Store, Store]]:
    async with Store.open(address) as first, Store.open(address) as second:
        yield first, second


async def following(notifications: AsyncIterator[Notification]) -> Notification:
    async with asyncio.timeout(_WAIT):
        return await anext(notifications)


async def test_what_one_writes_the_other_hears_and_itself_does_not(
    pair: tuple[Store, Store],
) -> None:
    mine, other = pair
    async with aclosing(mine.heard()) as heard:
        assert await following(heard) == LOOK
        await mine.save_settings(GuildSettings(31))
        await mine.forget_user(41)
        await other.save_settings(GuildSettings(30, language="it"))
        await other.forget_user(40)
        await other.tell_of_packs(7)
        assert await following(heard) == Notification("guild", 30)
        assert await following(heard) == Notification("forget", 40)
        assert await following(heard) == Notification("packs", 7)


async def test_a_curators_decision_is_told_and_what_changes_no_pack_is_not(
    pair: tuple[Store, Store],
) -> None:
    mine, other = pair
    async with aclosing(mine.heard()) as heard:
        assert await following(heard) == LOOK
        proposals = other.proposals
        refused, accepted = [
            await proposals.propose("alias", "story", {"changes": []}, by=1, at=1) for _ in "ab"
        ]
        await proposals.reject(refused.id, by=2, at=2)
        await other.save_settings(GuildSettings(30))
        await proposals.accept(accepted.id, by=2, at=3)
        await proposals.undo(accepted.id, by=2, at=4)
        told = [await following(heard) for _ in range(3)]
        assert [one.kind for one in told] == ["guild", "packs", "packs"]


async def test_after_a_lost_connection_anything_may_have_been_missed(
    pair: tuple[Store, Store], address: str
) -> None:
    mine, other = pair
    async with aclosing(mine.heard()) as heard:
        assert await following(heard) == LOOK
        with psycopg.connect(address, autocommit=True) as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'scenario-bot listening'"
                " AND datname = current_database()"
            ).fetchall()
        assert ended == [(True,)]
        assert await following(heard) == LOOK
        await other.tell_of_packs(7)
        assert await following(heard) == Notification("packs", 7)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "no json",
        "[]",
        '{"kind": "packs"}',
        '{"from": "x", "kind": "new", "subject": 0}',
        '{"from": "x", "kind": "guild", "subject": 1e999}',
        "[" * 7_000,
    ],
)
async def test_what_cannot_be_read_is_passed_over(
    pair: tuple[Store, Store], address: str, payload: str
) -> None:
    mine, other = pair
    async with aclosing(mine.heard()) as heard:
        assert await following(heard) == LOOK
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SELECT pg_notify('scenario_bot', %s)", (payload,))
        await other.tell_of_packs(7)
        assert await following(heard) == Notification("packs", 7)


async def test_settings_that_another_process_changed_are_read_anew(
    pair: tuple[Store, Store],
) -> None:
    mine, other = pair
    assert (await mine.settings(30)).language is None
    await other.save_settings(GuildSettings(30, language="it"))
    assert (await mine.settings(30)).language is None  # believed for a minute
    mine.believe_no_longer(30)
    assert (await mine.settings(30)).language == "it"
    await other.save_settings(GuildSettings(30, language="fr"))
    mine.believe_no_longer()
    assert (await mine.settings(30)).language == "fr"


async def test_who_comes_and_who_goes_is_told(pair: tuple[Store, Store]) -> None:
    mine, other = pair
    await other.shards.count(1, is_set=False)
    async with aclosing(mine.heard()) as heard:
        assert await following(heard) == LOOK
        [lease] = (await other.shards.share(Wanted("p"))).leases
        await other.shards.release(lease, None)
        await other.shards.leave()
        assert [await following(heard) for _ in range(3)] == [Notification("shards")] * 3
