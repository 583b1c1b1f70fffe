"""What happens to a bot in a long life: connections that end, packs that change, and curators."""

import asyncio
import os
import sqlite3
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.discord_app.custom_ids import reference
from tests.discord_app.loopback import Request, StandIn
from tests.discord_app.loopback.payloads import Payload

PACK = "ferrari-leapmotor"
# Two facts that about one in a hundred answers rests on: one is changed in its file, the other by a
# curator's form.
_FILE = Path("facts", "luce-performance.yaml")
_STATEMENTS = ("The Ferrari Luce has a battery of 122 kWh.", "The Ferrari Luce has 122 kWh.")
_FACT, _STATUSES = "luce-range-530-km", ("confirmed", "reported")
_PATIENCE = 60.0
_MODAL, _LABEL, _SELECT = 5, 18, 3


@dataclass
class Troubles:
    """Makes them, one at a time, and counts what was made."""

    server: StandIn
    pack: Path
    figures_at: str
    may_ask: asyncio.Event = field(default_factory=asyncio.Event)
    made: Counter[str] = field(default_factory=Counter)
    at: list[tuple[float, str]] = field(default_factory=list)
    edits: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _told: str = ""

    def seen(self, request: Request) -> None:
        """Note an edit of an answer, or what a curator is told."""
        if request.method != "PATCH":
            return
        if request.path.startswith("/webhooks/"):
            self._told = str(request.body)
            self._answered.set()
        else:
            self.edits[request.path.rpartition("/")[2]] += 1

    async def go_on(self, every: float) -> None:
        """Make one after another until cancelled; a session is lost for good once in a round."""
        start = time.perf_counter()
        rounds: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("cut", self._cut),
            ("file", self._change_a_file),
            ("asked to reconnect", self._ask_to_reconnect),
            ("curator", self._let_a_curator_change),
            ("session lost", self._lose_the_session),
        ]
        self.may_ask.set()
        for number in range(1_000_000):
            await asyncio.sleep(max(0.0, start + (number + 1) * every - time.perf_counter()))
            name, make = rounds[number % len(rounds)]
            self.at.append((time.perf_counter() - start, name))
            try:
                async with asyncio.timeout(_PATIENCE):
                    await make()
            except TimeoutError:  # a fault, and no reason to lose what was measured
                self.failed[name] += 1
            else:
                self.made[name] += 1

    async def figures(self, name: str) -> dict[str, float]:
        """Return the bot's own figures of a name, by the values of their labels."""
        text = await asyncio.to_thread(_fetched, self.figures_at)
        return {
            " ".join(one.labels.values()): one.value
            for family in text_string_to_metric_families(text)
            for one in family.samples
            if one.name == name
        }

    # -- the gateway ----------------------------------------------------------------------------

    async def _cut(self) -> None:
        await self.server.gateway.cut(self.server.gateway.session_of(None))
        await self._until(lambda: bool(self.server.gateway.live()))

    async def _ask_to_reconnect(self) -> None:
        before = self.server.gateway.asked
        await self.server.gateway.ask_to_reconnect(self.server.gateway.session_of(None))
        await self._until(lambda: self.server.gateway.asked > before)

    async def _lose_the_session(self) -> None:
        """Let Discord forget the session. What is said meanwhile is lost there, so nobody asks."""
        gateway = self.server.gateway
        self.may_ask.clear()
        try:
            await asyncio.sleep(1)  # what was said is on its way
            lost = gateway.session_of(None)
            lost.resumable = False
            lost.events.clear()
            await gateway.ask_to_reconnect(lost)
            # READY, and then each server: a message that came before its server would be nobody's.
            await self._until(lambda: len(gateway.session_of(None).events) > len(gateway.guilds))
        finally:
            self.may_ask.set()

    # -- what the packs say ---------------------------------------------------------------------

    async def _change_a_file(self) -> None:
        """Change a statement, as a curator with an editor does, and wait until it is read."""
        before = await self._reloads()
        path, beside = self.pack / _FILE, self.pack.parent / "changed.yaml"
        text = path.read_text("utf-8")
        old, new = _STATEMENTS if _STATEMENTS[0] in text else _STATEMENTS[::-1]
        if old not in text:
            raise SystemExit(f"{_FILE} says no more what it did")
        beside.write_text(text.replace(old, new), "utf-8")
        os.replace(beside, path)  # noqa: PTH105 - as editors do
        while await self._reloads() == before:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.5)

    async def _reloads(self) -> float:
        return (await self.figures("scenario_bot_reloads_total")).get("changed", 0)

    async def _let_a_curator_change(self) -> None:
        """Send the form that gives a fact another status."""
        status = _STATUSES[(self.made["curator"] + 1) % len(_STATUSES)]
        fields = {"fact": _FACT, "status": status}
        data: Payload = {
            "custom_id": f"cur:form:status:0:{reference(PACK, (_FACT,))}",
            "components": [
                {
                    "type": _LABEL,
                    "id": 2 * place + 1,
                    "component": {
                        "type": _SELECT,
                        "id": 2 * place + 2,
                        "custom_id": name,
                        "values": [value],
                    },
                }
                for place, (name, value) in enumerate(fields.items())
            ],
        }
        self._answered.clear()
        await self.server.interact(_MODAL, data)
        await self._answered.wait()
        if "cur:undo" not in self._told:
            raise SystemExit(f"the curator's change was refused: {self._told[:500]}")

    async def _until(self, found: Callable[[], bool]) -> None:
        while not found():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


def _fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 - our own
        return str(response.read(), "utf-8")


@dataclass(frozen=True)
class Corrected:
    """What became of the answers that changes made wrong: messages, edits, and what went wrong."""

    messages: int
    edits: int
    missing: int
    too_many: int


# Answers that tell a fact otherwise than the packs do now. What was on its way while packs were
# replaced has no versions; where a fact of it changed, it stands among the corrections.
_STALE = """
SELECT DISTINCT told.message_id FROM answer_fact AS told
JOIN answer ON answer.message_id = told.message_id
JOIN pack_fact AS now ON now.pack = answer.pack AND now.fact = told.fact
WHERE told.version NOT IN ('', now.version)
"""


def corrected(store: Path, edits: Counter[str]) -> Corrected:
    """Hold the edits that came against the store's notes of which answer needed which change."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT message_id, done FROM correction_change").fetchall()
        stale = {str(message) for (message,) in connection.execute(_STALE)}
    due = Counter(str(message) for message, _ in rows)
    missing = stale | {str(message) for message, done in rows if done is None}
    too_many = [message for message, count in edits.items() if count > due[message]]
    return Corrected(len(due), edits.total(), len(missing), len(too_many))


async def until_corrected(troubles: Troubles, store: Path, patience: float) -> None:
    """Wait until no answer waits to be put right any more, or patience ends."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while _waiting(store):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(2)


def _waiting(store: Path) -> int:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM correction").fetchone()[0])
