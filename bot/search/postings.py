"""Stage one of scoring: which targets a question is near to, and by which of their utterances.

Here every posting of the question's features is read, and every vector is kept. In a pack of more
than LARGE utterances that would cost more with each of them: see `compact`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.features import Vector
from bot.search.flat import Flat

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHORTLIST = 30
LARGE = 20_000


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


class Postings(ABC):
    """The utterances of a pack by their features.

    `first_row` gives the first row of each target, and the number of rows at its end; `weights`
    how much a row counts.
    """

    def __init__(self, first_row: Ints, owners: Ints, weights: Floats) -> None:
        self._first_row = first_row
        self._owners = owners
        self._weights = weights

    @abstractmethod
    def near(
        self,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: Bools | None = None,
    ) -> Near:
        """Return the nearest targets; one utterance or whole targets can be left out."""

    @abstractmethod
    def _entries(
        self, rows: Ints
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the features and values of some rows, one after the other, and their lengths."""

    def gram(self, rows: Ints) -> Floats:
        """Return the products of rows with each other."""
        features, data, lengths = self._entries(rows)
        # Renumbered, the features are few enough for a dense second factor.
        distinct, number = np.unique(features, return_inverse=True)
        dense = np.zeros((len(distinct), len(rows)), np.float32)
        dense[number, np.repeat(np.arange(len(rows)), lengths)] = data
        starts = np.concatenate([[0], np.cumsum(lengths)])
        thin = csr_matrix((data, number, starts), shape=(len(rows), len(distinct)))
        product: Floats = (thin @ dense).astype(np.float64)
        return product

    def _by_target(self, rows: Ints, cosines: Floats) -> tuple[Ints, Floats, Floats]:
        """Return the targets of ascending rows with their evidence and best utterance."""
        owners = self._owners[rows]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        if not len(firsts):
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
        weighted = cosines * self._weights[rows]
        evidence = np.sqrt(np.add.reduceat(weighted**2, firsts))
        return owners[firsts], evidence, np.maximum.reduceat(weighted, firsts)

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


class Full(Postings):
    """Every utterance as a row of features, every feature as the list of rows that have it."""

    def __init__(self, flat: Flat, first_row: Ints, owners: Ints, weights: Floats) -> None:
        super().__init__(first_row, owners, weights)
        self._starts, self._features = flat["table.ends"], flat["table.ids"]
        self._data = flat["table.values"]
        self._of_feature, self._rows = flat["postings.ends"], flat["postings.rows"]
        self._values = flat["postings.values"]
        self._with_rows = np.flatnonzero(np.diff(first_row))

    def near(
        self,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: Bools | None = None,
    ) -> Near:
        """Return the nearest targets by all postings of the question's features."""
        touched, values = self._read(vector.ids, vector.weights)
        cosines = np.bincount(touched, values, len(self._owners)).astype(np.float64, copy=False)
        if without_row is not None:
            cosines[without_row] = 0
        if without_targets is not None:
            cosines[without_targets[self._owners]] = 0
        weighted = cosines * self._weights
        evidence = np.sqrt(np.bincount(self._owners, weighted**2, len(self._first_row) - 1))
        nearest = np.zeros(len(self._first_row) - 1)
        if len(weighted):
            starts = self._first_row[self._with_rows]
            nearest[self._with_rows] = np.maximum.reduceat(weighted, starts)
        best = nearest_of(evidence + nearest)
        rows = self._rows_of(best)
        return self._near(best, evidence[best], nearest[best], rows, cosines[rows])

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


def nearest_of(scores: Floats, most: int = SHORTLIST) -> Ints:
    """Return the places of the highest scores above nothing, the highest first."""
    size = min(most, len(scores))
    if not size:
        return np.zeros(0, np.int64)
    best = np.argpartition(-scores, size - 1)[:size]
    best = best[np.lexsort((best, -scores[best]))]
    return best[scores[best] > 0]
