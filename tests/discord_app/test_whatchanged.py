"""`/whatchanged`, and what curators are told of changes and can do about them."""

from typing import Any

import pytest
import simcord

from bot.discord_app.texts import text as fixed
from bot.storage.loop_records import Queued
from bot.storage.records import GuildSettings
from tests.discord_app.changing import DENIED, FIRST, POWER, Files, curator_of, with_fact
from tests.discord_app.commands_host import undescribed
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, text
from tests.discord_app.test_reload import problem

DAY = 86_400
HELD = 121


@pytest.fixture
def files(world: World) -> Files:
    return Files(world)


async def whatchanged(
    world: World, member: simcord.MemberActor | None = None, **options: Any
) -> Any:
    result = await (member or world.alice).slash(world.channel, "whatchanged", **options)
    assert result.response.ephemeral
    return result.response


async def test_a_week_at_first_and_then_since_the_last_visit(world: World, files: Files) -> None:
    await files.become(DENIED, wait=8 * DAY)
    second = with_fact(DENIED, "denial", "v3", statement="Acme denies it all.")
    await files.become(second, wait=DAY)
    shown = text(await whatchanged(world))
    assert "Acme denies it all." in shown
    assert "now denied by Car Blog" not in shown
    assert fixed("changed_nothing", "en") in text(await whatchanged(world))
    await files.become(FIRST.model_copy(update={"version": "v4"}), wait=DAY)
    shown = text(await whatchanged(world))
    assert "Bolt: power – now reported" in shown
    assert "(was: denied)" in shown
    # Nobody else's visits count.
    assert "(was: denied)" in text(await whatchanged(world, world.bob))


async def test_since_a_date_in_words_or_figures(world: World, files: Files) -> None:
    await files.pass_time(2 * DAY)
    await files.become(DENIED, wait=DAY)
    for since in ("2026-01-01", "yesterday", "january", "1 January 2026", "2025"):
        assert "now denied by Car Blog" in text(await whatchanged(world, since=since)), since
    today = text(await whatchanged(world, since="today"))
    assert fixed("changed_nothing", "en") in today
    wrong = text(await whatchanged(world, since="soon"))
    assert wrong == fixed("bad_since", "en")


async def test_many_changes_come_in_pages_the_newest_first(world: World, files: Files) -> None:
    pack = FIRST
    for number, name in enumerate(FIRST.facts):
        pack = with_fact(pack, name, f"n{number}", statement=f"Told otherwise, {number}.")
        await files.become(pack, wait=60)
    first = await whatchanged(world)
    last = len(FIRST.facts) - 1
    assert f"Told otherwise, {last}." in text(first)
    assert "Told otherwise, 0." not in text(first)
    assert labels(first) == ["Next"]
    seen = text(first)
    for _ in range(2):
        await world.alice.click(first, label="Next")
        seen += text(first)
    assert all(f"Told otherwise, {number}." in seen for number in range(last - 12, last))
    assert "Back" in labels(first)


async def test_trivial_changes_are_left_out_and_curators_decide(world: World, files: Files) -> None:
    await world.bob.send(world.channel, f"{world.mention} {POWER}")
    before = text(world.replies()[-1])
    await files.become(DENIED, wait=1)
    curator = curator_of(world)
    assert labels(await whatchanged(world)) == []
    seen = await whatchanged(world, curator)
    assert labels(seen) == ["Trivial"]
    done = await curator.click(seen, label="Trivial")
    assert text(done.response) == fixed("trivial_done", "en")
    await files.pass_time(HELD)
    assert text(world.replies()[-1]) == before
    assert await world.store.corrections.count() == Queued(0, 0, 0)
    assert fixed("changed_nothing", "en") in text(await whatchanged(world, since="2026"))
    # It can be let through after all.
    undone = await curator.click(done.response, label="Let it through")
    assert text(undone.response) == fixed("trivial_undone", "en")
    await files.pass_time(0)
    assert "now denied by Car Blog" in text(world.replies()[-1])


async def test_curators_are_told_in_their_channel(world: World, files: Files) -> None:
    notices = world.guild.create_text_channel("curators")
    await world.store.save_settings(GuildSettings(world.guild.id, notice_channel=notices.id))
    for _ in range(2):
        await world.bob.send(world.channel, f"{world.mention} {POWER}")
    await files.become(DENIED, wait=1)
    (notice,) = world.replies(notices)
    assert "now denied by Car Blog" in text(notice)
    assert fixed("changes_waiting", "en", count=2) in text(notice)
    refused = await world.alice.click(notice, label="Trivial")
    assert text(refused.response) == fixed("curators_only", "en")
    curator = curator_of(world)
    await curator.click(notice, label="Trivial")
    again = await curator.click(notice, label="Trivial")
    assert text(again.response) == fixed("trivial_already", "en")
    await files.become(DENIED, wait=HELD)
    assert len(world.replies(notices)) == 1
    assert not any("✏️" in text(one) for one in world.replies())


async def test_a_server_that_uses_other_packs_is_not_told(world: World, files: Files) -> None:
    notices = world.guild.create_text_channel("curators")
    chosen = GuildSettings(world.guild.id, packs=("small",), notice_channel=notices.id)
    await world.store.save_settings(chosen)
    await files.become(DENIED, wait=1)
    assert len(world.replies(notices)) == 1


async def test_what_is_broken_is_told_once(world: World, files: Files) -> None:
    notices = world.guild.create_text_channel("curators")
    await world.store.save_settings(GuildSettings(world.guild.id, notice_channel=notices.id))
    await files.break_with(problem(3))
    await files.break_with(problem(3))
    (notice,) = world.replies(notices)
    assert "no such fact 'x' (did you mean 'y'?)" in text(notice)
    assert ":3`" in text(notice)
    await files.break_with(problem(4, "another one"))
    assert len(world.replies(notices)) == 2


async def test_without_a_channel_nobody_is_told(world: World, files: Files) -> None:
    await files.become(DENIED, wait=HELD)
    await files.break_with(problem(3))
    assert await world.store.outbox.count() == Queued(0, 0, 0)


async def test_all_that_is_sent_of_changes_is_as_discord_describes_it(
    world: World, files: Files
) -> None:
    notices = world.guild.create_text_channel("curators")
    await world.store.save_settings(GuildSettings(world.guild.id, notice_channel=notices.id))
    await files.become(DENIED, wait=1)
    curator = curator_of(world)
    seen = await whatchanged(world, curator)
    await curator.click(seen, label="Trivial")
    assert undescribed(world.env) == []
