"""The features of each view, numbered as they come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.columns import Grams, Pairs, _keys, grams, information, keys_of, numbered
from bot.search.flat import Table

TEXTS = st.lists(
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=3), max_size=6), max_size=5
)


@given(TEXTS)
def test_many_texts_have_the_keys_of_each(texts: list[list[list[int]]]) -> None:
    """Words of several readings pair with all readings of the words near them."""
    keys, lengths = keys_of(
        np.asarray([unit for text in texts for word in text for unit in word], np.int64),
        np.asarray([len(text) for text in texts], np.int64),
        np.asarray([len(word) for text in texts for word in text], np.int64),
    )
    wanted = [_keys(text) for text in texts]
    assert lengths.tolist() == [len(one) for one in wanted]
    assert keys.tolist() == [key for one in wanted for key in one]


def _learnt(*texts: str) -> tuple[Pairs, list[int]]:
    """Learn texts of words of one letter."""
    names = list(dict.fromkeys("".join(texts)))
    keys, _ = keys_of(
        np.asarray([names.index(letter) for text in texts for letter in text], np.int64),
        np.asarray([len(text) for text in texts], np.int64),
    )
    unique, numbers, columns = numbered(keys)
    return Pairs(Table.build(names), unique, numbers), columns.tolist()


def test_features_are_numbered_in_the_order_seen() -> None:
    """Words first, then their pairs, text by text; the same feature keeps its number."""
    pairs, columns = _learnt("abc", "cad")
    # a b c ab ac bc, then c a, and new d; ca is known, cd and ad are new.
    assert columns == [0, 1, 2, 3, 4, 5, 2, 0, 6, 4, 7, 8]
    assert len(pairs) == 9


def test_unknown_words_and_pairs_are_counted() -> None:
    """A new word, and every pair with it, was never seen; neither was a new pair of old words."""
    pairs, _ = _learnt("ab", "c")
    assert pairs.find([("b",), ("a",)]) == ([1, 0, 2], 0)
    assert pairs.find([("a",), ("x",), ("c",)]) == ([0, 3], 4)
    assert pairs.find([]) == ([], 0)
    assert _learnt()[0].find([("a",)]) == ([], 1)


def test_without_numbers_a_key_s_place_is_its_number() -> None:
    """What is found is the same feature, numbered otherwise; words alone come before pairs."""
    seen, _ = _learnt("ab", "c")
    pairs = Pairs(Table.build(["a", "b", "c"]), seen.keys, np.zeros(0, np.int32))
    assert pairs.find([("b",), ("a",)]) == ([1, 0, 3], 0)
    assert information(seen.keys, pairs.numbers, np.asarray([1.0, 0.0, 0.5])).tolist() == [
        1.0,
        0.0,
        0.5,
        0.5,
    ]


def test_a_pair_tells_the_mean_of_its_words() -> None:
    """A word tells what it tells alone, also paired with itself."""
    keys, _ = keys_of(np.asarray([0, 1, 1]), np.asarray([3]))
    unique, numbers, columns = numbered(keys)
    told = information(unique, numbers, np.asarray([1.0, 0.5]))
    assert told[columns].tolist() == [1.0, 0.5, 0.5, 0.75, 0.75, 0.5]


def test_runs_of_characters_come_back_for_each_word() -> None:
    """A word that stands twice gives its runs twice, and what was not learnt is counted."""
    found = Grams(Table.build(grams("ab")))
    assert found.find(["ab", "ab"]) == ([0, 1, 2, 3, 4, 5] * 2, 0)
    assert found.find(["xy"]) == ([], 6)
    assert found.find(["ab", "xy"]) == ([0, 1, 2, 3, 4, 5], 6)
