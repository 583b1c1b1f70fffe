"""Health, figures, traces and log lines by themselves."""

import io
import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.service import tracing
from bot.service.health import Check, Health, Shard
from bot.service.logs import JsonLines, TextLines
from bot.service.metrics import Metrics, Now, PackNow, SharedNow

PAGE = Path(__file__).parents[3] / "docs" / "operating.md"


@dataclass
class StoreSays:
    is_ok: bool = True
    why: str = ""


def health(*shards: Shard, ready: bool = True, packs: int = 1, running: float = 1.0) -> Health:
    return Health(lambda: shards, lambda: ready, StoreSays, lambda: packs, lambda: running)


WELL = Shard(0, is_open=True, silence=10.0, heartbeat=41.25)


@pytest.mark.parametrize(
    ("shards", "running", "alive"),
    [
        ((WELL,), 1e6, True),
        ((Shard(0, is_open=True, silence=82.5, heartbeat=41.25),), 1e6, True),
        ((Shard(0, is_open=True, silence=82.6, heartbeat=41.25),), 1e6, False),
        ((WELL, Shard(1, is_open=False, silence=90.0, heartbeat=40.0)), 1e6, False),
        ((), 80.0, True),  # not connected yet
        ((), 83.0, False),
        ((Shard(0, is_open=False),), 83.0, False),
    ],
)
def test_the_bot_is_alive_as_long_as_the_gateway_speaks(
    shards: tuple[Shard, ...], running: float, alive: bool
) -> None:
    checks = health(*shards, running=running).alive()
    assert checks[0] == Check("loop", True, "answers")
    assert all(one.is_ok for one in checks) is alive


def test_the_bot_is_ready_when_each_of_three_is() -> None:
    assert all(one.is_ok for one in health(WELL).ready())
    closed = health(WELL, Shard(3, is_open=False)).ready()[0]
    assert closed == Check("gateway", False, "shards [3] are not connected")
    assert health(WELL, packs=0).ready()[2] == Check("packs", False, "0 loaded")
    full = Health(
        lambda: (WELL,),
        lambda: True,
        lambda: StoreSays(False, "disk is full"),
        lambda: 1,
        lambda: 1.0,
    )
    assert full.ready()[1] == Check("store", False, "disk is full")


def test_the_page_names_all_figures_and_no_others() -> None:
    metrics = Metrics()
    shard = Shard(0, is_open=True, silence=1.0, heartbeat=40.0, latency=0.1)
    packs = [PackNow("p", "v", 1.0, {"review": 2})]
    shared = SharedNow(2, 1, 0, {"p": 1})
    text = metrics.text(Now([shard], True, {("outbox", "waiting"): 1}, packs, shared)).decode()
    told = {
        one.name if one.type != "counter" else f"{one.name}_total"
        for one in text_string_to_metric_families(text)
        if one.name.startswith("scenario_bot_")
    }
    named = set(re.findall(r"^\| `(scenario_bot_\w+)`", PAGE.read_text("utf-8"), re.MULTILINE))
    assert named == told


def test_how_far_the_clock_is_ahead_is_told_once_discord_has_told_its_time() -> None:
    metrics = Metrics()
    assert "\nscenario_bot_clock_offset_seconds" not in metrics.text(Now()).decode()
    told = metrics.text(Now(clock_offset=-90.5)).decode()
    assert "\nscenario_bot_clock_offset_seconds -90.5\n" in told


def test_what_discord_says_becomes_no_label_of_its_own() -> None:
    metrics = Metrics()
    metrics.responded(429, "whatever\n")
    metrics.responded(429, None)
    text = metrics.text(Now()).decode()
    assert 'scenario_bot_discord_rate_limits_total{scope="unknown"} 2.0' in text


def test_stages_inside_a_stage_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 1.0, 3.0, 3.5, 4.5, 10.0])
    monkeypatch.setattr(tracing, "perf_counter", lambda: next(times))
    tracing.begin(1)
    with tracing.stage("compose"), tracing.stage("search"):  # 0 to 4.5… and 1 to 3
        pass
    trace = tracing.current()
    assert trace is not None
    assert trace.seconds == {"search": 2.0, "compose": 1.5}


def record(message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("bot.x", logging.INFO, "", 0, message, (), None)
    made.fields = fields
    return made


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("two words", '"two words"'),
        ("a\nINFO forged", '"a\\nINFO forged"'),
        ('" outcome=answered', '"\\" outcome=answered"'),
        ("", '""'),
        ("\u2028", '"\\u2028"'),
    ],
)
def test_what_members_typed_cannot_forge_a_line(typed: str, shown: str) -> None:
    line = TextLines().format(record("answered", question=typed, n=1))
    assert line.endswith(f": answered question={shown} n=1")
    assert len(line.splitlines()) == 1
    values = json.loads(JsonLines().format(record("answered", question=typed, level="x")))
    assert (values["question"], values["level"]) == (typed, "info")


def test_json_holds_a_traceback_on_one_line() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("bot.y")
    logger.addHandler(handler)
    try:
        int("x")
    except ValueError:
        logger.exception("trouble")
    assert stream.getvalue().count("\n") == 1
    assert "ValueError" in json.loads(stream.getvalue())["traceback"]
