"""The stand-in for Discord: gateway and HTTP on one server on this machine."""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from tests.discord_app.loopback import description, faults, payloads, rest, strict
from tests.discord_app.loopback.gateway import (
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    MESSAGE_CONTENT,
    Gateway,
    Session,
)
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.world import Interaction, RefusedError, World

_WAIT = 5.0


@dataclass
class Request:
    """A request of the bot, and the status it got."""

    method: str
    path: str
    template: str | None
    query: dict[str, str]
    body: Any
    headers: dict[str, str]
    arrived: float
    status: int = 0
    is_cut: bool = False


class StandIn:
    """A Discord of its own; `async with StandIn() as discord_side: …` fails at its end if the bot
    asked for a route that it does not know, sent what the API description or Discord's limits do
    not allow, or would have notified anybody.

    `shards` is what it recommends, `guild_count` and `channel_count` how many servers and channels
    in each it has. With `checking` off only the routes are served: for measuring.
    """

    def __init__(
        self,
        *,
        shards: int = 1,
        guild_count: int = 1,
        channel_count: int = 2,
        checking: bool = True,
    ) -> None:
        self.token = payloads.TOKEN
        self.patience = _WAIT
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self.on_request: Callable[[Request], None] | None = None
        self.faults = faults.Faults()
        self.checking = checking
        # As a rule it tells no time: the bots of tests have one of their own.
        self.tells_time = False
        self._moved = 0.0
        self._events: list[asyncio.Event] = []
        numbers = itertools.count(3000)
        self.guild_ids = [
            payloads.FIRST_GUILD_ID + n * payloads.GUILD_STEP for n in range(guild_count)
        ]
        guilds = [
            payloads.guild(
                one,
                [payloads.channel(next(numbers), f"c{n}", n) for n in range(channel_count)],
            )
            for one in self.guild_ids
        ]
        self.world = World(guilds, self.clock)
        self.world.shards = shards
        self.buckets = faults.Buckets(self.clock)
        self.gateway = Gateway(guilds, self._changed, self._date)
        self.direct_channel = 5000
        self.world.direct.add(str(self.direct_channel))

    # -- standing -------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_route("*", "/api/v10/{tail:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.api_base = f"http://127.0.0.1:{port}/api/v10"
        self.gateway.url = self.world.gateway_url = f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(self, kind: object, *_rest: object) -> None:
        for socket in self.gateway.sockets:
            await socket.close()
        await self._runner.cleanup()
        if kind is None and self.problems:
            raise AssertionError("\n".join(["the bot did what Discord refuses:", *self.problems]))

    def clock(self) -> float:
        """Return the stand-in's seconds; `advance` moves them."""
        return time.time() + self._moved

    def _date(self) -> str:
        return formatdate(self.clock(), usegmt=True) if self.tells_time else ""

    def advance(self, seconds: float) -> None:
        """Let time pass for the stand-in."""
        self._moved += seconds

    def excuse(self) -> list[str]:
        """Return what was wrong so far, and forget it: for tests of the stand-in itself."""
        found, self.problems = self.problems, []
        return found

    # -- what happens on Discord ----------------------------------------------------------

    @property
    def guild_id(self) -> int:
        """The first guild."""
        return self.guild_ids[0]

    def channels(self, guild: int = 0) -> list[int]:
        """Return the channels of a guild."""
        return [int(one["id"]) for one in self.world.guilds[guild]["channels"]]

    async def say(
        self,
        content: str,
        *,
        mention: bool = True,
        direct: bool = False,
        guild: int = 0,
        channel: int | None = None,
        author: Payload | None = None,
        **extra: Any,
    ) -> Payload:
        """Let a member write a message, and return it. By default it mentions the bot.

        As on Discord, a bot without the message content intent reads only what mentions it, what
        it wrote itself, and direct messages.
        """
        author = author or payloads.user()
        self.world.users[author["id"]] = author
        if mention and not direct:
            content = f"<@{payloads.APPLICATION_ID}> {content}"
            extra.setdefault("mentions", [{**payloads.own_user(), "member": payloads.member()}])
        where = self.direct_channel if direct else channel or self.channels(guild)[0]
        if direct:
            self.world.direct.add(str(channel or where))
            where = channel or where
        message = self.world.add(str(where), author, {"content": content}, **extra)
        guild_id = None if direct else self.guild_ids[guild]
        for session in self.gateway.sessions_of(guild_id):
            if session.intents & (DIRECT_MESSAGES if direct else GUILD_MESSAGES):
                await session.send("MESSAGE_CREATE", _as_read(message, session))
        return message

    async def interact(
        self,
        kind: int,
        data: Payload,
        *,
        direct: bool = False,
        guild: int = 0,
        place: Payload | None = None,
        **extra: Any,
    ) -> Payload:
        """Let a member use a command (2), a component (3), autocomplete (4) or a modal (5).

        `place` is a place that the bot itself is not in, as `payloads` has them: the member
        installed it.
        """
        guild_id = None if direct or place else self.guild_ids[guild]
        channel = self.direct_channel if direct else self.channels(guild)[0]
        if place:
            channel = int(place["channel_id"])
            self.world.direct.add(str(channel))
        made = payloads.interaction(
            next(self.world.ids), kind, data, channel, guild_id, place=place, **extra
        )
        self.world.interactions[made["token"]] = Interaction(made, self.clock())
        for session in self.gateway.sessions_of(guild_id):
            await session.send("INTERACTION_CREATE", made)
        return made

    # -- waiting --------------------------------------------------------------------------

    async def request(self, method: str, pattern: str, *, after: int = 0) -> Request:
        """Return the first request that fits and has its answer, waiting for it if need be.

        `after` leaves out so many that came earlier: `after=len(server.requests)`.
        """

        def found() -> Request | None:
            for one in self.requests[after:]:
                if one.status and one.method == method and re.fullmatch(pattern, one.path):
                    return one
            return None

        return await self.until(found, f"{method} {pattern}")

    async def until(
        self, found: Callable[[], Any], what: str = "it", *, within: float | None = None
    ) -> Any:
        """Return what `found` returns once that is truthy; it is asked after every change."""
        changed = asyncio.Event()
        self._events.append(changed)
        try:
            async with asyncio.timeout(self.patience if within is None else within):
                while not (result := found()):
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            seen = [f"{one.method} {one.path} {one.status}" for one in self.requests]
            raise AssertionError(f"{what} did not come; there were {seen}") from None
        finally:
            self._events.remove(changed)
        return result

    def _changed(self) -> None:
        for event in self._events:
            event.set()

    # -- HTTP -----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["tail"]
        route = rest.route_of(request.method, path)
        body = await _body(request)
        one = Request(
            request.method,
            path,
            route[0] if route else None,
            dict(request.query),
            body,
            dict(request.headers),
            time.perf_counter(),
        )
        self.requests.append(one)
        if self.on_request is not None:
            self.on_request(one)
        self._changed()
        response = await self._reply(one, route)
        if one.is_cut and request.transport is not None:
            request.transport.abort()
            self._changed()
            return response
        response.headers["Date"] = self._date()
        one.status = response.status
        self._changed()
        return response

    async def _reply(
        self, one: Request, route: tuple[str, dict[str, str], rest.Handler] | None
    ) -> web.Response:
        if self.checking:
            self._hold_against_description(one)
        if route is None:
            self.problems.append(f"unknown route {one.method} {one.path}")
            return faults.reply({"message": "404: Not Found", "code": 0}, 404)
        template, values, handler = route
        # Interactions need no token: theirs is in the path.
        if "{token}" not in template and one.headers.get("Authorization") != f"Bot {self.token}":
            return faults.reply({"message": "401: Unauthorized", "code": 0}, 401)
        major = values.get("channel_id") or values.get("token") or ""
        wait, headers = self.buckets.spend(one.method, template, major)
        if wait:
            headers |= faults.limited_headers(wait, "user")
            return faults.reply(faults.limited_body(wait), 429, headers)
        fault = self.faults.take(one.method, one.path)
        if fault is not None:
            one.is_cut = fault.is_cut
            if fault.reply is not None and not fault.is_served:
                return faults.reply(fault.reply, fault.status, headers | fault.headers)
        try:
            data = handler(self.world, one.body, **values, **one.query)
        except RefusedError as refusal:
            if refusal.status == 400 or refusal.code == rest.UNKNOWN_INTERACTION:
                self.problems.append(f"{one.method} {template}: {refusal}")
            told = {"message": str(refusal), "code": refusal.code}
            return faults.reply(told, refusal.status, headers)
        if fault is not None:
            await fault.released.wait()
            if fault.is_served:
                return faults.reply(fault.reply, fault.status, headers)
        return faults.reply(data, 204 if data is None else 200, headers)

    def _hold_against_description(self, one: Request) -> None:
        known = description.published()
        if known is not None:
            self.problems += known.problems(one.method, one.path, one.query, one.body)
        if not isinstance(one.body, dict) or one.template is None:
            return
        for message in _messages_in(one):
            self.problems += [f"{one.template} notifies {ping}" for ping in strict.pings(message)]


def _messages_in(one: Request) -> list[Payload]:
    if one.template and one.template.endswith("/callback"):
        return [one.body.get("data") or {}] if one.body.get("type") in (4, 7) else []
    is_message = one.template and ("/messages" in one.template or "/webhooks/" in one.template)
    return [one.body] if is_message else []


async def _body(request: web.Request) -> Any:
    """Return the JSON of a body, also where files come with it; None where there is no body."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return json.loads(str(form.get("payload_json", "{}")))
    raw = await request.read()
    return json.loads(raw) if raw else None


def _as_read(message: Payload, session: Session) -> Payload:
    """Return a message as a bot with the session's intents gets it."""
    own = str(payloads.APPLICATION_ID)
    may_read = (
        session.intents & MESSAGE_CONTENT
        or "guild_id" not in message
        or message["author"]["id"] == own
        or any(one["id"] == own for one in message["mentions"])
    )
    if may_read:
        return message
    return {**message, "content": "", "embeds": [], "attachments": [], "components": []}
