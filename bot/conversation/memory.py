"""What was said last in each conversation: kept a few minutes, in memory only, and bounded.

Nothing here outlives the process, is written anywhere or goes from one conversation to another.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from bot.answers.answer import Answer

KEPT_SECONDS = 600.0
_CONVERSATIONS = 5_000
_TURNS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. `asked` is the question in full: what it went on from is in it."""

    asked: str
    answer: Answer
    at: float


class Memory:
    """The last turns of each conversation. `at` is in seconds of the asker's clock. Thread-safe."""

    def __init__(self, *, conversations: int = _CONVERSATIONS, turns: int = _TURNS) -> None:
        self._most = conversations
        self._turns = turns
        self._kept: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._lock = Lock()

    def turns(self, conversation: str | None, at: float) -> tuple[Turn, ...]:
        """Return the turns of a conversation that are not too old, the last one first."""
        if conversation is None:
            return ()
        with self._lock:
            found = self._kept.get(conversation, ())
            # A clock that was set back makes nothing younger than it is.
            fresh = tuple(one for one in found if abs(at - one.at) <= KEPT_SECONDS)
            if found and not fresh:
                del self._kept[conversation]
        return fresh[::-1]

    def add(self, conversation: str | None, *turns: Turn) -> None:
        """Keep turns, in the order in which they were said."""
        if conversation is None or not turns:
            return
        with self._lock:
            kept = (*self._kept.get(conversation, ()), *turns)[-self._turns :]
            self._kept[conversation] = kept
            self._kept.move_to_end(conversation)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget_ending(self, ending: str) -> None:
        """Drop all conversations whose names end so."""
        with self._lock:
            for name in [one for one in self._kept if one.endswith(ending)]:
                del self._kept[name]

    def forget(self, conversation: str) -> None:
        """Drop a conversation."""
        with self._lock:
            self._kept.pop(conversation, None)

    def __len__(self) -> int:
        """Return how many conversations are kept."""
        return len(self._kept)
