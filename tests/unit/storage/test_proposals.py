"""Proposals: decided once, undone, and what stands of them."""

import asyncio

from bot.storage.loop_records import Proposal
from bot.storage.records import Retention
from bot.storage.store import Store
from tests.unit.storage.test_questions import MISS, added

DAY = 86_400
ALIAS = {"entry": "bolt-price", "alias": "bolt price ☂"}


async def _alias(store: Store, **options: object) -> Proposal:
    settings = {"by": 40, "at": 1_000, "guild_id": 30} | options
    return await store.proposals.propose("alias", "small", ALIAS, **settings)  # type: ignore[arg-type]


async def test_a_members_proposal_waits_for_a_curator(store: Store) -> None:
    made = await _alias(store, note="people ask so")
    assert made == Proposal(
        id=made.id,
        kind="alias",
        pack="small",
        state="proposed",
        payload=ALIAS,
        note="people ask so",
        proposer_id=40,
        guild_id=30,
        cluster_id=None,
        created=1_000,
        changed=1_000,
    )
    assert await store.proposals.waiting(30) == (made,)
    assert await store.proposals.waiting(31) == ()
    assert await store.proposals.waiting() == (made,)
    assert await store.proposals.count_waiting(30) == 1
    assert await store.proposals.standing("small") == ()

    edited = {**ALIAS, "alias": "price of the bolt"}
    accepted = await store.proposals.accept(made.id, by=7, at=1_001, payload=edited)
    assert accepted is not None
    assert (accepted.state, accepted.payload, accepted.changed) == ("accepted", edited, 1_001)
    assert await store.proposals.get(made.id) == accepted
    assert await store.proposals.standing("small") == (accepted,)
    assert await store.proposals.standing("other") == ()
    assert await store.proposals.count_waiting() == 0
    events = await store.history.of("proposal", made.id)
    assert [(one.action, one.actor_id, one.at) for one in events] == [
        ("accepted", 7, 1_001),
        ("proposed", 40, 1_000),
    ]
    assert events[0].before == {"state": "proposed", "payload": ALIAS}
    assert events[0].after == {"state": "accepted", "payload": edited}


async def test_a_curators_own_stands_at_once_and_resolves_its_cluster(store: Store) -> None:
    cluster = await added(store, MISS)
    made = await _alias(store, by=7, cluster_id=cluster, accept=True)
    assert made.state == "accepted"
    assert await store.questions.queue(30) == ()
    resolved = await store.questions.cluster(cluster)
    assert resolved is not None
    assert (resolved.state, resolved.proposal_id) == ("resolved", made.id)

    undone = await store.proposals.undo(made.id, by=8, at=1_002)
    assert undone is not None
    assert undone.state == "undone"
    assert await store.proposals.standing() == ()
    (back,) = await store.questions.queue(30)
    assert (back.state, back.proposal_id) == ("open", None)
    again = await store.proposals.accept(made.id, by=8, at=1_003)
    assert again is not None
    assert again.state == "accepted"
    assert await store.questions.queue(30) == ()


async def test_a_refusal_can_be_taken_back(store: Store) -> None:
    made = await _alias(store)
    assert await store.proposals.undo(made.id, by=7, at=1_001) is None  # nothing was decided
    assert (await store.proposals.reject(made.id, by=7, at=1_002)) is not None
    assert await store.proposals.waiting(30) == ()
    back = await store.proposals.undo(made.id, by=7, at=1_003)
    assert back is not None
    assert back.state == "proposed"
    actions = [one.action for one in await store.history.of("proposal", made.id)]
    assert actions == ["reopened", "rejected", "proposed"]


async def test_of_many_decisions_at_once_one_counts(store: Store) -> None:
    made = await _alias(store)
    done = await asyncio.gather(
        *(store.proposals.reject(made.id, by=curator, at=1_001) for curator in range(8)),
        *(store.proposals.accept(made.id, by=curator, at=1_001) for curator in range(8)),
    )
    decided = [one.state for one in done if one is not None]
    # An acceptance may come after a refusal, never a second of the same.
    assert decided in (["accepted"], ["rejected"], ["rejected", "accepted"])
    assert len(await store.history.of("proposal", made.id)) == 1 + len(decided)


async def test_what_is_exported_stands_until_it_is_merged(store: Store) -> None:
    first, second = await _alias(store, accept=True), await _alias(store, accept=True)
    waiting = await _alias(store)
    ids = [first.id, second.id, waiting.id, 10**9]
    assert await store.proposals.exported(ids, by=None, at=1_001) == 2
    assert [one.state for one in await store.proposals.standing()] == ["exported", "exported"]
    assert await store.proposals.merged([first.id], by=None, at=1_002) == 1
    assert [one.id for one in await store.proposals.standing()] == [second.id]
    assert await store.proposals.undo(first.id, by=7, at=1_003) is None  # git has it now
    assert await store.proposals.undo(second.id, by=7, at=1_003) is not None


