"""The gateway of the stand-in: sessions over WebSockets, as a bot's library sees Discord's."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.discord_app.loopback import payloads
from tests.discord_app.loopback.payloads import Payload

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, MEMBERS = 0, 1, 2, 3, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
KNOWN_OPS = frozenset({HEARTBEAT, IDENTIFY, PRESENCE, 4, RESUME, MEMBERS, 31})

# Why Discord closes a connection.
UNKNOWN_OP, NOT_DECODED, NOT_AUTHENTICATED, WRONG_TOKEN = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, WRONG_SEQUENCE, WRONG_SHARD, INTENTS_REFUSED = 4005, 4007, 4010, 4014

GUILDS, MEMBERS_INTENT, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 1, 1 << 9, 1 << 12
PRESENCES_INTENT, MESSAGE_CONTENT = 1 << 8, 1 << 15
PRIVILEGED = MEMBERS_INTENT | PRESENCES_INTENT | MESSAGE_CONTENT


@dataclass(eq=False)
class Session:
    """A bot's session on one shard; it outlives its connection."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse
    events: list[Payload] = field(default_factory=list)
    resumable: bool = True

    async def send(self, event: str, data: Payload) -> None:
        """Number an event, keep it for a RESUME, and send it if the connection stands."""
        numbered = {"op": DISPATCH, "t": event, "s": len(self.events) + 1, "d": data}
        self.events.append(numbered)
        if not self.socket.closed:
            with suppress(ConnectionError):  # the bot was killed just now
                await self.socket.send_json(numbered)

    @property
    def is_alive(self) -> bool:
        """Whether events go to the session: it is connected, or can be resumed."""
        return self.resumable or not self.socket.closed


@dataclass(frozen=True)
class Identified:
    """An IDENTIFY: of which shard, when (in the loop's seconds), and whether it was in its turn."""

    shard: int
    at: float
    in_turn: bool


@dataclass(frozen=True)
class Received:
    """What came from the bot over the gateway."""

    op: int
    data: Any
    socket: web.WebSocketResponse


