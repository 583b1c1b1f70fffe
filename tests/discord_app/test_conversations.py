"""Follow-ups on Discord: a member's own, in their place, and replies to any of our messages."""

from typing import Any

import pytest

from bot.conversation.memory import Memory
from bot.storage.records import StorageError
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, text

ASKED = "Were there talks between Acme and Zenith?"
CITED = "acme-site on denial."


async def said(world: World, member: Any, what: str, channel: Any = None, **more: Any) -> str:
    before = len(world.replies(channel))
    await member.send(channel or world.channel, what, **more)
    replies = world.replies(channel)
    return text(replies[-1]) if len(replies) > before else ""


async def test_a_mention_goes_on_from_the_members_last_question(world: World) -> None:
    await said(world, world.alice, f"{world.mention} {ASKED}")
    sources = await said(world, world.alice, f"{world.mention} source?")
    assert CITED in sources
    confirmed = await said(world, world.alice, f"{world.mention} is that confirmed?")
    assert "independent" in confirmed or "one source" in confirmed


async def test_another_member_and_another_channel_know_nothing_of_it(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await said(world, world.alice, f"{world.mention} {ASKED}")
    assert CITED not in await said(world, world.bob, f"{world.mention} source?")
    assert CITED not in await said(world, world.alice, f"{world.mention} source?", other)


async def test_a_reply_goes_on_from_the_answer_whoever_replies(world: World) -> None:
    await said(world, world.alice, f"{world.mention} {ASKED}")
    answer = world.replies()[-1]
    await said(world, world.bob, f"{world.mention} How strong is the Bolt?")
    assert CITED in await said(world, world.bob, "source?", reply_to=answer)


async def test_a_reply_to_an_old_answer_goes_on_after_a_restart(world: World) -> None:
    await said(world, world.alice, f"{world.mention} {ASKED}")
    answer = world.replies()[-1]
    await world.restart()
    assert CITED in await said(world, world.bob, "source?", reply_to=answer)


async def test_a_reply_is_answered_while_the_store_cannot_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it replies to is not known then: it is taken for a question of its own."""

    async def fail(*_: object) -> None:
        raise StorageError("bot.db: database or disk is full")

    await said(world, world.alice, f"{world.mention} {ASKED}")
    answer = world.replies()[-1]
    world.bot.memory = Memory()
    usual = await said(world, world.alice, f"{world.mention} How strong is the Bolt?")
    monkeypatch.setattr(world.store._database, "_in_thread", fail)
    assert await said(world, world.bob, "How strong is the Bolt?", reply_to=answer) == usual


async def test_after_ten_minutes_it_is_forgotten(world: World) -> None:
    await said(world, world.alice, f"{world.mention} {ASKED}")
    await world.env.advance_time(11 * 60)
    assert CITED not in await said(world, world.alice, f"{world.mention} source?")


async def test_the_slash_command_shares_the_conversation(world: World) -> None:
    await world.alice.slash(world.channel, "ask", question=ASKED)
    result = await world.alice.slash(world.channel, "ask", question="source?")
    assert CITED in text(result.response)
    assert "Why this answer" in labels(result.response)


async def test_what_was_asked_before_is_not_told_to_who_asks_the_same(world: World) -> None:
    """Answers are kept for those who ask the same; follow-ups are nobody else's."""
    await said(world, world.alice, f"{world.mention} {ASKED}")
    mine = await said(world, world.alice, f"{world.mention} source?")
    others = await said(world, world.bob, f"{world.mention} source?")
    again = await said(world, world.alice, f"{world.mention} source?")
    assert mine == again
    assert mine != others


async def test_deleting_ones_data_ends_the_conversation(world: World) -> None:
    await said(world, world.alice, f"{world.mention} {ASKED}")
    shown = await world.alice.slash(world.channel, "privacy")
    await world.alice.click(shown.response, custom_id="privacy:delete")
    await world.alice.click(shown.response, custom_id="privacy:yes")
    assert CITED not in await said(world, world.alice, f"{world.mention} source?")
