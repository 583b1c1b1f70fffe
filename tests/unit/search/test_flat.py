"""Names and rows of numbers in flat arrays."""

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.flat import Rows, Table, places

NAMES = st.lists(st.text(max_size=8), unique=True, max_size=60)


@given(NAMES, st.text(max_size=8))
def test_each_name_has_its_place_as_number(names: list[str], other: str) -> None:
    """Names are found by number and numbers by name, also lone surrogates; others are not there."""
    table = Table.build(names)
    assert [table.find(name) for name in names] == list(range(len(names)))
    assert list(table) == names
    assert len(table) == len(names)
    assert table.find(other) == (names.index(other) if other in names else -1)
    assert (other in table) == (other in names)


@given(NAMES)
def test_a_table_is_the_same_from_its_arrays(names: list[str]) -> None:
    """What was kept under a name is found under it."""
    kept = Table.build(names).flat("x")
    again = Table.of(kept, "x")
    assert list(again) == names
    assert all(again.find(name) == number for number, name in enumerate(names))


def test_names_that_want_the_same_slot_are_told_apart() -> None:
    """Also at the table's end, where the slots behind it take them."""
    size = 1 << 9  # what a table of so many names has
    last = [name for name in map(str, range(90_000)) if crc32(name.encode()) % size == size - 1]
    names = last[:100] + [f"other {number}" for number in range(100)]
    table = Table.build(names)
    assert [table.find(name) for name in names] == list(range(200))
    assert table.find(last[100]) == -1


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=9), st.data())
def test_rows_come_back(rows: list[list[int]], data: st.DataObject) -> None:
    """One by one, in a span, and gathered in any order."""
    flat = np.asarray([one for row in rows for one in row], np.int32)
    made = Rows.build(flat, np.asarray([len(row) for row in rows], np.int64))
    kept = Rows.of(made.flat("x"), "x")
    assert [kept[number] for number in range(len(kept))] == rows
    first = data.draw(st.integers(0, len(rows)))
    assert kept.span(first, len(rows)).tolist() == [one for row in rows[first:] for one in row]
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=6))
    values, lengths = kept.gather(np.asarray(chosen, np.int64))
    assert values.tolist() == [one for number in chosen for one in rows[number]]
    assert lengths.tolist() == [len(rows[number]) for number in chosen]


def test_places_run_from_each_start() -> None:
    """Runs of different lengths, also none."""
    assert places(np.asarray([7, 0, 3]), np.asarray([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]
