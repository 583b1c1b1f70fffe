"""Large packs: counts instead of vectors, and what is read by several processes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.search import reading, workers
from bot.search.analysis import analyse
from bot.search.compact import Compact
from bot.search.compiling import compiled
from bot.search.features import FeatureSpace, Vector
from bot.search.flat import Array, Flat
from bot.search.index import Index
from bot.search.postings import Full
from bot.search.result import Kind
from bot.search.utterances import Targets
from tests.bench.generated import generated
from tests.bench.ours import entries_pack
from tests.unit.search.small_pack import small_pack

MADE = generated(1_200, questions=60)
PACK = entries_pack(MADE.entries)
SMALL = compiled(PACK)
LARGE = compiled(PACK, large=100)


def _rows(flat: Flat) -> tuple[Array, Array, Array]:
    return flat["targets.first"], flat["rows.owners"], flat["rows.weights"]


FULL, COMPACT = Full(SMALL, *_rows(SMALL)), Compact(LARGE, *_rows(LARGE))


def _vectors(flat: Flat, texts: list[str]) -> list[Vector]:
    index = Index(PACK, calibrate=False, flat=flat)
    space = FeatureSpace(flat)
    return [space.vector(analyse(text, index.lexicon, repair=True)) for text in texts]


ASKED = [text for text, _ in MADE.questions]
BOTH = list(zip(_vectors(SMALL, ASKED), _vectors(LARGE, ASKED), strict=True))


def test_a_question_finds_the_same_in_either_form() -> None:
    """Where the budget covers all there is, targets and cosines are those of a small pack."""
    for one, other in BOTH:
        full, compact = FULL.near(one), COMPACT.near(other)
        assert full.targets[0] == compact.targets[0]
        # The shorter list is of those that the longer one has.
        shared = set(full.targets.tolist()) & set(compact.targets.tolist())
        assert len(shared) >= len(compact.targets) - 4
        cosine = dict(zip(full.rows.tolist(), full.cosines.tolist(), strict=True))
        shared = [place for place, row in enumerate(compact.rows.tolist()) if row in cosine]
        wanted = [cosine[row] for row in compact.rows[shared].tolist()]
        np.testing.assert_allclose(compact.cosines[shared], wanted, rtol=2e-5, atol=1e-6)
        np.testing.assert_array_equal(
            compact.targets[compact.place], LARGE["rows.owners"][compact.rows]
        )


def test_rows_are_as_near_to_each_other_in_either_form() -> None:
    """Vectors made of counts are the ones that a small pack keeps."""
    rows = np.asarray([0, 700, 3, 4, 1199, 5, 0])
    np.testing.assert_allclose(COMPACT.gram(rows), FULL.gram(rows), atol=2e-6)
    np.testing.assert_allclose(LARGE["targets.traits"], SMALL["targets.traits"], atol=2e-4)


def test_rows_and_targets_are_left_out() -> None:
    """What is left out is neither found nor counted."""
    row = 21
    vector = _vectors(LARGE, [Index(PACK, flat=LARGE).utterance(row).text])[0]
    assert COMPACT.near(vector).rows[0] == row
    assert row not in COMPACT.near(vector, without_row=row).rows
    hidden = LARGE["rows.owners"][row] == np.arange(len(LARGE["targets.first"]) - 1)
    near = COMPACT.near(vector, without_targets=hidden)
    assert LARGE["rows.owners"][row] not in near.targets
    assert len(near.targets)


def test_nothing_in_common_finds_nothing() -> None:
    """An empty vector has no nearest target."""
    empty = Vector(np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert not len(COMPACT.near(empty).targets)
    assert not len(FULL.near(empty).targets)


@pytest.mark.parametrize("text", ["zzqx", "?", "a", "the of", "x" * 500, "ßßß 你好 🙂"])
def test_any_question_gets_a_result(text: str) -> None:
    """Unknown, empty, common and long ones."""
    assert Index(PACK, flat=LARGE).search(text).text == text


def _same(one: Flat, other: Flat) -> bool:
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype and np.array_equal(one[name], other[name])
        for name in one
    )


@pytest.mark.parametrize("large", [100, 10_000])
def test_parts_change_nothing(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    """Read in many parts, a pack compiles to the same bytes."""
    whole = compiled(PACK, large=large)
    monkeypatch.setattr(reading, "_PART", 150)
    monkeypatch.setattr("bot.search.learning._CHUNK", 170)
    monkeypatch.setattr("bot.search.diversity._CHUNK", 170)
    assert _same(compiled(PACK, large=large), whole)


# Run in a process of its own, which has one thread and so may make copies of itself.
IN_THREE = """
import os, signal, sys, tempfile
from hashlib import blake2b
from pathlib import Path
import bot.search.reading, bot.search.workers as workers
from bot.search.compiling import compiled
from tests.bench.generated import generated
from tests.bench.ours import entries_pack

def told(share, large):
    workers._cores = lambda: 3 if share else 1
    bot.search.reading._WORTH_SHARING = 0
    bot.search.reading._PART = 150
    flat = compiled(entries_pack(generated(1_200, questions=0).entries), large=large)
    return blake2b(b"".join(flat[name].tobytes() for name in sorted(flat))).hexdigest()

for large in (100, 10_000):
    assert told(True, large) == told(False, large)

me = os.getpid()
workers._cores = lambda: 3
seen = list(workers.mapped(lambda number: (number, os.getpid()), 50, share=True))
assert [number for number, _ in seen] == list(range(50))
assert me not in {process for _, process in seen}

def fails(number):
    return 1 // (number - 2)

try:
    list(workers.mapped(fails, 5, share=True))
except ZeroDivisionError:
    print("raised")

def dies(number):
    if number == 3 and os.getpid() != me:
        os.kill(os.getpid(), signal.SIGKILL)
    return number

print(list(workers.mapped(dies, 6, share=True)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes share on Linux only")
def test_processes_change_nothing() -> None:
    """Nor does it matter that one of them is killed; a failure is the caller's to see."""
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", IN_THREE],
        cwd=Path(reading.__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.splitlines() == ["raised", "[0, 1, 2, 3, 4, 5]"]


def test_without_sharing_work_is_done_here() -> None:
    """In order, and in this process."""
    here = os.getpid()
    found = list(workers.mapped(lambda number: (number, os.getpid()), 3, share=False))
    assert found == [(0, here), (1, here), (2, here)]


def test_targets_are_made_when_asked_for() -> None:
    """By number, in a slice and one after the other they are the same; there are no others."""
    targets = Targets(small_pack())
    every = list(targets)
    assert [targets[number] for number in range(len(targets))] == every
    assert targets[1:3] == every[1:3]
    assert [target.kind for target in every] == [targets.kind(n) for n in range(len(every))]
    assert {target.kind for target in every} == set(Kind)
    for number in (-1, len(every)):
        with pytest.raises(IndexError):
            targets[number]
