"""Keeps this process's share of the shards: takes, renews, hands over, takes over from the lost.

Leases are in the database (`storage.shards`). While that is away everything goes on as it was: no
other process can take anything over either. A process that is cut off alone may answer beside its
successor for a while; a nonce for each reply, and Discord's own rule for interactions, see to it
that no question is answered twice.
"""

import asyncio
import contextlib
import logging
import os
import platform
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord
from discord.gateway import DiscordWebSocket

from bot.discord_app import errors
from bot.discord_app.shard_socket import Bridge, leave_to_others, session_of
from bot.storage.records import StorageError
from bot.storage.shard_records import Lease, Session, Share, Wanted
from bot.storage.shards import Shards
from bot.storage.solo_shards import SoloShards

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# Servers of a new session come after READY; whoever counts them waits so long.
_SERVERS_SECONDS = 15.0
_STOP_SECONDS = 5.0
# So long answers under way may take after their shard was handed over.
_LINGER_SECONDS = 15.0
# Whoever got its turn makes use of it in this part of the time that it has, or asks again.
_IN_TIME = 0.6
# So many renewals back a successor takes up a session.
_BACK = 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is known of all processes: how many, shards that nobody holds, versions of each pack."""

    processes: int = 1
    unheld: int = 0
    versions: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether processes answer from different versions of a pack."""
        return any(len(versions) > 1 for versions in self.versions.values())


