"""Whether the bot is alive, and whether it is ready: each a list of checks with a reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

# So many heartbeats the gateway may be silent; it answers each of them.
HEARTBEATS = 2
# What Discord asks for, as long as it has not said so.
_USUAL_HEARTBEAT = 41.25


@dataclass(frozen=True, slots=True)
class Shard:
    """A connection to the gateway: for how long nothing came, and how often something should.

    All times are in seconds; None where nothing has come yet.
    """

    number: int
    is_open: bool
    silence: float | None = None
    heartbeat: float | None = None
    latency: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, and in a few words how it is."""

    name: str
    is_ok: bool
    why: str


class StoreHealth(Protocol):
    """What the store says of itself."""

    @property
    def is_ok(self) -> bool:
        """Whether the last reading and writing worked."""

    @property
    def why(self) -> str:
        """Why not."""


@dataclass(frozen=True, slots=True)
class Health:
    """Looks at the parts of a running bot. It asks nobody, so it answers at once.

    `running_for` is how long the bot has run (in seconds), `packs` how many it answers from. One
    that `is_standing_by` holds no shard, as others hold them all.
    """

    shards: Callable[[], Sequence[Shard]]
    is_ready: Callable[[], bool]
    store: Callable[[], StoreHealth]
    packs: Callable[[], int]
    running_for: Callable[[], float]
    is_standing_by: Callable[[], bool] = lambda: False

    def alive(self) -> tuple[Check, ...]:
        """Return what tells whether the bot should be started anew: whether the gateway is silent.

        That the process and its loop work is told by the answer itself.
        """
        return (Check("loop", is_ok=True, why="answers"), *self._silences())

    def ready(self) -> tuple[Check, ...]:
        """Return what tells whether the bot can answer questions now."""
        shards, store, packs = self.shards(), self.store(), self.packs()
        closed = [one.number for one in shards if not one.is_open]
        if not shards and self.is_standing_by():
            gateway = Check("gateway", is_ok=True, why="stands by: others hold all shards")
        elif not shards or not self.is_ready():
            gateway = Check("gateway", is_ok=False, why="not connected yet")
        elif closed:
            gateway = Check("gateway", is_ok=False, why=f"shards {closed} are not connected")
        else:
            gateway = Check("gateway", is_ok=True, why="connected")
        told = "works" if store.is_ok else store.why
        return (
            gateway,
            Check("store", store.is_ok, told),
            Check("packs", packs > 0, f"{packs} loaded"),
        )

    def _silences(self) -> Iterator[Check]:
        if self.is_standing_by():
            return
        # Before the first word the silence is as long as the bot has run.
        shards = self.shards() or (Shard(0, is_open=False),)
        for one in shards:
            silence = self.running_for() if one.silence is None else one.silence
            most = HEARTBEATS * (one.heartbeat or _USUAL_HEARTBEAT)
            why = f"silent for {silence:.1f} s, at most {most:.1f} s"
            yield Check(f"gateway of shard {one.number}", silence <= most, why)
