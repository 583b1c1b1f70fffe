"""The features of each view, numbered as they come."""

import numpy as np
import numpy.typing as npt

from bot.search.columns import Grams, Named, Pairs


def _found(found: tuple[npt.NDArray[np.int32], int]) -> tuple[list[int], int]:
    return found[0].tolist(), found[1]


def test_features_are_numbered_in_the_order_seen() -> None:
    """Words first, then their pairs, text by text; the same feature keeps its number."""
    pairs = Pairs()
    pairs.add([("a",), ("b",), ("c",)])
    pairs.add([("c",), ("a",), ("d",)])
    lengths, columns = pairs.end()
    assert lengths.tolist() == [6, 6]
    # a b c ab ac bc, then c a, and new d; ca is known, cd and ad are new.
    assert columns.tolist() == [0, 1, 2, 3, 4, 5, 2, 0, 6, 4, 7, 8]
    assert len(pairs) == 9


def test_unknown_words_and_pairs_are_counted() -> None:
    """A new word, and every pair with it, was never seen; neither was a new pair of old words."""
    pairs = Pairs()
    pairs.add([("a",), ("b",)])
    pairs.add([("c",)])
    pairs.end()
    assert _found(pairs.find([("b",), ("a",)])) == ([1, 0, 2], 0)
    assert _found(pairs.find([("a",), ("x",), ("c",)])) == ([0, 3], 4)
    assert _found(Pairs().find([])) == ([], 0)


def test_a_word_of_two_families_pairs_with_both() -> None:
    """Each reading of a word stands beside each reading of the other."""
    pairs = Pairs()
    pairs.add([("a", "b"), ("c",)])
    pairs.end()
    assert len(pairs) == 5
    assert pairs.information([1.0, 0.0, 0.5]).tolist() == [1.0, 0.0, 0.5, 0.75, 0.25]


def test_runs_of_characters_come_back_for_each_word() -> None:
    """A word that stands twice gives its runs twice."""
    grams = Grams()
    grams.add(["ab"])
    grams.add(["ab", "ab"])
    lengths, columns = grams.end()
    assert lengths.tolist() == [6, 12]
    assert columns.tolist() == [0, 1, 2, 3, 4, 5] * 3
    assert _found(grams.find(["ab"])) == ([0, 1, 2, 3, 4, 5], 0)
    assert _found(grams.find(["xy", "ab"])) == ([0, 1, 2, 3, 4, 5], 6)
    assert _found(grams.find([])) == ([], 0)


def test_names_are_looked_up() -> None:
    """What was not learnt is not found."""
    named = Named()
    named.add(["x", "y", "x"])
    assert named.end()[1].tolist() == [0, 1, 0]
    assert _found(named.find(["y", "z"])) == ([1], 1)
