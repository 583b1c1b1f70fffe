"""Two processes' worth of clients on one PostgreSQL: what one of them learns, the other knows."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import discord
import psycopg
import pytest
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.app import build_desk
from bot.discord_app import online
from bot.discord_app.client import ScenarioClient
from bot.discord_app.seen import health_of, shards_of
from bot.discord_app.shard_keeper import ShardKeeper, wait_for_starts
from bot.discord_app.shard_socket import shared_sockets, trusted
from bot.discord_app.talking import of_member
from bot.knowledge.model import Pack
from bot.service.reload import Loaded, Reloader
from bot.service.settings import Settings
from bot.storage.records import GuildSettings, StorageError
from bot.storage.shard_records import Share, Timings, Wanted
from bot.storage.shards import Shards
from bot.storage.store import Store
from tests.discord_app.curation import BASE, DESK, reloader
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.clients import pointed_at
from tests.discord_app.loopback.gateway import Session
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.strict import walk
from tests.unit.storage import server as postgresql_server

ASKED = "were there talks between acme and zenith?"
PUNCHY = "how punchy is the engine of the bolt?"
TIMINGS = Timings(lease=3.0, renew=0.2, apart=0.0, turn=5.0)
_WAIT = 15.0


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """See that no thread goes on sending heartbeats over a socket that was given up."""
    yield
    beating = [one for one in threading.enumerate() if one.name.startswith("keep-alive-handler")]
    for one in beating:
        one.join(5)
    assert not [one.name for one in beating if one.is_alive()]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[postgresql_server.Server]:
    with postgresql_server.running(postgresql_server.found_or_skipped()) as one:
        yield one


@pytest.fixture
def address(postgresql: postgresql_server.Server, request: pytest.FixtureRequest) -> str:
    name = f"test_{abs(hash(request.node.name)):x}"
    with psycopg.connect(postgresql.address.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgresql.address.format(name)


@pytest.fixture
async def discord_side() -> AsyncIterator[StandIn]:
    async with StandIn(shards=2, guild_count=2, channel_count=3) as server:
        with pointed_at(server), shared_sockets():
            yield server


class Files:
    """What the files of one process hold; a test changes it."""

    def __init__(self) -> None:
        self.pack = BASE

    async def load(self, packs: Sequence[Pack]) -> Loaded | None:
        return None if list(packs) == [self.pack] else Loaded((self.pack,), build_desk([self.pack]))


class Keeper(ShardKeeper):
    """Keeps shards, and lets a test wait until it has looked."""

    def __init__(self, client: ScenarioClient) -> None:
        super().__init__(client)
        self.looked = asyncio.Event()

    async def _look(self) -> None:
        try:
            await super()._look()
        finally:
            self.looked.set()


@asynccontextmanager
async def sharing(
    server: StandIn, address: str, files: Files | None = None
) -> AsyncIterator[ScenarioClient]:
    """Run a client as one of several; it may be standing by when the block starts."""
    async with Store.open(address, timings=TIMINGS) as store:
        client = ScenarioClient(
            desk=DESK, store=store, clock=lambda: datetime.now(UTC), guild_ready_timeout=0.01
        )
        client.use_reloader(Reloader([BASE], files.load) if files else reloader(store))
        client.keeper = Keeper(client)
        settings = Settings(
            DISCORD_API_BASE=server.api_base, DISCORD_GATEWAY_URL=server.gateway.url
        )
        async with client, client.neighbours.listening():
            task = asyncio.create_task(online._stay(client, server.token, settings, client.keeper))
            try:
                yield client
            finally:
                await online._finish(client, task, client.keeper)


async def until(client: ScenarioClient, found: Callable[[], object], what: str) -> None:
    """Wait for something that a client learns; it is looked at each time that its keeper looks."""
    keeper = client.keeper
    assert isinstance(keeper, Keeper)
    try:
        async with asyncio.timeout(_WAIT):
            while not found():
                keeper.looked.clear()
                await keeper.looked.wait()
    except TimeoutError:
        raise AssertionError(f"{what} did not come") from None


async def settled(*clients: ScenarioClient) -> None:
    """Wait until all shards are shared fairly and connected."""
    for client in clients:
        await until(
            client,
            lambda client=client: (
                len(shards_of(client)) == 2 // len(clients)
                and all(one.is_open for one in shards_of(client))
                and client.is_ready()
                and len(client.guilds) >= 2 // len(clients)
            ),
            "its share",
        )


async def asked(server: StandIn, guild: int, question: str = ASKED, member: int = 1) -> Payload:
    """Ask in a server, and return the reply."""
    author = payloads.user(50_000 + member, f"m{member}")
    message = await server.say(
        question, guild=guild, author=author, channel=server.channels(guild)[member % 3]
    )

    def reply() -> Payload | None:
        for one in server.world.messages.values():
            if str((one.get("message_reference") or {}).get("message_id")) == message["id"]:
                return one
        return None

    found: Payload = await server.until(reply, "a reply")
    return found


def shown(message: Payload) -> str:
    return "\n".join(one["content"] for one in walk(message["components"]) if one["type"] == 10)


@pytest.fixture
async def pair(
    discord_side: StandIn, address: str
) -> AsyncIterator[tuple[ScenarioClient, ScenarioClient]]:
    """Return two clients: the first has the first server, the second the second."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(sharing(discord_side, address))
        second = await stack.enter_async_context(sharing(discord_side, address))
        await settled(first, second)
        yield (first, second) if first.keeper and first.keeper.holds(0) else (second, first)


