"""Stage one of scoring: which targets a question is near to, and by which of their utterances.

Up to LARGE utterances every posting of the question's features is read. Above, that would cost
more with every utterance, so the rarest features are read first, within a budget, which finds the
nearest targets; the cosines with all utterances of those are then exact again.
"""

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.features import Vector

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHORTLIST = 30
LARGE = 20_000
# Postings read for a question in a large pack, targets and utterances looked at closely.
_BUDGET = 12_000
_CLOSE_TARGETS = 45
_CLOSE_ROWS = 450
_BUCKETS = 1 << 16


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest targets, best first, and their utterances that share anything, nearest first.

    `place` is the place among the targets of each utterance's own.
    """

    targets: Ints
    evidence: Floats
    nearest: Floats
    rows: Ints
    cosines: Floats
    place: Ints


class Postings:
    """Utterances as rows of features, and features as lists of the rows that have them.

    `owners` gives the target of each row and never falls; `weights` how much a row counts.
    """

    def __init__(
        self,
        table: csr_matrix,
        owners: Ints,
        weights: Floats,
        targets: int,
        *,
        large: int = LARGE,
    ) -> None:
        self._starts, self._features, self._data = table.indptr, table.indices, table.data
        postings = table.T.tocsr()
        self._of_feature = postings.indptr
        self._rows = postings.indices
        self._values = postings.data
        self._owners = owners
        self._weights = weights
        self._count = targets
        self._first_row = np.searchsorted(owners, np.arange(targets + 1))
        self._with_rows = np.flatnonzero(np.diff(self._first_row))
        self._is_large = len(owners) > large
        self._room = threading.local()

    def near(
        self,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: Bools | None = None,
    ) -> Near:
        """Return the nearest targets; one utterance or whole targets can be left out."""
        if self._is_large:
            return self._by_rarest(vector, without_row, without_targets)
        return self._by_all(vector, without_row, without_targets)

    def gram(self, rows: Ints) -> Floats:
        """Return the products of rows with each other."""
        features, data, lengths = self._entries(rows)
        count, size = len(rows), len(features)
        # Renumbered, the features are few enough for a dense second factor. The number of each is
        # found without sorting: in the table stands the last place of every feature.
        places = np.arange(size, dtype=np.int32)
        wide = features.astype(np.intp)
        table = self._table()
        table[wide] = places
        last = table.take(wide)
        numbers = np.cumsum(last == places, dtype=np.int32)
        numbers -= 1
        number = numbers.take(last)
        dense = np.zeros((int(numbers[-1]) + 1 if size else 0, count), np.float32)
        dense.ravel()[number.astype(np.intp) * count + np.repeat(np.arange(count), lengths)] = data
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(lengths, out=starts[1:])
        thin = csr_matrix((data, number, starts), shape=(count, len(dense)))
        product: Floats = (thin @ dense).astype(np.float64)
        return product

    def _table(self) -> npt.NDArray[np.int32]:
        """Return room for a number of each feature, of this thread alone, with anything in it."""
        if not hasattr(self._room, "table"):
            self._room.table = np.empty(len(self._of_feature), np.int32)
        table: npt.NDArray[np.int32] = self._room.table
        return table

    def _by_all(
        self, vector: Vector, without_row: int | None, without_targets: Bools | None
    ) -> Near:
        touched, values = self._read(vector.ids, vector.weights)
        cosines = np.bincount(touched, values, len(self._owners)).astype(np.float64, copy=False)
        if without_row is not None:
            cosines[without_row] = 0
        if without_targets is not None:
            cosines[without_targets[self._owners]] = 0
        weighted = cosines * self._weights
        evidence = np.sqrt(np.bincount(self._owners, weighted**2, self._count))
        nearest = np.zeros(self._count)
        if len(weighted):
            starts = self._first_row[self._with_rows]
            nearest[self._with_rows] = np.maximum.reduceat(weighted, starts)
        best = _best(evidence + nearest)
        rows = self._rows_of(best)
        return self._near(best, evidence[best], nearest[best], rows, cosines[rows])

    def _by_rarest(
        self, vector: Vector, without_row: int | None, without_targets: Bools | None
    ) -> Near:
        touched, values = self._read(*self._rarest(vector))
        # Sorting the row with the place in one number is faster than an argsort.
        keys: Ints = np.sort((touched.astype(np.int64) << 32) | np.arange(len(touched)))
        values = values[keys & 0xFFFFFFFF]
        keys >>= 32
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        rows: Ints = keys[firsts]
        cosines = np.add.reduceat(values, firsts) if len(rows) else np.zeros(0)
        kept = np.ones(len(rows), bool)
        if without_row is not None:
            kept &= rows != without_row
        if without_targets is not None:
            kept &= ~without_targets[self._owners[rows]]
        targets, evidence, nearest = self._by_target(rows[kept], cosines[kept])
        # What was only sampled so far is now looked at in full.
        closest = targets[_best(evidence + nearest, _CLOSE_TARGETS)]
        while len(closest) > 1 and self._size(closest) > _CLOSE_ROWS:
            closest = closest[: max(1, len(closest) * 3 // 4)]
        rows = np.sort(self._rows_of(closest)[:_CLOSE_ROWS])
        if without_row is not None:
            rows = rows[rows != without_row]
        cosines = self._cosines(rows, vector)
        targets, evidence, nearest = self._by_target(rows, cosines)
        best = _best(evidence + nearest)
        inside = np.isin(self._owners[rows], targets[best])
        return self._near(
            targets[best], evidence[best], nearest[best], rows[inside], cosines[inside]
        )

    def _rarest(self, vector: Vector) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return the features of a vector that stand in the fewest rows, within the budget."""
        counts = self._of_feature[vector.ids + 1] - self._of_feature[vector.ids]
        order = np.argsort(counts, kind="stable")
        enough = int(np.searchsorted(np.cumsum(counts[order]), _BUDGET, "right"))
        chosen = order[: max(1, enough)]
        return vector.ids[chosen], vector.weights[chosen]

    def _read(
        self, ids: npt.NDArray[np.int32], weights: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return all postings of some features: the rows, and each one's part of the product."""
        if not len(ids):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        starts, ends = self._of_feature[ids], self._of_feature[ids + 1]
        parts = list(map(slice, starts.tolist(), ends.tolist()))
        rows = np.concatenate([self._rows[part] for part in parts])
        values = np.concatenate([self._values[part] for part in parts])
        return rows, values * np.repeat(weights, ends - starts)

    def _by_target(self, rows: Ints, cosines: Floats) -> tuple[Ints, Floats, Floats]:
        """Return the targets of ascending rows with their evidence and best utterance."""
        owners = self._owners[rows]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        if not len(firsts):
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
        weighted = cosines * self._weights[rows]
        evidence = np.sqrt(np.add.reduceat(weighted**2, firsts))
        return owners[firsts], evidence, np.maximum.reduceat(weighted, firsts)

    def _cosines(self, rows: Ints, vector: Vector) -> Floats:
        """Return the exact cosines of a question with some rows."""
        features, data, lengths = self._entries(rows)
        # Most features of a row are not the question's; a small table sorts out nearly all.
        maybe = np.zeros(_BUCKETS, bool)
        maybe[vector.ids & (_BUCKETS - 1)] = True
        places = np.flatnonzero(maybe[features & (_BUCKETS - 1)])
        features = features[places]
        found = np.minimum(np.searchsorted(vector.ids, features), max(0, len(vector.ids) - 1))
        products = data[places] * vector.weights[found] * (vector.ids[found] == features)
        row_of = np.repeat(np.arange(len(rows)), lengths)[places]
        return np.bincount(row_of, products, len(rows)).astype(np.float64, copy=False)

    def _entries(
        self, rows: Ints
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the features and values of some rows, one after the other, and their lengths."""
        if not len(rows):
            return np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.int64)
        starts, ends = self._starts[rows], self._starts[rows + 1]
        parts = list(map(slice, starts.tolist(), ends.tolist()))
        return (
            np.concatenate([self._features[part] for part in parts]),
            np.concatenate([self._data[part] for part in parts]),
            (ends - starts).astype(np.int64),
        )

    def _size(self, targets: Ints) -> int:
        return int((self._first_row[targets + 1] - self._first_row[targets]).sum())

    def _rows_of(self, targets: Ints) -> Ints:
        starts, ends = self._first_row[targets], self._first_row[targets + 1]
        spans = map(np.arange, starts.tolist(), ends.tolist())
        return np.concatenate([np.zeros(0, np.int64), *spans])

    def _near(
        self, targets: Ints, evidence: Floats, nearest: Floats, rows: Ints, cosines: Floats
    ) -> Near:
        rows, cosines = rows[cosines > 0], cosines[cosines > 0]
        order = np.lexsort((rows, -(cosines * self._weights[rows])))
        rows, cosines = rows[order], cosines[order]
        by_number = np.argsort(targets)
        place = by_number[np.searchsorted(targets[by_number], self._owners[rows])]
        return Near(targets, evidence, nearest, rows, cosines, place)


def _best(scores: Floats, most: int = SHORTLIST) -> Ints:
    """Return the places of the highest scores above nothing, the highest first."""
    size = min(most, len(scores))
    if not size:
        return np.zeros(0, np.int64)
    best = np.argpartition(-scores, size - 1)[:size]
    best = best[np.lexsort((best, -scores[best]))]
    return best[scores[best] > 0]
