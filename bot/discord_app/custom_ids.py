"""What a button knows: all of it is in its custom id, so that it works for ever.

An id reads `sb:<action>:<reference>:<language>:<as of>:<more>`. A reference is the code of a pack,
a full stop and the codes of the entries, scenarios or facts that were told: codes, since ids of
packs may be longer than a custom id.
"""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2s
from typing import Self

PREFIX = "sb"
PACK_CODE = 6
NAME_CODE = 7
NAMES_AT_MOST = 8
_KEPT = 8_192  # codes
# discord.py finds the class of an item by the pattern that its custom id fits: one for each class.
BUTTONS = rf"{PREFIX}:(?!related:)[a-z_]{{1,12}}:[^\n]*"
SELECTS = rf"{PREFIX}:related:[^\n]*"


@lru_cache(maxsize=_KEPT)
def code(text: str, length: int = NAME_CODE) -> str:
    """Return a short code that always stands for the same text."""
    digest = blake2s(text.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(digest).decode("ascii").lower()[:length]


def reference(pack: str, names: Sequence[str]) -> str:
    """Return what stands for things of a pack."""
    codes = [code(name) for name in names[:NAMES_AT_MOST]]
    return f"{code(pack, PACK_CODE)}.{''.join(codes)}"


def codes_in(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the codes of a pack and of the things in it that a reference holds."""
    pack, _, rest = text.partition(".")
    names = (rest[place : place + NAME_CODE] for place in range(0, len(rest), NAME_CODE))
    return pack, tuple(names)[:NAMES_AT_MOST]


@dataclass(frozen=True, slots=True)
class State:
    """What one button or select stands for."""

    action: str
    reference: str = ""
    language: str = "en"
    as_of: str = ""
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (PREFIX, self.action, self.reference, self.language, self.as_of, *self.more)
        return ":".join(parts)

    @classmethod
    def read(cls, custom_id: str) -> Self | None:
        """Return what a custom id of ours says; nothing for any other."""
        prefix, _, rest = custom_id.partition(":")
        action, *parts = rest.split(":")
        if prefix != PREFIX or len(parts) < 3:
            return None
        return cls(action, parts[0], parts[1], parts[2], tuple(parts[3:]))

    def to(self, action: str, *more: object) -> "State":
        """Return the same for another action."""
        return replace(self, action=action, more=tuple(map(str, more)))
