"""Stage one of scoring: what is near, in a small pack."""

import numpy as np
from scipy.sparse import csr_matrix

from bot.search.features import Vector
from bot.search.postings import Full

FEATURES = 400
TARGETS = 50


def _table() -> csr_matrix:
    """Two hundred rows; low features stand in many of them, high ones in few."""
    random = np.random.default_rng(5)
    rows, columns = [], []
    for row in range(200):
        chosen = {row // 4 + FEATURES - TARGETS}  # the feature of its target
        chosen |= set((FEATURES * random.random(12) ** 3).astype(int).tolist())
        rows += [row] * len(chosen)
        columns += sorted(chosen)
    values = np.full(len(rows), 0.25, np.float32)
    return csr_matrix((values, (rows, columns)), shape=(200, FEATURES))


TABLE = _table()
OWNERS = np.arange(200) // 4
WEIGHTS = np.where(np.arange(200) % 4, 1.0, 0.6)


def _postings() -> Full:
    by_feature = TABLE.T.tocsr()
    flat = {
        "table.ends": TABLE.indptr,
        "table.ids": TABLE.indices,
        "table.values": TABLE.data,
        "postings.ends": by_feature.indptr,
        "postings.rows": by_feature.indices,
        "postings.values": by_feature.data,
    }
    return Full(flat, np.searchsorted(OWNERS, np.arange(TARGETS + 1)), OWNERS, WEIGHTS)


def _vector(row: int) -> Vector:
    return Vector(TABLE[row].indices, TABLE[row].data)


def test_cosines_are_exact() -> None:
    """Cosines are the plain products."""
    for row in (0, 57, 199):
        near = _postings().near(_vector(row))
        assert near.targets[0] == row // 4
        assert near.rows[0] // 4 == row // 4
        wanted = (TABLE @ TABLE[row].toarray().ravel())[near.rows]
        np.testing.assert_allclose(near.cosines, wanted, rtol=1e-6)
        np.testing.assert_array_equal(near.targets[near.place], OWNERS[near.rows])
        order = near.cosines * WEIGHTS[near.rows]
        assert (np.diff(order) <= 1e-12).all()


def test_rows_and_targets_are_left_out() -> None:
    """What is left out is neither found nor counted."""
    postings = _postings()
    assert 20 not in postings.near(_vector(20), without_row=20).rows
    hidden = np.arange(TARGETS) == 5
    found = postings.near(_vector(20), without_targets=hidden)
    assert 5 not in found.targets
    assert len(found.targets)


def test_nothing_in_common_finds_nothing() -> None:
    """Neither an empty vector nor one without a shared feature has a nearest target."""
    empty = Vector(np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert not len(_postings().near(empty).targets)
    alone = Vector(np.asarray([FEATURES - 1], np.int32), np.zeros(1, np.float32))
    assert not len(_postings().near(alone).targets)


def test_the_gram_is_the_product_of_rows() -> None:
    """Renumbering the features changes nothing."""
    rows = np.asarray([3, 199, 50, 4])
    wanted = (TABLE[rows] @ TABLE[rows].T).toarray()
    np.testing.assert_array_equal(_postings().gram(rows), wanted)
