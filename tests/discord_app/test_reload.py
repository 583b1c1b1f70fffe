"""`/reload`: new knowledge answers the next question, broken knowledge changes nothing."""

from collections.abc import Sequence

import discord
import pytest
import simcord

from bot.answers.texts import LANGUAGES
from bot.app import build_desk
from bot.discord_app.reload_command import report
from bot.knowledge.model import Pack
from bot.knowledge.problems import Problem
from bot.service.reload import Loaded, Outcome, Reloader, State
from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.shown import text
from tests.unit.answers.small_pack import small_pack

OLD = small_pack()
ASKED = "Were there talks between Acme and Zenith?"


def other(answer: str) -> Pack:
    """Return the small pack with another answer to one question."""
    entries = {
        name: entry.model_copy(update={"answer": answer}) if entry.question == ASKED else entry
        for name, entry in OLD.entries.items()
    }
    return OLD.model_copy(update={"entries": entries, "version": "v2"})


def problem(number: int, message: str = "no such fact 'x'") -> Problem:
    return Problem(
        file=f"small/entries/{'e' * 200}.yaml",
        line=number,
        column=1,
        rule="unknown-id",
        level="error",
        message=message,
        hint="did you mean 'y'?",
    )


class Source:
    """What the files hold; a test changes it."""

    def __init__(self) -> None:
        self.now: Loaded | None = None

    async def load(self, packs: Sequence[Pack]) -> Loaded | None:
        return self.now


@pytest.fixture
def source(world: World) -> Source:
    found = Source()
    world.bot.use_reloader(Reloader([OLD], found.load))
    return found


def manager_of(world: World) -> simcord.MemberActor:
    may = discord.Permissions(manage_guild=True, view_channel=True, send_messages=True)
    role = world.guild.create_role("managers", permissions=may)
    return world.guild.add_member(world.env.create_user("manager"), roles=[role])


async def reloaded(world: World, member: simcord.MemberActor) -> str:
    result = await member.slash(world.channel, "reload")
    assert result.response.ephemeral
    return text(result.response)


async def test_the_next_question_is_answered_from_the_new_pack(
    world: World, source: Source
) -> None:
    manager = manager_of(world)
    assert "Nothing is different" in await reloaded(world, manager)
    new = other("Yes, and they are over.")
    source.now = Loaded((new,), build_desk([new]))
    told = await reloaded(world, manager)
    assert f"version {OLD.version} → v2" in told
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    assert "Yes, and they are over." in text(world.replies()[-1])


async def test_broken_files_are_named_and_the_old_pack_answers(
    world: World, source: Source
) -> None:
    role = world.guild.create_role("keepers")
    keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[role])
    await world.store.save_settings(GuildSettings(world.guild.id, curator_roles=(role.id,)))
    source.now = Loaded(problems=tuple(problem(number) for number in range(1, 30)))
    told = await reloaded(world, keeper)
    assert "29 in all" in told
    assert "no such fact 'x' (did you mean 'y'?)" in told
    assert len(told) < 4000
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    assert "Acme denied it" in text(world.replies()[-1])


async def test_others_may_not(world: World, source: Source) -> None:
    source.now = Loaded(problems=(problem(1),))
    assert "Only curators" in await reloaded(world, world.alice)


async def test_where_servers_are_named_others_do_not_curate(world: World, source: Source) -> None:
    manager = manager_of(world)
    world.bot.curating_servers = frozenset({1})
    assert "Only curators" in await reloaded(world, manager)
    world.bot.curating_servers = frozenset({1, world.guild.id})
    assert "Only curators" not in await reloaded(world, manager)


async def test_a_bot_without_files_says_so(world: World) -> None:
    manager = manager_of(world)
    assert "without a way" in await reloaded(world, manager)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_pings_or_formats(language: str) -> None:
    bad = problem(1, "@everyone <@1> **x** `y` [z](https://example.org) \u202e")
    for outcome in (
        Outcome(State.BROKEN, (OLD,), (OLD,), problems=(bad,)),
        Outcome(State.FAILED, (OLD,), (OLD,), why="@here"),
    ):
        told = report(outcome, language)
        assert "@everyone" not in told
        assert "@here" not in told
        assert "<@1>" not in told
        assert "**" not in told
