"""Buttons and selects: what each does, for whom, and that they outlive the process."""

import re
from datetime import date
from typing import Any

import pytest

from bot.app import build_desk
from bot.conversation.question import Question
from bot.discord_app import answer_pages
from bot.knowledge.model import Scenario
from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.shown import button, labels, options, text, walk
from tests.unit.answers.small_pack import small_pack

ASKED = "Were there talks between Acme and Zenith?"


async def asked(world: World, question: str = ASKED) -> Any:
    await world.alice.send(world.channel, f"{world.mention} {question}")
    return world.replies()[-1]


async def unsure(world: World) -> Any:
    """Return a message that asks what was meant."""
    message = await asked(world, "bolt power or seats")
    assert "None of these" in labels(message), text(message)
    return message


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Sources", "acme-site on denial."),
        ("Why this answer", "Nearest question: “Were there talks between Acme and Zenith?”"),
    ],
)
async def test_a_button_shows_more_to_the_one_who_pressed(
    world: World, label: str, shown: str, restarts: bool
) -> None:
    message = await asked(world)
    if restarts:
        await world.restart()
    result = await world.bob.click(message, label=label)
    assert result.response.ephemeral
    assert shown in text(result.response)


async def test_more_shows_what_a_short_answer_left_out(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, verbosity="short"))
    message = await asked(world)
    assert "Acme denied it" not in text(message)
    await world.restart()
    result = await world.alice.click(message, label="More")
    assert "Acme denied it" in text(result.response)


async def test_more_of_a_scenario_shows_what_the_card_counts_only(world: World) -> None:
    pack = small_pack()
    evidence = [{"fact": one, "why": f"Think of {one}. " * 20} for one in pack.facts]
    scenario = Scenario.model_validate(
        {**pack.scenarios["scenario-merger"].model_dump(), "evidence_for": evidence}
    )
    many = pack.model_copy(update={"scenarios": {scenario.id: scenario}})
    world.bot.use(build_desk([many]))
    shown = await world.alice.slash(world.channel, "scenario", scenario="scenario-merger")
    result = await world.bob.click(shown.response, label="More")
    assert result.response.ephemeral
    page, seen = 1, text(result.response)
    while "Next" in labels(result.response):
        await world.bob.click(result.response, label="Next")
        page += 1
        assert f"Page {page} of" in text(result.response)
        seen += text(result.response)
    assert page > 1
    assert all(f"Think of {one}." in seen for one in pack.facts)
    assert "more" not in seen


async def test_more_keeps_the_date_that_was_asked_for(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, verbosity="short"))
    result = await world.alice.slash(world.channel, "ask", question=ASKED, as_of="2025-04-24")
    sources = await world.alice.click(result.response, label="Sources")
    assert "acme-site" not in text(sources.response)


async def test_pages_turn_in_their_own_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_pages, "TEXT", 380)
    message = await asked(world)
    result = await world.bob.click(message, label="Sources")
    assert "Page 1 of 2" in text(result.response)
    turned = await world.bob.click(result.response, label="Next")
    assert turned.followups == []
    assert "Page 2 of 2" in text(result.response)
    await world.bob.click(result.response, label="Back")
    assert "Page 1 of 2" in text(result.response)


async def test_a_button_of_another_time_says_that_it_is_gone(world: World) -> None:
    from bot.discord_app.buttons import StateButton
    from bot.discord_app.cards import note_card
    from bot.discord_app.custom_ids import State

    channel = world.bot.get_channel(world.channel.id)
    await channel.send(view=note_card("old", StateButton.of(State("vanished"), "Old")))
    result = await world.alice.click(world.replies()[-1], label="Old")
    assert "no longer in my sources" in text(result.response)


async def test_why_tells_what_came_next_and_how_far_behind(world: World) -> None:
    message = await asked(world)
    await world.restart()
    result = await world.bob.click(message, label="Why this answer")
    told = re.search(
        r"How sure: (\d+) %\nNext best: “(.+)”, (\d+) points behind", text(result.response)
    )
    assert told is not None
    [found] = world.bot.library.ask((), Question(ASKED, today=date(2026, 1, 1)))
    assert found.why is not None
    assert found.why.runner_up_entry
    assert found.why.points_behind
    other = world.bot.library.title(found.why.runner_up_entry, "small", "en")
    assert told.groups() == (
        str(round(100 * found.confidence)),
        other,
        str(found.why.points_behind),
    )


