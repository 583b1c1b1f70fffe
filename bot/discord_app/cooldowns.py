"""How often somebody may ask: by member and by channel, in bounded memory, by a clock handed in."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

# So many members or channels are remembered; beyond that, who was quiet longest is forgotten.
_REMEMBERED = 10_000
# A clock that goes back further was set; what was counted by it before tells nothing any more.
_SET_BACK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: float


MEMBER = Rate(6, 30)
CHANNEL = Rate(30, 60)
PRESSES = Rate(20, 30)  # of buttons, which cost little
PRESSES_IN_CHANNEL = Rate(200, 60)


class Cooldowns:
    """Counts questions. `wait` also counts the question, unless it must wait."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        member: Rate = MEMBER,
        channel: Rate = CHANNEL,
        remembered: int = _REMEMBERED,
    ) -> None:
        self._clock = clock
        self._rates = {"member": member, "channel": channel}
        self._remembered = remembered
        self._seen: OrderedDict[tuple[str, int], deque[float]] = OrderedDict()
        self._told: OrderedDict[int, float] = OrderedDict()
        self._latest = 0.0

    def wait(self, member: int, channel: int | None = None) -> datetime | None:
        """Return when the member may ask again, or nothing when that is now."""
        now = self._now()
        second = now.timestamp()
        keys = [("member", member)]
        if channel is not None:
            keys.append(("channel", channel))
        free = max(self._free(key, second) for key in keys)
        if free > second:
            return datetime.fromtimestamp(free, now.tzinfo)
        for key in keys:
            self._times(key).append(second)
        while len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        return None

    def tell(self, member: int, until: datetime) -> bool:
        """Whether to tell a member to wait: once for each wait."""
        if self._told.get(member, 0.0) >= self._now().timestamp():
            return False
        self._told[member] = until.timestamp()
        self._told.move_to_end(member)
        while len(self._told) > self._remembered:
            self._told.popitem(last=False)
        return True

    def __len__(self) -> int:
        return len(self._seen)

    def _now(self) -> datetime:
        """Return the time. Nobody waits because the clock was set back."""
        now = self._clock()
        if now.timestamp() < self._latest - _SET_BACK_SECONDS:
            self._seen.clear()
            self._told.clear()
        self._latest = now.timestamp()
        return now

    def _times(self, key: tuple[str, int]) -> deque[float]:
        times = self._seen.setdefault(key, deque(maxlen=self._rates[key[0]].times))
        self._seen.move_to_end(key)
        return times

    def _free(self, key: tuple[str, int], now: float) -> float:
        """Return the second from which on one more is within the rate."""
        rate = self._rates[key[0]]
        times = self._seen.get(key)
        if times is None or len(times) < rate.times:
            return now
        return times[0] + rate.seconds
