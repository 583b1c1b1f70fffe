"""The products of a few sparse rows with each other, for the ridge regression of a question.

The rows share most of their features. Numbered anew these are few enough for a dense second factor,
and the numbers are found without sorting: a table with a place for every feature there is tells
for each entry the last entry with its feature.
"""

import threading

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix


class Products:
    """Multiplies rows with each other. `features` is how many features there are in all."""

    def __init__(self, features: int) -> None:
        self._features = features
        self._of_thread = threading.local()

    def gram(
        self,
        features: npt.NDArray[np.int32],
        values: npt.NDArray[np.float32],
        lengths: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.float64]:
        """Return the products of rows given as their entries, one row after the other."""
        count = len(lengths)
        number, distinct = self._numbered(features)
        dense = np.zeros((distinct, count), np.float32)
        dense.ravel()[number.astype(np.intp) * count + np.repeat(np.arange(count), lengths)] = (
            values
        )
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(lengths, out=starts[1:])
        thin = csr_matrix((values, number, starts), shape=(count, distinct))
        product: npt.NDArray[np.float64] = (thin @ dense).astype(np.float64)
        return product

    def places(
        self, ids: npt.NDArray[np.int32], features: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]:
        """Return the places among different ids of those features that are there, and which are."""
        table = self._table()
        table[ids] = np.arange(len(ids), dtype=np.int32)
        # Of another feature the table says anything.
        maybe = table.take(features)
        there = np.flatnonzero(ids.take(maybe, mode="clip") == features)
        return maybe.take(there), there

    def _numbered(self, features: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], int]:
        """Return a number for each entry, the same for the same feature, and how many there are."""
        places = np.arange(len(features), dtype=np.int32)
        # Only what was written here is read again: the table needs no clearing.
        table = self._table()
        wide = features.astype(np.intp)
        table[wide] = places
        last = table.take(wide)
        numbers = np.cumsum(last == places, dtype=np.int32)
        numbers -= 1
        return numbers.take(last), int(numbers[-1]) + 1 if len(numbers) else 0

    def _table(self) -> npt.NDArray[np.int32]:
        """Return the table of this thread, with anything in it."""
        found: npt.NDArray[np.int32] | None = getattr(self._of_thread, "table", None)
        if found is None:
            found = self._of_thread.table = np.empty(self._features, np.int32)
        return found
