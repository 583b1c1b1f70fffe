"""The gateway's socket where processes share the shards: whose turn it is, and how it is left.

discord.py makes its sockets by `from_client`, whether a shard is new, lost or refused; here is the
one place that all of them pass.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import discord
import discord.shard
from discord.errors import ConnectionClosed
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from yarl import URL

from bot.storage.shard_records import Session

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# A close with 1000 ends the session; after this one, whoever comes next can resume it.
_LEFT_OPEN = 4000
_CATCH_UP_SECONDS = 30.0


class SharedSocket(DiscordWebSocket):
    """A socket of a shard that this process holds for the time being."""

    @classmethod
    async def from_client(  # type: ignore[override]  # the client is always ours
        cls, client: "ScenarioClient", *, shard_id: int, resume: bool = False, **options: Any
    ) -> Self:
        """Connect, if the shard is (still) ours; to IDENTIFY, in our turn."""
        keeper = client.keeper
        if keeper is None:
            return await super().from_client(client, shard_id=shard_id, resume=resume, **options)
        # The library drops a shard whose connecting is cancelled, and goes on with the others.
        if not resume and not await keeper.turn(shard_id):
            raise asyncio.CancelledError
        if not keeper.holds(shard_id):
            raise asyncio.CancelledError
        socket = await super().from_client(client, shard_id=shard_id, resume=resume, **options)
        if not resume:
            await keeper.identified(shard_id)
        if not keeper.holds(shard_id):
            await socket.close()
            raise asyncio.CancelledError
        return socket

    async def close(self, code: int = _LEFT_OPEN) -> None:
        """Close the connection, so that the session can be resumed."""
        await super().close(_LEFT_OPEN if code == 1000 else code)


@contextmanager
def shared_sockets() -> Iterator[None]:
    """Let the library connect shards with our sockets, and leave it as it was."""
    before = discord.shard.DiscordWebSocket
    discord.shard.DiscordWebSocket = SharedSocket  # type: ignore[misc]
    try:
        yield
    finally:
        discord.shard.DiscordWebSocket = before  # type: ignore[misc]


def session_of(info: discord.ShardInfo) -> Session | None:
    """Return the session of a shard, if it can be resumed."""
    # The library shows it nowhere; `test_seen` holds that these names are right.
    socket = info._parent.ws  # noqa: SLF001
    if socket.session_id is None or socket.sequence is None:
        return None
    return Session(socket.session_id, socket.sequence, str(socket.gateway))


async def catch_up(client: "ScenarioClient", shard: int, left: Session) -> bool:
    """Take what came to a session after its holder was lost, and end it. False if it is gone.

    A resumed session alone would know none of its servers, which come only after IDENTIFY; so the
    shard has a session of its own by now, and this one is resumed beside it.
    """
    try:
        async with asyncio.timeout(_CATCH_UP_SECONDS):
            socket = await DiscordWebSocket.from_client(
                client,
                gateway=URL(left.gateway),
                shard_id=shard,
                session=left.id,
                sequence=left.sequence,
                resume=True,
            )
            try:
                resumed = socket.wait_for("RESUMED", lambda _: True)
                while not resumed.done():
                    await socket.poll_event()
            finally:
                await socket.close(1000)
    except (ReconnectWebSocket, ConnectionClosed, discord.DiscordException, OSError) as error:
        _log.warning("shard %d: what came meanwhile is lost: %s", shard, type(error).__name__)
        return False
    return True
