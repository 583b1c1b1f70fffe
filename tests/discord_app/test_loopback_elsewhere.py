"""The bot where it is no member: groups, other people's direct messages, foreign servers.

There it has nothing but the interaction: what it would do with a channel, Discord refuses.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import build_desk
from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.discord_app.texts import text as fixed
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import running
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.strict import walk
from tests.unit.answers.small_pack import small_pack

PLACES = [payloads.in_a_group, payloads.between_two, payloads.in_a_foreign_guild]
LOCALES = {"it": "it", "fr": "fr", "de": "de", "es": "es-ES"}
ASKED = "Were there talks between Acme and Zenith?"
TRANSLATED = {
    "it": "Ci sono state trattative tra Acme e Zenith?",
    "fr": "Acme et Zenith ont-ils négocié ?",
}
EPHEMERAL = 1 << 6


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk([small_pack()])


@dataclass
class Elsewhere:
    """A running bot, and one place that it is not in."""

    server: StandIn
    store: Store
    place: Payload

    async def use(self, kind: int, data: Payload, **extra: Any) -> Payload:
        """Let the member use something of the bot, and return its first reply."""
        before = len(self.server.requests)
        await self.server.interact(kind, data, place=self.place, **extra)
        reply = await self.server.request("POST", r"/interactions/.*/callback", after=before)
        assert reply.status == 200
        return dict(reply.body)

    async def ask(self, question: str, **extra: Any) -> Payload:
        """Let the member use /ask, and return the message."""
        option = {"type": 3, "name": "question", "value": question}
        data = {"id": "1", "name": "ask", "type": 1, "options": [option]}
        assert (await self.use(2, data, **extra))["type"] == 4
        return list(self.server.world.messages.values())[-1]

    async def press(self, message: Payload, custom_id: str, **data: Any) -> Payload:
        """Let the member press a button, or choose in a menu."""
        pressed = {"component_type": 2, "custom_id": custom_id, **data}
        return await self.use(3, pressed, message=message)


@asynccontextmanager
async def elsewhere(desk: Desk, place: Payload) -> AsyncIterator[Elsewhere]:
    async with StandIn() as server, Store.open(":memory:") as store:
        client = ScenarioClient(
            desk=desk, store=store, clock=lambda: datetime.now(UTC), guild_ready_timeout=0.01
        )
        async with running(client, server):
            await server.request("PUT", "/applications/1000/commands")
            begun = len(server.requests)
            yield Elsewhere(server, store, place)
            asked_for = {one.template for one in server.requests[begun:]}
            assert all(one and "{token}" in one for one in asked_for), asked_for


def shown(message: Payload) -> str:
    return "\n".join(one["content"] for one in walk(message["components"]) if one["type"] == 10)


def custom_id(message: Payload, action: str) -> str:
    found = (one.get("custom_id", "") for one in walk(message["components"]))
    return next(one for one in found if one.startswith(f"sb:{action}:"))


def labels(message: Payload) -> list[str]:
    return [one.get("label", "") for one in walk(message["components"]) if one["type"] == 2]


@pytest.mark.parametrize("where", PLACES)
async def test_a_question_is_answered_and_its_buttons_work(
    desk: Desk, where: Callable[[], Payload]
) -> None:
    async with elsewhere(desk, where()) as here:
        message = await here.ask(ASKED)
        assert not message["flags"] & EPHEMERAL
        assert "Acme denied it" in shown(message)

        sources = await here.press(message, custom_id(message, "sources"))
        assert sources["data"]["flags"] & EPHEMERAL
        assert "acme-site on denial." in shown(sources["data"])

        # What one goes on to ask is not shown to the others in the place.
        menu = custom_id(message, "related")
        [chosen] = [
            option["value"]
            for one in walk(message["components"])
            for option in one.get("options", ())
            if option["label"] == "Did Acme deny the talks?"
        ]
        onward = await here.press(message, menu, component_type=3, values=[chosen])
        assert onward["data"]["flags"] & EPHEMERAL
        assert "Yes, on 25 April 2025" in shown(onward["data"])

        thanks = await here.press(message, custom_id(message, "feedback"))
        assert thanks["data"]["flags"] & EPHEMERAL

        assert (await here.press(message, custom_id(message, "delete")))["type"] == 6
        await here.server.request("DELETE", r"/webhooks/.*/messages/@original")
        assert message["id"] not in here.server.world.messages


@pytest.mark.parametrize("where", PLACES)
async def test_did_you_mean_becomes_the_answer(desk: Desk, where: Callable[[], Payload]) -> None:
    async with elsewhere(desk, where()) as here:
        message = await here.ask("bolt power or seats")
        assert "None of these" in labels(message)
        picked = await here.press(message, custom_id(message, "pick"))
        assert picked["type"] == 7
        assert "None of these" not in labels(picked["data"])


@pytest.mark.parametrize("where", PLACES)
async def test_check_this_reads_what_the_member_pointed_at(
    desk: Desk, where: Callable[[], Payload]
) -> None:
    async with elsewhere(desk, where()) as here:
        friend = payloads.user(payloads.ASKER_ID + 1, "friend")
        channel = int(here.place["channel_id"])
        said = payloads.message(77, channel, friend, "did acme deny the talks?")
        data = {"id": "2", "name": "Check this", "type": 3, "target_id": "77"}
        reply = await here.use(2, {**data, "resolved": {"messages": {"77": said}}})
        assert reply["data"]["flags"] & EPHEMERAL
        assert "25 April 2025" in shown(reply["data"])


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("language", LOCALES)
async def test_the_members_language_is_spoken(
    desk: Desk, where: Callable[[], Payload], language: str
) -> None:
    async with elsewhere(desk, where()) as here:
        message = await here.ask("Zenith Acme", locale=LOCALES[language])
        assert {fixed("why", language), fixed("sources", language)} <= set(labels(message))
        assert fixed("asked", language, question="Zenith Acme") in shown(message)
        listed = await here.use(
            2, {"id": "3", "name": "scenarios", "type": 1}, locale=LOCALES[language]
        )
        assert f"**{fixed('scenarios', language)}**" in shown(listed["data"])
        option = {"type": 3, "name": "question", "value": "", "focused": True}
        offered = await here.use(
            4,
            {"id": "1", "name": "ask", "type": 1, "options": [option]},
            locale=LOCALES[language],
        )
        names = [one["name"] for one in offered["data"]["choices"]]
        assert TRANSLATED.get(language, ASKED) in names


async def test_what_is_for_servers_is_not_offered_elsewhere(desk: Desk) -> None:
    async with elsewhere(desk, payloads.in_a_group()) as here:
        by_name = {one["name"]: one for one in here.server.world.commands}
        for name in ("settings", "reload", "curate", "suggest", "history"):
            of_servers = by_name.pop(name)
            assert (of_servers["integration_types"], of_servers["contexts"]) == ([0], [0])
        for name, one in by_name.items():
            assert one["integration_types"] == [0, 1], name
            assert one["contexts"] == [0, 1, 2], name


async def test_an_unknown_locale_reads_english(desk: Desk) -> None:
    async with elsewhere(desk, payloads.in_a_group()) as here:
        message = await here.ask("Zenith Acme", locale="ja")
        assert "Why this answer" in labels(message)
