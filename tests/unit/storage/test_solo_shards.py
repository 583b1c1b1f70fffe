"""Sessions that one process leaves for its next start."""

import json

import pytest

from bot.storage import solo_shards
from bot.storage.shard_records import Session, Timings, Wanted
from bot.storage.solo_shards import SoloShards
from bot.storage.store import Store

LEFT = {number: Session(f"session-{number}", 40 + number, "ws://x/") for number in range(2)}


def shards_of(store: Store, owner: str = "7", timings: Timings | None = None) -> SoloShards:
    return SoloShards(store._database, lambda: owner, timings)


async def taken(store: Store, count: int = 2, owner: str = "7") -> dict[int, Session | None]:
    """Return what a start finds."""
    shards = shards_of(store, owner)
    assert await shards.count(count, is_set=False) == count
    return {one.shard: one.left for one in (await shards.share(Wanted("p"))).leases}


async def test_a_next_start_goes_on_from_what_was_left(store: Store) -> None:
    assert await taken(store) == {0: None, 1: None}
    first = shards_of(store)
    await first.count(2, is_set=False)
    await first.share(Wanted("p", sessions=LEFT))
    assert await taken(store) == LEFT
    assert await taken(store) == {0: None, 1: None}  # it may have ended the one that took it
    lease = (await first.share(Wanted("p"))).leases[1]
    later = Session("session-1", 99, "ws://x/")
    await first.release(lease, later)
    await first.leave()
    assert await taken(store) == LEFT | {1: later}


@pytest.mark.parametrize(("count", "owner"), [(3, "7"), (1, "7"), (2, "8")])
async def test_of_another_bot_or_number_of_shards_nothing_is_taken(
    store: Store, count: int, owner: str
) -> None:
    first = shards_of(store)
    await first.count(2, is_set=False)
    await first.share(Wanted("p", sessions=LEFT))
    assert set((await taken(store, count, owner)).values()) == {None}


async def test_what_is_too_old_or_cannot_be_read_is_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shards_of(store)
    await first.count(2, is_set=False)
    await first.share(Wanted("p", sessions=LEFT))
    monkeypatch.setattr(solo_shards, "_KEPT_SECONDS", -1)
    assert await taken(store) == {0: None, 1: None}
    monkeypatch.undo()
    for value in (
        "",
        "[]",
        "{",
        json.dumps({"owner": "7"}),
        json.dumps({"owner": "7", "count": 2}),
    ):
        await store.set_meta("sessions", value)
        assert await taken(store) == {0: None, 1: None}


async def test_one_of_a_bucket_identifies_at_a_time(store: Store) -> None:
    shards = shards_of(store, timings=Timings(turn=90.0, apart=30.0))
    await shards.count(2, is_set=False)
    first, second = (await shards.share(Wanted("p"))).leases
    assert await shards.turn(first, 0) == 0.0
    wait = await shards.turn(second, 0)
    assert wait is not None
    assert 30.0 < wait <= 90.0
    assert await shards.turn(second, 1) == 0.0
    await shards.identified(0)
    wait = await shards.turn(second, 0)
    assert wait is not None
    assert 0.0 < wait <= 30.0


async def test_a_store_that_fails_costs_nothing_else() -> None:
    async with Store.open(":memory:") as store:
        shards = shards_of(store)
    assert await shards.count(2, is_set=False) == 2
    assert len((await shards.share(Wanted("p", sessions=LEFT))).leases) == 2


async def test_a_start_that_is_stopped_before_it_asked_leaves_what_was_left(store: Store) -> None:
    first = shards_of(store)
    await first.count(2, is_set=False)
    await first.share(Wanted("p", sessions=LEFT))
    await shards_of(store, "None").leave()
    assert await taken(store) == LEFT
