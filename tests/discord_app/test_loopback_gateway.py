"""What only a socket shows: login, heartbeats, lost and refused sessions, shards."""

import discord
import pytest

from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import LEAST_INTENTS, Echo, pointed_at, running
from tests.discord_app.loopback.gateway import HEARTBEAT, IDENTIFY, RESUME
from tests.discord_app.loopback.payloads import ASKER_ID

MESSAGES = r"/channels/\d+/messages"


async def test_a_login_identifies_with_the_least_intents_and_answers() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        assert [guild.id for guild in client.guilds] == server.guild_ids
        identified = next(one.data for one in server.gateway.received if one.op == IDENTIFY)
        assert identified["intents"] == LEAST_INTENTS.value
        assert identified["token"] == server.token
        await server.say("who founded it?")
        sent = await server.request("POST", MESSAGES)
        assert sent.body["content"] == "echo who founded it?"
        assert sent.body["allowed_mentions"] == {"parse": []}
        assert sent.status == 200


async def test_direct_messages_are_read_and_what_is_not_for_the_bot_comes_empty() -> None:
    async with StandIn() as server, running(Echo(), server):
        await server.say("not for the bot", mention=False)
        sent = await server.request("POST", MESSAGES)
        assert sent.body["content"] == "echo "
        await server.say("for the bot", direct=True)
        direct = await server.request("POST", rf"/channels/{server.direct_channel}/messages")
        assert direct.body["content"] == "echo for the bot"


async def test_heartbeats_carry_the_last_sequence() -> None:
    async with StandIn() as server:
        server.gateway.heartbeat_ms = 20
        async with running(Echo(), server) as client:

            def beats() -> list[int | None]:
                return [one.data for one in server.gateway.received if one.op == HEARTBEAT]

            await server.until(lambda: len(beats()) >= 4, "four heartbeats")
            # READY and GUILD_CREATE: two events have been numbered.
            assert beats()[0] is None
            assert beats()[-1] == 2
            assert client.latency < 1


async def test_after_a_cut_the_session_is_resumed_and_missed_events_come() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        await server.gateway.cut(server.gateway.session_of(server.guild_id))
        await server.say("said while the bot was away")
        await client.has("resumed 0")
        sent = await server.request("POST", MESSAGES)
        assert sent.body["content"] == "echo said while the bot was away"
        assert server.gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, RESUME]
        assert len([one for one in server.requests if one.method == "POST"]) == 1


async def test_asked_to_reconnect_it_resumes() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        await server.gateway.ask_to_reconnect(server.gateway.session_of(None))
        await client.has("resumed 0")
        assert server.gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, RESUME]


async def test_a_refused_session_starts_anew_and_answers() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        session = server.gateway.session_of(None)
        session.resumable = False
        await server.gateway.ask_to_reconnect(session)
        await client.has("connected 0", times=2)
        assert server.gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, RESUME, IDENTIFY]
        await server.say("again?")
        sent = await server.request("POST", MESSAGES)
        assert sent.body["content"] == "echo again?"


async def test_two_shards_each_serve_their_guilds() -> None:
    async with StandIn(shards=2, guild_count=2) as server, running(Echo(), server) as client:
        identified = [one.data["shard"] for one in server.gateway.received if one.op == IDENTIFY]
        assert identified == [[0, 2], [1, 2]]
        assert [guild.shard_id for guild in client.guilds] == [0, 1]
        # One shard is cut; the other goes on, and the first comes back.
        await server.gateway.cut(server.gateway.session_of(server.guild_ids[1]))
        for guild, text in enumerate(("first", "second")):
            await server.say(text, guild=guild)
            channel = server.channels(guild)[0]
            sent = await server.request("POST", rf"/channels/{channel}/messages")
            assert sent.body["content"] == f"echo {text}"
        await client.has("resumed 1")


@pytest.mark.parametrize(
    ("code", "error"),
    [(4004, discord.ConnectionClosed), (4014, discord.PrivilegedIntentsRequired)],
)
async def test_closed_for_good_is_not_tried_again(code: int, error: type[Exception]) -> None:
    async with StandIn() as server:
        intents = LEAST_INTENTS
        if code == 4004:
            server.gateway.token = "another"
        else:
            intents = LEAST_INTENTS | discord.Intents(message_content=True)
        with pointed_at(server):
            async with Echo(intents=intents) as client:
                await client.login(server.token)
                with pytest.raises(error):
                    await client.connect()
        assert server.gateway.refused_with == [code]
        assert server.gateway.ops(IDENTIFY) == [IDENTIFY]


async def test_a_wrong_token_is_refused_at_login() -> None:
    async with StandIn() as server:
        with pointed_at(server):
            async with Echo() as client:
                with pytest.raises(discord.LoginFailure):
                    await client.login("wrong")
        assert [one.status for one in server.requests] == [401]
        assert server.gateway.sockets == []


async def test_the_asker_and_the_bot_are_known() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        assert client.user is not None
        assert client.user.bot
        assert (await client.fetch_user(ASKER_ID)).name == "asker"
