"""Packs that change under a running bot."""

from collections.abc import Sequence
from typing import Any

import discord
import simcord

from bot.app import build_desk
from bot.knowledge.model import Fact, Pack, Scenario, plain
from bot.knowledge.problems import Problem
from bot.service.reload import Loaded, Reloader
from tests.discord_app.conftest import World
from tests.unit.answers.small_pack import small_pack

FIRST = small_pack()
TALKS = "Were there talks between Acme and Zenith?"
POWER = "How strong is the Bolt?"


def with_fact(pack: Pack, name: str, version: str, **values: Any) -> Pack:
    """Return a pack in a new version in which a fact says something else."""
    fact = Fact.model_validate(plain(pack.facts[name]) | values)
    facts = {**pack.facts, name: fact}
    return pack.model_copy(update={"facts": facts, "version": version})


def with_scenario(pack: Pack, name: str, version: str, **values: Any) -> Pack:
    """Return a pack in a new version in which a scenario stands otherwise."""
    scenario = Scenario.model_validate(plain(pack.scenarios[name]) | values)
    return pack.model_copy(update={"scenarios": {name: scenario}, "version": version})


def without_fact(pack: Pack, name: str, version: str) -> Pack:
    """Return a pack in a new version without a fact and the entries that cite it."""
    facts = {one: fact for one, fact in pack.facts.items() if one != name}
    entries = {one: entry for one, entry in pack.entries.items() if name not in entry.facts}
    return pack.model_copy(update={"facts": facts, "entries": entries, "version": version})


DENIED = with_fact(FIRST, "power-agency", "v2", status="denied", said_by=["Acme"])


class Files:
    """What the files hold; `world`'s bot reads them anew when told to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._now: Loaded | None = None
        self._reloader = Reloader([FIRST], self._load)
        world.bot.use_reloader(self._reloader)

    async def _load(self, packs: Sequence[Pack]) -> Loaded | None:
        return self._now

    async def become(self, pack: Pack, *, wait: float = 0) -> None:
        """Let the files hold another pack, and time pass after it was read."""
        self._now = Loaded((pack,), build_desk([pack]))
        await self._reloader.reload()
        await self.pass_time(wait)

    async def break_with(self, *problems: Problem) -> None:
        """Let the files be broken."""
        self._now = Loaded(problems=problems)
        await self._reloader.reload()
        await self.pass_time(0)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and what is due be done."""
        if seconds:
            await self._world.env.advance_time(seconds)
        await self._world.env.settle()
        await self._world.bot.background.work()


def curator_of(world: World, name: str = "curator") -> simcord.MemberActor:
    """Return a member who may curate."""
    may = discord.Permissions(manage_guild=True, manage_messages=True, view_channel=True)
    role = world.guild.create_role("curators", permissions=may)
    return world.guild.add_member(world.env.create_user(name), roles=[role])
