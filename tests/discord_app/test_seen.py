"""What operators see of a bot on the loopback stand-in: health, readiness, figures, log lines."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation.desk import Desk
from bot.discord_app.asking import chosen
from bot.discord_app.client import ScenarioClient
from bot.discord_app.seen import queues_of, seen_by, shards_of, watched
from bot.service.logs import set_up
from bot.service.settings import Settings, SettingsError
from bot.service.tracing import reference
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import running

MESSAGES = r"/channels/\d+/messages"
ASKED = "are acme and zenith in talks?"


class Watcher:
    """Asks the bot's HTTP server as whoever watches over it does."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._base = f"http://127.0.0.1:{port}"

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._base + path) as response:
            assert "aiohttp" not in response.headers["Server"]
            return response.status, await response.text()

    async def checks(self, path: str) -> tuple[int, dict[str, tuple[bool, str]]]:
        status, body = await self.get(path)
        assert body.endswith("\n")
        assert body.count("\n") == 1
        told = json.loads(body)
        assert told["status"] == ("ok" if status == 200 else "failing")
        return status, {one["name"]: (one["ok"], one["why"]) for one in told["checks"]}

    async def figures(self) -> dict[tuple[str, ...], float]:
        """Return the samples by name and label values."""
        status, body = await self.get("/metrics")
        assert status == 200
        return {
            (one.name, *one.labels.values()): one.value
            for family in text_string_to_metric_families(body)
            for one in family.samples
        }

    async def until(self, key: tuple[str, ...], value: float) -> dict[tuple[str, ...], float]:
        """Ask until a figure has a value: it is counted after the reply was sent."""
        async with asyncio.timeout(10):
            while (figures := await self.figures()).get(key) != value:
                pass
        return figures


@asynccontextmanager
async def watched_bot(
    desk: Desk, server: StandIn, **more: Any
) -> AsyncIterator[tuple[ScenarioClient, Watcher]]:
    settings = Settings(_env_file=None, http="127.0.0.1:0", **more)
    async with Store.open(":memory:") as store:
        client = ScenarioClient(
            desk=desk,
            store=store,
            clock=lambda: datetime.now(UTC),
            guild_ready_timeout=0.01,
            seen=seen_by(settings),
        )
        async with watched(client, settings) as port, aiohttp.ClientSession() as session:
            assert port is not None
            watcher = Watcher(session, port)
            status, checks = await watcher.checks("/readyz")
            assert status == 503
            assert checks["gateway"] == (False, "not connected yet")
            assert (await watcher.checks("/healthz"))[0] == 200
            async with running(client, server):
                yield client, watcher


