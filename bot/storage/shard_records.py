"""What processes that share one bot's shards know of each other, as plain values.

Times are seconds of the database's clock: whoever shares shards shares that clock, and no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Timings:
    """How long what takes, in seconds.

    A lease that was not renewed for `lease` is free; it is renewed, and free ones are looked for,
    every `renew`. Of one bucket of shards, one may IDENTIFY in five seconds (Discord's rule);
    `apart` adds a little for the way there. Whoever got its turn has `turn` to make use of it.
    """

    lease: float = 10.0
    renew: float = 2.5
    apart: float = 5.5
    turn: float = 15.0


@dataclass(frozen=True, slots=True)
class Session:
    """A gateway session that can be resumed: what came after `sequence` comes again."""

    id: str
    sequence: int
    gateway: str


@dataclass(frozen=True, slots=True)
class Lease:
    """A shard that a process holds.

    `token` grows with every new holder (the fence): what is asked for with an older one is refused.
    `left` is the session that the last holder had.
    """

    shard: int
    token: int
    left: Session | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a process asks for: its name for people, how many shards at most, and what it renews.

    `sessions` are those of the shards that it is connected with, `packs` the versions in use. One
    that only `renews` takes nothing that others did not renew: they may have been as cut off.
    `count` is how many shards it takes there to be.
    """

    name: str
    at_most: int | None = None
    sessions: Mapping[int, Session] | None = None
    packs: Mapping[str, str] | None = None
    renews: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a process holds of the shards, and what there is beside it.

    `excess` are shards of its own that others have room for. `unheld` is how many shards nobody
    holds, `processes` how many processes are alive. `versions` has for each pack the versions that
    they answer from.
    """

    leases: tuple[Lease, ...]
    excess: tuple[int, ...] = ()
    unheld: int = 0
    processes: int = 1
    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardNow:
    """A shard as an operator sees it. `left` is for how long the lease still holds."""

    number: int
    holder: str | None
    left: float
    token: int


@dataclass(frozen=True, slots=True)
class ProcessNow:
    """A process as an operator sees it. `age` is in seconds, `packs` has the version of each."""

    word: str
    name: str
    age: float
    packs: Mapping[str, str] = field(default_factory=dict)
