"""The file of arrays: what was written comes back, and nothing else is believed."""

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.search import archive
from bot.search.archive import UnusableError
from bot.search.flat import Flat

KEY = "k" * 32
FLAT: Flat = {
    "numbers": np.arange(1000, dtype=np.int64),
    "table": np.arange(12, dtype=np.float32).reshape(3, 4),
    "none": np.zeros(0, np.int32),
    "flags": np.asarray([True, False]),
    "marks": np.asarray([1, 2**63], np.uint64),
    "text": np.frombuffer(b"some text", np.uint8),
}
THROUGHOUT = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that was written."""
    found = tmp_path / "x.idx"
    archive.write(found, FLAT, KEY)
    return found


def _reason(path: Path, key: str = KEY) -> str:
    with pytest.raises(UnusableError) as caught:
        archive.read(path, key)
    return str(caught.value)


def test_arrays_come_back(path: Path) -> None:
    """Values, types and shapes; nobody can write to them, and nothing else is left there."""
    found = archive.read(path, KEY)
    assert set(found) == set(FLAT)
    for name, array in FLAT.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
        assert not found[name].flags.writeable
        assert found[name].size == 0 or found[name].ctypes.data % 64 == 0
    assert list(path.parent.iterdir()) == [path]


def test_no_arrays_are_a_file_too(tmp_path: Path) -> None:
    """The smallest file that there can be."""
    archive.write(tmp_path / "x.idx", {}, KEY)
    assert archive.read(tmp_path / "x.idx", KEY) == {}


@THROUGHOUT
@given(st.data())
def test_a_file_that_was_cut_off_is_refused(path: Path, data: st.DataObject) -> None:
    """Wherever it ends, also when the missing part came back as zeros."""
    whole = path.read_bytes()
    end = data.draw(st.integers(0, len(whole) - 1))
    other = path.with_name("other.idx")
    other.write_bytes(whole[:end])
    assert _reason(other) in {"cut off", "unreadable (cannot mmap an empty file)"}
    if whole[end:].strip(b"\0"):
        other.write_bytes(whole[:end] + bytes(len(whole) - end))
        assert _reason(other)


@THROUGHOUT
@given(st.data())
def test_a_changed_byte_is_noticed(path: Path, data: st.DataObject) -> None:
    """Wherever it stands, what is read is what was written, or nothing."""
    whole = bytearray(path.read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    other = path.with_name("other.idx")
    other.write_bytes(whole)
    try:
        found = archive.read(other, KEY)
    except UnusableError:
        return
    # Only what fills the space between arrays may differ.
    for name, array in FLAT.items():
        np.testing.assert_array_equal(found[name], array)


@THROUGHOUT
@given(st.binary(max_size=400))
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever it holds."""
    other = tmp_path / "other.idx"
    other.write_bytes(content)
    assert _reason(other)
    other.write_bytes(archive._MAGIC + content)
    assert _reason(other)


@pytest.mark.parametrize(
    "row",
    [
        ["a", "int64", [1 << 40], 64, 0],
        ["a", "int64", [-1], 64, 0],
        ["a", "int64", [1], -64, 0],
        ["a", "int64", [1], 1 << 70, 0],
        ["a", "int64", [1], 1, 0],
        ["a", "object", [1], 64, 0],
        ["a", "int64", ["1"], 64, 0],
        ["a", "int64", 5, 64, 0],
        ["a", "int64"],
        "row",
    ],
)
def test_a_list_made_up_with_its_checksum_reaches_nothing(tmp_path: Path, row: object) -> None:
    """Types and places are held against the file before anything is read."""
    import json

    listed = json.dumps({"key": KEY, "arrays": [row]}).encode()
    start = archive._HEAD.size + archive._DIGEST + len(listed)
    size = start + 640 + len(archive._END)
    head = archive._HEAD.pack(archive._MAGIC, archive.VERSION, 1, len(listed), size)
    made = head + archive._digest(head, listed) + listed + bytes(640) + archive._END
    path = tmp_path / "x.idx"
    path.write_bytes(made)
    assert _reason(path) == "damaged"


def test_each_kind_of_wrong_file_has_its_reason(path: Path) -> None:
    """Missing, of another key, of another version, foreign."""
    assert _reason(path.with_name("none.idx")) == "missing"
    assert _reason(path, "other") == "stale"
    whole = path.read_bytes()
    path.write_bytes(whole[:8] + b"\xff" + whole[9:])
    assert _reason(path) == "another version"
    path.write_bytes(whole[:12] + whole[12:16][::-1] + whole[16:])
    assert _reason(path) == "another version"
    path.write_bytes(b"\x93NUMPY" + whole)
    assert _reason(path) == "foreign"


def test_what_is_no_plain_file_is_refused(path: Path) -> None:
    """A folder, a link and a pipe in its place: nobody waits, nothing is followed."""
    folder = path.with_name("folder.idx")
    folder.mkdir()
    assert _reason(folder) == "no file"
    link = path.with_name("link.idx")
    link.symlink_to(path)
    assert _reason(link).startswith("unreadable")
    pipe = path.with_name("pipe.idx")
    os.mkfifo(pipe)
    assert _reason(pipe) == "no file"


def test_a_file_that_others_can_write_is_refused(path: Path) -> None:
    """Its content would be theirs."""
    path.chmod(0o666)
    assert _reason(path) == "others can write it"
    path.chmod(0o664)
    assert _reason(path) == "others can write it"
    path.chmod(0o644)
    assert archive.read(path, KEY)


def test_a_file_that_another_writes_is_left_to_it(path: Path) -> None:
    """Two never mix; what one of them left half-written is written anew."""
    fcntl = pytest.importorskip("fcntl")
    before = path.read_bytes()
    half = path.with_name(f"{path.name}.tmp")
    with half.open("wb") as file:
        file.write(b"half")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        archive.write(path, {"other": np.zeros(3)}, KEY)
        assert path.read_bytes() == before
        assert half.read_bytes() == b"half"
    archive.write(path, {"other": np.zeros(3)}, KEY)
    assert list(archive.read(path, KEY)) == ["other"]
    assert not half.exists()


def test_readers_see_a_whole_file_while_it_is_written(path: Path) -> None:
    """Many writers and a reader: each reading is one of the two contents."""
    contents = [{"a": np.full(5_000, number, np.int64)} for number in (1, 2)]
    archive.write(path, contents[0], KEY)

    def write(number: int) -> None:
        for _ in range(20):
            archive.write(path, contents[number % 2], KEY)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add(tuple(np.unique(archive.read(path, KEY)["a"]).tolist()))
    for writer in writers:
        writer.join()
    assert seen <= {(1,), (2,)}
    assert list(path.parent.iterdir()) == [path]


def test_what_is_mapped_outlives_its_file(path: Path) -> None:
    """Whoever has it open keeps it, replaced or removed."""
    found = archive.read(path, KEY)
    archive.write(path, {"numbers": np.zeros(1000, np.int64)}, KEY)
    shutil.rmtree(path.parent)
    np.testing.assert_array_equal(found["numbers"], FLAT["numbers"])
