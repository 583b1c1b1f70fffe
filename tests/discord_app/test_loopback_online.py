"""`run` with a token: online, a wrong token, and a clean stop. The bot is a process of its own."""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import weakref
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.app import open_desk
from bot.conversation.desk import Desk
from bot.discord_app import online
from bot.discord_app.client import ScenarioClient
from bot.knowledge.model import Pack
from bot.service.reload import Loaded, Reloader, State
from bot.service.settings import Settings, SettingsError
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import Echo, running
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.strict import walk
from tests.unit.terminal.small_pack import write_small_pack

MESSAGES = r"/channels/\d+/messages"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_pack(tmp_path_factory.mktemp("packs") / "small")


@pytest.fixture(scope="module")
def desk(pack: Path) -> Desk:
    return open_desk([pack])


def shown(body: Payload) -> str:
    """Return all the text of a message."""
    parts = [body.get("content"), *(one.get("content") for one in walk(body["components"] or []))]
    return "\n".join(part for part in parts if part)


def settings_for(server: StandIn, token: str) -> Settings:
    return Settings(
        discord_token=token,
        DISCORD_API_BASE=server.api_base,
        DISCORD_GATEWAY_URL=server.gateway.url,
    )


@asynccontextmanager
async def program(
    server: StandIn, pack: Path, token: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `scenario-bot run` against the stand-in."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SCENARIO_BOT_")
    }
    environment |= {
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY_URL": server.gateway.url,
        "SCENARIO_BOT_DISCORD_TOKEN": token,
        "SCENARIO_BOT_STORAGE": str(pack.parent / "storage.sqlite3"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **more,
    }
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--pack", str(pack)),
        cwd=pack.parent,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()


async def ended(started: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Wait until the bot has ended; return its exit status and what it told."""
    out, err = await asyncio.wait_for(started.communicate(), 20)
    assert out == b""
    return started.returncode, err.decode()


async def told(started: asyncio.subprocess.Process, what: str) -> str:
    """Wait until the bot has told something; return the line."""
    assert started.stderr is not None
    async with asyncio.timeout(20):
        while what not in (line := (await started.stderr.readline()).decode()):
            assert line, f"the bot ended before it told '{what}'"
    return line


async def test_run_goes_online_answers_and_stops_when_its_answer_is_sent(pack: Path) -> None:
    async with StandIn() as server, program(server, pack, server.token) as bot:
        await told(bot, "online as scenario-bot in 1 server")
        slow = server.faults.hold("POST", MESSAGES)
        await server.say("bolt price")
        await asyncio.wait_for(slow.reached.wait(), 5)
        bot.send_signal(signal.SIGTERM)
        # The bot leaves the gateway at once, and waits for the answer that is under way.
        await server.until(lambda: not server.gateway.live(), "the bot leaving the gateway")
        assert bot.returncode is None
        slow.release()
        status, err = await ended(bot)
        assert (status, err.splitlines()[-1]) == (0, "scenario-bot: stopped")
        sent = await server.request("POST", MESSAGES)
        assert "30,000 euros" in shown(sent.body)


async def test_run_with_an_address_can_be_watched_over_and_logs_json(pack: Path) -> None:
    more = {"SCENARIO_BOT_HTTP": "127.0.0.1:0", "SCENARIO_BOT_LOG": "json"}
    async with StandIn() as server, program(server, pack, server.token, **more) as bot:
        place = json.loads(await told(bot, "http="))["message"].removeprefix("http=")
        await told(bot, "online as scenario-bot in 1 server")
        async with aiohttp.ClientSession(f"http://{place}") as session:
            for path in ("/healthz", "/readyz", "/metrics"):
                async with session.get(path) as response:
                    assert response.status == 200, await response.text()
        await server.say("bolt price")
        answered = json.loads(await told(bot, '"answered"'))
        assert answered["outcome"] == "answered"
        assert "bolt price" not in answered.values()
        bot.send_signal(signal.SIGTERM)
        assert (await ended(bot))[0] == 0


async def test_an_address_that_is_taken_is_one_line_and_status_2(pack: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        async with (
            StandIn() as server,
            program(server, pack, server.token, SCENARIO_BOT_HTTP=place) as bot,
        ):
            status, err = await ended(bot)
    assert status == 2
    assert err.startswith(f"scenario-bot: SCENARIO_BOT_HTTP: cannot listen at {place}: ")
    assert len(err.splitlines()) == 1


async def test_a_wrong_token_is_one_line_and_status_1(pack: Path) -> None:
    async with StandIn() as server, program(server, pack, "wrong-token") as bot:
        status, err = await ended(bot)
        assert status == 1
        assert err == (
            "scenario-bot: Discord refused the token;"
            " set SCENARIO_BOT_DISCORD_TOKEN to that of your bot\n"
        )
        assert [one.status for one in server.requests] == [401]


async def test_no_discord_is_one_line_and_status_1(desk: Desk) -> None:
    async with StandIn() as server:
        settings = settings_for(server, server.token)
    lines: list[str] = []
    async with Store.open(":memory:") as store:
        assert await online.go_online(settings, desk, store, lines.append) == 1
    assert lines == ["scenario-bot: Discord cannot be reached (ClientConnectorError)"]


@pytest.mark.parametrize("token", ["two words", "t\u00f6ken", "a\nb"])
async def test_what_cannot_be_a_token_is_not_sent(desk: Desk, token: str) -> None:
    lines: list[str] = []
    async with StandIn() as server, Store.open(":memory:") as store:
        settings = settings_for(server, token)
        assert await online.go_online(settings, desk, store, lines.append) == 1
        assert server.requests == []
    assert lines == [f"scenario-bot: {online._REFUSED_TOKEN}"]


async def test_a_token_refused_by_the_gateway_is_told(desk: Desk) -> None:
    lines: list[str] = []
    async with StandIn() as server, Store.open(":memory:") as store:
        server.gateway.token = "another"
        settings = settings_for(server, server.token)
        assert await online.go_online(settings, desk, store, lines.append) == 1
    assert lines == [f"scenario-bot: {online._REFUSED_TOKEN}"]


async def test_an_intent_that_is_not_switched_on_is_told(desk: Desk) -> None:
    lines: list[str] = []
    async with StandIn() as server, Store.open(":memory:") as store:
        settings = settings_for(server, server.token).model_copy(update={"message_content": True})
        assert await online.go_online(settings, desk, store, lines.append) == 1
    assert "SCENARIO_BOT_MESSAGE_CONTENT=0" in lines[0]


async def test_it_stops_while_it_is_connecting_again() -> None:
    lines: list[str] = []
    async with StandIn() as server:
        settings = settings_for(server, server.token)
        with online._pointed_at(settings):
            client = Echo()
            bot = asyncio.create_task(
                online.run_client(client, server.token, settings, lines.append)
            )
            await client.has("connected 0")
            server.gateway.opens.clear()
            await server.gateway.cut(server.gateway.session_of(None))
            await server.until(lambda: server.gateway.asked == 2, "a second connection")
            os.kill(os.getpid(), signal.SIGTERM)
            assert await asyncio.wait_for(bot, 5) == 0
        server.gateway.opens.set()
    assert lines[-1] == "scenario-bot: stopped"


async def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "GRACE_SECONDS", 0.05)
    lines: list[str] = []
    greeted = asyncio.Event()

    def tell(line: str) -> None:
        lines.append(line)
        greeted.set()

    async with StandIn() as server:
        slow = server.faults.hold("POST", MESSAGES)
        settings = settings_for(server, server.token)
        with online._pointed_at(settings):
            bot = asyncio.create_task(online.run_client(Echo(), server.token, settings, tell))
            await asyncio.wait_for(greeted.wait(), 5)
            await server.say("never")
            await asyncio.wait_for(slow.reached.wait(), 5)
            os.kill(os.getpid(), signal.SIGTERM)
            assert await asyncio.wait_for(bot, 5) == 0
        slow.release()
    assert lines[-1] == "scenario-bot: stopped"


async def test_a_command_under_way_is_finished(desk: Desk) -> None:
    lines: list[str] = []
    async with StandIn() as server, Store.open(":memory:") as store:
        settings = settings_for(server, server.token)
        bot = asyncio.create_task(online.go_online(settings, desk, store, lines.append))
        await server.request("PUT", "/applications/1000/commands")
        await server.until(server.gateway.live, "a session")
        slow = server.faults.hold("POST", r"/interactions/.*/callback")
        await server.interact(2, ask("bolt price"))
        await asyncio.wait_for(slow.reached.wait(), 5)
        os.kill(os.getpid(), signal.SIGTERM)
        await server.until(lambda: not server.gateway.live(), "the bot leaving the gateway")
        slow.release()
        assert await asyncio.wait_for(bot, 5) == 0
        await server.until(lambda: any("30,000 euros" in repr(one.body) for one in server.requests))
    assert lines[-1] == "scenario-bot: stopped"


async def test_what_a_reload_replaced_is_let_go(pack: Path) -> None:
    """Without the garbage collector, which is kept off packs (see `bot.loading`)."""
    lines: list[str] = []
    first = [open_desk([pack])]
    gone = weakref.ref(first[0])

    async def load(packs: Sequence[Pack]) -> Loaded:
        desk = open_desk([pack])
        return Loaded(tuple(shelf.pack for shelf in desk.shelves), desk)

    async with StandIn() as server, Store.open(":memory:") as store:
        reloader = Reloader([shelf.pack for shelf in first[0].shelves], load)
        settings = settings_for(server, server.token)
        bot = asyncio.create_task(
            online.go_online(settings, first.pop(), store, lines.append, reloader)
        )
        await server.until(server.gateway.live, "a session")
        await server.say("are acme and zenith in talks?")
        await server.request("POST", MESSAGES)
        await server.until(lambda: server.requests[-1].status, "the reply's answer")
        gc.collect()
        gc.disable()
        try:
            assert (await reloader.reload()).state is State.CHANGED
            assert gone() is None
        finally:
            gc.enable()
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(bot, 5) == 0


def ask(question: str) -> Payload:
    """Return the data of /ask."""
    options = [{"type": 3, "name": "question", "value": question}]
    return {"id": "1", "name": "ask", "type": 1, "options": options}


async def test_the_bot_answers_over_sockets_within_what_discord_takes(desk: Desk) -> None:
    async with StandIn() as server, Store.open(":memory:") as store:
        client = ScenarioClient(
            desk=desk, store=store, clock=lambda: datetime.now(UTC), guild_ready_timeout=0.01
        )
        async with running(client, server):
            synced = await server.request("PUT", "/applications/1000/commands")
            assert {"ask", "settings"} <= {one["name"] for one in synced.body}
            await server.say("are acme and zenith in talks?")
            sent = await server.request("POST", MESSAGES)
            assert "Acme denied it" in shown(sent.body)
            before = len(server.requests)
            await server.interact(2, ask("bolt price"))
            called = await server.request("POST", r"/interactions/.*/callback", after=before)
            assert called.status == 200
            await server.until(
                lambda: any("30,000 euros" in repr(one.body) for one in server.requests),
                "the answer to /ask",
            )


def test_where_discord_is_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_API_BASE", " http://127.0.0.1:8080/api/ ")
    monkeypatch.setenv("DISCORD_GATEWAY_URL", "ws://127.0.0.1:8080/gateway/?v=9")
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", "kept.sqlite3")
    settings = Settings.read()
    assert settings.discord_api_base == "http://127.0.0.1:8080/api/v10"
    assert settings.discord_gateway_url == "ws://127.0.0.1:8080/gateway/"
    assert settings.storage_place() == "kept.sqlite3"
    monkeypatch.delenv("SCENARIO_BOT_STORAGE")
    assert Settings.read().storage_place().endswith("scenario-bot.sqlite3")


@pytest.mark.parametrize("name", ["DISCORD_API_BASE", "DISCORD_GATEWAY_URL"])
def test_a_wrong_address_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "ftp://nowhere")
    with pytest.raises(SettingsError, match=rf"^{name}: write an address such as"):
        Settings.read()
