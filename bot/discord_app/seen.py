"""What operators see of a running bot: its health, its figures, and a line for each question."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.answers.answer import Answer
from bot.knowledge.dates import first_day
from bot.knowledge.freshness import due
from bot.knowledge.model import Pack
from bot.service.health import Health, Shard
from bot.service.settings import Settings
from bot.service.tracing import current
from bot.storage.records import StorageError
from bot.storage.store import Store

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient
    from bot.service.metrics import Metrics, Now, PackNow, SharedNow

_log = logging.getLogger(__name__)

# So long whoever asks for the figures waits for the store to say what is queued.
_STORE_SECONDS = 2.0

Queues = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Seen:
    """Notes each question that was answered: in the log, and in figures if anybody reads them."""

    metrics: "Metrics | None" = None
    shows_questions: bool = False
    begun: float = field(default_factory=perf_counter)

    def answered(self, store: Store, answers: Sequence[Answer], question: str) -> None:
        """Note the answers to a message. What was asked is hashed unless the operator wants it."""
        trace = current()
        if self.metrics is not None:
            self.metrics.answered(answers, trace)
        if not _log.isEnabledFor(logging.INFO):
            return
        if question.startswith("="):  # chosen from the list of /ask
            question = answers[0].question
        fields: dict[str, object] = {
            "question": question if self.shows_questions else store.question_hash(question)[:16],
            "outcome": ",".join(one.reason or one.outcome for one in answers),
            "entry": ",".join(one.entry or "-" for one in answers),
            "confidence": ",".join(f"{one.confidence:.2f}" for one in answers),
        }
        if trace is not None:
            stages = trace.seconds.items()
            fields |= {f"{name}_ms": round(seconds * 1_000, 1) for name, seconds in stages}
        _log.info("answered", extra={"fields": fields})

    def trace(self, hear: Callable[[str | None], None]) -> aiohttp.TraceConfig:
        """Return what counts the responses of Discord, for the library's HTTP client.

        `hear` is given the time that each of them tells.
        """
        metrics = self.metrics

        async def ended(_: object, __: object, end: aiohttp.TraceRequestEndParams) -> None:
            status, headers = end.response.status, end.response.headers
            if status < 500:  # what fails may come from something else in between
                hear(headers.get("Date"))
            if metrics is not None:
                metrics.responded(status, headers.get("X-RateLimit-Scope"))

        config = aiohttp.TraceConfig()
        config.on_request_end.append(ended)
        return config


def seen_by(settings: Settings) -> Seen:
    """Return what notes questions as the settings have it."""
    if settings.http is None:
        return Seen(shows_questions=settings.log_questions)
    from bot.service.metrics import Metrics

    return Seen(Metrics(), settings.log_questions)


@asynccontextmanager
async def watched(client: "ScenarioClient", settings: Settings) -> AsyncIterator[int | None]:
    """Answer those who watch over the bot, where the settings say; yield the port."""
    address, metrics = settings.listening(), client.seen.metrics
    if address is None or metrics is None:
        yield None
        return
    from bot.service.http import serving

    figures = _Figures(client)
    with metrics.counting_log_records():
        async with serving(*address, health_of(client), metrics, figures.now) as port:
            yield port


def health_of(client: "ScenarioClient") -> Health:
    """Return what looks whether a client is well."""
    return Health(
        shards=lambda: shards_of(client),
        is_ready=client.is_ready,
        store=client.store.health,
        packs=lambda: len(client.library.packs),
        running_for=lambda: perf_counter() - client.seen.begun,
        is_standing_by=lambda: client.keeper is not None and not client.keeper.held(),
    )


def shards_of(client: "ScenarioClient") -> list[Shard]:
    """Return how each connection to the gateway is; where shards are shared, of those that we hold.

    One that waits for its turn to connect is not silent; one whose events come by the session that
    its last holder left is open.
    """
    known, keeper = client.shards, client.keeper
    if keeper is None:
        return [_shard(number, one) for number, one in sorted(known.items())]
    found = []
    for number in keeper.held():
        one = _shard(number, known[number]) if number in known else None
        if one is None or not one.is_open:
            is_open = keeper.bridges(number)
            one = one if one and not is_open else Shard(number, is_open, silence=0.0)
        found.append(one)
    return found


def _shard(number: int, info: discord.ShardInfo) -> Shard:
    # The library tells nobody when it heard last; `test_seen` holds that these names are right.
    socket = info._parent.ws  # noqa: SLF001
    beat = getattr(socket, "_keep_alive", None)
    if beat is None:
        return Shard(number, not info.is_closed())
    latency = info.latency
    return Shard(
        number,
        not info.is_closed(),
        silence=perf_counter() - beat._last_recv,  # noqa: SLF001
        heartbeat=beat.interval,
        latency=latency if latency < float("inf") else None,
    )


class _Figures:
    """How things are when somebody asks."""

    def __init__(self, client: "ScenarioClient") -> None:
        self._client = client
        self._due: dict[tuple[str, str, date], dict[str, int]] = {}
        self._asking = asyncio.Lock()

    async def now(self) -> "Now":
        """Return how things are; those who ask at once are served one after the other."""
        from bot.service.metrics import Now

        client = self._client
        async with self._asking:
            queues = await queues_of(client.store)
            packs = [await self._pack(pack) for pack in client.library.packs]
        shards, is_ok = shards_of(client), client.store.health().is_ok
        offset = client.clocks.offset()
        return Now(shards, is_ok, queues, packs, self._shared(), offset)

    def _shared(self) -> "SharedNow | None":
        from bot.service.metrics import SharedNow

        keeper = self._client.keeper
        if keeper is None or keeper.is_solo:
            return None
        cluster = keeper.cluster
        versions = {pack: len(found) for pack, found in cluster.versions.items()}
        return SharedNow(cluster.processes, len(keeper.held()), cluster.unheld, versions)

    async def _pack(self, pack: Pack) -> "PackNow":
        from bot.service.metrics import PackNow

        moment = self._client.clock()
        key = (pack.id, pack.version, moment.date())
        if key not in self._due:
            found = await asyncio.to_thread(_due_by_reason, pack, moment.date())
            # Only today's are asked for again.
            self._due = {one: by for one, by in self._due.items() if one[0] != pack.id}
            self._due[key] = found
        updated = datetime.combine(first_day(pack.manifest.updated), time(), UTC)
        age = max(0.0, (moment - updated).total_seconds())
        return PackNow(pack.id, pack.version, age, self._due[key])


def _due_by_reason(pack: Pack, today: date) -> dict[str, int]:
    by_reason: dict[str, int] = {}
    for one in due(pack, today):
        by_reason[one.why.value] = by_reason.get(one.why.value, 0) + 1
    return by_reason


async def queues_of(store: Store) -> Queues | None:
    """Return how much waits in the store, or nothing where it does not say in time."""
    health = store.health()
    queues: Queues = {
        ("rows", "waiting"): health.waiting,
        ("rows", "given_up"): health.given_up,
    }
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            for name, queue in (("corrections", store.corrections), ("outbox", store.outbox)):
                counted = await queue.count()
                queues[name, "waiting"] = counted.waiting
                queues[name, "claimed"] = counted.claimed
                queues[name, "failed"] = counted.failed
            queues["clusters", "waiting"] = await store.questions.count_waiting()
            queues["proposals", "waiting"] = await store.proposals.count_waiting()
    except (StorageError, TimeoutError) as error:
        _log.warning("queues not counted: error=%s", type(error).__name__)
        return None
    return queues
