"""Following, visits, and messages that are sent once whatever stops in between."""

import asyncio
from collections import Counter
from dataclasses import replace

from bot.storage.loop_records import Queued, Subscription
from bot.storage.outbox import Post
from bot.storage.records import Retention
from bot.storage.store import Store
from bot.storage.subscriptions import MAX_FOLLOWED
from tests.unit.storage.test_changes import DENIED, NOW, PRICE

DAY = 86_400
MINE = Subscription(40, "small", "fact", "bolt-price", created=1_000)
DIGEST = Post("digest 40 1", {"text": "The Bolt's price is denied."}, created=NOW, user_id=40)


async def test_following_starts_with_what_comes_next(store: Store) -> None:
    await store.changes.record("small", "v1", [PRICE], NOW)
    (change,) = await store.changes.record("small", "v2", [DENIED], NOW)
    assert await store.subscriptions.follow(MINE)
    assert await store.subscriptions.of(40) == (replace(MINE, last_change=change.id),)


async def test_following_again_only_moves_it(store: Store) -> None:
    assert await store.subscriptions.follow(MINE)
    moved = replace(MINE, channel_id=20, guild_id=30, created=2_000)
    assert not await store.subscriptions.follow(moved)
    assert await store.subscriptions.of(40) == (replace(MINE, channel_id=20, guild_id=30),)
    assert await store.subscriptions.unfollow(40, "small", "fact", "bolt-price")
    assert not await store.subscriptions.unfollow(40, "small", "fact", "bolt-price")
    assert await store.subscriptions.of(40) == ()


async def test_followers_are_found_by_what_they_follow(store: Store) -> None:
    others = (
        replace(MINE, user_id=41, kind="scenario", target="talks", created=1_001),
        replace(MINE, user_id=42, kind="entity", target="acme", created=1_002),
        replace(MINE, user_id=43, pack="other", created=1_003),
    )
    for one in (MINE, *others):
        assert await store.subscriptions.follow(one)
    followers = store.subscriptions.followers
    assert await followers("small", [("fact", "bolt-price")]) == (MINE,)
    assert await followers("small", [("scenario", "talks"), ("entity", "acme")]) == others[:2]
    assert await followers("small", [("entity", "bolt-price")]) == ()
    assert await followers("small", []) == ()
    many = {("fact", f"f{number}") for number in range(1_000)} | {("fact", "bolt-price")}
    assert await followers("small", many) == (MINE,)  # type: ignore[arg-type]


async def test_nobody_follows_without_end(store: Store) -> None:
    for number in range(MAX_FOLLOWED):
        assert await store.subscriptions.follow(replace(MINE, target=f"f{number}"))
    assert not await store.subscriptions.follow(MINE)
    assert len(await store.subscriptions.of(40)) == MAX_FOLLOWED


async def test_a_visit_tells_when_the_last_was(store: Store) -> None:
    assert await store.subscriptions.visit(40, 1_000) is None
    assert await store.subscriptions.visit(40, 2_000) == 1_000
    assert await store.subscriptions.visit(41, 3_000) is None
    await store.expire(2_001 + Retention().visits * DAY)
    assert await store.subscriptions.visit(40, 4_000) is None
    assert await store.subscriptions.visit(41, 5_000) == 3_000


async def test_a_deleted_channel_and_a_server_that_is_left_are_told_no_more(store: Store) -> None:
    await store.subscriptions.follow(replace(MINE, channel_id=20, guild_id=30))
    await store.subscriptions.follow(replace(MINE, target="other", channel_id=21, guild_id=30))
    await store.outbox.put(replace(DIGEST, channel_id=20, guild_id=30))
    await store.outbox.put(replace(DIGEST, key="2", channel_id=21, guild_id=30))
    await store.forget_channel(20)
    assert [one.target for one in await store.subscriptions.of(40)] == ["other"]
    assert await store.outbox.count() == Queued(1, 0, 0)
    await store.forget_guild(30)
    assert await store.subscriptions.of(40) == ()
    assert await store.outbox.count() == Queued(0, 0, 0)


# -- messages --------------------------------------------------------------------------------------


