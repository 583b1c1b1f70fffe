"""Names, and lists of numbers, in flat arrays that a file can hold and a process can map.

Nothing here makes an object for each name: a table of a million costs no time to open.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
# Arrays by their name; a dot stands between what they are part of and what they are.
Flat = Mapping[str, Array]

# How many names' numbers are remembered, so that the same words are not hashed again.
_REMEMBERED = 1 << 15


def view(array: Array) -> memoryview:
    """Return an array of which single values are read, which numpy is slow at."""
    return memoryview(array)  # type: ignore[arg-type] # numpy's stubs do not say that it may


class Table:
    """Different names, each with a number: its place among them."""

    def __init__(self, text: Array, ends: Array, slots: Array) -> None:
        self._arrays = (text, ends, slots)
        self._text, self._ends, self._slots = map(view, self._arrays)
        # A free slot is always behind the last one that a name can be sent to.
        self._mask = (1 << max(0, len(slots).bit_length() - 1)) - 1
        self._numbers: dict[str, int] = {}
        self._names: list[str | None] = [None] * len(self)

    @classmethod
    def build(cls, names: Sequence[str]) -> Self:
        """Make a table of different names."""
        encoded = [name.encode("utf-8", "surrogatepass") for name in names]
        ends = np.zeros(len(names) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=ends[1:])
        size = 1 << (2 * len(names)).bit_length()
        wanted = np.fromiter((crc32(one) & (size - 1) for one in encoded), np.int64, len(names))
        order = np.argsort(wanted, kind="stable")
        # Each takes the first free slot from the one it wants, in the order of those.
        taken = np.maximum.accumulate(wanted[order] - np.arange(len(names))) + np.arange(len(names))
        beyond = max(0, int(taken[-1]) + 2 - size) if len(names) else 0
        # The mask is told from the length, so that the overflow must stay below another `size`.
        slots = np.full(size + beyond, -1, np.int32)
        slots[taken] = order
        return cls(np.frombuffer(b"".join(encoded) or b"\0", np.uint8), ends, slots)

    @classmethod
    def of(cls, flat: Flat, name: str) -> Self:
        """Return the table that was kept under a name."""
        return cls(flat[f"{name}.text"], flat[f"{name}.ends"], flat[f"{name}.slots"])

    def flat(self, name: str) -> dict[str, Array]:
        """Return the arrays to keep under a name."""
        text, ends, slots = self._arrays
        return {f"{name}.text": text, f"{name}.ends": ends, f"{name}.slots": slots}

    def find(self, name: str) -> int:
        """Return the number of a name, or -1."""
        number = self._numbers.get(name)
        if number is None:
            number = self._look_up(name.encode("utf-8", "surrogatepass"))
            if len(self._numbers) < _REMEMBERED:
                self._numbers[name] = number
        return number

    def _look_up(self, name: bytes) -> int:
        slots, ends, text = self._slots, self._ends, self._text
        slot = crc32(name) & self._mask
        while (number := slots[slot]) >= 0:
            if text[ends[number] : ends[number + 1]] == name:
                return int(number)
            slot += 1
        return -1

    def __contains__(self, name: str) -> bool:
        return self.find(name) >= 0

    def __getitem__(self, number: int) -> str:
        name = self._names[number]
        if name is None:
            raw = bytes(self._text[self._ends[number] : self._ends[number + 1]])
            name = self._names[number] = raw.decode("utf-8", "surrogatepass")
        return name

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def __len__(self) -> int:
        return len(self._ends) - 1


class Rows:
    """Rows of numbers, one behind the other."""

    def __init__(self, values: Array, ends: Array) -> None:
        self.values, self.ends = values, ends
        self._ends = view(ends)

    @classmethod
    def build(cls, values: Array, lengths: Array) -> Self:
        """Make rows of so many values each."""
        ends = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=ends[1:])
        return cls(values, ends)

    @classmethod
    def of(cls, flat: Flat, name: str) -> Self:
        """Return the rows that were kept under a name."""
        return cls(flat[f"{name}.values"], flat[f"{name}.ends"])

    def flat(self, name: str) -> dict[str, Array]:
        """Return the arrays to keep under a name."""
        return {f"{name}.values": self.values, f"{name}.ends": self.ends}

    def __getitem__(self, row: int) -> list[int]:
        found: list[int] = self.values[self._ends[row] : self._ends[row + 1]].tolist()
        return found

    def span(self, first: int, behind: int) -> Array:
        """Return the values of the rows from one to before another."""
        return self.values[self._ends[first] : self._ends[behind]]

    def gather(self, rows: Array) -> tuple[Array, npt.NDArray[np.int64]]:
        """Return the values of some rows, one behind the other, and their lengths."""
        starts, ends = self.ends[rows], self.ends[rows + 1]
        lengths: npt.NDArray[np.int64] = (ends - starts).astype(np.int64)
        return self.values[places(starts, lengths)], lengths

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return the length of each row."""
        lengths: npt.NDArray[np.int64] = np.diff(self.ends)
        return lengths

    def __len__(self) -> int:
        return len(self.ends) - 1


def places(starts: Array, lengths: Array) -> npt.NDArray[np.int64]:
    """Return the places from each start on, so many as its length, one run behind the other."""
    before = np.cumsum(lengths) - lengths
    found = np.arange(int(lengths.sum()), dtype=np.int64)
    found += np.repeat(starts - before, lengths)
    return found
