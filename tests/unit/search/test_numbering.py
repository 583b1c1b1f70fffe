"""Numbering without sorting, held against sorting; products of rows, held against plain ones."""

import threading

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import random_array

from bot.search.compact import Characters
from bot.search.flat import Rows
from bot.search.numbering import Numbering

SIZE = 40
NUMBERING = Numbering(SIZE)  # one for all examples: what is left in its table must not matter
_THINGS = st.lists(st.integers(0, SIZE - 1), max_size=60)


@given(_THINGS)
def test_equal_things_have_one_number(things: list[int]) -> None:
    """There are as many numbers as different things, and each leads back to its thing."""
    given_ = np.asarray(things, np.int32)
    number, last = NUMBERING.numbered(given_)
    assert sorted(given_[last].tolist()) == sorted(set(things))
    assert given_[last][number].tolist() == things


@given(st.sets(st.integers(0, SIZE - 1)), _THINGS)
def test_places_are_those_of_a_dictionary(known: set[int], things: list[int]) -> None:
    """Each known thing is found at its place, and no other is."""
    among = list(known)
    found, there = NUMBERING.places(np.asarray(among, np.int64), np.asarray(things, np.int32))
    assert there.tolist() == [at for at, thing in enumerate(things) if thing in known]
    assert [among[place] for place in found] == [things[at] for at in there]


@given(st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_the_gram_is_the_product_of_rows(count: int, seed: int) -> None:
    """In one part or in two, and for no rows at all."""
    shape = (count, SIZE)
    table = random_array(shape, density=0.3, rng=np.random.default_rng(seed), dtype=np.float32)
    table = table.tocsr()
    wanted = (table @ table.T).toarray()
    halves = (table[:, :15], table[:, 15:])
    for parts in ((table,), halves):
        blocks = [(part.indices, part.data, np.diff(part.indptr)) for part in parts]
        np.testing.assert_allclose(NUMBERING.gram(count, blocks), wanted, atol=1e-6)


def test_threads_do_not_share_a_table() -> None:
    """What another thread numbers meanwhile changes nothing."""
    tables: list[npt.NDArray[np.int32]] = []
    thread = threading.Thread(target=lambda: tables.append(NUMBERING._table()))
    thread.start()
    thread.join()
    assert tables[0] is not NUMBERING._table()


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=8),
    st.lists(st.lists(st.integers(0, SIZE - 1), max_size=6), min_size=6, max_size=6),
    st.sets(st.integers(0, SIZE - 1), min_size=1),
)
def test_characters_are_counted_alike_in_every_way(
    words: list[list[int]], grams: list[list[int]], asked: set[int]
) -> None:
    """By sorting, without, and of some runs only."""

    def rows(lists: list[list[int]]) -> Rows:
        flat = np.asarray([one for each in lists for one in each], np.int32)
        return Rows.build(flat, np.asarray([len(each) for each in lists]))

    characters = Characters(rows(words), rows(grams), SIZE)
    chosen = np.arange(len(words))[::-1].copy()
    plain = {
        (place, gram): sum(grams[word].count(gram) for word in words[row])
        for place, row in enumerate(chosen.tolist())
        for gram in range(SIZE)
    }
    wanted = {key: times for key, times in plain.items() if times}
    for found in (characters.counts(chosen), characters.counts_of_few(chosen, NUMBERING)):
        row_of, gram, times = (part.tolist() for part in found)
        assert dict(zip(zip(row_of, gram, strict=True), times, strict=True)) == wanted
        assert len(row_of) == len(wanted)
        assert row_of == sorted(row_of)
    some = sorted(asked)
    counted = characters.counts_of(chosen, np.asarray(some, np.int64), NUMBERING)
    assert counted.tolist() == [
        [plain[place, gram] for gram in some] for place in range(len(words))
    ]