class Gateway:
    """Speaks the gateway's protocol with every connection.

    `url` is known once the server listens. `guilds` are sent after READY to the shard they
    belong to. `heartbeat_ms` is what HELLO asks for. `allowed_privileged` are the privileged
    intents that are switched on in the developer portal. While `opens` is cleared, connections
    wait; `asked` counts them.
    """

    def __init__(
        self, guilds: list[Payload], changed: Callable[[], None], date: Callable[[], str]
    ) -> None:
        self.url = ""
        self.token = payloads.TOKEN
        self.guilds = guilds
        self.heartbeat_ms = 41_250
        self.allowed_privileged = 0
        self.received: list[Received] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.sessions: dict[str, Session] = {}
        self.refused_with: list[int] = []
        self.asked = 0
        # What happens to the next connections: one is refused by HTTP, or ended before HELLO.
        self.ends: list[Literal["refused", "before HELLO"]] = []
        # Of each bucket of shards one may IDENTIFY in so many seconds; None lets all.
        self.apart: float | None = None
        self.max_concurrency = 1
        self.identified: list[Identified] = []
        self.opens = asyncio.Event()
        self.opens.set()
        self._closed_here: set[web.WebSocketResponse] = set()
        self._changed = changed
        self._date = date

    # -- what a test does with it ---------------------------------------------------------

    def ops(self, *wanted: int) -> list[int]:
        """Return the op codes that came from the bot, only the wanted ones if any are named."""
        return [one.op for one in self.received if not wanted or one.op in wanted]

    def live(self) -> list[Session]:
        """Return the sessions that are connected, by shard."""
        connected = [one for one in self.sessions.values() if not one.socket.closed]
        return sorted(connected, key=lambda one: one.shard)

    def session_of(self, guild_id: int | None) -> Session:
        """Return the newest session of the shard that a guild belongs to; 0 for direct messages."""
        newest = list(self.sessions.values())[-1]
        shard = 0 if guild_id is None else (guild_id >> 22) % newest.shards
        return [one for one in self.sessions.values() if one.shard == shard][-1]

    def sessions_of(self, guild_id: int | None) -> list[Session]:
        """Return all sessions that an event goes to: as on Discord, a shard may have several."""
        newest = self.session_of(guild_id)
        mine = [one for one in self.sessions.values() if one.shard == newest.shard]
        return [one for one in mine if one.is_alive or one is newest]

    async def cut(self, session: Session, code: int = 4000) -> None:
        """Close a session's connection; the session itself can be resumed."""
        self._closed_here.add(session.socket)
        await session.socket.close(code=code)

    async def ask_to_reconnect(self, session: Session) -> None:
        """Send op 7."""
        await session.socket.send_json(_frame(RECONNECT, None))

    # -- the protocol ---------------------------------------------------------------------

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        self.asked += 1
        self._changed()
        await self.opens.wait()
        end = self.ends.pop(0) if self.ends else None
        if end == "refused":
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=4096)
        socket.headers["Date"] = self._date()
        await socket.prepare(request)
        if end == "before HELLO":
            await socket.close(code=1001)
            return socket
        self.sockets.append(socket)
        await socket.send_json(_frame(HELLO, {"heartbeat_interval": self.heartbeat_ms}))
        session: Session | None = None
        async for incoming in socket:
            if incoming.type is not WSMsgType.TEXT:
                await self._close(socket, NOT_DECODED)
                break
            try:
                frame = json.loads(incoming.data)
                op, data = frame["op"], frame.get("d")
            except (ValueError, KeyError, TypeError):
                await self._close(socket, NOT_DECODED)
                break
            self.received.append(Received(op, data, socket))
            session = await self._answer(socket, session, op, data)
            self._changed()
        if session and socket not in self._closed_here and socket.close_code in (1000, 1001):
            session.resumable = False  # the bot said goodbye
        self._changed()
        return socket

    async def _close(self, socket: web.WebSocketResponse, code: int) -> None:
        self.refused_with.append(code)
        self._closed_here.add(socket)
        await socket.close(code=code)

    async def _answer(
        self, socket: web.WebSocketResponse, session: Session | None, op: int, data: Any
    ) -> Session | None:
        if op == HEARTBEAT:
            await socket.send_json(_frame(HEARTBEAT_ACK, None))
        elif op == IDENTIFY and session is None:
            return await self._identify(socket, data)
        elif op == RESUME and session is None:
            return await self._resume(socket, data)
        elif op in (IDENTIFY, RESUME):
            await self._close(socket, ALREADY_AUTHENTICATED)
        elif op not in KNOWN_OPS:
            await self._close(socket, UNKNOWN_OP)
        elif session is None:
            await self._close(socket, NOT_AUTHENTICATED)
        elif op == MEMBERS:
            await self._send_members(session, data)
        return session

    async def _identify(self, socket: web.WebSocketResponse, data: Payload) -> Session | None:
        shard, shards = data.get("shard") or (0, 1)
        intents = data["intents"]
        refusal = next(
            code
            for code, applies in (
                (WRONG_TOKEN, data["token"] != self.token),
                (WRONG_SHARD, not 0 <= shard < shards),
                (INTENTS_REFUSED, intents & PRIVILEGED & ~self.allowed_privileged),
                (0, True),
            )
            if applies
        )
        if refusal:
            await self._close(socket, refusal)
            return None
        if not self._in_turn(shard):
            await socket.send_json(_frame(INVALID_SESSION, d=False))
            return None
        session = Session(f"session-{len(self.sessions) + 1}", shard, shards, intents, socket)
        self.sessions[session.id] = session
        mine = [one for one in self.guilds if (int(one["id"]) >> 22) % shards == shard]
        ready = {
            "v": 10,
            "user": payloads.own_user(),
            "guilds": [{"id": one["id"], "unavailable": True} for one in mine],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(payloads.APPLICATION_ID), "flags": 0},
            "shard": [shard, shards],
        }
        await session.send("READY", ready)
        if intents & GUILDS:
            for one in mine:
                await session.send("GUILD_CREATE", one)
        return session

    def _in_turn(self, shard: int) -> bool:
        """Note an IDENTIFY, and tell whether Discord's limit lets it through."""
        now = asyncio.get_running_loop().time()
        bucket = shard % self.max_concurrency
        before = [one.at for one in self.identified if one.shard % self.max_concurrency == bucket]
        fits = self.apart is None or not before or now - before[-1] >= self.apart
        self.identified.append(Identified(shard, now, fits))
        return fits

    async def _resume(self, socket: web.WebSocketResponse, data: Payload) -> Session | None:
        if data["token"] != self.token:
            await self._close(socket, WRONG_TOKEN)
            return None
        session = self.sessions.get(data["session_id"])
        if session is None or not session.resumable:
            await socket.send_json(_frame(INVALID_SESSION, d=False))
            return None
        if data["seq"] > len(session.events):
            await self._close(socket, WRONG_SEQUENCE)
            return None
        if not session.socket.closed:
            await self.cut(session)
        session.socket = socket
        for event in session.events[data["seq"] :]:
            await socket.send_json(event)
        await session.send("RESUMED", {"_trace": []})
        return session

    async def _send_members(self, session: Session, data: Payload) -> None:
        chunk = {
            "guild_id": data["guild_id"],
            "members": [],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        await session.send("GUILD_MEMBERS_CHUNK", chunk)


def _frame(op: int, d: Any) -> Payload:
    return {"op": op, "d": d, "s": None, "t": None}
