"""The bot itself over sockets: lost and refused sessions, and two shards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.app import build_desk
from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.storage.records import GuildSettings
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import Prompt, running
from tests.discord_app.loopback.gateway import IDENTIFY, RESUME
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.strict import walk
from tests.unit.answers.small_pack import small_pack

ASKED = "were there talks between acme and zenith?"
MESSAGES = r"/channels/\d+/messages"


class PromptBot(Prompt, ScenarioClient):
    """The bot, only that it does not wait five seconds between two shards."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk([small_pack()])


@asynccontextmanager
async def online(server: StandIn, desk: Desk) -> AsyncIterator[ScenarioClient]:
    async with Store.open(":memory:") as store:
        client = PromptBot(
            desk=desk, store=store, clock=lambda: datetime.now(UTC), guild_ready_timeout=0.01
        )
        async with running(client, server):
            yield client


def shown(body: Payload) -> str:
    return "\n".join(one["content"] for one in walk(body["components"]) if one["type"] == 10)


def sent(server: StandIn, path: str) -> list[Payload]:
    return [one.body for one in server.requests if (one.method, one.path) == ("POST", path)]


async def test_what_was_asked_while_the_connection_was_lost_is_answered_once(desk: Desk) -> None:
    async with StandIn() as server, online(server, desk):
        await server.gateway.cut(server.gateway.session_of(server.guild_id))
        await server.say(ASKED)
        answer = await server.request("POST", MESSAGES)
        assert "Acme denied it" in shown(answer.body)
        await server.say(ASKED, direct=True)
        direct = f"/channels/{server.direct_channel}/messages"
        await server.request("POST", direct)
        assert len(sent(server, answer.path)) == len(sent(server, direct)) == 1
        assert server.gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, RESUME]


async def test_a_button_from_before_the_loss_works_after_it(desk: Desk) -> None:
    async with StandIn() as server, online(server, desk):
        await server.say(ASKED)
        await server.request("POST", MESSAGES)
        message = list(server.world.messages.values())[-1]
        await server.gateway.ask_to_reconnect(server.gateway.session_of(None))
        await server.until(lambda: RESUME in server.gateway.ops(), "RESUME")
        custom_ids = [one.get("custom_id", "") for one in walk(message["components"])]
        sources = next(one for one in custom_ids if one.startswith("sb:sources:"))
        await server.interact(3, {"component_type": 2, "custom_id": sources}, message=message)
        reply = await server.request("POST", r"/interactions/.*/callback")
        assert "acme-site on denial." in shown(reply.body["data"])


async def test_a_refused_session_starts_anew_without_sending_the_commands_again(
    desk: Desk,
) -> None:
    async with StandIn() as server, online(server, desk):
        session = server.gateway.session_of(None)
        session.resumable = False
        await server.gateway.ask_to_reconnect(session)
        await server.until(lambda: server.gateway.ops(IDENTIFY) == [IDENTIFY] * 2, "IDENTIFY")
        await server.until(lambda: len(server.gateway.live()) == 1, "a new session")
        await server.say(ASKED)
        answer = await server.request("POST", MESSAGES)
        assert "Acme denied it" in shown(answer.body)
        assert [one.method for one in server.requests].count("PUT") == 1


async def test_two_shards_each_answer_for_their_server(desk: Desk) -> None:
    async with StandIn(shards=2, guild_count=2) as server, online(server, desk) as client:
        assert [guild.shard_id for guild in client.guilds] == [0, 1]
        await client.store.save_settings(GuildSettings(server.guild_ids[1], language="it"))
        paths = [f"/channels/{server.channels(guild)[0]}/messages" for guild in (0, 1)]
        for guild, expected in enumerate(("Acme denied it", "Smentito: Acme ha negato")):
            await server.say(ASKED, guild=guild)
            answer = await server.request("POST", paths[guild])
            assert expected in shown(answer.body)
        # One shard is lost: the other goes on, and the first takes up what it missed.
        server.gateway.opens.clear()
        await server.gateway.cut(server.gateway.session_of(server.guild_ids[1]))
        await server.say("did acme deny the talks?", guild=1)
        await server.say("did acme deny the talks?", guild=0)
        await server.until(lambda: len(sent(server, paths[0])) == 2, "the other shard's answer")
        assert len(sent(server, paths[1])) == 1
        server.gateway.opens.set()
        await server.until(lambda: len(sent(server, paths[1])) == 2, "the lost shard's answer")
        assert server.gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, IDENTIFY, RESUME]
        # Direct messages come on the first shard.
        await server.say(ASKED, direct=True)
        await server.request("POST", f"/channels/{server.direct_channel}/messages")


async def test_an_answer_whose_arrival_nobody_told_is_not_sent_twice(desk: Desk) -> None:
    async with StandIn() as server, online(server, desk) as client:
        server.faults.lose("POST", MESSAGES)
        await server.say(ASKED)
        answer = await server.request("POST", MESSAGES, after=len(server.requests) - 1)
        await server.until(lambda: len(sent(server, answer.path)) == 2, "a second attempt")
        await client._idle.wait()
        [reply] = [one for one in server.world.messages.values() if one.get("type") == 19]
        assert (await client.store.answer(int(reply["id"]))) is not None
