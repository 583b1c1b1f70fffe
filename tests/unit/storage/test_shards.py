"""Shards as leases over PostgreSQL: shared fairly, taken over, fenced, and identified in turn."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from itertools import chain

import psycopg
import pytest

from bot.storage.records import StorageError
from bot.storage.shard_records import Lease, Session, Share, Timings, Wanted
from bot.storage.store import Store
from tests.unit.storage.conftest import emptied

LEFT = Session("session-1", 42, "ws://127.0.0.1:1/")
TIMINGS = Timings(lease=60.0, renew=1.0, apart=30.0, turn=90.0)


@pytest.fixture
def address(postgresql_upgraded: str) -> str:
    return emptied(postgresql_upgraded)


@pytest.fixture
async def stores(address: str) -> AsyncIterator[list[Store]]:
    """Return three stores on one database, as three processes have them."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(Store.open(address, timings=TIMINGS)) for _ in range(3)
        ]


def held(share: Share) -> list[int]:
    return [one.shard for one in share.leases]


async def shared(store: Store, name: str = "p", **more: object) -> Share:
    return await store.shards.share(Wanted(name, **more))  # type: ignore[arg-type]


async def settled(stores: Sequence[Store]) -> list[list[int]]:
    """Let everybody take and give until nothing moves, and return who holds what."""
    for _ in range(4):
        for store in stores:
            share = await shared(store)
            for lease in share.leases:
                if lease.shard in share.excess:
                    assert await store.shards.release(lease, LEFT)
    return [held(await shared(store)) for store in stores]


def _age(address: str, seconds: float) -> None:
    """Make everything that was renewed so much older."""
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE shard SET until = until - %s", (seconds,))
        connection.execute("UPDATE process SET until = until - %s", (seconds,))
        connection.execute("UPDATE identify SET free_at = free_at - %s", (seconds,))


async def test_the_first_takes_all_and_gives_what_is_not_its_share(stores: list[Store]) -> None:
    assert await stores[0].shards.count(7, is_set=False) == 7
    first = await shared(stores[0])
    assert held(first) == [0, 1, 2, 3, 4, 5, 6]
    assert (first.excess, first.unheld, first.processes) == ((), 0, 1)
    assert held(await shared(stores[1])) == []
    assert (await shared(stores[0])).excess == (4, 5, 6)
    assert sorted(len(one) for one in await settled(stores)) == [2, 2, 3]
    found = await settled(stores)
    assert sorted(chain(*found)) == list(range(7))


async def test_no_two_hold_one_shard_however_many_ask_at_once(stores: list[Store]) -> None:
    await asyncio.gather(*(one.shards.count(16, is_set=False) for one in stores))
    for _ in range(5):
        shares = await asyncio.gather(*(shared(one) for one in stores))
        everything = list(chain(*map(held, shares)))
        assert len(everything) == len(set(everything))
        await asyncio.gather(
            *(
                store.shards.release(lease, None)
                for store, share in zip(stores, shares, strict=True)
                for lease in share.leases
                if lease.shard in share.excess
            )
        )
    shares = await asyncio.gather(*(shared(one) for one in stores))
    assert sorted(chain(*map(held, shares))) == list(range(16))


async def test_what_was_not_renewed_is_taken_with_the_session_that_was_left(
    stores: list[Store], address: str
) -> None:
    await stores[0].shards.count(2, is_set=False)
    await shared(stores[0], sessions={})
    await shared(stores[0], sessions={1: LEFT})
    assert held(await shared(stores[1])) == []
    _age(address, TIMINGS.lease / 2)
    assert held(await shared(stores[1])) == []
    _age(address, TIMINGS.lease / 2 + 1)
    taken = await shared(stores[1])
    assert taken.leases == (Lease(0, 2), Lease(1, 2, LEFT))
    assert taken.processes == 1
    _age(address, TIMINGS.lease + 1)
    again = await shared(stores[2])  # what was left may have ended the one that took it
    assert again.leases == (Lease(0, 3), Lease(1, 3))
    late = await shared(stores[0])  # it was only slow
    assert held(late) == []
    assert not await stores[0].shards.release(Lease(1, 1), None)
    assert await stores[0].shards.turn(Lease(1, 1), 0) is None


