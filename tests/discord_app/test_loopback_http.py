"""HTTP as Discord's: limits, failures, slow replies; and a stand-in that takes nothing wrong."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import discord
import pytest

from tests.discord_app.loopback import StandIn, description
from tests.discord_app.loopback.clients import Echo, running

MESSAGES = r"/channels/\d+/messages"
SEND = ("POST", "/channels/{channel_id}/messages")


def statuses(server: StandIn) -> list[int]:
    return [one.status for one in server.requests if one.template == SEND[1]]


@pytest.mark.parametrize("whole", [False, True])
async def test_after_429_the_answer_still_comes(whole: bool) -> None:
    async with StandIn() as server, running(Echo(), server):
        server.faults.limit("POST", MESSAGES, retry_after=0.05, whole=whole)
        start = time.perf_counter()
        await server.say("now?")
        await server.until(lambda: statuses(server) == [429, 200], "a second try")
        assert time.perf_counter() - start >= 0.05


async def test_an_exhausted_bucket_is_waited_for() -> None:
    async with StandIn() as server, running(Echo(), server):
        server.buckets.sizes[SEND] = (2, 0.1)
        for number in range(4):
            await server.say(f"{number}")
        await server.until(lambda: statuses(server).count(200) == 4, "four answers")
        assert 429 not in statuses(server)
        times = [one.arrived for one in server.requests if one.template == SEND[1]]
        assert times[2] - times[0] >= 0.09


async def test_after_500_the_answer_still_comes() -> None:
    async with StandIn() as server, running(Echo(), server):
        server.faults.fail("POST", MESSAGES, 500)
        await server.say("now?")
        await server.until(lambda: statuses(server) == [500, 200], "a second try")


async def test_a_refusal_does_not_end_the_bot() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        server.faults.fail("POST", MESSAGES, 403, 50013)
        await server.say("no rights here")
        await client.has("refused 403 50013")
        await server.say("here it has")
        await server.until(lambda: statuses(server) == [403, 200])


async def test_a_slow_reply_holds_up_nobody_else() -> None:
    async with StandIn() as server, running(Echo(), server):
        first, second = server.channels()
        slow = server.faults.hold("POST", f"/channels/{first}/messages")
        await server.say("slow", channel=first)
        await asyncio.wait_for(slow.reached.wait(), 5)
        await server.say("quick", channel=second)
        quick = await server.request("POST", f"/channels/{second}/messages")
        assert quick.body["content"] == "echo quick"
        assert statuses(server) == [0, 200]
        slow.release()
        await server.until(lambda: statuses(server) == [200, 200])


async def test_a_message_that_is_gone_is_told_as_such() -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        asked = await server.say("deleted meanwhile")
        channel = client.get_partial_messageable(int(asked["channel_id"]))
        await server.request("POST", MESSAGES)
        with pytest.raises(discord.NotFound) as refused:
            await channel.get_partial_message(1).edit(content="x")
        assert refused.value.code == 10008
        with pytest.raises(discord.Forbidden) as refused_edit:
            await channel.get_partial_message(int(asked["id"])).edit(content="x")
        assert refused_edit.value.code == 50005


# -- the stand-in refuses what Discord refuses, and tells the test ----------------------------


async def test_an_unknown_route_fails_the_test() -> None:
    async def ask() -> None:
        async with StandIn() as server, running(Echo(), server) as client:
            with pytest.raises(discord.NotFound):
                await client.http.get_roles(1)

    with pytest.raises(AssertionError, match=r"unknown route GET /guilds/1/roles"):
        await ask()


LAYOUT = {"flags": 1 << 15}


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(name: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "x", "custom_id": name, **more}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"content": ""}, "empty message"),
        ({"content": "x" * 2001}, "longer than 2000"),
        (LAYOUT | {"content": "x", "components": [text("x")]}, "content cannot be used"),
        ({"components": [text("x")]}, "without their flag"),
        (LAYOUT | {"components": [text("x" * 2001), text("x" * 2000)]}, "4001 characters"),
        (LAYOUT | {"components": [text("x") for _ in range(41)]}, "41 components"),
        ({"components": [{"type": 1, "components": [button("a"), button("a")]}]}, "used twice"),
        ({"components": [{"type": 1, "components": [button("a" * 101)]}]}, "longer than 100"),
        ({"components": [{"type": 1, "components": [button("a", label="x" * 81)]}]}, "than 80"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "Unknown message"),
        ({"content": "@everyone"}, "notifies everyone: @everyone"),
        ({"content": "x", "allowed_mentions": {"parse": [], "replied_user": True}}, "the author"),
    ],
)
async def test_what_discord_refuses_is_refused(body: dict[str, Any], told: str) -> None:
    async with StandIn() as server, running(Echo(), server) as client:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=3000)
        with suppress(discord.HTTPException):
            await client.http.request(route, json=body)
        problems = server.excuse()
        assert told in " ".join(problems), problems


async def test_an_interaction_is_acknowledged_once_and_in_time() -> None:
    async with StandIn() as server, running(Echo(), server) as client:

        async def acknowledge(made: dict[str, Any]) -> Any:
            route = discord.http.Route(
                "POST", f"/interactions/{made['id']}/{made['token']}/callback"
            )
            return await client.http.request(route, json={"type": 5})

        in_time = await server.interact(2, {"id": "9", "name": "none", "type": 1})
        await acknowledge(in_time)
        with pytest.raises(discord.HTTPException) as refused:
            await acknowledge(in_time)
        assert refused.value.code == 40060
        late = await server.interact(2, {"id": "9", "name": "none", "type": 1})
        server.advance(3.5)
        with pytest.raises(discord.NotFound) as too_late:
            await acknowledge(late)
        assert too_late.value.code == 10062
        assert len(server.excuse()) == 2


@pytest.mark.skipif(bool(description.missing()), reason=description.missing())
def test_requests_are_held_against_the_published_description() -> None:
    known = description.published()
    assert known is not None
    route = ("POST", "/channels/3000/messages", {})
    assert known.problems(*route, {"content": "x", "message_reference": {"message_id": 1}}) == []
    too_long = LAYOUT | {
        "components": [{"type": 17, "components": [text("x"), {"type": 1, "components": []}]}]
    }
    (problem,) = known.problems(*route, too_long)
    assert "$.components[0].components[1].components" in problem
    assert known.problems("POST", "/nowhere", {}, None) == [
        "POST /nowhere: no such route in the API description"
    ]
    assert "no query parameter" in known.problems("GET", "/users/@me", {"x": "1"}, None)[0]
    assert (
        "the parameter message_id"
        in known.problems("GET", "/channels/3000/messages/abc", {}, None)[0]
    )
