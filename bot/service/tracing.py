"""What belongs to one event: a short id that is in every log line, and how long each stage took."""

from contextvars import ContextVar
from hashlib import blake2s
from time import perf_counter
from typing import Literal, Self

Stage = Literal["search", "compose", "send"]
STAGES: tuple[Stage, ...] = ("search", "compose", "send")


class Trace:
    """One event from when it came to the reply. Threads that work for it share it."""

    __slots__ = ("inner", "name", "seconds")

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds: dict[Stage, float] = {}
        self.inner = 0.0


_current: ContextVar[Trace | None] = ContextVar("scenario_bot_trace", default=None)


def reference(event: int) -> str:
    """Return the short id of an event; members get it where something went wrong."""
    return blake2s(str(event).encode("ascii"), digest_size=4).hexdigest().upper()


def begin(event: int) -> None:
    """Begin with an event: what this task does from now on belongs to it."""
    _current.set(Trace(reference(event)))


def current() -> Trace | None:
    """Return what is under way in this task, if anything is."""
    return _current.get()


class stage:  # noqa: N801 - it is used as a function
    """Count the time of a block as that of a stage, but for the stages inside it."""

    __slots__ = ("_begun", "_inner", "_name", "_trace")

    def __init__(self, name: Stage) -> None:
        self._name = name

    def __enter__(self) -> Self:
        self._trace = trace = _current.get()
        if trace is not None:
            self._inner, trace.inner = trace.inner, 0.0
            self._begun = perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        trace = self._trace
        if trace is None:
            return
        whole = perf_counter() - self._begun
        own = whole - trace.inner
        trace.seconds[self._name] = trace.seconds.get(self._name, 0.0) + own
        trace.inner = self._inner + whole
