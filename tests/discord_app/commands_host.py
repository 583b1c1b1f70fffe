"""The bot on a simulated Discord for the tests of `/settings` and `/privacy`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import simcord
import simcord.actors

from bot.conversation.desk import Desk, Shelf
from bot.storage.store import Store
from tests.discord_app.loopback.description import missing, published
from tests.unit.answers.small_pack import small_pack
from tests.unit.conversation.word_index import WordIndex

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def build_desk(*titles: str) -> Desk:
    """Return a desk with a pack for each title, whose ids are `pack-0`, `pack-1` and so on."""
    pack = small_pack()
    return Desk(
        [
            Shelf(pack.model_copy(update={"manifest": manifest}), WordIndex({}))
            for number, title in enumerate(titles)
            for manifest in [
                pack.manifest.model_copy(update={"id": f"pack-{number}", "title": title})
            ]
        ]
    )


def build_client(store: Store, desk: Desk | None = None, **options: Any) -> discord.Client:
    """Return the bot as it runs."""
    from bot.discord_app.client import ScenarioClient

    return ScenarioClient(
        desk=desk or build_desk("Acme", "Zenith"),
        store=store,
        clock=lambda: NOW,
        shard_count=1,
        **options,
    )


@dataclass
class Room:
    """A server with one channel, its owner and a member without rights."""

    env: simcord.Env
    store: Store
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    manager: simcord.MemberActor
    member: simcord.MemberActor


@asynccontextmanager
async def room(desk: Desk | None = None, **options: Any) -> AsyncIterator[Room]:
    """Open a store in memory and a server with the bot in it."""
    async with (
        Store.open(":memory:") as store,
        simcord.run(build_client(store, desk, **options)) as env,
    ):
        guild = env.create_guild("Garage")
        role = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        yield Room(
            env=env,
            store=store,
            guild=guild,
            channel=guild.create_text_channel("general"),
            manager=guild.add_member(env.create_user("ada"), roles=[role]),
            member=guild.add_member(env.create_user("ben")),
        )


def undescribed(env: simcord.Env) -> list[str]:
    """Return what in the bot's requests is not as Discord's API description has it."""
    description = published()
    if description is None:
        pytest.skip(missing())
    return [
        problem
        for one in env.http_requests
        if one.json is not None  # a file is sent in another form, which simcord does not keep
        for problem in description.problems(
            one.method, one.path, {name: str(value) for name, value in one.params.items()}, one.json
        )
    ]


@contextmanager
def reading(locale: str) -> Iterator[None]:
    """Let members have Discord in another language: simcord itself only knows en-US."""
    from simcord import interactions

    original = interactions.base_payload

    def in_locale(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = original(*args, **kwargs)
        return record, {**payload, "locale": locale}

    interactions.base_payload = in_locale
    try:
        yield
    finally:
        interactions.base_payload = original


def every(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield all components, the nested ones too."""
    for component in components:
        yield component
        yield from every(component.get("components", []))


def texts(message: simcord.ResponseMessage) -> str:
    """Return what a message says, in its content or in its text displays."""
    shown = [one["content"] for one in every(message.components) if one["type"] == 10]
    return "\n".join([message.content, *shown]).strip()


def labels(message: simcord.ResponseMessage) -> list[str]:
    """Return the labels of a message's buttons."""
    return [one["label"] for one in every(message.components) if one["type"] == 2]


def menu(message: simcord.ResponseMessage, custom_id: str) -> dict[str, Any]:
    """Return the select with this id."""
    return next(one for one in every(message.components) if one.get("custom_id") == custom_id)
