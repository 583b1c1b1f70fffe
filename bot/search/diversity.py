"""How much a target's utterances differ. A broad target is asked in more ways than they show."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.workers import mapped

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Utterances looked at a time.
_CHUNK = 50_000


def diversity(table: csr_matrix, owners: Ints, count: int) -> Floats:
    """Return how much each target's utterances differ, in standard deviations from the mean.

    One that has a single utterance counts as average.
    """
    return _standing(_likeness(table, owners, count), np.bincount(owners, minlength=count))


def diversity_by_parts(
    entries: Callable[[Ints], csr_matrix], first_row: Ints, owners: Ints
) -> Floats:
    """Return the same; `entries` gives some rows' vectors, `first_row` each target's first row."""
    count = len(first_row) - 1
    wanted = np.arange(0, len(owners) + _CHUNK, _CHUNK)
    edges = np.unique(np.append(np.searchsorted(first_row, wanted), [0, count]).clip(0, count))

    def part(number: int) -> Floats:
        start, behind = int(edges[number]), int(edges[number + 1])
        rows = np.arange(first_row[start], first_row[behind])
        return _likeness(entries(rows), owners[rows] - start, behind - start)

    found = list(mapped(part, len(edges) - 1, share=True))
    return _standing(np.concatenate([np.zeros(0), *found]), np.diff(first_row))


def _likeness(table: csr_matrix, owners: Ints, count: int) -> Floats:
    """Return the mean cosine of each target's utterances with each other."""
    rows = np.bincount(owners, minlength=count)
    members = csr_matrix(
        (np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))),
        shape=(count, len(owners)),
    )
    total = members @ table
    squares = np.asarray(total.multiply(total).sum(axis=1)).ravel()
    own = np.bincount(owners, np.asarray(table.multiply(table).sum(axis=1)).ravel(), count)
    several = rows > 1
    likeness = np.zeros(count)
    pairs = rows[several] * (rows[several] - 1)
    likeness[several] = (squares[several] - own[several]) / pairs
    return likeness


def _standing(likeness: Floats, rows: Ints) -> Floats:
    several = rows > 1
    if not several.any():
        return likeness
    spread = float(likeness[several].std()) or 1.0
    result: Floats = np.where(several, (likeness[several].mean() - likeness) / spread, 0.0)
    return np.clip(result, -2.0, 2.0)