async def test_a_message_is_sent_once_under_its_key(store: Store) -> None:
    assert await store.outbox.put(DIGEST)
    assert not await store.outbox.put(DIGEST)
    (notice,) = await store.outbox.claim(10, now=NOW)
    assert (notice.key, notice.user_id, notice.payload) == (DIGEST.key, 40, DIGEST.payload)
    assert (notice.attempts, notice.created) == (1, NOW)
    assert await store.outbox.claim(10, now=NOW) == ()
    assert await store.outbox.sent(notice, now=NOW + 1)
    assert not await store.outbox.sent(notice, now=NOW + 1)
    assert not await store.outbox.put(DIGEST)  # it was sent already
    assert await store.outbox.claim(10, now=NOW + DAY) == ()
    assert await store.outbox.count() == Queued(0, 0, 0)
    (held,) = (await store.held_on(40)).notices
    assert held.payload == {}


async def test_a_message_waits_for_its_time_is_tried_again_and_given_up(store: Store) -> None:
    await store.outbox.put(replace(DIGEST, not_before=NOW + 10))
    assert await store.outbox.claim(10, now=NOW + 9) == ()
    (notice,) = await store.outbox.claim(10, now=NOW + 10)
    assert await store.outbox.failed(notice, retry_at=NOW + 20)
    (notice,) = await store.outbox.claim(10, now=NOW + 20)
    assert notice.attempts == 2
    assert await store.outbox.failed(notice, retry_at=None)
    assert await store.outbox.count() == Queued(0, 0, 1)
    await store.expire(NOW + 1 + Retention().notices * DAY)
    assert await store.outbox.count() == Queued(0, 0, 0)


async def test_a_digest_is_queued_once_however_many_want_to(where: str) -> None:
    async with Store.open(where) as first, Store.open(where) as second:
        await first.subscriptions.follow(MINE)
        await first.changes.record("small", "v1", [PRICE], NOW)
        (change,) = await first.changes.record("small", "v2", [DENIED], NOW)
        queued = await asyncio.gather(
            *(
                store.outbox.put_digest(replace(DIGEST, key=f"{number}"), [MINE], change.id)
                for number, store in enumerate((first, second) * 4)
            )
        )
        assert sum(queued) == 1
        (told,) = await first.subscriptions.of(40)
        assert told.last_change == change.id
        assert await second.outbox.count() == Queued(1, 0, 0)
        assert not await first.outbox.put_digest(DIGEST, [], change.id)


async def test_many_messages_are_sent_by_several_processes_none_twice(where: str) -> None:
    async with Store.open(where) as first, Store.open(where) as second:
        for number in range(120):
            await first.outbox.put(replace(DIGEST, key=f"{number}"))
        sent: Counter[str] = Counter()

        async def work(store: Store) -> None:
            while claimed := await store.outbox.claim(7, now=NOW):
                for one in claimed:
                    sent[one.key] += 1
                    assert await store.outbox.sent(one, now=NOW)

        await asyncio.gather(*(work(store) for store in (first, second, first, second)))
        assert sent == Counter(map(str, range(120)))


async def test_following_ends_for_a_member_or_a_channel(store: Store) -> None:
    there = replace(MINE, target="acme-sales", channel_id=20, guild_id=30)
    for one in (MINE, there, replace(MINE, user_id=41)):
        assert await store.subscriptions.follow(one)
    assert await store.subscriptions.end(user_id=40) == 1
    assert await store.subscriptions.of(40) == (there,)
    assert await store.subscriptions.end(channel_id=20) == 1
    assert await store.subscriptions.of(40) == ()
    assert len(await store.subscriptions.of(41)) == 1


async def test_the_queue_tells_when_something_is_due_and_when_members_were_told(
    store: Store,
) -> None:
    assert await store.outbox.next_due() is None
    assert await store.outbox.put(replace(DIGEST, not_before=NOW + 60))
    assert await store.outbox.put(
        replace(DIGEST, key="digest 0 5", user_id=None, channel_id=5, created=NOW + 9)
    )
    assert await store.outbox.put(replace(DIGEST, key="notice", user_id=7))
    assert await store.outbox.next_due() == NOW
    assert await store.outbox.latest("digest ", NOW - 1) == {(40, None): NOW, (None, 5): NOW + 9}
    assert await store.outbox.latest("digest ", NOW) == {(None, 5): NOW + 9}
    for notice in await store.outbox.claim(10, now=NOW + 60):
        assert await store.outbox.failed(notice, retry_at=None)
    assert await store.outbox.next_due() is None
    assert await store.outbox.given_up(40, None) == 1
    assert await store.outbox.given_up(None, 5) == 1
    assert await store.outbox.given_up(41, None) == 0
