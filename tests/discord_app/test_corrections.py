"""Answers that a change made wrong are put right in their place, once, as the server wants it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import build_desk
from bot.conversation.question import Question
from bot.discord_app.asking import Asker, remember
from bot.discord_app.client import ScenarioClient
from bot.knowledge.model import Pack
from bot.storage.loop_records import Queued
from bot.storage.records import GuildSettings, StorageError
from tests.discord_app.changing import (
    DENIED,
    FIRST,
    POWER,
    TALKS,
    Files,
    with_fact,
    with_scenario,
    without_fact,
)
from tests.discord_app.commands_host import undescribed
from tests.discord_app.conftest import World
from tests.discord_app.shown import button, labels, text

DAY = 86_400
HELD = 120
NOTHING = Queued(0, 0, 0)


@pytest.fixture
def files(world: World) -> Files:
    return Files(world)


async def asked(world: World, question: str = POWER) -> Any:
    await world.alice.send(world.channel, f"{world.mention} {question}")
    return world.replies()[-1]


def edits(world: World) -> list[str]:
    return [one.path for one in world.env.http_requests if one.method == "PATCH"]


def building(world: World, pack: Pack) -> Callable[[], ScenarioClient]:
    """Return what builds the bot of a process that starts with another pack."""
    build = world.build

    def newer() -> ScenarioClient:
        client = build()
        client.use(build_desk([pack]))
        return client

    return newer


def now(world: World) -> int:
    return int(world.bot.clock().timestamp())


async def test_an_answer_is_told_as_it_is_now_under_a_dated_line(
    world: World, files: Files
) -> None:
    message = await asked(world)
    assert "1,050 horsepower" in text(message)
    await files.pass_time(DAY)
    await files.become(DENIED, wait=HELD)
    shown = text(world.replies()[-1])
    assert shown.startswith(f"✏️ **Corrected <t:{now(world)}:D>:** now denied by Car Blog")
    assert "(was: reported)" in shown.splitlines()[0]
    assert "Denied" in shown.replace(shown.splitlines()[0], "")
    # The buttons work as before: the asker may delete it.
    assert world.replies()[-1].id == message.id
    await world.alice.click(world.replies()[-1], custom_id=button(world.replies()[-1], "🗑️"))
    assert world.replies() == []
    assert await world.store.corrections.count() == NOTHING


async def test_curators_have_time_before_anything_is_edited(world: World, files: Files) -> None:
    before = text(await asked(world))
    await files.become(DENIED, wait=HELD - 2)
    assert text(world.replies()[-1]) == before
    assert await world.store.corrections.count() == Queued(1, 0, 0)
    await files.pass_time(3)
    assert text(world.replies()[-1]) != before


async def test_nothing_is_edited_twice(world: World, files: Files) -> None:
    await asked(world)
    await asked(world, TALKS)
    await files.become(DENIED, wait=HELD)
    assert len(edits(world)) == 1
    await files.become(DENIED, wait=DAY)
    world.build = building(world, DENIED)
    await world.restart()
    await world.env.settle()
    await world.bot.background.work()
    assert len(edits(world)) == 1


async def test_a_change_that_is_taken_back_in_time_is_no_correction(
    world: World, files: Files
) -> None:
    await asked(world)
    await files.become(DENIED, wait=10)
    await files.become(FIRST.model_copy(update={"version": "v3"}), wait=2 * HELD)
    assert edits(world) == []
    assert await world.store.corrections.count() == NOTHING


async def test_several_changes_make_one_edit(world: World, files: Files) -> None:
    await asked(world, TALKS)
    second = with_fact(FIRST, "talks-reported", "v2", status="rumour")
    await files.become(second, wait=10)
    third = with_fact(second, "denial", "v3", statement="Acme denies all of it.")
    await files.become(third, wait=2 * HELD)
    assert len(edits(world)) == 1
    head = text(world.replies()[-1]).split("\n**")[0]
    assert "(was: reported)" in head
    assert "Acme denies all of it." in head


async def test_a_later_change_corrects_again(world: World, files: Files) -> None:
    await asked(world)
    await files.become(DENIED, wait=HELD)
    await files.become(with_fact(DENIED, "power-agency", "v3", status="confirmed"), wait=HELD)
    assert len(edits(world)) == 2
    first = text(world.replies()[-1]).splitlines()[0]
    assert "now confirmed" in first
    assert first.endswith("(was: denied)")
    assert text(world.replies()[-1]).count("✏️") == 1


async def test_a_server_may_want_the_line_alone(world: World, files: Files) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, corrections="flag"))
    before = text(await asked(world))
    buttons = labels(world.replies()[-1])
    await files.become(DENIED, wait=HELD)
    line, _, rest = text(world.replies()[-1]).partition("\n")
    assert "now denied by Car Blog" in line
    assert rest == before
    assert labels(world.replies()[-1]) == buttons
    await files.become(with_fact(DENIED, "power-agency", "v3", status="confirmed"), wait=HELD)
    line, _, rest = text(world.replies()[-1]).partition("\n")
    assert "now confirmed" in line
    assert rest == before


async def test_a_server_may_want_nothing_of_it(world: World, files: Files) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, corrections="leave"))
    await asked(world)
    await files.become(DENIED, wait=HELD)
    assert edits(world) == []


async def test_what_the_server_chooses_meanwhile_counts(world: World, files: Files) -> None:
    await asked(world)
    await files.become(DENIED, wait=10)
    await world.store.save_settings(GuildSettings(world.guild.id, corrections="leave"))
    await files.pass_time(HELD)
    assert edits(world) == []
    assert await world.store.corrections.count() == NOTHING


async def test_old_answers_are_left_alone(world: World, files: Files) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, corrected_days=3))
    await asked(world)
    await files.pass_time(3 * DAY + 60)
    await files.become(DENIED, wait=HELD)
    assert edits(world) == []


async def test_a_deleted_answer_is_forgotten(world: World, files: Files) -> None:
    message = await asked(world)
    await files.become(DENIED, wait=10)
    world.env.inject_error("PATCH", "/channels/*", status=404, code=10008)
    await files.pass_time(HELD)
    assert await world.store.answer(message.id) is None
    assert await world.store.corrections.count() == NOTHING


async def test_where_the_bot_may_not_edit_it_gives_up(world: World, files: Files) -> None:
    await asked(world)
    world.env.inject_error("PATCH", "/channels/*", status=403, code=50001)
    await files.become(DENIED, wait=HELD)
    await files.pass_time(DAY)
    assert await world.store.corrections.count() == Queued(0, 0, 1)
    assert len(edits(world)) == 1


async def test_what_cannot_be_made_again_is_marked(world: World, files: Files) -> None:
    before = text(await asked(world))
    await files.become(without_fact(FIRST, "power-agency", "v2"), wait=HELD)
    shown = text(world.replies()[-1])
    assert shown.endswith(before)
    assert "Withdrawn: The Bolt has 1,050 horsepower." in shown.removesuffix(before)


async def test_a_scenario_that_is_settled_corrects_its_answers(world: World, files: Files) -> None:
    await world.alice.slash(world.channel, "scenario", scenario="scenario-merger")
    settled = with_scenario(FIRST, "scenario-merger", "v2", status="happened")
    await files.become(settled, wait=HELD)
    first = text(world.replies()[-1]).splitlines()[0]
    assert "Scenario “A merger of Acme and Zenith”: It happened (was: Open)" in first


async def test_what_a_fact_is_now_beside_corrects_its_answers(world: World, files: Files) -> None:
    await asked(world)
    rival = with_fact(FIRST, "sales-2024", "v2", contradicts=["power-agency"])
    await files.become(rival, wait=HELD)
    assert "sources disagree on this now" in text(world.replies()[-1]).splitlines()[0].lower()


async def test_what_was_known_on_a_day_is_not_corrected(world: World, files: Files) -> None:
    await world.alice.slash(world.channel, "ask", question=POWER, as_of="2025-06-01")
    await files.become(DENIED, wait=HELD)
    assert edits(world) == []


async def test_private_answers_are_not_corrected(world: World, files: Files) -> None:
    await world.alice.slash(world.channel, "ask", question=POWER, private=True)
    await files.become(DENIED, wait=HELD)
    assert edits(world) == []
    assert await world.store.corrections.count() == NOTHING


async def test_what_changed_while_the_bot_was_off_counts_too(world: World) -> None:
    message = await asked(world)
    world.build = building(world, DENIED)
    await world.env.settle()
    await world.restart()
    await world.env.settle()
    await world.env.advance_time(HELD)
    await world.bot.background.work()
    assert world.replies()[-1].id == message.id
    assert "now denied by Car Blog" in text(world.replies()[-1]).splitlines()[0]


async def test_the_line_is_in_the_servers_language(world: World, files: Files) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, language="it"))
    await asked(world)
    await files.become(DENIED, wait=HELD)
    assert "ora smentito da Car Blog" in text(world.replies()[-1]).splitlines()[0]


async def test_several_answers_in_a_message_are_all_told_again(world: World, files: Files) -> None:
    before = await asked(world, f"{POWER} {TALKS}")
    assert "horsepower" in text(before)
    assert "Acme denied it" in text(before)
    await files.become(DENIED, wait=HELD)
    shown = text(world.replies()[-1])
    assert "now denied by Car Blog" in shown.splitlines()[0]
    assert "Acme denied it" in shown
    await files.become(with_fact(DENIED, "denial", "v3", statement="Acme denies it."), wait=HELD)
    assert "Acme denies it." in text(world.replies()[-1]).splitlines()[0]


async def test_all_that_is_sent_of_corrections_is_as_discord_describes_it(
    world: World, files: Files
) -> None:
    await asked(world)
    await files.become(DENIED, wait=HELD)
    await world.store.save_settings(GuildSettings(world.guild.id, corrections="flag"))
    await files.become(with_fact(DENIED, "power-agency", "v3", status="confirmed"), wait=HELD)
    assert len(edits(world)) == 2
    assert undescribed(world.env) == []


async def test_an_answer_that_was_on_its_way_during_a_reload_is_corrected_too(
    world: World, files: Files
) -> None:
    message = await asked(world)
    answers = world.bot.library.ask((), Question(POWER, world.bot.clock().date()))
    await world.store.forget_message(message.id)
    await files.become(DENIED, wait=1)
    asker = Asker(world.alice.id, world.channel.id, world.guild.id)
    await remember(world.bot, asker, message.id, answers, POWER)
    await files.pass_time(HELD + 1)
    assert "now denied by Car Blog" in text(world.replies()[-1]).splitlines()[0]


async def test_a_button_that_changes_the_message_changes_what_is_corrected(
    world: World, files: Files
) -> None:
    await world.alice.send(world.channel, f"{world.mention} bolt power or seats")
    message = world.replies()[-1]
    await world.alice.click(message, label="Bolt: power")
    await files.become(DENIED, wait=HELD)
    assert "now denied by Car Blog" in text(world.replies()[-1]).splitlines()[0]


async def test_answers_in_direct_messages_are_corrected(world: World, files: Files) -> None:
    await world.alice.user.send_dm(POWER)
    await files.become(DENIED, wait=HELD)
    (answer,) = world.replies(world.alice.user.dm_channel)
    assert "now denied by Car Blog" in text(answer).splitlines()[0]


async def test_what_changed_while_the_store_failed_is_recorded_when_it_works_again(
    world: World, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise StorageError("bot.db: database or disk is full")

    await asked(world)
    with monkeypatch.context() as trouble:
        trouble.setattr(world.store.changes, "record", fail)
        await files.become(DENIED, wait=1)
    assert await world.store.changes.since(0) == ()
    world.bot.background.wake()
    await world.env.advance_time(1)
    while not await world.store.changes.since(0):  # noqa: ASYNC110 - the task is a real one
        await asyncio.sleep(0)
    await files.pass_time(HELD + 1)
    assert "now denied by Car Blog" in text(world.replies()[-1]).splitlines()[0]
