"""`/history`: who decided what and when, page by page, and every decision can be taken back."""

from typing import Any

import pytest
import simcord

from bot.conversation.desk import Desk
from tests.discord_app.conftest import World
from tests.discord_app.curation import (
    DESK,
    PHRASINGS,
    actions,
    ask,
    cluster_page,
    curator,
    custom_id,
    live,
    missed,
)
from tests.discord_app.shown import labels, text


@pytest.fixture(scope="module")
def desk() -> Desk:
    return DESK


async def history(world: World, member: simcord.MemberActor) -> Any:
    response = (await member.slash(world.channel, "history")).response
    assert response.ephemeral
    return response


async def test_what_was_accepted_is_told_and_undone(world: World) -> None:
    await live(world)
    carla = curator(world)
    assert "Nothing yet" in text(await history(world, carla))
    [cluster] = await missed(world)
    page = await cluster_page(world, carla, cluster.id)
    await carla.click(page, custom_id=custom_id(page, "alias"))
    shown = await history(world, carla)
    told = text(shown)
    assert f"<@{carla.id}> · **accepted**" in told
    assert "“how punchy is the engine of the bolt” → How strong is the Bolt?" in told
    assert f"<@{carla.id}> · **answered**" in told
    assert labels(shown).count("Undo") == 1

    await world.restart()
    await live(world)
    dan = curator(world, "dan")
    shown = await history(world, dan)
    await dan.click(shown, label="Undo")
    assert "Taken back" in text(shown)
    assert "1,050 horsepower" not in text(await ask(world, world.bob, PHRASINGS[1]))
    shown = await history(world, dan)
    assert f"<@{dan.id}> · **undone**" in text(shown)
    assert "Undo" not in labels(shown)


async def test_who_comes_second_is_told_so(world: World) -> None:
    await live(world)
    carla, dan = curator(world), curator(world, "dan")
    [cluster] = await missed(world)
    page = await cluster_page(world, carla, cluster.id)
    await carla.click(page, custom_id=custom_id(page, "alias"))
    first, second = await history(world, carla), await history(world, dan)
    await carla.click(first, label="Undo")
    await dan.click(second, label="Undo")
    assert "can no longer be taken back" in text(second)


async def test_a_dismissal_can_be_taken_back(world: World) -> None:
    carla = curator(world)
    [cluster] = await missed(world)
    page = await cluster_page(world, carla, cluster.id)
    await carla.click(page, label="Dismiss")
    shown = await history(world, carla)
    await carla.click(shown, label="Reopen")
    assert await world.store.questions.waiting(world.guild.id) == 1


async def test_it_has_pages(world: World) -> None:
    carla = curator(world)
    [cluster] = await missed(world)
    for at in range(1, 12):
        await world.store.questions.assign(cluster.id, carla.id, by=carla.id, at=at)
    shown = await history(world, carla)
    assert "<t:11:f>" in text(shown)
    assert "<t:1:f>" not in text(shown)
    await carla.click(shown, label="Older")
    assert "<t:1:f>" in text(shown)
    assert "Older" not in labels(shown)
    await carla.click(shown, label="Newest")
    assert "<t:11:f>" in text(shown)
    assert actions(shown)[-1] == "queue"


async def test_another_servers_history_is_its_own(world: World) -> None:
    import discord

    carla = curator(world)
    [cluster] = await missed(world)
    await world.store.questions.dismiss(cluster.id, by=carla.id, at=1)
    there = world.env.create_guild("There")
    may = discord.Permissions(manage_guild=True, view_channel=True, send_messages=True)
    role = there.create_role("boss", permissions=may)
    boss = there.add_member(world.env.create_user("boss"), roles=[role])
    shown = (await boss.slash(there.create_text_channel("there"), "history")).response
    assert "Nothing yet" in text(shown)
