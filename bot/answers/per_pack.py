"""What is worked out from a pack once, and looked up for every answer."""

from collections.abc import Callable
from typing import Generic, TypeVar

from bot.knowledge.model import Pack

T = TypeVar("T")

# So many packs are held on to: those in use, and the last one of a past day (see `dated`).
_HELD = 4


class PerPack(Generic[T]):
    """A function of a pack that works once for each pack, told apart by identity: none changes."""

    def __init__(self, make: Callable[[Pack], T]) -> None:
        self._make = make
        self._made: tuple[tuple[Pack, T], ...] = ()

    def __call__(self, pack: Pack) -> T:
        """Return what was made of a pack."""
        for known, made in self._made:
            if known is pack:
                return made
        made = self._make(pack)
        self._made = ((pack, made), *self._made)[:_HELD]
        return made