async def test_what_a_curator_accepts_at_one_is_answered_by_the_other(
    discord_side: StandIn, pair: tuple[ScenarioClient, ScenarioClient]
) -> None:
    before = await asked(discord_side, 1, PUNCHY)
    assert "1,050 horsepower" not in shown(before)
    first, second = pair
    change = {
        "id": "change-1",
        "kind": "add-alias",
        "record": "bolt-power",
        "alias": PUNCHY,
    }
    proposals = first.store.proposals
    made = await proposals.propose("alias", BASE.id, {"changes": [change]}, by=1, at=1)
    await proposals.accept(made.id, by=1, at=2)
    await until(second, lambda: second.library.packs[0].version != BASE.version, "a reload")
    assert "1,050 horsepower" in shown(await asked(discord_side, 1, PUNCHY, member=2))


async def test_what_a_server_chooses_at_one_is_known_to_the_other(
    discord_side: StandIn,
    pair: tuple[ScenarioClient, ScenarioClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = pair
    guild = discord_side.guild_ids[1]
    assert (await second.store.settings(guild)).language is None
    forgotten: list[int | None] = []
    believe_no_longer = second.store.believe_no_longer

    def told(guild_id: int | None = None) -> None:
        forgotten.append(guild_id)
        believe_no_longer(guild_id)

    monkeypatch.setattr(second.store, "believe_no_longer", told)
    await first.store.save_settings(GuildSettings(guild, language="it"))
    await until(second, lambda: guild in forgotten, "a word of it")
    assert "Smentito" in shown(await asked(discord_side, 1))


async def test_who_is_forgotten_at_one_is_forgotten_at_the_other(
    discord_side: StandIn, pair: tuple[ScenarioClient, ScenarioClient]
) -> None:
    first, second = pair
    await asked(discord_side, 1, member=7)
    name = of_member(50_007, discord_side.channels(1)[1])
    now = datetime.now(UTC).timestamp()
    assert second.memory.turns(name, now)
    await first.store.forget_user(50_007)
    await until(second, lambda: not second.memory.turns(name, now), "forgetting")


async def test_while_processes_have_different_versions_answers_say_which(
    discord_side: StandIn, address: str
) -> None:
    files = (Files(), Files())
    newer = BASE.model_copy(update={"version": "abcdef"})
    async with AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(sharing(discord_side, address, one)) for one in files
        ]
        await settled(first, second)
        assert "version" not in shown(await asked(discord_side, 0))
        files[0].pack = newer
        assert first.reloader is not None
        await first.reloader.reload()
        await until(first, lambda: first.library.tells_versions, "two versions")
        await until(second, lambda: second.library.tells_versions, "two versions")
        told = [shown(await asked(discord_side, guild, member=2)) for guild in (0, 1)]
        assert sorted("From version abcdef of my facts" in one for one in told) == [False, True]
        assert all("From version" in one for one in told)
        # As soon as the other's files are there, a word from the first is enough.
        files[1].pack = newer
        await first.store.tell_of_packs(first.library.number)
        await until(second, lambda: not second.library.tells_versions, "one version")
        await until(first, lambda: not first.library.tells_versions, "one version")
        assert "From version" not in shown(await asked(discord_side, 1, member=3))


async def test_who_stands_by_is_well_and_takes_over_at_once(
    discord_side: StandIn, address: str
) -> None:
    async with AsyncExitStack() as stack:
        others = AsyncExitStack()
        await stack.enter_async_context(others)
        pair = [await others.enter_async_context(sharing(discord_side, address)) for _ in range(2)]
        await settled(*pair)
        third = await stack.enter_async_context(sharing(discord_side, address))
        health = health_of(third)
        await until(third, health.is_standing_by, "standing by")
        await until(third, lambda: third.application_id is not None, "a login")
        assert all(one.is_ok for one in health.alive())
        assert next(one for one in health.ready() if one.name == "gateway").is_ok
        await others.aclose()
        await settled(third)
        assert "Acme denied it" in shown(await asked(discord_side, 0))
        assert all(one.is_ok for one in health.ready())
        assert third.keeper is not None
        assert third.keeper.cluster.processes == 1


async def test_while_the_database_is_away_all_goes_on(
    discord_side: StandIn, address: str, postgresql: postgresql_server.Server
) -> None:
    async with AsyncExitStack() as stack:
        pair = [await stack.enter_async_context(sharing(discord_side, address)) for _ in range(2)]
        await settled(*pair)
        identified = len(discord_side.gateway.identified)
        await asyncio.to_thread(postgresql.stop)
        for one in pair:
            assert one.keeper is not None
            await until(one, lambda one=one: one.keeper._is_failing, "a failure")
        for guild in (0, 1):
            assert "Acme denied it" in shown(await asked(discord_side, guild))
        await discord_side.gateway.cut(discord_side.gateway.session_of(discord_side.guild_id))
        assert "Acme denied it" in shown(await asked(discord_side, 0, member=2))
        await asyncio.to_thread(postgresql.start)
        for one in pair:
            await until(one, lambda one=one: not one.keeper._is_failing, "renewing")
        await settled(*pair)
        assert "Acme denied it" in shown(await asked(discord_side, 1, member=3))
        assert len(discord_side.gateway.identified) == identified


def _age(address: str, seconds: float) -> None:
    """Make what was renewed so much older."""
    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE process, shard")
        connection.execute("UPDATE shard SET until = until - %s", (seconds,))
        connection.execute("UPDATE process SET until = until - %s", (seconds,))


async def _cut_off(client: ScenarioClient) -> None:
    """Let a process renew nothing any more, while it goes on otherwise."""
    assert client.keeper is not None
    await client.keeper._look()  # its sessions are known by now
    task = client.keeper._running
    assert task is not None
    task.cancel()
    await asyncio.wait({task})


async def _back(client: ScenarioClient) -> None:
    """Let it renew again."""
    assert client.keeper is not None
    client.keeper._running = asyncio.create_task(client.keeper._run())


async def own_sessions(client: ScenarioClient) -> None:
    """Wait until no session is used that another process left."""
    keeper = client.keeper
    assert keeper is not None
    await until(client, lambda: not keeper._bridges, "a session of its own")


def _replies(server: StandIn, asked_as: str) -> list[Payload]:
    return [
        one
        for one in server.world.messages.values()
        if str((one.get("message_reference") or {}).get("message_id")) == asked_as
    ]


async def test_who_was_cut_off_answers_nothing_twice_and_lets_go(
    discord_side: StandIn, pair: tuple[ScenarioClient, ScenarioClient], address: str
) -> None:
    first, second = pair
    await _cut_off(second)
    _age(address, 100)
    await until(first, lambda: len(shards_of(first)) == 2, "the other's shard")
    replies = [await asked(discord_side, 1, member=member) for member in range(3)]
    await own_sessions(first)
    replies.append(await asked(discord_side, 1, member=4))
    await first._idle.wait()
    await second._idle.wait()
    for one in replies:
        question = str(one["message_reference"]["message_id"])
        assert len(_replies(discord_side, question)) == 1
    await _back(second)
    await settled(first, second)
    await own_sessions(second)
    await _one_session_each(discord_side)


async def _one_session_each(server: StandIn) -> None:
    live = server.gateway.live
    await server.until(
        lambda: [one.shard for one in live()] == [0, 1], "one session each", within=_WAIT
    )


async def test_a_session_that_is_gone_is_begun_anew(
    discord_side: StandIn,
    pair: tuple[ScenarioClient, ScenarioClient],
    address: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = pair
    await _cut_off(second)
    session = discord_side.gateway.session_of(discord_side.guild_ids[1])
    session.resumable = False
    _age(address, 100)
    await until(first, lambda: len(shards_of(first)) == 2, "its shard")
    await own_sessions(first)
    assert "Acme denied it" in shown(await asked(discord_side, 1))
    assert "shard 1: what came to it meanwhile is lost" in caplog.text


async def test_an_interaction_that_comes_by_two_sessions_is_answered_once(
    discord_side: StandIn, pair: tuple[ScenarioClient, ScenarioClient]
) -> None:
    first, _ = pair
    command = {
        "id": "1",
        "type": 1,
        "name": "ask",
        "options": [{"type": 3, "name": "question", "value": ASKED}],
    }
    session = discord_side.gateway.session_of(discord_side.guild_id)
    made = await discord_side.interact(2, command)
    await session.send("INTERACTION_CREATE", made)
    message = await discord_side.say(ASKED)
    await session.send("MESSAGE_CREATE", message)
    await discord_side.until(lambda: _replies(discord_side, message["id"]), "a reply")
    await asked(discord_side, 0, member=5)  # all before it has been taken
    await first._idle.wait()
    posted = [one.template for one in discord_side.requests if one.method == "POST"]
    assert posted.count("/interactions/{interaction_id}/{token}/callback") == 1
    assert posted.count("/channels/{channel_id}/messages") == 2


@pytest.mark.parametrize(
    ("kept", "is_taken"),
    [
        ("wss://gateway-us-east1-b.discord.gg", True),
        ("ws://gateway-us-east1-b.discord.gg", False),
        ("wss://discord.gg.example", False),
        ("wss://notdiscord.gg", False),
        ("wss://x.discord.gg@example/", False),
        ("wss://example/#.discord.gg", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_the_token_goes_nowhere_that_is_not_discords(kept: str, is_taken: bool) -> None:
    found = trusted(kept)
    assert found == (URL(kept) if is_taken else DiscordWebSocket.DEFAULT_GATEWAY)


def test_a_stand_ins_own_gateway_is_where_sessions_are_resumed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL("ws://127.0.0.1:7/gateway/"))
    assert trusted("ws://127.0.0.1:9/other/") == URL("ws://127.0.0.1:9/other/")
    assert trusted("wss://127.0.0.2:9/other/") == URL("ws://127.0.0.1:7/gateway/")


@pytest.mark.parametrize(("remaining", "waited"), [(5, []), (1, [7.5])])
async def test_where_discord_lets_begin_no_more_sessions_it_is_waited_for(
    remaining: int, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("bot.discord_app.shard_keeper.asyncio.sleep", sleep)
    limits = discord.SessionStartLimits(
        total=1000, remaining=remaining, reset_after=7_500, max_concurrency=1
    )
    await wait_for_starts(limits, 2)
    assert slept == waited


# -- what must not end, and what must not be left over -------------------------------------------


@pytest.fixture
async def alone(discord_side: StandIn, address: str) -> AsyncIterator[ScenarioClient]:
    """Return a client that has both shards."""
    async with sharing(discord_side, address) as client:
        await settled(client)
        yield client


def _keeper(client: ScenarioClient) -> Keeper:
    assert isinstance(client.keeper, Keeper)
    return client.keeper


async def test_a_shard_that_left_and_came_back_is_not_connected_by_the_library_too(
    discord_side: StandIn, alone: ScenarioClient
) -> None:
    keeper, gateway = _keeper(alone), discord_side.gateway
    library_has = alone.shards[1]._parent
    await gateway.cut(gateway.session_of(discord_side.guild_ids[1]), 1000)
    await keeper._hand_over(1)
    await until(alone, lambda: keeper.holds(1), "its shard")
    await keeper.all_connected()
    await own_sessions(alone)
    await library_has.reconnect()  # it waited to do so
    assert not library_has.ws.open
    await _one_session_each(discord_side)


async def test_a_shard_that_left_while_the_library_connected_it_is_not_connected_twice(
    discord_side: StandIn, alone: ScenarioClient
) -> None:
    keeper, gateway = _keeper(alone), discord_side.gateway
    library_has = alone.shards[1]._parent
    gateway.opens.clear()
    asked_before = gateway.asked
    await gateway.cut(gateway.session_of(discord_side.guild_ids[1]))
    await discord_side.until(lambda: gateway.asked > asked_before, "another try")
    await keeper._hand_over(1)
    await until(alone, lambda: keeper.holds(1), "its shard")
    gateway.opens.set()
    await keeper.all_connected()
    await own_sessions(alone)
    assert alone.shards[1]._parent is not library_has
    assert library_has._task is not None
    assert library_has._task.done()
    assert not library_has.ws.open
    await _one_session_each(discord_side)


async def test_what_nobody_expects_does_not_end_the_renewing(
    alone: ScenarioClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = _keeper(alone)
    share, failed = alone.store.shards.share, []

    async def fails_once(self: Shards, wanted: Wanted) -> Share:
        if not failed:
            failed.append(wanted)
            raise RuntimeError("nobody expects it")
        return await share(wanted)

    monkeypatch.setattr(Shards, "share", fails_once)
    await until(alone, lambda: failed, "a failure")
    keeper.looked.clear()
    async with asyncio.timeout(_WAIT):
        await keeper.looked.wait()
    assert keeper._running is not None
    assert not keeper._running.done()


@pytest.mark.parametrize("comes", [(), ("READY",)])
async def test_who_loses_its_first_shard_while_it_starts_connects_the_others(
    comes: tuple[str, ...],
    discord_side: StandIn,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send = Session.send

    async def little_of_the_first(self: Session, event: str, data: Payload) -> None:
        if self.shard or event in comes:
            await send(self, event, data)

    monkeypatch.setattr(Session, "send", little_of_the_first)
    async with sharing(discord_side, address) as client:
        client._connection.guild_ready_timeout = 1_000.0  # its servers do not come
        await discord_side.until(lambda: discord_side.gateway.identified, "an IDENTIFY")
        await until(client, lambda: client._connection._ready_tasks or not comes, "its READY")
        client._connection.guild_ready_timeout = 0.01
        with psycopg.connect(address) as connection:
            connection.execute(
                "UPDATE shard SET holder = 'another', token = token + 1, until = until + 1000"
                " WHERE number = 0"
            )
        await until(client, lambda: client.keeper and client.keeper.held() == [1], "its loss")
        await until(client, client.is_ready, "a session of the other")
        assert "Acme denied it" in shown(await asked(discord_side, 1))


async def test_a_gateway_that_hangs_up_ends_no_process(
    discord_side: StandIn, alone: ScenarioClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.0)
    monkeypatch.setattr(alone.store.shards, "timings", replace(TIMINGS, turn=0.2))
    gateway = discord_side.gateway
    gateway.ends = ["refused", "before HELLO"]
    lost = gateway.session_of(discord_side.guild_ids[1])
    await gateway.cut(lost)
    await discord_side.until(
        lambda: gateway.session_of(discord_side.guild_ids[1]) is not lost, "a session", within=_WAIT
    )
    assert not alone.is_closed()


async def test_connecting_that_fails_for_good_is_begun_again(
    discord_side: StandIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch, failed = ScenarioClient.launch_shard, []

    async def fails_once(self: ScenarioClient, gateway: URL, shard: int, **named: bool) -> None:
        if shard == 1 and not failed:
            failed.append(shard)
            raise RecursionError  # as the library does after a thousand attempts
        await launch(self, gateway, shard, **named)

    monkeypatch.setattr(ScenarioClient, "launch_shard", fails_once)
    async with sharing(discord_side, address) as client:
        await settled(client)
        assert failed


async def test_who_stops_without_a_database_leaves_all_shards(
    alone: ScenarioClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> bool:
        raise StorageError("away")

    monkeypatch.setattr(Shards, "release", fails)
    await _keeper(alone).stop()
    assert not _keeper(alone).held()
    assert all(one.is_closed() for one in alone.shards.values())


async def test_who_stops_before_it_began_leaves_the_session_that_was_left_to_it(
    discord_side: StandIn, address: str
) -> None:
    async with sharing(discord_side, address) as client:
        await settled(client)
    async with Store.open(address, timings=TIMINGS) as store:
        client = ScenarioClient(desk=DESK, store=store, clock=lambda: datetime.now(UTC))
        keeper = Keeper(client)
        await keeper._look()
        assert keeper.held() == [0, 1]
        await keeper.stop()
    async with Store.open(address, timings=TIMINGS) as store:
        share = await store.shards.share(Wanted("next"))
        assert all(one.left for one in share.leases)
        assert len(share.leases) == 2


async def test_who_cannot_go_on_gives_its_shards_back(discord_side: StandIn, address: str) -> None:
    async with Store.open(address, timings=TIMINGS) as store:
        client = ScenarioClient(
            desk=DESK, store=store, clock=lambda: datetime.now(UTC), guild_ready_timeout=0.01
        )
        client.keeper = Keeper(client)
        settings = Settings(
            DISCORD_API_BASE=discord_side.api_base, DISCORD_GATEWAY_URL=discord_side.gateway.url
        )
        told: list[str] = []
        running = asyncio.create_task(
            online.run_client(client, discord_side.token, settings, told.append, client.keeper)
        )
        await settled(client)
        gateway = discord_side.gateway
        await gateway.cut(gateway.session_of(discord_side.guild_ids[1]), 4014)
        assert await running == 1
        assert "message content" in told[-1]
        processes, shards = await store.shards.now()
        assert not processes
        assert [one.holder for one in shards] == [None, None]
