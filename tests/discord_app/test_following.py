"""`/follow` and `/unfollow`: one message for all that changed of it, at most one an hour."""

from typing import Any

import pytest
import simcord

from bot.discord_app.texts import text as fixed
from bot.storage.loop_records import Queued
from tests.discord_app.changing import (
    DENIED,
    FIRST,
    Files,
    curator_of,
    with_fact,
    with_scenario,
)
from tests.discord_app.commands_host import undescribed
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, text

HOUR = 3_600
HELD = 121
POWER = "Bolt: power"


@pytest.fixture
def files(world: World) -> Files:
    return Files(world)


async def follow(
    world: World, what: str, member: simcord.MemberActor | None = None, **options: Any
) -> str:
    result = await (member or world.alice).slash(world.channel, "follow", what=what, **options)
    assert result.response.ephemeral
    return text(result.response)


def digests(world: World, member: simcord.MemberActor | None = None) -> list[str]:
    channel = (member or world.alice).user.dm_channel
    return [text(one) for one in world.replies(channel)]


async def offered(world: World, typed: str) -> dict[str, str]:
    found = await world.alice.autocomplete(world.channel, "follow", "what", typed)
    return {one["name"]: one["value"] for one in found}


async def test_who_follows_a_fact_is_told_once(world: World, files: Files) -> None:
    said = await follow(world, (await offered(world, POWER))[POWER])
    assert "“Bolt: power”" in said
    await files.become(DENIED, wait=HELD)
    (digest,) = digests(world)
    assert "News on what you follow" in digest
    assert "Bolt: power – now denied by Car Blog, 24 Apr 2025 (was: reported)" in digest
    await files.pass_time(3 * HOUR)
    await files.become(DENIED, wait=HOUR)
    assert len(digests(world)) == 1
    assert digests(world, world.bob) == []


async def test_who_follows_an_entity_is_told_of_its_facts(world: World, files: Files) -> None:
    await follow(world, (await offered(world, "Bolt"))["Bolt"])
    await follow(world, (await offered(world, "Acme"))["Acme"], member=world.bob)
    assert "Zenith" not in await offered(world, "Zenith")  # no fact is about it
    await files.become(DENIED, wait=HELD)
    assert len(digests(world)) == 1
    assert digests(world, world.bob) == []


async def test_who_follows_a_scenario_is_told_of_it_and_of_its_evidence(
    world: World, files: Files
) -> None:
    await follow(world, "A merger of Acme and Zenith")
    happened = with_scenario(FIRST, "scenario-merger", "v2", status="happened")
    await files.become(happened, wait=HELD)
    assert "It happened (was: Open)" in digests(world)[-1]
    await files.pass_time(HOUR)
    evidence = with_fact(happened, "merger-guess", "v3", status="rumour")
    await files.become(evidence, wait=HELD)
    assert "now rumour" in digests(world)[-1]
    await files.pass_time(HOUR)
    await files.become(with_fact(evidence, "price-rumour", "v4", status="denied"), wait=HELD)
    assert len(digests(world)) == 2


async def test_all_that_changes_within_an_hour_is_one_message(world: World, files: Files) -> None:
    for what in ("Bolt", "Acme", POWER):
        await follow(world, (await offered(world, what))[what])
    await files.become(DENIED, wait=HELD)
    assert len(digests(world)) == 1
    pack = DENIED
    for number, name in enumerate(("seats-final", "sales-2024", "denial")):
        pack = with_fact(pack, name, f"w{number}", statement=f"Told otherwise, {number}.")
        await files.become(pack, wait=600)
    assert len(digests(world)) == 1
    await files.pass_time(HOUR)
    assert len(digests(world)) == 2
    assert all(f"Told otherwise, {number}." in digests(world)[-1] for number in range(3))
    await files.pass_time(24 * HOUR)
    assert len(digests(world)) == 2


async def test_a_digest_has_an_end(world: World, files: Files) -> None:
    await follow(world, (await offered(world, "Bolt"))["Bolt"])
    pack = FIRST
    for name in [one.id for one in FIRST.facts.values() if one.subject == "bolt"]:
        pack = with_fact(pack, name, "v2", statement="It is otherwise. " * 60)
    await files.become(pack, wait=HELD)
    (digest,) = digests(world)
    assert len(digest) <= 4_000
    assert fixed("digest_end", "en") in digest


