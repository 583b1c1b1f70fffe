"""Missed questions: clusters by demand, counts without names, and what goes when somebody goes."""

import asyncio
from dataclasses import replace

import pytest

from bot.storage.loop_records import Cluster, Held, Miss, Nearest, Variant
from bot.storage.questions import MAX_CHARACTERS, MAX_VARIANTS
from bot.storage.records import GuildSettings, Retention
from bot.storage.store import Store

DAY = 86_400
MISS = Miss(
    text="how much is the bolt",
    asker_id=40,
    asked=1_000,
    guild_id=30,
    channel_id=20,
    message_id=100,
    language="en",
    reason="no_entry",
    nearest=(Nearest("small", "bolt-price", 0.4), Nearest("small", "acme", 0.1)),
)


async def added(store: Store, miss: Miss, cluster_id: int | None = None) -> int:
    """Keep a missed question where it may be kept."""
    number = await store.questions.add(miss, cluster_id)
    assert number is not None
    return number


async def _only(store: Store, guild_id: int = 30) -> Cluster:
    (cluster,) = await store.questions.queue(guild_id)
    return cluster


async def test_three_phrasings_make_one_cluster_with_counts_and_no_names(store: Store) -> None:
    first = await added(store, MISS)
    for place, text in enumerate(("bolt price", "what does the bolt cost", "bolt price")):
        miss = replace(
            MISS, text=text, asker_id=41 + place, asked=2_000 + place, nearest=(), reason="other"
        )
        assert await added(store, miss, first) == first
    assert await _only(store) == Cluster(
        id=first,
        guild_id=30,
        state="open",
        text="how much is the bolt",
        variants=(
            Variant("how much is the bolt", "en", 1),
            Variant("bolt price", "en", 2),
            Variant("what does the bolt cost", "en", 1),
        ),
        count=4,
        askers=4,
        first_asked=1_000,
        last_asked=2_002,
        reason="other",
        nearest=(),
        assigned_to=None,
        proposal_id=None,
    )
    assert await store.questions.cluster(first) == await _only(store)
    assert await store.questions.representatives(30, 9) == ((first, "how much is the bolt"),)
    assert await store.questions.waiting(30) == 1


async def test_the_nearest_entries_come_back_as_they_were(store: Store) -> None:
    await added(store, MISS)
    assert (await _only(store)).nearest == MISS.nearest


async def test_who_asks_fifty_times_counts_once(store: Store) -> None:
    for number in range(50):
        await added(store, replace(MISS, message_id=number))
    often = await _only(store)
    assert (often.count, often.askers) == (50, 1)
    for asker in (50, 51):
        await added(store, replace(MISS, text="who owns acme", asker_id=asker))
    wanted = await store.questions.queue(30)
    assert [one.text for one in wanted] == ["who owns acme", MISS.text]
    assert [one.text for one in await store.questions.queue(30, limit=1, offset=1)] == [MISS.text]


async def test_the_same_words_never_open_a_second_cluster(store: Store) -> None:
    numbers = await asyncio.gather(
        *(added(store, replace(MISS, asker_id=asker)) for asker in range(20))
    )
    assert len(set(numbers)) == 1
    assert (await _only(store)).askers == 20


async def test_servers_see_only_their_own(store: Store) -> None:
    await added(store, MISS)
    await added(store, replace(MISS, guild_id=31))
    for guild in (30, 31):
        (cluster,) = await store.questions.queue(guild)
        assert cluster.guild_id == guild
        assert len(await store.questions.representatives(guild, 9)) == 1


async def test_of_many_clusters_the_newest_are_compared_with(store: Store) -> None:
    texts = ("who owns acme", "bolt price", "why zenith")
    numbers = [await added(store, replace(MISS, text=text)) for text in texts]
    newest = await store.questions.representatives(30, 2)
    assert newest == tuple(zip(numbers, texts, strict=True))[1:]


async def test_nothing_is_kept_of_direct_messages_and_where_a_server_wants_none(
    store: Store,
) -> None:
    await store.save_settings(GuildSettings(30, log_questions=False))
    assert await store.questions.add(MISS) is None
    assert await store.questions.add(replace(MISS, guild_id=None)) is None
    assert await store.held_on(MISS.asker_id) == Held()
    await store.save_settings(GuildSettings(30))
    assert await store.questions.add(MISS) is not None