async def test_who_is_late_and_was_not_replaced_goes_on(stores: list[Store], address: str) -> None:
    await stores[0].shards.count(2, is_set=False)
    before = await shared(stores[0])
    _age(address, TIMINGS.lease + 5)
    assert [one.token for one in (await shared(stores[0])).leases] == [1, 1]
    assert held(before) == [0, 1]
    assert held(await shared(stores[1])) == []


async def test_a_process_takes_no_more_than_it_may(stores: list[Store]) -> None:
    await stores[0].shards.count(5, is_set=False)
    share = await shared(stores[0], at_most=2)
    assert (held(share), share.unheld) == ([0, 1], 3)


async def test_who_leaves_gives_all_back_at_once(stores: list[Store]) -> None:
    await stores[0].shards.count(3, is_set=False)
    await shared(stores[0])
    await stores[0].shards.leave()
    assert held(await shared(stores[1])) == [0, 1, 2]
    processes, shards = await stores[2].shards.now()
    assert [one.name for one in processes] == ["p"]
    assert {one.holder for one in shards} == {processes[0].word}
    assert all(0 < one.left <= TIMINGS.lease for one in shards)


async def test_one_of_a_bucket_identifies_at_a_time(stores: list[Store], address: str) -> None:
    await stores[0].shards.count(3, is_set=False)
    leases = (await shared(stores[0])).leases
    shards = stores[0].shards
    asked = await asyncio.gather(*(shards.turn(one, 0) for one in leases))
    assert sorted(asked)[0] == 0.0
    assert all(TIMINGS.apart < one <= TIMINGS.turn for one in sorted(asked)[1:] if one is not None)
    assert await shards.turn(leases[0], 1) == 0.0  # another bucket
    await shards.identified(0)
    wait = await shards.turn(leases[1], 0)
    assert wait is not None
    assert TIMINGS.apart - 1 < wait <= TIMINGS.apart
    await stores[1].shards.identified(0)  # whose turn it was not
    _age(address, TIMINGS.apart - 2)
    assert await shards.turn(leases[1], 0) != 0.0
    _age(address, 3)
    assert await shards.turn(leases[1], 0) == 0.0


async def test_the_number_of_shards_changes_only_when_nobody_runs(stores: list[Store]) -> None:
    assert await stores[0].shards.count(2, is_set=False) == 2
    assert await stores[1].shards.count(4, is_set=False) == 4  # nobody has begun yet
    await shared(stores[0])
    assert await stores[1].shards.count(8, is_set=False) == 4
    with pytest.raises(StorageError, match="run with 4 shards, and 8 are set"):
        await stores[1].shards.count(8, is_set=True)
    await stores[0].shards.leave()
    assert await stores[1].shards.count(8, is_set=True) == 8


async def test_who_goes_by_another_number_of_shards_gets_none(stores: list[Store]) -> None:
    await stores[0].shards.count(4, is_set=False)
    await stores[1].shards.count(2, is_set=False)  # the first has not begun yet
    with pytest.raises(StorageError, match="has 2 shards by now, and not 4"):
        await shared(stores[0], count=4)
    assert held(await shared(stores[1], count=2)) == [0, 1]


async def test_versions_of_all_processes_are_known(stores: list[Store]) -> None:
    await stores[0].shards.count(1, is_set=False)
    await shared(stores[0], packs={"story": "aa", "other": "cc"})
    share = await shared(stores[1], packs={"story": "bb", "other": "cc"})
    assert share.versions == {"story": {"aa", "bb"}, "other": {"cc"}}


async def test_sqlite_has_one_process_only() -> None:
    async with Store.open(":memory:") as store:
        for asked in (store.shards.count(1, is_set=True), shared(store), store.shards.now()):
            with pytest.raises(StorageError, match="PostgreSQL only"):
                await asked
