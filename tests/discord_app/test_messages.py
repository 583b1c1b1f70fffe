"""Messages: which ones the bot answers, where, and with what."""

import asyncio

import discord
import pytest

from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, text

ASKED = "Did Acme deny the talks?"


async def test_a_mention_is_answered(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    [reply] = world.replies()
    assert text(reply).startswith("**Yes, on 25 April 2025")
    assert "Denied by Acme, <t:1745582400:D>" in text(reply)
    assert "[Acme writes](https://example.org/acme-site)" in text(reply)
    assert "🗑️" in labels(reply)


async def test_a_direct_message_is_answered(world: World) -> None:
    carol = world.env.create_user("carol")
    await carol.send_dm(ASKED)
    [reply] = world.replies(carol.dm_channel)
    assert "25 April 2025" in text(reply)


async def test_a_reply_to_an_answer_is_answered(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    [first] = world.replies()
    await world.bob.send(world.channel, "What will the Bolt cost?", reply_to=first)
    assert "50,000 euros" in text(world.replies()[-1])


@pytest.mark.parametrize("typed", [ASKED, "hello", "@everyone " + ASKED])
async def test_the_bot_is_silent_unless_addressed(world: World, typed: str) -> None:
    await world.alice.send(world.channel, typed)
    assert world.replies() == []


async def test_a_mention_without_a_question_is_greeted(world: World) -> None:
    await world.alice.send(world.channel, world.mention)
    assert "for example" in text(world.replies()[-1])


async def test_other_bots_are_not_answered(world: World) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(world.channel, f"{world.mention} {ASKED}")
    assert world.replies() == []


@pytest.mark.client(message_content=True)
async def test_in_a_named_channel_it_speaks_only_when_sure(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await world.store.save_settings(GuildSettings(world.guild.id, channels=(world.channel.id,)))
    for typed in ("hello all", "bolt power or seats", "lunch at noon?"):
        await world.alice.send(world.channel, typed)
    assert world.replies() == []
    await world.alice.send(other, ASKED)
    assert world.replies(other) == []
    await world.alice.send(world.channel, ASKED)
    [reply] = world.replies()
    assert "25 April 2025" in text(reply)


async def test_who_asks_too_often_is_told_in_a_direct_message_once(world: World) -> None:
    for _ in range(9):
        await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    assert len(world.replies()) == 6
    [told] = world.replies(world.alice.user.dm_channel)
    assert "One moment" in text(told)


async def test_the_language_of_the_server_is_spoken(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, language="it"))
    await world.alice.send(world.channel, f"{world.mention} acme zenith talks")
    [reply] = world.replies()
    assert text(reply).startswith("**Smentito")
    assert "Perché questa risposta" in labels(reply)


async def test_without_the_right_to_write_nothing_happens(world: World) -> None:
    silent = world.guild.create_text_channel(
        "silent",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
            world.alice: discord.PermissionOverwrite(send_messages=True),
        },
    )
    await world.alice.send(silent, f"{world.mention} {ASKED}")
    assert world.replies(silent) == []


async def test_stopping_waits_for_an_answer_under_way(world: World) -> None:
    async with world.bot.working():
        closing = asyncio.create_task(world.bot.close())
        await asyncio.sleep(0)
        assert not closing.done()
        assert not world.bot.is_closed()
    await closing
    assert world.bot.is_closed()


async def test_new_packs_are_answered_from_at_once(world: World) -> None:
    from bot.app import build_desk
    from tests.unit.answers.small_pack import fact, small_pack

    price = fact(
        "bolt-tyres",
        "The Bolt has square tyres.",
        subject="bolt",
        attribute="tyres",
        aliases=["what tyres does the bolt have"],
    )
    world.bot.use(build_desk([small_pack(price)]))
    await world.alice.send(world.channel, f"{world.mention} what tyres does the bolt have")
    assert "square tyres" in text(world.replies()[-1])
    offered = await world.alice.autocomplete(world.channel, "fact", "fact", "tyres")
    assert offered[0]["value"] == "bolt-tyres"


async def test_a_server_that_chose_packs_is_answered_from_those(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, packs=("gone-since",)))
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    assert "25 April 2025" in text(world.replies()[-1])


async def test_several_questions_are_answered_in_one_message(world: World) -> None:
    await world.alice.send(
        world.channel, f"{world.mention} Did Acme deny the talks? How strong is the Bolt?"
    )
    [reply] = world.replies()
    assert "25 April 2025" in text(reply)
    assert "1,050 horsepower" in text(reply)
    assert labels(reply).count("Sources") == 2
    assert labels(reply).count("🗑️") == 1


async def test_a_vanished_message_is_no_error(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=404, code=10008)
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    assert world.replies() == []


async def test_what_is_kept_of_an_answer_goes_when_its_time_is_over(world: World) -> None:
    """The next answer after the promised days takes the old ones away."""
    ask = f"{world.mention} were there talks between Acme and Zenith?"
    await world.alice.send(world.channel, ask)
    first = world.replies()[-1]
    assert await world.store.answer(first.id) is not None
    await world.env.advance_time(91 * 24 * 60 * 60)
    await world.alice.send(world.channel, ask)
    assert await world.store.answer(first.id) is None
    assert await world.store.answer(world.replies()[-1].id) is not None
