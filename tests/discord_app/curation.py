"""A server with a curator, and a bot that reads anew what curators accepted."""

from collections.abc import Sequence
from typing import Any

import discord
import simcord

from bot.app import build_desk
from bot.knowledge.changes import read_change
from bot.knowledge.model import Pack
from bot.knowledge.overlay import Overlay
from bot.service.reload import Loaded, Reloader
from bot.storage.loop_records import Cluster
from bot.storage.store import Store
from tests.discord_app.conftest import World
from tests.discord_app.shown import BUTTON, SELECT, walk
from tests.unit.answers.small_pack import small_pack


def _sound(pack: Pack) -> Pack:
    """Return the small pack without the entry that the rules for files refuse."""
    entries = {name: one for name, one in pack.entries.items() if name != "old-seats"}
    return pack.model_copy(update={"entries": entries})


BASE = _sound(small_pack())
DESK = build_desk([BASE])
# Three ways to ask for the Bolt's power that the small pack does not know.
PHRASINGS = (
    "How punchy is the engine of the Bolt?",
    "is the bolt engine punchy",
    "Is the engine of the Bolt punchy??",
)


def reloader(store: Store) -> Reloader:
    """Return what lays the accepted changes over the small pack."""

    async def load(before: Sequence[Pack]) -> Loaded | None:
        standing = await store.proposals.standing(BASE.id)
        changes = [read_change(one) for each in standing for one in each.payload["changes"]]
        pack = Overlay(tuple(changes)).on(BASE).pack
        return None if [pack] == list(before) else Loaded((pack,), build_desk([pack]))

    return Reloader([BASE], load)


async def live(world: World) -> None:
    """Let the running bot read anew what curators accept, as it does when it starts."""
    found = reloader(world.store)
    world.bot.use_reloader(found)
    await found.reload()


def curator(world: World, name: str = "carla") -> simcord.MemberActor:
    """Return a member who may manage the server, and so curate."""
    may = discord.Permissions(manage_guild=True, view_channel=True, send_messages=True)
    role = world.guild.create_role(f"{name}-role", permissions=may)
    return world.guild.add_member(world.env.create_user(name), roles=[role])


async def ask(world: World, member: simcord.MemberActor, question: str) -> Any:
    """Let a member ask the bot, and return its reply."""
    await member.send(world.channel, f"{world.mention} {question}")
    return world.replies()[-1]


async def missed(world: World, *questions: str) -> tuple[Cluster, ...]:
    """Let members ask what the bot cannot answer, and return the queue."""
    members = [world.alice, world.bob]
    for number, question in enumerate(questions or PHRASINGS):
        await ask(world, members[number % 2], question)
    return await world.store.questions.queue(world.guild.id)


def custom_id(message: Any, begins: str) -> str:
    """Return the custom id of the control that does something."""
    ids = [one.get("custom_id") or "" for one in walk(message.components)]
    return next(one for one in ids if one.startswith(f"cur:{begins}"))


def actions(message: Any) -> list[str]:
    """Return what the buttons and selects of a message do."""
    return [
        one["custom_id"].split(":")[1]
        for one in walk(message.components)
        if one["type"] in (BUTTON, SELECT) and one.get("custom_id", "").startswith("cur:")
    ]


async def opened(world: World, member: simcord.MemberActor) -> Any:
    """Let a member use /curate, and return what is shown."""
    result = await member.slash(world.channel, "curate")
    return result.response


async def cluster_page(world: World, member: simcord.MemberActor, cluster: int) -> Any:
    """Open a cluster from the queue."""
    card = await opened(world, member)
    await member.select(card, [str(cluster)], custom_id=custom_id(card, "pick_cluster"))
    return card