class ShardKeeper:
    """Holds shards for a client: `at_most` so many, of `count` if the operator has set that.

    With `solo` it holds all of them, and hands them over to its next start.
    """

    def __init__(
        self,
        client: "ScenarioClient",
        *,
        at_most: int | None = None,
        count: int | None = None,
        solo: SoloShards | None = None,
    ) -> None:
        self.is_solo = solo is not None
        self.cluster = Cluster()
        self._client = client
        self._shards: Shards | SoloShards = solo or client.store.shards
        self._at_most = at_most
        self._count = count
        self._name = f"{platform.node()}/{os.getpid()}"
        self._buckets = 1
        self._leases: dict[int, Lease] = {}
        self._connecting: dict[int, asyncio.Task[None]] = {}
        self._not_begun: set[int] = set()  # connecting failed for good
        self._one_until_ready = asyncio.Lock()
        self._bridges: dict[int, Bridge] = {}
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._granted: dict[int, float] = {}
        self._first: int | None = None  # the shard that the library itself connects with
        self._past: defaultdict[int, deque[tuple[float, Session]]] = defaultdict(deque)
        self._woken = asyncio.Event()
        self._has_one = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._is_failing = False
        self._stopping = asyncio.Event()

    # -- beginning and end ------------------------------------------------------------------

    async def start(self, recommended: int, at_once: int) -> None:
        """Join the others, and return when this process holds a shard.

        `recommended` is how many shards Discord would have, `at_once` how many it lets IDENTIFY at
        once. Raises `StorageError`.
        """
        self._buckets = max(1, at_once)
        count = await self._shards.count(self._count or recommended, is_set=self._count is not None)
        client = self._client
        client.shard_count = count
        await self._look()
        self._running = asyncio.create_task(self._run(), name="scenario-bot: shards")
        if not self._leases:
            _log.info("standing by: other processes hold all %d shards", count)
        while not self._leases:
            self._has_one.clear()
            await self._has_one.wait()
        # The library connects with the first; the others follow as it is their turn.
        first = min(self._leases)
        client.shard_ids = [first]
        self._first = first
        for shard in sorted(self._leases):
            self._begin(shard)

    async def stop(self) -> None:
        """Hand over all shards at once: what comes from now on is another's."""
        self._stopping.set()
        self.wake()
        if self._running is not None:
            # What it has begun with the database is better finished.
            await asyncio.wait({self._running}, timeout=_STOP_SECONDS)
            self._running.cancel()
        try:
            while self._leases:
                await self._hand_over(min(self._leases))
            await self._shards.leave()
        except StorageError as error:  # the leases end by themselves
            _log.error("shards not handed over: error=%s", error)
            while self._leases:
                await self._let_go(self._leases.popitem()[0])

    def wake(self) -> None:
        """Look soon whether there is something to take, to give or to tell."""
        self._woken.set()

    # -- what sockets ask ---------------------------------------------------------------------

    def holds(self, shard: int) -> bool:
        """Tell whether a shard is ours, as far as we know."""
        return shard in self._leases

    def lease(self, shard: int) -> Lease | None:
        """Return the lease of a shard; another one if it was another's meanwhile."""
        return self._leases.get(shard)

    def bridges(self, shard: int) -> bool:
        """Tell whether a shard's events come by the session that its last holder left."""
        return shard in self._bridges and self._bridges[shard].stands

    async def all_connected(self) -> None:
        """Wait until each shard that is ours has a session of its own, and its servers."""
        while tasks := set(self._connecting.values()):
            await asyncio.wait(tasks)

    def held(self) -> list[int]:
        """Return the shards that are ours."""
        return sorted(self._leases)

    async def turn(self, shard: int) -> bool:
        """Wait until the shard may IDENTIFY. False if it is another's by now."""
        bucket = shard % self._buckets
        lease = self._leases.get(shard)
        async with self._turns[bucket]:
            while lease is not None and self._leases.get(shard) is lease:
                try:
                    wait = await self._shards.turn(lease, bucket)
                except StorageError as error:
                    if not self._is_failing:
                        _log.warning("shard %d waits for its turn: error=%s", shard, error)
                    wait = self._shards.timings.renew
                if wait is None:
                    return False
                if wait <= 0:
                    self._granted[shard] = asyncio.get_running_loop().time()
                    return True
                await asyncio.sleep(wait)
        return False

    async def still_in_turn(self, shard: int) -> None:
        """Wait for another turn if connecting took too long to make use of the one we got."""
        since = asyncio.get_running_loop().time() - self._granted.get(shard, float("-inf"))
        if since > _IN_TIME * self._shards.timings.turn and not await self.turn(shard):
            raise asyncio.CancelledError

    async def identified(self, shard: int) -> None:
        """Note that a shard has identified itself."""
        try:
            await self._shards.identified(shard % self._buckets)
        except StorageError as error:  # the next waits a little longer
            _log.warning("turn not given on: error=%s", error)

    # -- looking ----------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._shards.timings.renew):
                    await self._woken.wait()
            if self._stopping.is_set():
                return
            try:
                await self._look()
            except StorageError as error:
                if not self._is_failing:
                    _log.error("shards not renewed, all goes on as it is: error=%s", error)
                self._is_failing = True
            except Exception as error:  # noqa: BLE001 - what is not renewed is lost
                errors.logged(error, id(error), "shards")

    async def _look(self) -> None:
        self._woken.clear()
        client = self._client
        wanted = Wanted(
            self._name,
            self._at_most,
            sessions=self._sessions(),
            packs={pack.id: pack.version for pack in client.library.packs},
            renews=self._is_failing,
            count=client.shard_count,
        )
        share = await self._shards.share(wanted)
        if self._is_failing:
            _log.info("shards renewed again")
        self._is_failing = False
        await self._apply(share)
        self.cluster = Cluster(share.processes, share.unheld, dict(share.versions))
        client.shared_by(self.cluster)

    async def _apply(self, share: Share) -> None:
        held = {lease.shard: lease for lease in share.leases}
        for shard, lease in list(self._leases.items()):
            if held.get(shard) is None or held[shard].token != lease.token:
                _log.warning("shard %d is another process's by now", shard)
                del self._leases[shard]
                await self._let_go(shard)
        for shard, lease in held.items():
            if shard not in self._leases:
                self._leases[shard] = lease
                if self._first is not None:
                    self._begin(shard)
        for shard in self._not_begun:
            self._connecting[shard] = self._connect_soon(shard)
        self._not_begun.clear()
        if self._leases:
            self._has_one.set()  # whoever waits to start begins with all of them
        for shard in share.excess:
            await self._hand_over(shard)

    def _sessions(self) -> dict[int, Session]:
        """Return from where a successor should take up each shard.

        That is a little before the last event that came: answers to the last ones may be under way,
        and would go with the process. What was answered is not answered again.
        """
        now = asyncio.get_running_loop().time()
        found = {}
        for shard in self._leases:
            session = self._session(shard)
            if session is None:
                continue
            past = self._past[shard]
            if past and past[-1][1].id != session.id:
                past.clear()
            past.append((now, session))
            while len(past) > 1 and past[1][0] <= now - _BACK * self._shards.timings.renew:
                past.popleft()
            found[shard] = past[0][1]
        return found

    def _session(self, shard: int) -> Session | None:
        # Of two sessions the older one has all that is in the newer one too.
        bridge = self._bridges.get(shard)
        if bridge is not None and bridge.session is not None:
            return bridge.session
        info = self._client.get_shard(shard)
        return session_of(info) if info is not None else None

    # -- connecting and letting go --------------------------------------------------------------

    def _begin(self, shard: int) -> None:
        lease = self._leases[shard]
        if lease.left is not None:
            self._bridges[shard] = Bridge(self._client, shard, lease.left)
        self._connecting[shard] = self._connect_soon(shard)

    def _connect_soon(self, shard: int) -> asyncio.Task[None]:
        return asyncio.create_task(self._connect(shard), name=f"scenario-bot: shard {shard}")

    async def _connect(self, shard: int) -> None:
        """Give a shard a session of its own, and then leave that of its last holder."""
        client = self._client
        is_first = shard == self._first and client.get_shard(shard) is None
        has_servers = asyncio.ensure_future(
            client.wait_for("shard_ready", check=lambda one: one == shard)
        )
        try:
            # The library takes a second READY before the first shard has its servers for the
            # first one, and never gets ready. If the first is lost meanwhile, another is the first.
            async with self._one_until_ready:
                is_next = client.is_ready()
                if not is_next:
                    if not is_first:
                        client._connection._ready_tasks.clear()  # noqa: SLF001 - of the lost one
                        await self._launch(shard, [shard])
                    await asyncio.wait({has_servers})
                    await client.wait_until_ready()
            bridge = self._bridges.get(shard)
            if is_next:
                await self._launch(shard, range((client.shard_count or 1) + 1))
                # What comes until then comes by the bridge alone.
                patience = _SERVERS_SECONDS if bridge is None else None
                await asyncio.wait({has_servers}, timeout=patience)
            if bridge is not None:
                await bridge.caught_up()
                await bridge.end(keep=False)
                self._bridges.pop(shard, None)
        except Exception as error:  # noqa: BLE001 - connecting is tried again with the next look
            errors.logged(error, id(error), "shards")
        finally:
            has_servers.cancel()
            self._connecting.pop(shard, None)

    async def _launch(self, shard: int, until_ready: list[int] | range) -> None:
        """Connect a shard; the library is ready when all of `until_ready` have their servers."""
        self._client._connection.shard_ids = until_ready  # noqa: SLF001
        try:
            await self._client.launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard)
        except Exception:  # above all that the library calls itself once more for each attempt
            self._not_begun.add(shard)
            raise

    async def _hand_over(self, shard: int) -> None:
        lease = self._leases.pop(shard)
        session = await self._let_go(shard)
        if self._first is None:  # nothing has begun here yet
            session = lease.left
        await self._shards.release(lease, session)
        _log.info("shard %d handed over", shard)

    async def _let_go(self, shard: int) -> Session | None:
        """Leave a shard's connection and its servers; answers under way are finished.

        Return the session that whoever comes next can resume.
        """
        client = self._client
        connecting = self._connecting.pop(shard, None)
        if connecting is not None:
            connecting.cancel()
            await asyncio.wait({connecting})
        self._not_begun.discard(shard)
        info = client.get_shard(shard)
        if info is not None:
            leave_to_others(info)
            await info.disconnect()
        session = self._session(shard)
        self._past.pop(shard, None)
        bridge = self._bridges.pop(shard, None)
        if bridge is not None:
            session = await bridge.end(keep=True) or session
        # Answers under way still need to know where they are.
        asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._forget_servers, shard)
        return session

    def _forget_servers(self, shard: int) -> None:
        """Drop what is held in memory of servers that are another process's. It may come back."""
        client = self._client
        for guild in client.guilds:
            if guild.shard_id == shard and shard not in self._leases:
                # There is no event for it: the bot is still a member there.
                client._connection._remove_guild(guild)  # noqa: SLF001
                client.misses.forget(guild.id)
                client.store.believe_no_longer(guild.id)


async def wait_for_starts(limits: discord.SessionStartLimits, shards: int) -> None:
    """Wait where Discord lets us begin no more sessions today: whoever goes on loses its token."""
    if limits.remaining < shards:
        seconds = limits.reset_after / 1_000
        _log.error(
            "Discord allows %d more sessions of %d wanted: waiting %.0f s for more",
            limits.remaining,
            shards,
            seconds,
        )
        await asyncio.sleep(seconds)
