"""Whatever is typed, over sockets: nobody is notified, and Discord takes every reply.

The stand-in holds each request against Discord's limits and its published API description.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import open_desk
from bot.discord_app.client import ScenarioClient
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import running
from tests.unit.terminal.small_pack import write_small_pack

MESSAGES = r"/channels/\d+/messages"

_NASTY = """@everyone|@here|<@4000>|<@&4194304000>|<#3000>|</ask:1>|<:x:1>|<t:0:R>|<id:guide>|**|__
|~~|```|`|```py\n```\n```|> |>>> |# |-# |- |||spoiler|||[bank](https://evil.example)|https://evil.example
|[x](<https://evil.example>)|(|)|[|]|\\|\u202e|\u2066|\u200b|\u0000|\u001b[31m|\ufeff|\U0001f1ee
|Z\u0351\u036b\u0343a\u0489\u0334l\u0336g\u0321o\u0358|{acme}|{0}|%s|$(x)|';--|\n|\r\n|\u2028""".replace(
    "\n|", "|"
)
_KNOWN = ["bolt price", "are acme and zenith in talks", "scenario 2", "acme sales", "will it rain"]
pieces = st.one_of(
    st.sampled_from(_NASTY.split("|")),
    st.sampled_from(_KNOWN),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
hostile = st.builds(
    lambda parts, times: ((" ".join(parts) + "?") * times)[:4000],
    st.lists(pieces, min_size=1, max_size=12),
    st.sampled_from([1, 1, 1, 1, 40, 4000]),
)


class Conversation:
    """A bot on a stand-in that is asked, question after question, in one event loop."""

    def __init__(self, server: StandIn) -> None:
        self.server = server
        self.minutes = 0
        self.answered = 0

    def now(self) -> datetime:
        """Return a time at which nobody has asked lately."""
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=self.minutes)

    async def ask(self, text: str, *, direct: bool) -> None:
        self.minutes += 10
        before = len(self.server.requests)
        author = payloads.user(4000, text[:32] or "x")
        await self.server.say(text, direct=direct, author=author)
        await self.server.request("POST", MESSAGES, after=before)
        self.answered += 1
        assert self.server.excuse() == []

    async def call(self, text: str) -> None:
        self.minutes += 10
        before = len(self.server.requests)
        options = [{"type": 3, "name": "question", "value": text}]
        data = {"id": "1", "name": "ask", "type": 1, "options": options}
        made = await self.server.interact(2, data)
        token = made["token"]
        await self.server.until(
            lambda: any(
                one.status and token in one.path and "components" in repr(one.body)
                for one in self.server.requests[before:]
            ),
            "the answer to /ask",
        )
        assert self.server.excuse() == []


def test_nothing_that_is_typed_pings_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    desk = open_desk([write_small_pack(tmp_path_factory.mktemp("packs") / "small")])
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def start() -> Conversation:
            server = await stack.enter_async_context(StandIn())
            store = await stack.enter_async_context(Store.open(":memory:"))
            talk = Conversation(server)
            client = ScenarioClient(
                desk=desk, store=store, clock=talk.now, guild_ready_timeout=0.01
            )
            await stack.enter_async_context(running(client, server))
            return talk

        talk = runner.run(start())

        @settings(
            max_examples=500,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(hostile, st.sampled_from(["mention", "direct", "command"]))
        def hold(text: str, way: str) -> None:
            if way == "command":
                runner.run(talk.call(text))
            else:
                runner.run(talk.ask(text, direct=way == "direct"))

        try:
            hold()
        finally:
            runner.run(stack.aclose())
        assert talk.answered > 100