async def test_health_and_readiness_of_a_bot_that_is_well(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (client, watcher):
        status, checks = await watcher.checks("/readyz")
        assert (status, checks) == (
            200,
            {
                "gateway": (True, "connected"),
                "store": (True, "works"),
                "packs": (True, "1 loaded"),
            },
        )
        status, checks = await watcher.checks("/healthz")
        assert status == 200
        assert checks["gateway of shard 0"][0]
        # What the library keeps to itself is where we look for it.
        shard = shards_of(client)[0]
        assert shard.heartbeat == 41.25
        assert shard.silence is not None
        assert 0 <= shard.silence < 41.25


async def test_a_gateway_that_is_silent_for_two_heartbeats_is_not_alive(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (client, watcher):
        beat = client.shards[0]._parent.ws._keep_alive
        assert beat is not None
        beat._last_recv -= 2 * 41.25 + 1
        status, checks = await watcher.checks("/healthz")
        assert status == 503
        fine, why = checks["gateway of shard 0"]
        assert not fine
        assert why.startswith("silent for 83.")
        assert why.endswith(" s, at most 82.5 s")


async def test_a_lost_connection_is_not_ready_until_it_is_back(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (_, watcher):
        await server.gateway.cut(server.gateway.session_of(server.guild_id))
        await server.until(lambda: 6 in server.gateway.ops(6), "the session taken up again")
        await server.say(ASKED)
        await server.request("POST", MESSAGES)
        assert (await watcher.checks("/readyz"))[0] == 200
        await watcher.until(("scenario_bot_gateway_reconnects_total", "resumed"), 1)


async def test_questions_are_counted_by_outcome_with_their_stages(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (_, watcher):
        server.faults.limit("POST", MESSAGES, retry_after=0.01)
        await server.say(ASKED)
        await watcher.until(("scenario_bot_confidence_count",), 1)
        await server.say("how do i bake bread?")
        figures = await watcher.until(("scenario_bot_confidence_count",), 2)
        status, text = await watcher.get("/metrics")
        assert figures["scenario_bot_questions_total", "answered", ""] == 1
        counted = sum(
            value for key, value in figures.items() if key[0] == "scenario_bot_questions_total"
        )
        assert counted == 2
        for stage in ("search", "compose", "send"):
            assert figures["scenario_bot_stage_seconds_count", stage] == 2
            assert figures["scenario_bot_stage_seconds_sum", stage] > 0
        assert figures["scenario_bot_discord_rate_limits_total", "user"] == 1
        assert figures["scenario_bot_discord_responses_total", "429"] == 1
        # Nothing tells who asked what.
        assert status == 200
        assert "acme" not in text.lower().replace("test", "")
        assert "bread" not in text
        assert str(server.guild_id) not in text


@pytest.mark.parametrize("typed", ["bolt price", "chosen"])
async def test_a_command_is_counted_with_its_stages(desk: Desk, typed: str) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (client, watcher):
        if typed == "chosen":
            pack = client.library.packs[0]
            typed = chosen(client.library.reference_of(next(iter(pack.entries)), pack.id))
        options = [{"type": 3, "name": "question", "value": typed}]
        await server.interact(2, {"id": "1", "name": "ask", "type": 1, "options": options})
        figures = await watcher.until(("scenario_bot_confidence_count",), 1)
        for stage in ("search", "compose", "send"):
            assert figures["scenario_bot_stage_seconds_count", stage] == 1


async def test_the_state_of_packs_store_and_gateway_is_told(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (client, watcher):
        figures = await watcher.figures()
        pack = client.library.packs[0]
        assert figures["scenario_bot_pack_info", pack.id, pack.version] == 1
        assert figures["scenario_bot_pack_age_seconds", pack.id] > 0
        assert figures["scenario_bot_gateway_up", "0"] == 1
        assert figures["scenario_bot_store_up",] == 1
        for queue, state in await queues_of(client.store) or {}:
            assert figures["scenario_bot_queue_size", queue, state] == 0
        assert figures["scenario_bot_queue_size", "outbox", "waiting"] == 0
        assert figures["process_resident_memory_bytes",] > 0
        assert any(key[0] == "scenario_bot_due" for key in figures)
        logging.getLogger("bot.test").error("trouble")
        assert (await watcher.figures())["scenario_bot_log_records_total", "error"] == 1


async def test_a_store_that_is_closed_is_not_ready_and_has_no_queues(desk: Desk) -> None:
    async with Store.open(":memory:") as store:
        pass
    assert await queues_of(store) is None


async def test_other_paths_and_methods_are_refused(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (_, watcher):
        assert (await watcher.get("/"))[0] == 404
        async with watcher._session.post(f"{watcher._base}/healthz", data="x") as response:
            assert response.status == 405


async def test_a_port_that_is_taken_is_told_in_one_line(desk: Desk) -> None:
    async with StandIn() as server, watched_bot(desk, server) as (client, watcher):
        port = watcher._base.rpartition(":")[2]
        settings = Settings(_env_file=None, http=f"127.0.0.1:{port}")
        with pytest.raises(SettingsError, match=rf"^SCENARIO_BOT_HTTP: .*:{port}: [^\n]+$"):
            async with watched(client, settings):
                pass


@pytest.fixture
def logged(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Log to a stream as the settings of the test have it, and leave logging as it was."""
    stream, root = io.StringIO(), logging.getLogger()
    before = [
        (one, one.level) for one in (root, *map(logging.getLogger, ("bot", "discord.client")))
    ]
    handler = set_up(Settings(_env_file=None, **request.param), stream)
    yield stream
    root.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


async def ask(desk: Desk, **more: Any) -> str:
    """Ask something; return the id of the event."""
    async with StandIn() as server, watched_bot(desk, server, **more):
        event = await server.say(ASKED)
        await server.request("POST", MESSAGES)
        await server.until(lambda: server.requests[-1].status == 200)
    return reference(int(event["id"] if isinstance(event, dict) else event))


def lines(stream: io.StringIO, start: str) -> list[str]:
    return [one for one in stream.getvalue().splitlines() if start in one]


@pytest.mark.parametrize("logged", [{"log": "json"}], indirect=True)
async def test_json_lines_have_the_event_and_a_hash_of_the_question(
    desk: Desk, logged: io.StringIO
) -> None:
    event = await ask(desk)
    told = json.loads(lines(logged, '"answered"')[0])
    assert told["request"] == event
    assert told["level"] == "info"
    assert told["outcome"] == "answered"
    assert len(told["question"]) == 16
    assert {"search_ms", "compose_ms", "send_ms"} <= set(told)
    assert "zenith" not in logged.getvalue().replace(told["entry"], "")


@pytest.mark.parametrize("logged", [{"log": "text"}], indirect=True)
async def test_text_lines_show_the_question_where_the_operator_wants_it(
    desk: Desk, logged: io.StringIO
) -> None:
    event = await ask(desk, log_questions=True)
    line = lines(logged, "answered")[0]
    assert f" INFO bot.discord_app.seen [{event}]: answered " in line
    assert f'question="{ASKED}"' in line
