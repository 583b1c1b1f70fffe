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
from bot.search.flat import Flat, places
from bot.search.numbering import Block, Numbering

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
    how much a row counts; features, words and rows are all fewer than `things`. On `fitted` of the
    nearest rows a regression tells the targets apart.
    """

    fitted = 120

    def __init__(self, first_row: Ints, owners: Ints, weights: Floats, things: int) -> None:
        self._first_row = first_row
        self._numbering = Numbering(things)
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
    def _blocks(self, rows: Ints) -> list[Block]:
        """Return the features and values of some rows, in one part or several."""

    def gram(self, rows: Ints) -> Floats:
        """Return the products of rows with each other."""
        return self._numbering.gram(len(rows), self._blocks(rows))

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
        starts = self._first_row[targets]
        return places(starts, self._first_row[targets + 1] - starts)

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
        ends = flat["postings.ends"]
        super().__init__(first_row, owners, weights, len(ends) - 1)
        shape = (len(owners), len(ends) - 1)
        parts = (flat["table.values"], flat["table.ids"], flat["table.ends"])
        self._table = csr_matrix(parts, shape=shape)
        parts = (flat["postings.values"], flat["postings.rows"], ends)
        self._by_feature = csr_matrix(parts, shape=shape[::-1])
        self._with_rows = np.flatnonzero(np.diff(first_row))

    def near(
        self,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: Bools | None = None,
    ) -> Near:
        """Return the nearest targets by all postings of the question's features."""
        shared = self._by_feature[vector.ids].T @ vector.weights
        cosines = shared.astype(np.float64)
        if without_row is not None:
            cosines[without_row] = 0
        if without_targets is not None:
            cosines[without_targets[self._owners]] = 0
        weighted = cosines * self._weights
        evidence, nearest = np.zeros((2, len(self._first_row) - 1))
        if len(weighted):
            starts = self._first_row[self._with_rows]
            evidence[self._with_rows] = np.sqrt(np.add.reduceat(weighted * weighted, starts))
            nearest[self._with_rows] = np.maximum.reduceat(weighted, starts)
        best = nearest_of(evidence + nearest)
        rows = self._rows_of(best)
        return self._near(best, evidence[best], nearest[best], rows, cosines[rows])

    def _blocks(self, rows: Ints) -> list[Block]:
        """Return the features and values of some rows."""
        chosen = self._table[rows]
        return [(chosen.indices, chosen.data, np.diff(chosen.indptr).astype(np.int64))]


def nearest_of(scores: Floats, most: int = SHORTLIST) -> Ints:
    """Return the places of the highest scores above nothing, the highest first."""
    size = min(most, len(scores))
    if not size:
        return np.zeros(0, np.int64)
    best = np.argpartition(-scores, size - 1)[:size]
    best = best[np.lexsort((best, -scores[best]))]
    return best[scores[best] > 0]