async def test_a_report_that_was_dealt_with_adds_nothing_to_a_pack(store: Store) -> None:
    made = await store.proposals.propose(
        "outdated", "small", {"fact": "bolt-price"}, by=None, at=1_000, note="is due"
    )
    assert await store.proposals.waiting(30) == (made,)  # it belongs to no server
    assert await store.proposals.accept(made.id, by=7, at=1_001) is not None
    assert await store.proposals.standing() == ()


async def test_a_proposal_outlives_the_cluster_that_it_came_from(store: Store) -> None:
    cluster = await added(store, MISS)
    made = await _alias(store, cluster_id=cluster, accept=True)
    assert (await _alias(store, cluster_id=10**9)).cluster_id is None
    await store.forget_message(MISS.message_id or 0)
    left = await store.proposals.get(made.id)
    assert left is not None
    assert (left.state, left.cluster_id) == ("accepted", None)
    assert await store.proposals.undo(made.id, by=7, at=1_001) is not None


async def test_only_what_stands_outlives_its_time(store: Store) -> None:
    standing, merged = await _alias(store, accept=True), await _alias(store, accept=True)
    waiting = await _alias(store)
    await store.proposals.merged([merged.id], by=None, at=1_000)
    later = 1_001 + Retention().proposals * DAY
    await store.expire(later)
    assert [await store.proposals.get(one.id) for one in (merged, waiting)] == [None, None]
    assert await store.proposals.standing() == (standing,)
    assert await store.history.of("proposal", merged.id) == ()
    await store.expire(1_001 + 3 * Retention().history * DAY)
    assert len(await store.history.of("proposal", standing.id)) == 2


async def test_a_number_is_never_given_twice(store: Store) -> None:
    first = await _alias(store)
    await store.forget_user(40)
    assert await store.proposals.get(first.id) is None
    assert (await _alias(store)).id > first.id


async def test_what_was_accepted_outlives_the_server_that_the_bot_left(store: Store) -> None:
    standing, waiting = await _alias(store, accept=True), await _alias(store)
    await store.forget_guild(30)
    (left,) = await store.proposals.standing()
    assert (left.id, left.guild_id) == (standing.id, None)
    assert await store.proposals.get(waiting.id) is None
    assert await store.history.newest(guild_id=30) == ()


async def test_of_two_answers_to_a_cluster_one_is_kept(store: Store) -> None:
    cluster = await added(store, MISS)
    settings = {"at": 1_000, "guild_id": 30}
    first, second = await asyncio.gather(
        *(
            store.proposals.resolve(cluster, "alias", "small", ALIAS, by=by, **settings)
            for by in (7, 8)
        )
    )
    assert [first is None, second is None].count(True) == 1
    [kept] = await store.proposals.standing()
    found = await store.questions.cluster(cluster)
    assert found is not None
    assert (found.state, found.proposal_id) == ("resolved", kept.id)
    assert await store.proposals.resolve(10**6, "alias", "small", ALIAS, by=7, **settings) is None


async def test_reports_of_a_thing_are_counted_while_one_waits(store: Store) -> None:
    async def report(target: str = "bolt-price", guild: int = 30) -> Proposal:
        payload = {"changes": [], "facts": ["price"]}
        return await store.proposals.report("small", target, payload, at=1_000, guild_id=guild)

    first = await report()
    assert (first.kind, first.state, first.proposer_id) == ("outdated", "proposed", None)
    again = await report()
    assert (again.id, again.payload["count"]) == (first.id, 2)
    assert (await report("other")).payload["count"] == 1
    assert (await report(guild=31)).id not in (first.id, again.id)
    await store.proposals.reject(first.id, by=7, at=1_001)
    assert (await report()).id != first.id


async def test_only_what_waits_may_be_accepted_where_that_is_asked(store: Store) -> None:
    made = await _alias(store)
    await store.proposals.reject(made.id, by=7, at=1_001)
    assert await store.proposals.accept(made.id, by=8, at=1_002, waiting=True) is None
    assert await store.proposals.accept(made.id, by=8, at=1_002) is not None


async def test_an_answer_to_a_report_stands_with_it_or_not_at_all(store: Store) -> None:
    proposals = store.proposals
    report = await proposals.propose("outdated", "small", {"fact": "x"}, by=None, at=1_000)
    first, second = await asyncio.gather(
        *(
            proposals.answer_report(
                report.id, "fact", "small", {"changes": [one]}, by=one, at=1_100, guild_id=30
            )
            for one in (1, 2)
        )
    )
    [kept] = [one for one in (first, second) if one is not None]
    assert kept.state == "accepted"
    assert await proposals.standing() == (kept,)
    closed = await proposals.get(report.id)
    assert closed is not None
    assert closed.state == "accepted"
    assert await proposals.waiting() == ()
