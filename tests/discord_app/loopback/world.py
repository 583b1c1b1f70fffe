"""What stands on the stand-in: users, channels, messages, commands and interactions."""

import itertools
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.discord_app.loopback import payloads, strict
from tests.discord_app.loopback.payloads import Payload

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
# Discord says "the past few minutes".
NONCE_SECONDS = 180.0


class RefusedError(Exception):
    """A request that Discord would refuse."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class Interaction:
    """An interaction that the stand-in sent, and what came of it."""

    payload: Payload
    created: float
    kind: int | None = None
    message: str | None = None


class World:
    """What stands on the stand-in: users, channels, messages, commands, interactions."""

    def __init__(self, guilds: list[Payload], clock: Callable[[], float]) -> None:
        self.ids: Iterator[int] = payloads.new_ids()
        self.clock = clock
        self.shards = 1
        self.gateway_url = ""
        self.session_start_limit: Payload = {
            "total": 1000,
            "remaining": 999,
            "reset_after": 0,
            "max_concurrency": 1,
        }
        self.guilds = guilds
        self.direct: set[str] = set()
        self.users: dict[str, Payload] = {
            one["id"]: one for one in (payloads.user(), payloads.own_user())
        }
        self.messages: dict[str, Payload] = {}
        self.commands: list[Payload] = []
        self.interactions: dict[str, Interaction] = {}
        # By channel and nonce: the message that was sent under it, and when.
        self.nonces: dict[tuple[str, str], tuple[str, float]] = {}

    def guild_of(self, channel_id: str) -> str | None:
        """Return the guild of a channel; None for a direct one. Unknown channels are refused."""
        for guild in self.guilds:
            if any(one["id"] == channel_id for one in guild["channels"]):
                return str(guild["id"])
        if channel_id in self.direct:
            return None
        raise RefusedError(404, UNKNOWN_CHANNEL, "Unknown Channel")

    def add(self, channel_id: str, author: Payload, body: Payload, **extra: Any) -> Payload:
        """Keep a new message and return it."""
        guild = self.guild_of(channel_id)
        made = payloads.message(
            next(self.ids), int(channel_id), author, body.get("content") or "", **extra
        )
        if guild is not None:
            made |= {"guild_id": guild, "member": payloads.member()}
        self.messages[made["id"]] = made
        return self.change(made, body)

    def sent_before(self, channel_id: str, nonce: str) -> Payload | None:
        """Return the message that the bot sent into a channel under a nonce a moment ago."""
        sent, at = self.nonces.get((channel_id, nonce), ("", 0.0))
        return self.messages.get(sent) if self.clock() - at < NONCE_SECONDS else None

    def change(self, message: Payload, body: Payload) -> Payload:
        """Put what a body says into a message and return it."""
        for key in ("content", "embeds", "components"):
            if key in body:
                message[key] = deepcopy(body[key]) or ("" if key == "content" else [])
        message["flags"] = message["flags"] | (body.get("flags") or 0)
        numbers = itertools.count(1)
        for one in strict.walk(message["components"]):
            one.setdefault("id", next(numbers))
        return message

    def message(self, channel_id: str, message_id: str) -> Payload:
        """Return a message of a channel."""
        found = self.messages.get(message_id)
        if found is None or found["channel_id"] != channel_id:
            raise RefusedError(404, UNKNOWN_MESSAGE, "Unknown Message")
        return found