async def test_what_a_curator_holds_back_is_told_to_nobody(world: World, files: Files) -> None:
    await follow(world, (await offered(world, POWER))[POWER])
    await files.become(DENIED, wait=10)
    (change,) = await world.store.changes.since(0)
    await world.store.changes.mark(change.id, trivial=True, by=1, at=change.at)
    await files.pass_time(HELD)
    assert digests(world) == []


async def test_a_channel_is_told_if_the_member_may_manage_messages(
    world: World, files: Files
) -> None:
    refused = await follow(world, POWER, where="here")
    assert refused == fixed("follow_not_here", "en")
    curator = curator_of(world)
    said = await follow(world, POWER, curator, where="here")
    assert "in this channel" in said
    await follow(world, "Bolt", curator_of(world, "other"), where="here")
    await files.become(DENIED, wait=HELD)
    (digest,) = [text(one) for one in world.replies()]
    assert "now denied by Car Blog" in digest
    assert digests(world, curator) == []


async def test_closed_direct_messages_end_it_after_some_tries(world: World, files: Files) -> None:
    await follow(world, (await offered(world, POWER))[POWER])
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    pack = FIRST
    for number, status in enumerate(("denied", "confirmed", "rumour")):
        assert len(await world.store.subscriptions.of(world.alice.id)) == 1
        pack = with_fact(pack, "power-agency", f"x{number}", status=status)
        await files.become(pack, wait=2 * HOUR)
    assert await world.store.subscriptions.of(world.alice.id) == ()
    assert await world.store.outbox.count() == Queued(0, 0, 3)


async def test_a_digest_survives_a_restart(world: World, files: Files) -> None:
    await follow(world, (await offered(world, POWER))[POWER])
    await files.become(DENIED, wait=10)
    build = world.build

    def newer() -> Any:
        from bot.app import build_desk

        client = build()
        client.use(build_desk([DENIED]))
        return client

    world.build = newer
    await world.restart()
    await world.env.settle()
    await world.env.advance_time(HELD)
    await world.bot.background.work()
    assert len(digests(world)) == 1


async def test_unfollow_lists_and_ends(world: World, files: Files) -> None:
    nothing = await world.alice.slash(world.channel, "unfollow")
    assert text(nothing.response) == fixed("unfollow_none", "en")
    for what in ("Bolt", "A merger of Acme and Zenith", POWER):
        await follow(world, (await offered(world, what))[what])
    listed = (await world.alice.slash(world.channel, "unfollow")).response
    assert listed.ephemeral
    assert labels(listed) == ["Stop"] * 3
    assert "A merger of Acme and Zenith" in text(listed)
    ids = [one.custom_id for one in await _buttons(listed)]
    await world.alice.click(listed, custom_id=ids[0])
    left = await world.store.subscriptions.of(world.alice.id)
    assert {one.target for one in left} == {"scenario-merger", "power-agency"}
    own = await world.alice.autocomplete(world.channel, "unfollow", "what", "bolt")
    assert [one["name"] for one in own] == [POWER]
    ended = await world.alice.slash(world.channel, "unfollow", what=own[0]["value"])
    assert "no longer follow “Bolt: power”" in text(ended.response)
    await files.become(DENIED, wait=HELD)
    assert digests(world) == []


async def test_what_is_not_there_is_told(world: World) -> None:
    assert await follow(world, "qqqqqq zzzzz") == fixed("not_there", "en")
    assert await world.store.subscriptions.of(world.alice.id) == ()


async def _buttons(message: Any) -> list[Any]:
    from types import SimpleNamespace

    from tests.discord_app.shown import BUTTON, walk

    found = [one for one in walk(message.components) if one["type"] == BUTTON]
    return [SimpleNamespace(**one) for one in found]


async def test_all_that_is_sent_of_digests_is_as_discord_describes_it(
    world: World, files: Files
) -> None:
    await follow(world, (await offered(world, POWER))[POWER])
    await world.alice.slash(world.channel, "unfollow")
    await files.become(DENIED, wait=HELD)
    assert len(digests(world)) == 1
    assert undescribed(world.env) == []
