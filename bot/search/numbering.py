"""Numbering few of very many things anew without sorting them.

A table has a place for each thing there is. Written through it, the last of several equal entries
stays, which tells equal ones apart in a few passes; only what was just written is read again, so
the table is never cleared. Each thread has its own.
"""

import threading
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.flat import Array

Int32s = npt.NDArray[np.int32]
# The features and values of some rows, one row after the other, and the lengths of the rows.
Block = tuple[Array, npt.NDArray[np.float32], npt.NDArray[np.int64]]


class Numbering:
    """Numbers things that are below `size`."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._of_thread = threading.local()

    def numbered(self, things: Array) -> tuple[Int32s, npt.NDArray[np.intp]]:
        """Return a number for each, the same for equal ones, and the last place of each number."""
        places = np.arange(len(things), dtype=np.int32)
        wide = things.astype(np.intp, copy=False)
        table = self._table()
        table[wide] = places
        last = table.take(wide)
        is_last = last == places
        numbers = np.cumsum(is_last, dtype=np.int32)
        numbers -= 1
        return numbers.take(last), np.flatnonzero(is_last)

    def places(self, known: Array, things: Array) -> tuple[Int32s, npt.NDArray[np.intp]]:
        """Return where among different known ones the others stand, and which do at all."""
        if not len(known):
            return np.zeros(0, np.int32), np.zeros(0, np.intp)
        table = self._table()
        table[known] = np.arange(len(known), dtype=np.int32)
        # Of any other thing the table says anything.
        maybe = table.take(things)
        there = np.flatnonzero(known.take(maybe, mode="clip") == things)
        return maybe.take(there), there

    def gram(self, count: int, blocks: Iterable[Block]) -> npt.NDArray[np.float64]:
        """Return the products with each other of so many rows, which are given part by part."""
        product = np.zeros((count, count), np.float32)
        for features, values, lengths in blocks:
            number, distinct = self.numbered(features)
            # So few features have room in a dense second factor.
            dense = np.zeros((len(distinct), count), np.float32)
            row_of = np.repeat(np.arange(count), lengths)
            dense.ravel()[number.astype(np.intp) * count + row_of] = values
            starts = np.zeros(count + 1, np.int32)
            np.cumsum(lengths, out=starts[1:])
            thin = csr_matrix((values, number, starts), shape=(count, len(distinct)))
            product += thin @ dense
        return product.astype(np.float64)

    def _table(self) -> Int32s:
        """Return the table of this thread, with anything in it."""
        found: Int32s | None = getattr(self._of_thread, "table", None)
        if found is None:
            found = self._of_thread.table = np.empty(self._size, np.int32)
        return found
