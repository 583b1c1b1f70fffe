"""Many questions at once: each is answered once, to its own asker, and remembered."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.app import build_desk
from bot.discord_app.client import ScenarioClient
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import running
from tests.unit.answers.small_pack import small_pack

_MEMBERS = 120
_ASKED = ("Were there talks between Acme and Zenith?", "were there talks between acme and zenith")


async def test_a_burst_is_answered_once_each_and_remembered(tmp_path: Path) -> None:
    now = datetime(2025, 5, 1, tzinfo=UTC)
    members = range(70_000, 70_000 + _MEMBERS)
    async with StandIn(channel_count=20) as server:
        async with Store.open(tmp_path / "bot.db") as store:
            client = ScenarioClient(
                desk=build_desk([small_pack()]), store=store, clock=lambda: now, max_messages=None
            )
            async with running(client, server):
                asked = {}
                for number, member in enumerate(members):
                    message = await server.say(
                        _ASKED[number % 2],
                        channel=server.channels()[number % 20],
                        author=payloads.user(member),
                    )
                    asked[int(message["id"])] = member
                await server.until(lambda: len(_replies(server)) >= _MEMBERS, "the replies")
        replies = _replies(server)
        answered = Counter(one["message_reference"]["message_id"] for one in replies)
        assert answered == dict.fromkeys(asked, 1)
        for reply in replies:
            asker = asked[reply["message_reference"]["message_id"]]
            assert f"delete::en::{asker}" in json.dumps(reply["components"])
    async with Store.open(tmp_path / "bot.db") as store:
        held = [(await store.held_on(member)).count for member in members]
    assert held == [1] * _MEMBERS


def _replies(server: StandIn) -> list[payloads.Payload]:
    return [
        request.body
        for request in server.requests
        if request.method == "POST" and request.path.endswith("/messages")
    ]
