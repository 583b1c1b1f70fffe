"""Results that an object keeps, without keeping itself alive by them."""

import weakref
from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def kept(method: Callable[P, T], most: int) -> Callable[P, T]:
    """Return a method of an object that keeps so many of its last results.

    It can be asked for as long as somebody else holds the object.
    With `lru_cache` alone the object would hold the cache, and the cache the object. Only the
    garbage collector finds such a ring, and it is kept off packs and their indexes: each pack that
    was read anew would leave the one before it in memory.
    """
    function = cast("Callable[..., T]", method.__func__)  # type: ignore[attr-defined]
    owner = weakref.ref(method.__self__)  # type: ignore[attr-defined]

    def find(*given: object) -> T:
        this = owner()
        if this is None:
            raise ReferenceError("what found these results is gone")
        return function(this, *given)

    return cast("Callable[P, T]", lru_cache(maxsize=most)(find))
