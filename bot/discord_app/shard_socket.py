"""The gateway's socket where processes share the shards: whose turn it is, and how it is left.

discord.py makes its sockets by `from_client`, whether a shard is new, lost or refused; here is the
one place that all of them pass.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import discord
import discord.shard
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from yarl import URL

from bot.storage.shard_records import Session

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# What is being connected in this task.
_MAKING: ContextVar[list[DiscordWebSocket]] = ContextVar("making")

# A close with 1000 ends the session; after this one, whoever comes next can resume it.
_LEFT_OPEN = 4000
_CATCH_UP_SECONDS = 30.0
_ATTEMPTS, _AGAIN_SECONDS = 5, 1.0


class TidySocket(DiscordWebSocket):
    """A socket that is closed where its connecting is given up: the library lets it stand then.

    A thread sends heartbeats over it from HELLO on.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _MAKING.get().append(self)

    @classmethod
    async def from_client(cls, client: Any, **options: Any) -> Self:
        """Connect, or leave nothing behind."""
        made: list[DiscordWebSocket] = []
        token = _MAKING.set(made)
        try:
            return await super().from_client(client, **options)
        except BaseException:  # above all a cancellation
            for one in made:
                await one.close(_LEFT_OPEN)
            raise
        finally:
            _MAKING.reset(token)


class SharedSocket(TidySocket):
    """A socket of a shard that this process holds for the time being."""

    @classmethod
    async def from_client(  # type: ignore[override]
        cls, client: "ScenarioClient", *, shard_id: int, resume: bool = False, **options: Any
    ) -> Self:
        """Connect, if the shard is (still) ours; to IDENTIFY, in our turn."""
        keeper = client.keeper
        if keeper is None:
            return await super().from_client(client, shard_id=shard_id, resume=resume, **options)
        # The library drops a shard whose connecting is cancelled, and goes on with the others.
        lease = keeper.lease(shard_id)
        if lease is None or (not resume and not await keeper.turn(shard_id)):
            raise asyncio.CancelledError
        if keeper.lease(shard_id) is not lease:
            raise asyncio.CancelledError
        try:
            socket = await super().from_client(client, shard_id=shard_id, resume=resume, **options)
        except ReconnectWebSocket as error:
            if resume:
                raise
            # Closed before HELLO: the library's `Shard.reconnect` would end the whole bot.
            raise ConnectionResetError("closed before the session began") from error
        is_ours = False
        try:
            if not resume:
                await keeper.identified(shard_id)
            is_ours = keeper.lease(shard_id) is lease
        finally:
            if not is_ours:
                await socket.close()
        if not is_ours:
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


def leave_to_others(info: discord.ShardInfo) -> None:
    """See that the library does not connect a shard again.

    It may have lost the connection, and be waiting to do so. A shard that comes back is begun anew.
    """
    shard = info._parent  # noqa: SLF001
    shard._cancel_task()  # noqa: SLF001
    for name in ("reconnect", "reidentify"):
        setattr(shard, name, _nothing)


async def _nothing(*_: object) -> None:
    pass


def session_of(info: discord.ShardInfo) -> Session | None:
    """Return the session of a shard, if it can be resumed."""
    # The library shows it nowhere; `test_loopback_shared` holds that these names are right.
    socket = info._parent.ws  # noqa: SLF001
    if socket.session_id is None or socket.sequence is None:
        return None
    return Session(socket.session_id, socket.sequence, str(socket.gateway))


def trusted(address: str) -> URL:
    """Return where to resume a session: at Discord, whatever was kept. The token is sent there."""
    usual = DiscordWebSocket.DEFAULT_GATEWAY
    try:
        found = URL(address)
    except ValueError:
        return usual
    host = found.host or ""
    is_discords = found.scheme == "wss" and host.endswith(".discord.gg")
    return found if is_discords or (found.scheme, host) == (usual.scheme, usual.host) else usual


class Bridge:
    """Takes what comes to a session that another process left, until the shard has one of its own.

    A RESUME needs no turn, and what came meanwhile comes again; but a process that has not seen the
    session's READY knows none of its servers. So the shard gets a session of its own beside it.
    """

    def __init__(self, client: "ScenarioClient", shard: int, left: Session) -> None:
        self._client = client
        self._shard = shard
        self._left = left
        self._socket: DiscordWebSocket | None = None
        self._caught_up = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"scenario-bot: bridge of shard {shard}")

    @property
    def stands(self) -> bool:
        """Whether what comes to the session comes to us."""
        return self._caught_up.is_set() and not self._task.done()

    @property
    def session(self) -> Session | None:
        """The session as far as it was taken; none where it is gone."""
        if self._task.done() and not self._task.cancelled():
            return None
        socket = self._socket
        if socket is None or socket.session_id is None or socket.sequence is None:
            return self._left
        return Session(socket.session_id, socket.sequence, str(socket.gateway))

    async def caught_up(self) -> None:
        """Wait until all that came meanwhile was taken, or the session is known to be gone."""
        waiting = asyncio.ensure_future(self._caught_up.wait())
        await asyncio.wait(
            {waiting, self._task},
            timeout=_CATCH_UP_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        waiting.cancel()

    async def end(self, *, keep: bool) -> Session | None:
        """Take no more, and return the session; it is ended unless somebody is to `keep` it."""
        self._task.cancel()
        await asyncio.wait({self._task})
        session = self.session
        if self._socket is not None:
            await self._socket.close(_LEFT_OPEN if keep else 1000)
        return session

    async def _run(self) -> None:
        attempts = 0
        while True:
            attempts += 1
            try:
                await self._take()
            except ReconnectWebSocket as error:
                if not error.resume:
                    break
            except discord.ConnectionClosed:
                break
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                _log.info("shard %d not resumed: error=%s", self._shard, type(error).__name__)
                if attempts >= _ATTEMPTS:
                    break
            await asyncio.sleep(_AGAIN_SECONDS)
        _log.warning("shard %d: what came to it meanwhile is lost", self._shard)

    async def _take(self) -> None:
        session = self.session or self._left
        async with asyncio.timeout(_CATCH_UP_SECONDS):
            socket = await TidySocket.from_client(
                self._client,
                gateway=trusted(session.gateway),
                shard_id=self._shard,
                session=session.id,
                sequence=session.sequence,
                resume=True,
            )
        self._socket = socket
        resumed = socket.wait_for("RESUMED", lambda _: True)
        resumed.add_done_callback(self._resumed)
        while True:
            await socket.poll_event()

    def _resumed(self, future: "asyncio.Future[Any]") -> None:
        if not future.cancelled() and not self._caught_up.is_set():
            self._caught_up.set()
            _log.info("shard %d resumed where another process left it", self._shard)