async def test_who_presses_too_often_must_wait(world: World) -> None:
    message = await asked(world)
    for _ in range(20):
        await world.bob.click(message, custom_id=button(message, "👍"))
    result = await world.bob.click(message, label="Sources")
    assert "One moment" in text(result.response)


async def test_a_related_question_is_answered(world: World) -> None:
    message = await asked(world)
    offered = options(message)
    assert "Did Acme deny the talks?" in offered
    await world.restart()
    result = await world.bob.select(message, [offered["Did Acme deny the talks?"]])
    assert result.response.ephemeral
    assert "Yes, on 25 April 2025" in text(result.response)


async def test_did_you_mean_becomes_the_answer_for_the_asker(world: World) -> None:
    message = await unsure(world)
    await world.restart()
    chosen = labels(message)[0]
    await world.alice.click(message, label=chosen)
    [answer] = world.replies()
    assert "None of these" not in labels(answer)
    assert "👍" in labels(answer)
    remembered = await world.store.answer(answer.id)
    assert remembered is not None
    assert remembered.asker_id == world.alice.id


async def test_did_you_mean_is_answered_to_others_alone(world: World) -> None:
    message = await unsure(world)
    result = await world.bob.click(message, label=labels(message)[0])
    assert result.response.ephemeral
    assert "None of these" in labels(world.replies()[-1])


async def test_none_of_these_is_for_the_asker(world: World) -> None:
    message = await unsure(world)
    other = await world.bob.click(message, label="None of these")
    assert other.response.ephemeral
    assert "Only the member who asked" in text(other.response)
    await world.alice.click(message, label="None of these")
    assert "in other words" in text(world.replies()[-1])


async def test_feedback_is_kept_once_for_each_member(world: World) -> None:
    message = await asked(world)
    result = await world.bob.click(message, custom_id=button(message, "👍"))
    assert result.response.ephemeral
    await world.restart()
    await world.bob.click(message, label="Outdated")
    held = await world.store.held_on(world.bob.id)
    assert [one.kind for one in held.feedback] == ["outdated"]


async def test_only_the_asker_deletes_an_answer(world: World) -> None:
    message = await asked(world)
    result = await world.bob.click(message, custom_id=button(message, "🗑️"))
    assert result.response.ephemeral
    assert len(world.replies()) == 1
    await world.restart()
    await world.alice.click(message, custom_id=button(message, "🗑️"))
    assert world.replies() == []
    assert await world.store.answer(message.id) is None


async def test_the_answer_to_a_command_is_deleted_too(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=ASKED)
    await world.alice.click(result.response, custom_id=button(result.response, "🗑️"))
    assert world.replies() == []


async def test_buttons_work_in_a_direct_message(world: World) -> None:
    carol = world.env.create_user("carol")
    await carol.send_dm(ASKED)
    [message] = world.replies(carol.dm_channel)
    offered = options(message)
    result = await carol.select(message, [offered["Did Acme deny the talks?"]])
    assert not result.response.ephemeral
    await carol.click(message, custom_id=button(message, "🗑️"))
    assert len(world.replies(carol.dm_channel)) == 1


async def test_an_answer_that_the_pack_no_longer_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await asked(world)
    monkeypatch.setattr(world.bot.library, "_by_code", {})
    result = await world.alice.click(message, label="Sources")
    assert "no longer in my sources" in text(result.response)


async def test_a_message_that_is_deleted_is_forgotten(world: World) -> None:
    message = await asked(world)
    assert await world.store.answer(message.id) is not None
    owner = world.guild.add_member(world.env.create_user("owner"), roles=[_moderators(world)])
    await owner.delete(message)
    assert await world.store.answer(message.id) is None


async def test_no_view_is_kept_in_memory_for_an_answer(world: World) -> None:
    for _ in range(3):
        await asked(world)
    state = world.bot._connection
    assert state._view_store._synced_message_views == {}
    assert not any(state._view_store._views.values())


async def test_every_custom_id_is_short_and_used_once(world: World) -> None:
    message = await asked(world)
    ids = [one["custom_id"] for one in walk(message.components) if one.get("custom_id")]
    assert len(ids) == len(set(ids))
    assert all(len(one) <= 100 for one in ids)


def _moderators(world: World) -> Any:
    import discord

    return world.guild.create_role(
        "moderators", permissions=discord.Permissions(manage_messages=True)
    )
