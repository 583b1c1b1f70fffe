"""What is counted and measured, as Prometheus reads it. No label holds a question or a person."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

import bot
from bot.answers.answer import Answer
from bot.service.health import Shard
from bot.service.tracing import STAGES, Trace

_LATENCIES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_CONFIDENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class PackNow:
    """A pack in use: `age` is in seconds since its content was last brought up to date."""

    name: str
    version: str
    age: float
    due: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SharedNow:
    """How shards are shared: how many processes, how many shards this one holds, and nobody does.

    `versions` is for each pack how many versions of it the processes answer from.
    """

    processes: int
    held: int
    unheld: int
    versions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Now:
    """How things are when they are asked for. `queues` is None where the store did not say.

    Queues are by their names and by what their members are doing. `shared` is None where a process
    is alone. `clock_offset` is by how many seconds the machine's clock is ahead of Discord's, None
    before that has told its time.
    """

    shards: Sequence[Shard] = ()
    store_is_ok: bool = True
    queues: dict[tuple[str, str], int] | None = None
    packs: Sequence[PackNow] = ()
    shared: SharedNow | None = None
    clock_offset: float | None = None


class Metrics:
    """Counts what happens; one for a process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._now = _Now()
        self.registry.register(self._now)
        self._questions = Counter(
            "scenario_bot_questions",
            "Questions by what became of them.",
            ("outcome", "reason"),
            registry=self.registry,
        )
        self._confidence = Histogram(
            "scenario_bot_confidence",
            "How sure the best match of a question was, from 0 to 1.",
            buckets=_CONFIDENCES,
            registry=self.registry,
        )
        seconds = Histogram(
            "scenario_bot_stage_seconds",
            "How long a message's search (with the answer's wording), its card and its sending"
            " took.",
            ("stage",),
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self._stages = {name: seconds.labels(name) for name in STAGES}
        self._reconnects = Counter(
            "scenario_bot_gateway_reconnects",
            "Connections to the gateway after the first: resumed, or begun anew.",
            ("kind",),
            registry=self.registry,
        )
        self._responses = Counter(
            "scenario_bot_discord_responses",
            "Responses of Discord's HTTP API by status.",
            ("status",),
            registry=self.registry,
        )
        self._rate_limits = Counter(
            "scenario_bot_discord_rate_limits",
            "Requests that Discord refused as too many, by whose limit it was.",
            ("scope",),
            registry=self.registry,
        )
        self._reloads = Counter(
            "scenario_bot_reloads", "Reloads of packs.", ("state",), registry=self.registry
        )
        self._records = Counter(
            "scenario_bot_log_records",
            "Lines of the log from warnings on.",
            ("level",),
            registry=self.registry,
        )
        self._asked = {
            (outcome, reason): self._questions.labels(outcome, reason)
            for outcome, reason in (("answered", ""), ("suggested", ""))
        }

    def answered(self, answers: Iterable[Answer], trace: Trace | None) -> None:
        """Count the questions of a message, and how long its stages took."""
        for answer in answers:
            key = (answer.outcome.value, answer.reason.value if answer.reason else "")
            counter = self._asked.get(key)
            if counter is None:
                counter = self._asked[key] = self._questions.labels(*key)
            counter.inc()
            self._confidence.observe(answer.confidence)
        if trace is not None:
            for name, seconds in trace.seconds.items():
                self._stages[name].observe(seconds)

    def reconnected(self, *, resumed: bool) -> None:
        """Count a connection after the first."""
        self._reconnects.labels("resumed" if resumed else "new").inc()

    def responded(self, status: int, scope: str | None) -> None:
        """Count a response of Discord. `scope` tells whose limit it was that was passed."""
        self._responses.labels(str(status)).inc()
        if status == 429:
            known = scope if scope in ("user", "global", "shared") else "unknown"
            self._rate_limits.labels(known).inc()

    def reloaded(self, state: str) -> None:
        """Count a reload of the packs."""
        self._reloads.labels(state).inc()

    @contextmanager
    def counting_log_records(self) -> Iterator[None]:
        """Count what is logged from warnings on: errors are seen there, of whatever kind."""
        handler = _Counting(self._records)
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)

    def text(self, now: Now) -> bytes:
        """Return everything as Prometheus reads it."""
        self._now.now = now
        return generate_latest(self.registry)


class _Counting(logging.Handler):
    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(record.levelname.lower()).inc()


class _Now(Collector):
    """What has a value only when it is asked for."""

    def __init__(self) -> None:
        self.now: Now | None = None
        self._begun = perf_counter()

    def collect(self) -> Iterator[Metric]:
        now = self.now
        if now is None:  # at registration
            return
        info = _gauge("build_info", "The version of the bot.", "version")
        info.add_metric([bot.__version__], 1)
        yield info
        uptime = _gauge("uptime_seconds", "How long the bot has run.")
        uptime.add_metric([], perf_counter() - self._begun)
        yield uptime
        clock = _gauge("clock_offset_seconds", "How far the machine's clock is ahead of Discord's.")
        if now.clock_offset is not None:
            clock.add_metric([], now.clock_offset)
        yield clock
        yield from _gateway(now.shards)
        store = _gauge("store_up", "Whether the last reading and writing of the store worked.")
        store.add_metric([], now.store_is_ok)
        yield store
        if now.queues is not None:
            queues = _gauge("queue_size", "What waits in the store.", "queue", "state")
            for labels, size in now.queues.items():
                queues.add_metric(labels, size)
            yield queues
        yield from _packs(now.packs)
        if now.shared is not None:
            yield from _shared(now.shared)


def _gateway(shards: Sequence[Shard]) -> Iterator[Metric]:
    up = _gauge("gateway_up", "Whether a shard is connected.", "shard")
    latency = _gauge("gateway_latency_seconds", "From a heartbeat to its answer.", "shard")
    silence = _gauge("gateway_silence_seconds", "Since anything came last.", "shard")
    for shard in shards:
        labels = [str(shard.number)]
        up.add_metric(labels, shard.is_open)
        if shard.latency is not None:
            latency.add_metric(labels, shard.latency)
        if shard.silence is not None:
            silence.add_metric(labels, shard.silence)
    yield from (up, latency, silence)


def _packs(packs: Sequence[PackNow]) -> Iterator[Metric]:
    info = _gauge("pack_info", "The packs in use.", "pack", "version")
    age = _gauge("pack_age_seconds", "Since a pack was last brought up to date.", "pack")
    due = _gauge("due", "Facts, entries and scenarios to look at again.", "pack", "why")
    for pack in packs:
        info.add_metric([pack.name, pack.version], 1)
        age.add_metric([pack.name], pack.age)
        for why, number in pack.due.items():
            due.add_metric([pack.name, why], number)
    yield from (info, age, due)


def _shared(shared: SharedNow) -> Iterator[Metric]:
    processes = _gauge("processes", "Processes that share the shards.")
    processes.add_metric([], shared.processes)
    shards = _gauge("shards", "Shards that this process holds, and that nobody does.", "held_by")
    shards.add_metric(["this"], shared.held)
    shards.add_metric(["nobody"], shared.unheld)
    versions = _gauge("pack_versions", "Versions of a pack that processes answer from.", "pack")
    for pack, count in shared.versions.items():
        versions.add_metric([pack], count)
    yield from (processes, shards, versions)


def _gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"scenario_bot_{name}", about, labels=labels)
