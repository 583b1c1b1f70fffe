"""Stage one of scoring: which targets a question is near to, and by which of their utterances.

Up to LARGE utterances every posting of the question's features is read. Above, that would cost
more with every utterance, so the rarest features are read first, within a budget, which finds the
nearest targets; the cosines with all utterances of those are then exact again.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.features import Vector
from bot.search.products import Products

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
        self._table = table
        self._by_feature = table.T.tocsr()
        self._products = Products(table.shape[1])
        self._owners = owners
        self._weights = weights
        self._count = targets
        self._first_row = np.searchsorted(owners, np.arange(targets + 1))
        self._with_rows = np.flatnonzero(np.diff(self._first_row))
        self._is_large = len(owners) > large

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
        return self._products.gram(*self._entries(rows))

    def _by_all(
        self, vector: Vector, without_row: int | None, without_targets: Bools | None
    ) -> Near:
        shared = self._by_feature[vector.ids].T @ vector.weights
        cosines = shared.astype(np.float64)
        if without_row is not None:
            cosines[without_row] = 0
        if without_targets is not None:
            cosines[without_targets[self._owners]] = 0
        weighted = cosines * self._weights
        evidence, nearest = np.zeros(self._count), np.zeros(self._count)
        if len(weighted):
            starts = self._first_row[self._with_rows]
            evidence[self._with_rows] = np.sqrt(np.add.reduceat(weighted * weighted, starts))
            nearest[self._with_rows] = np.maximum.reduceat(weighted, starts)
        best = _best(evidence + nearest)
        rows = self._rows_of(best)
        return self._near(best, evidence[best], nearest[best], rows, cosines[rows])

    def _by_rarest(
        self, vector: Vector, without_row: int | None, without_targets: Bools | None
    ) -> Near:
        rows, cosines = self._sampled(*self._rarest(vector))
        kept = np.ones(len(rows), bool)
        if without_row is not None:
            kept &= rows != without_row
        if without_targets is not None:
            kept &= ~without_targets[self._owners[rows]]
        targets, evidence, nearest = self._by_target(rows[kept], cosines[kept])
        # What was only sampled so far is now looked at in full.
        closest = targets[_best(evidence + nearest, _CLOSE_TARGETS)]
        sizes = np.cumsum(self._first_row[closest + 1] - self._first_row[closest])
        count = len(closest)
        while count > 1 and sizes[count - 1] > _CLOSE_ROWS:
            count = max(1, count * 3 // 4)
        rows = self._rows_of(np.sort(closest[:count]))[:_CLOSE_ROWS]
        if without_row is not None:
            rows = rows[rows != without_row]
        cosines = self._cosines(rows, vector)
        targets, evidence, nearest = self._by_target(rows, cosines)
        best = _best(evidence + nearest)
        chosen = np.zeros(self._count, bool)
        chosen[targets[best]] = True
        inside = np.flatnonzero(chosen[self._owners[rows]])
        return self._near(
            targets[best], evidence[best], nearest[best], rows[inside], cosines[inside]
        )

    def _rarest(self, vector: Vector) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return the features of a vector that stand in the fewest rows, within the budget."""
        ends = self._by_feature.indptr
        counts = ends[vector.ids + 1] - ends[vector.ids]
        order = np.argsort(counts, kind="stable")
        enough = int(np.searchsorted(np.cumsum(counts[order]), _BUDGET, "right"))
        chosen = order[: max(1, enough)]
        return vector.ids[chosen], vector.weights[chosen]

    def _sampled(
        self, ids: npt.NDArray[np.int32], weights: npt.NDArray[np.float32]
    ) -> tuple[Ints, Floats]:
        """Return the rows that have any of some features, ascending, and their products."""
        postings = self._by_feature[ids]
        values = postings.data * np.repeat(weights, np.diff(postings.indptr))
        order = np.argsort(postings.indices, kind="stable")
        touched = postings.indices[order]
        firsts = np.flatnonzero(np.diff(touched, prepend=-1))
        if not len(firsts):
            return np.zeros(0, np.int64), np.zeros(0)
        return touched[firsts].astype(np.int64), np.add.reduceat(values[order], firsts)

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
        if not len(rows) or not len(vector.ids):
            return np.zeros(len(rows))
        features, data, lengths = self._entries(rows)
        # Most features of a row are not the question's; a small table sorts out nearly all.
        maybe = np.zeros(_BUCKETS, bool)
        maybe[vector.ids & (_BUCKETS - 1)] = True
        places = np.flatnonzero(maybe.take(features & (_BUCKETS - 1)))
        found, there = self._products.places(vector.ids, features.take(places))
        places = places[there]
        products = data.take(places) * vector.weights[found]
        row_of = np.repeat(np.arange(len(rows)), lengths).take(places)
        return np.bincount(row_of, products, len(rows)).astype(np.float64, copy=False)

    def _entries(
        self, rows: Ints
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the features and values of some rows, one after the other, and their lengths."""
        chosen = self._table[rows]
        return chosen.indices, chosen.data, np.diff(chosen.indptr).astype(np.int64)

    def _rows_of(self, targets: Ints) -> Ints:
        starts = self._first_row[targets]
        sizes = self._first_row[targets + 1] - starts
        behind = np.cumsum(sizes)
        shifts = np.repeat(starts - (behind - sizes), sizes)
        rows: Ints = np.arange(len(shifts)) + shifts
        return rows

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