async def test_a_cluster_holds_so_many_wordings_of_so_many_letters(store: Store) -> None:
    cluster_id = None
    for number in range(MAX_VARIANTS + 5):
        miss = replace(MISS, text=f"{number} " + "x" * 500)
        cluster_id = await added(store, miss, cluster_id)
    cluster = await _only(store)
    assert (len(cluster.variants), cluster.count) == (MAX_VARIANTS, MAX_VARIANTS + 5)
    assert {len(one.text) for one in cluster.variants} == {MAX_CHARACTERS}


@pytest.mark.parametrize("text", ["nul \0 inside", "lone \ud800 surrogate", "'; DROP TABLE x; --"])
async def test_any_text_is_taken(store: Store, text: str) -> None:
    await added(store, replace(MISS, text=text))
    await added(store, replace(MISS, text=text))
    (variant,) = (await _only(store)).variants
    assert variant.count == 2


async def test_a_cluster_is_assigned_dismissed_and_put_back_with_a_history(store: Store) -> None:
    number = await added(store, MISS)
    assigned = await store.questions.assign(number, 7, by=8, at=2_000)
    assert assigned is not None
    assert (assigned.state, assigned.assigned_to) == ("assigned", 7)
    dismissed = await store.questions.dismiss(number, by=7, at=2_001)
    assert dismissed is not None
    assert (dismissed.state, dismissed.assigned_to) == ("dismissed", None)
    assert await store.questions.queue(30) == ()
    assert await store.questions.dismiss(number, by=9, at=2_002) is None  # too late
    # What was dismissed stays so when it is asked again.
    assert await added(store, replace(MISS, asker_id=50)) == number
    assert await store.questions.queue(30) == ()
    (seen,) = await store.questions.queue(30, states=("dismissed",))
    assert seen.askers == 2
    assert await store.questions.reopen(number, by=8, at=2_003) is not None
    events = await store.history.of("cluster", number)
    assert [(one.action, one.actor_id, one.at) for one in events] == [
        ("open", 8, 2_003),
        ("dismissed", 7, 2_001),
        ("assigned", 8, 2_000),
    ]
    assert events[0].before == {"state": "dismissed", "proposal_id": None}
    assert await store.history.newest(guild_id=30) == events
    assert await store.history.newest(guild_id=31) == ()
    assert await store.history.newest(before=events[0].id, limit=1) == events[1:2]


async def test_of_two_curators_one_is_first(store: Store) -> None:
    number = await added(store, MISS)
    done = await asyncio.gather(
        *(store.questions.dismiss(number, by=curator, at=2_000) for curator in range(10))
    )
    assert sum(one is not None for one in done) == 1
    assert len(await store.history.of("cluster", number)) == 1


async def test_a_question_that_was_resolved_and_is_missed_again_is_news(store: Store) -> None:
    number = await added(store, MISS)
    assert await store.questions.resolve(number, 5, by=7, at=2_000) is not None
    again = await added(store, MISS, number)
    assert again != number
    assert (await _only(store)).id == again


async def test_a_deleted_message_takes_its_question_along(store: Store) -> None:
    number = await added(store, MISS)
    await added(store, replace(MISS, text="bolt price", asker_id=41, message_id=101), number)
    await store.forget_message(100)
    left = await _only(store)
    assert (left.text, left.count, len(left.variants)) == ("bolt price", 1, 1)
    await store.forget_messages([101, 102])
    assert await store.questions.queue(30) == ()
    assert await store.questions.cluster(number) is None
    assert await store.questions.assign(number, 7, by=8, at=1) is None


async def test_a_deleted_channel_and_a_server_that_is_left_take_their_questions_along(
    store: Store,
) -> None:
    await added(store, MISS)
    await added(store, replace(MISS, text="other", channel_id=21))
    await store.forget_channel(20)
    assert (await _only(store)).text == "other"
    await store.forget_guild(30)
    assert await store.questions.queue(30) == ()


async def test_questions_are_forgotten_when_their_time_is_over(store: Store) -> None:
    number = await added(store, MISS)
    await added(store, replace(MISS, text="bolt price", asked=1_001), number)
    await store.questions.dismiss(number, by=7, at=1_002)
    days = Retention().questions
    assert await store.expire(1_001 + days * DAY) == 1
    (left,) = await store.questions.queue(30, states=("dismissed",))
    assert (left.text, left.count) == ("bolt price", 1)
    assert await store.expire(1_002 + days * DAY) == 1
    assert await store.history.of("cluster", number) == ()
