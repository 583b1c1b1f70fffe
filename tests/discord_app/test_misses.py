"""Questions that were not answered are kept for curators, and nothing else is."""

import logging

import discord
import pytest

from bot.conversation.desk import Desk
from bot.discord_app.misses import kept_text
from bot.storage.records import GuildSettings, StorageError
from tests.discord_app.conftest import World
from tests.discord_app.curation import DESK, PHRASINGS, ask, missed
from tests.discord_app.shown import labels


@pytest.fixture(scope="module")
def desk() -> Desk:
    return DESK


async def test_like_questions_fold_into_one_cluster_with_counts(world: World) -> None:
    [cluster] = await missed(world)
    assert (cluster.count, cluster.askers) == (3, 2)
    assert cluster.text == "how punchy is the engine of the bolt"
    assert cluster.reason in ("no_entry", "suggested")


async def test_clusters_are_found_again_after_a_restart(world: World) -> None:
    await missed(world, PHRASINGS[0])
    await world.restart()
    [cluster] = await missed(world, *PHRASINGS[1:])
    assert cluster.count == 3


async def test_servers_that_ask_much_are_not_all_held_in_memory(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_app.misses._CLUSTERS", 1)
    await missed(world, "is the bolt sold in brazil", "who designed the wheels")
    misses = world.bot.misses
    await misses._guild(world.guild.id + 1)  # a server where nobody asked yet
    assert list(misses._guilds) == [world.guild.id + 1]
    found = await missed(world, "is the bolt sold in brazil??")  # read again from the store
    assert sorted(one.count for one in found) == [1, 2]


async def test_what_is_answered_or_left_out_on_purpose_is_no_miss(world: World) -> None:
    for question in ("Did Acme deny the talks?", "who won", "hello there"):
        await ask(world, world.alice, question)
    assert await world.store.questions.queue(world.guild.id) == ()


async def test_did_you_mean_is_a_miss_until_it_is_picked(world: World) -> None:
    message = await ask(world, world.alice, "bolt power or seats")
    [cluster] = await world.store.questions.queue(world.guild.id)
    assert cluster.reason == "suggested"
    assert {one.entry for one in cluster.nearest} <= set(world.bot.library.packs[0].entries) | set(
        world.bot.library.packs[0].facts
    )
    await world.bob.click(message, label=labels(message)[0])  # not the asker's word
    assert await world.store.questions.queue(world.guild.id)
    await world.alice.click(message, label=labels(message)[0])
    assert await world.store.questions.queue(world.guild.id) == ()


async def test_what_was_picked_under_a_command_is_no_miss(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question="bolt power or seats")
    assert await world.store.questions.waiting(world.guild.id) == 1
    await world.alice.click(result.response, label=labels(result.response)[0])
    assert await world.store.questions.waiting(world.guild.id) == 0
    assert await world.store.answer(result.response.id) is not None


async def test_none_of_these_keeps_the_question(world: World) -> None:
    message = await ask(world, world.alice, "bolt power or seats")
    await world.alice.click(message, label="None of these")
    [cluster] = await world.store.questions.queue(world.guild.id)
    assert cluster.count == 1


async def test_a_command_is_kept_unless_it_is_private(world: World) -> None:
    await world.alice.slash(world.channel, "ask", question=PHRASINGS[0], private=True)
    assert await world.store.questions.queue(world.guild.id) == ()
    await world.alice.slash(world.channel, "ask", question=PHRASINGS[0])
    assert len(await world.store.questions.queue(world.guild.id)) == 1


async def test_direct_messages_and_servers_that_do_not_want_it_keep_nothing(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, log_questions=False))
    await missed(world)
    await world.env.create_user("dora").send_dm(PHRASINGS[0])
    held = await world.store.held_on(world.alice.id)
    assert held.questions == ()
    assert await world.store.questions.queue(world.guild.id) == ()


async def test_a_deleted_message_takes_its_question_along(world: World) -> None:
    may = discord.Permissions(manage_messages=True, view_channel=True)
    role = world.guild.create_role("moderators", permissions=may)
    moderator = world.guild.add_member(world.env.create_user("mo"), roles=[role])
    sent = await world.alice.send(world.channel, f"{world.mention} {PHRASINGS[0]}")
    assert len(await world.store.questions.queue(world.guild.id)) == 1
    await moderator.delete(sent)
    assert await world.store.questions.queue(world.guild.id) == ()


async def test_a_store_that_fails_costs_no_answer_and_no_text_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(world.store.questions, "add", fails)
    caplog.set_level(logging.DEBUG, "bot")
    await ask(world, world.alice, PHRASINGS[0])
    assert len(world.replies()) == 1
    assert "the disk is full" in caplog.text
    assert "punchy" not in caplog.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Is ann@example.org right, @bob? Call +39 333 1234567", "is right call"),
        ("<@123> **Zonda** https://evil.example price?!", "zonda price"),
        ("x" * 500, "x" * 200),
        ("word " * 2 + "other " * 100, None),
        ("@everyone", ""),
        ("\u202eabc\u0000", "abc"),
    ],
)
def test_what_is_kept_is_folded_short_and_names_nobody(typed: str, kept: str | None) -> None:
    found = kept_text(typed)
    assert len(found) <= 200
    if kept is not None:
        assert found == kept
