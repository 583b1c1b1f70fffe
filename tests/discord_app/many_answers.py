"""Many answers on the stand-in server, all of which one change makes wrong."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.app import build_desk
from bot.discord_app.client import ScenarioClient
from bot.discord_app.custom_ids import reference
from bot.discord_app.pace import Pace
from bot.discord_app.remaking import Shown
from bot.knowledge.model import Pack
from bot.knowledge.versions import fact_version
from bot.storage.records import AskedAnswer
from bot.storage.store import Store
from tests.discord_app.loopback import StandIn, payloads
from tests.discord_app.loopback.strict import walk

ENTRY, FACT = "bolt-power", "power-agency"
EDIT = "/channels/{channel_id}/messages/{message_id}"
# About what Discord takes: five edits in five seconds in a channel.
LIMIT = (5, 5.0)


class Clock:
    """The bot's time: that of the stand-in, which moves when the bot waits for its turn."""

    def __init__(self, server: StandIn) -> None:
        self._server = server
        server.buckets.sizes["PATCH", EDIT] = LIMIT

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._server.clock(), UTC)

    async def sleep(self, seconds: float) -> None:
        self._server.advance(seconds)

    def pace(self) -> Pace:
        return Pace(time=self._server.clock, sleep=self.sleep)

    def pass_time(self, **units: float) -> None:
        self._server.advance(timedelta(**units).total_seconds())


def client_of(server: StandIn, store: Store, pack: Pack, clock: Clock) -> ScenarioClient:
    """Return the bot as a process that answers from a pack has it."""
    return ScenarioClient(
        desk=build_desk([pack]),
        store=store,
        clock=clock,
        hold_back=0,
        pace=clock.pace(),
        guild_ready_timeout=0.01,
    )


async def answered(
    server: StandIn, store: Store, pack: Pack, clock: Clock, count: int
) -> dict[int, int]:
    """Give many answers, spread over the channels; return their messages with who asked."""
    own, channels = payloads.own_user(), server.channels()
    body = {"components": [{"type": 10, "content": "As it was."}], "flags": 1 << 15}
    kept = str(Shown((reference(pack.id, (ENTRY,)),), "en"))
    asked = {}
    for number in range(count):
        channel = channels[number % len(channels)]
        message = int(server.world.add(str(channel), own, body)["id"])
        asked[message] = 70_000 + number
        await store.remember_answer(
            AskedAnswer(
                message_id=message,
                channel_id=channel,
                guild_id=server.guild_id,
                asker_id=asked[message],
                pack=pack.id,
                pack_version=pack.version,
                entry=ENTRY,
                facts=(FACT,),
                question_hash="0f",
                created=int(clock().timestamp()),
                versions=(fact_version(pack.facts[FACT]),),
                card=kept,
            )
        )
    return asked


def edits(server: StandIn) -> Counter[int]:
    """Return how often each message was edited."""
    return Counter(
        int(one.path.rpartition("/")[2]) for one in server.requests if one.method == "PATCH"
    )


def shown(server: StandIn, message: int) -> str:
    """Return what a message shows."""
    components = server.world.messages[str(message)]["components"]
    return "\n".join(one["content"] for one in walk(components) if one["type"] == 10)
