"""What changed in a pack, and the answers that are put right for it: each once."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.storage.loop_records import FactChange, FactState, Queued
from bot.storage.records import AskedAnswer, GuildSettings, Retention
from bot.storage.store import Store
from tests.unit.storage.test_store import ANSWER

DAY = 86_400
NOW = 10_000_000
PRICE = FactState("bolt-price", "p1", "reported", "20,000 EUR", "The Bolt costs 20,000 EUR.")
SALES = FactState("acme-sales", "s1", "confirmed", None, "Acme sold ten.")
DENIED = replace(PRICE, version="p2", status="denied")
TOLD = replace(
    ANSWER,
    facts=("bolt-price", "acme-sales"),
    versions=("p1", "s1"),
    created=NOW - DAY,
    card="made again from this",
)
NOW_TOLD = {"bolt-price": "p2", "acme-sales": "s1"}


async def _denied(store: Store) -> FactChange:
    """Let a fact be denied, and return that change."""
    await store.changes.record("small", "v1", [PRICE, SALES], NOW - 2 * DAY)
    (change,) = await store.changes.record("small", "v2", [DENIED, SALES], NOW)
    return change


# -- the log ---------------------------------------------------------------------------------------


async def test_the_first_time_nothing_has_changed(store: Store) -> None:
    assert await store.changes.seen("small") is None
    assert await store.changes.record("small", "v1", [PRICE, SALES], 1_000) == ()
    assert await store.changes.seen("small") == ("v1", 1_000)
    assert await store.changes.newest() == 0


async def test_what_changed_is_told_with_what_was_and_what_is(store: Store) -> None:
    new = FactState("new", "n1", "rumour", None, "Something new.")
    await store.changes.record("small", "v1", [PRICE, SALES], 1_000)
    changes = await store.changes.record("small", "v2", [DENIED, new], 2_000)
    told = {one.fact: (one.before, one.after) for one in changes}
    assert told == {
        "bolt-price": (PRICE, DENIED),
        "acme-sales": (SALES, None),
        "new": (None, new),
    }
    assert {(one.pack, one.pack_version, one.at) for one in changes} == {("small", "v2", 2_000)}
    assert await store.changes.get([one.id for one in changes]) == changes
    assert await store.changes.since(1_999) == changes[::-1]
    assert await store.changes.since(2_000) == ()
    assert await store.changes.since(0, pack="other") == ()
    assert await store.changes.after(changes[0].id) == changes[1:]
    assert await store.changes.newest() == changes[-1].id
    assert await store.changes.record("small", "v2", [DENIED, new], 3_000) == ()
    back = await store.changes.record("small", "v1", [PRICE, SALES], 4_000)
    assert {one.fact for one in back} == {"bolt-price", "acme-sales", "new"}


async def test_packs_do_not_mix(store: Store) -> None:
    await store.changes.record("small", "v1", [PRICE], 1_000)
    assert await store.changes.record("other", "w1", [DENIED], 1_000) == ()
    (change,) = await store.changes.record("other", "w2", [PRICE], 2_000)
    assert (change.pack, change.before, change.after) == ("other", DENIED, PRICE)


async def test_of_many_that_see_a_change_one_records_it(store: Store) -> None:
    await store.changes.record("small", "v1", [PRICE, SALES], 1_000)
    seen = await asyncio.gather(
        *(store.changes.record("small", "v2", [DENIED, SALES], 2_000) for _ in range(8))
    )
    assert sorted(map(len, seen)) == [0] * 7 + [1]
    assert len(await store.changes.since(0)) == 1


async def test_a_large_pack_is_taken_whole(store: Store) -> None:
    facts = [FactState(f"f{number}", "1", "reported", None, "text") for number in range(3_000)]
    assert await store.changes.record("large", "v1", facts, 1_000) == ()
    changed = [replace(one, version="2") for one in facts]
    changes = await store.changes.record("large", "v2", changed, 2_000)
    assert [one.fact for one in changes] == [one.fact for one in facts]


async def test_what_is_trivial_is_told_to_nobody(store: Store) -> None:
    change = await _denied(store)
    assert await store.changes.mark(change.id, trivial=True, by=7, at=NOW + 1)
    assert not await store.changes.mark(change.id, trivial=True, by=8, at=NOW + 2)
    assert not await store.changes.mark(10**9, trivial=True, by=8, at=NOW + 2)
    assert await store.changes.since(0) == ()
    assert await store.changes.after(0) == ()
    assert await store.changes.get([change.id]) == (replace(change, is_trivial=True),)
    (event,) = await store.history.of("change", change.id)
    assert (event.action, event.actor_id, event.at) == ("held back", 7, NOW + 1)
    assert await store.changes.mark(change.id, trivial=False, by=7, at=NOW + 3)
    assert await store.changes.since(0) == (change,)


async def test_the_log_is_forgotten_when_its_time_is_over(store: Store) -> None:
    await _denied(store)
    await store.expire(NOW + Retention().changes * DAY)
    assert len(await store.changes.since(0)) == 1
    await store.expire(NOW + Retention().changes * DAY + 1)
    assert await store.changes.since(0) == ()
    assert await store.changes.seen("small") == ("v2", NOW)


# -- corrections -----------------------------------------------------------------------------------


async def test_an_answer_that_rests_on_a_changed_fact_is_put_right_once(store: Store) -> None:
    await store.remember_answer(TOLD)
    await store.remember_answer(
        replace(TOLD, message_id=2, facts=("acme-sales",), versions=("s1",))
    )
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == 1
    assert await store.corrections.queue([change.id], now=NOW) == 0
    assert await store.corrections.count() == Queued(1, 0, 0)

    (correction,) = await store.corrections.claim(10, now=NOW)
    assert correction.answer == TOLD
    assert correction.changes == (change,)
    assert correction.attempts == 1
    assert await store.corrections.claim(10, now=NOW) == ()
    assert await store.corrections.count() == Queued(0, 1, 0)

    assert await store.corrections.done(correction, NOW_TOLD, "v2", now=NOW + 1)
    assert await store.corrections.count() == Queued(0, 0, 0)
    assert await store.answer(TOLD.message_id) == replace(
        TOLD, pack_version="v2", versions=("p2", "s1")
    )
    assert not await store.corrections.done(correction, {}, "v2", now=NOW + 2)
    assert await store.corrections.queue([change.id], now=NOW + 3) == 0
    assert await store.corrections.claim(10, now=NOW + DAY) == ()


async def test_an_answer_that_tells_the_fact_as_it_is_is_left_alone(store: Store) -> None:
    await store.remember_answer(replace(TOLD, versions=("p2", "s1")))
    await store.remember_answer(replace(TOLD, message_id=2, versions=()))  # not known: it may
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == 1
    (correction,) = await store.corrections.claim(10, now=NOW)
    assert correction.answer.message_id == 2


async def test_a_fact_that_is_gone_concerns_all_that_told_it(store: Store) -> None:
    await store.remember_answer(TOLD)
    await store.changes.record("small", "v1", [PRICE, SALES], NOW - 1)
    (gone,) = await store.changes.record("small", "v2", [SALES], NOW)
    assert await store.corrections.queue([gone.id], now=NOW) == 1


@pytest.mark.parametrize(
    ("settings", "age", "queued"),
    [
        (None, 14, 1),
        (None, 15, 0),
        (GuildSettings(30, corrected_days=3), 3, 1),
        (GuildSettings(30, corrected_days=3), 4, 0),
        (GuildSettings(30, corrections="flag"), 1, 1),
        (GuildSettings(30, corrections="leave"), 1, 0),
    ],
)
async def test_the_server_decides(
    store: Store, settings: GuildSettings | None, age: int, queued: int
) -> None:
    if settings:
        await store.save_settings(settings)
    await store.remember_answer(replace(TOLD, created=NOW - age * DAY))
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == queued


async def test_direct_messages_and_other_packs(store: Store) -> None:
    await store.save_settings(GuildSettings(30, corrections="leave"))
    await store.remember_answer(replace(TOLD, message_id=1, guild_id=None))
    await store.remember_answer(replace(TOLD, message_id=2, guild_id=None, pack="other"))
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == 1
    (correction,) = await store.corrections.claim(10, now=NOW)
    assert correction.answer.message_id == 1


async def test_a_curator_can_hold_a_change_back(store: Store) -> None:
    await store.remember_answer(TOLD)
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW, not_before=NOW + 60) == 1
    assert await store.corrections.claim(10, now=NOW + 59) == ()
    await store.changes.mark(change.id, trivial=True, by=7, at=NOW + 59)
    assert await store.corrections.claim(10, now=NOW + 60) == ()
    assert await store.corrections.count() == Queued(0, 0, 0)
    assert await store.corrections.queue([change.id], now=NOW + 61) == 0
    await store.changes.mark(change.id, trivial=False, by=7, at=NOW + 62)
    assert await store.corrections.queue([change.id], now=NOW + 63) == 1


async def test_several_changes_come_to_a_message_together(store: Store) -> None:
    await store.remember_answer(TOLD)
    first = await _denied(store)
    (second,) = await store.changes.record("small", "v3", [DENIED], NOW + 1)
    assert await store.corrections.queue([first.id, second.id], now=NOW + 1) == 1
    (correction,) = await store.corrections.claim(10, now=NOW + 1)
    assert correction.changes == (first, second)


async def test_a_change_while_a_message_is_edited_comes_after(store: Store) -> None:
    await store.remember_answer(TOLD)
    first = await _denied(store)
    await store.corrections.queue([first.id], now=NOW)
    (correction,) = await store.corrections.claim(10, now=NOW)
    (second,) = await store.changes.record("small", "v3", [DENIED], NOW + 1)
    assert await store.corrections.queue([second.id], now=NOW + 1) == 0  # it stands there already
    assert await store.corrections.claim(10, now=NOW + 1) == ()
    assert await store.corrections.done(correction, NOW_TOLD, "v2", now=NOW + 2)
    (again,) = await store.corrections.claim(10, now=NOW + 2)
    assert again.changes == (second,)


async def test_what_failed_is_tried_again_or_given_up(store: Store) -> None:
    await store.remember_answer(TOLD)
    change = await _denied(store)
    await store.corrections.queue([change.id], now=NOW)
    (correction,) = await store.corrections.claim(10, now=NOW)
    assert await store.corrections.failed(correction, retry_at=NOW + 30)
    assert not await store.corrections.failed(correction, retry_at=NOW + 30)
    assert await store.corrections.claim(10, now=NOW + 29) == ()
    (correction,) = await store.corrections.claim(10, now=NOW + 30)
    assert correction.attempts == 2
    assert await store.corrections.failed(correction, retry_at=None)
    assert await store.corrections.claim(10, now=NOW + DAY) == ()
    assert await store.corrections.count() == Queued(0, 0, 1)


async def test_whoever_died_with_a_claim_holds_nothing_up(store: Store) -> None:
    await store.remember_answer(TOLD)
    change = await _denied(store)
    await store.corrections.queue([change.id], now=NOW)
    (lost,) = await store.corrections.claim(10, now=NOW, lease=60)
    (taken,) = await store.corrections.claim(10, now=NOW + 60)
    assert taken.attempts == 2
    assert not await store.corrections.done(lost, {}, "v2", now=NOW + 61)
    assert not await store.corrections.failed(lost, retry_at=None)
    assert await store.corrections.done(taken, {}, "v2", now=NOW + 61)


async def test_a_message_that_is_gone_needs_no_correction(store: Store) -> None:
    await store.remember_answer(TOLD)
    change = await _denied(store)
    await store.corrections.queue([change.id], now=NOW)
    await store.forget_message(TOLD.message_id)
    assert await store.corrections.count() == Queued(0, 0, 0)
    assert await store.corrections.claim(10, now=NOW) == ()


async def test_a_thousand_answers_are_put_right_by_several_processes_none_twice(
    where: str,
) -> None:
    async with Store.open(where) as first, Store.open(where) as second:
        for number in range(1_000):
            await first.remember_answer(replace(TOLD, message_id=number))
        change = await _denied(first)
        queued = await asyncio.gather(
            *(one.corrections.queue([change.id], now=NOW) for one in (first, second))
        )
        assert sum(queued) == 1_000
        edited: Counter[int] = Counter()

        async def work(store: Store) -> None:
            while claimed := await store.corrections.claim(37, now=NOW):
                for one in claimed:
                    edited[one.answer.message_id] += 1
                    assert await store.corrections.done(one, NOW_TOLD, "v2", now=NOW)

        await asyncio.gather(*(work(store) for store in (first, second, first, second)))
        assert edited == Counter(range(1_000))
        assert await first.corrections.count() == Queued(0, 0, 0)
        told: tuple[AskedAnswer, ...] = (await second.held_on(TOLD.asker_id)).answers
        assert {one.versions for one in told} == {("p2", "s1")}


async def test_only_what_can_be_made_again_is_queued(store: Store) -> None:
    await store.remember_answer(replace(TOLD, card=""))
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == 0


async def test_an_answer_of_another_pack_in_the_same_message_counts(store: Store) -> None:
    both = {"pack": "other", "facts": ("x", "small//bolt-price"), "versions": ("x1", "p1")}
    await store.remember_answer(replace(TOLD, **both))
    await store.remember_answer(replace(TOLD, message_id=2, pack="other"))  # a namesake
    change = await _denied(store)
    assert await store.corrections.queue([change.id], now=NOW) == 1
    (correction,) = await store.corrections.claim(10, now=NOW)
    assert correction.answer.message_id == TOLD.message_id


async def test_what_is_told_now_takes_the_place_of_what_was(store: Store) -> None:
    await store.remember_answer(TOLD)
    change = await _denied(store)
    await store.corrections.queue([change.id], now=NOW)
    (correction,) = await store.corrections.claim(10, now=NOW)
    assert await store.corrections.done(correction, {"new": "n1"}, "v2", now=NOW)
    now = await store.answer(TOLD.message_id)
    assert now is not None
    assert (now.facts, now.versions) == (("new",), ("n1",))


async def test_the_queue_tells_when_something_is_due_and_how_much_rests_on_a_change(
    store: Store,
) -> None:
    assert await store.corrections.next_due() is None
    for number in range(3):
        await store.remember_answer(replace(TOLD, message_id=number + 1, guild_id=30 + number % 2))
    change = await _denied(store)
    await store.corrections.queue([change.id], now=NOW, not_before=NOW + 120)
    assert await store.corrections.next_due() == NOW + 120
    assert await store.corrections.resting_on(change.id, 30) == 2
    assert await store.corrections.resting_on(change.id, 31) == 1
    assert await store.corrections.resting_on(change.id + 1, 30) == 0
