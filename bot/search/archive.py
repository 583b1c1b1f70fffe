"""A file of arrays that processes map and share, and that is believed only when it is whole.

    magic, version, byte order | lengths and checksum of the list | list (JSON) | arrays | end mark

The list names the file's key and each array's type, shape, place and checksum. Nothing in it is
run or unpickled: it can only be wrong, and then it is refused. Checksums guard against accidents;
against others' hands, only a file that nobody else can write to is read at all.
"""

import json
import mmap
import os
import stat
import struct
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

import numpy as np

from bot.search.flat import Array, Flat, view

VERSION = 1
_MAGIC, _END = b"SCENIDX\n", b"\nSCENEND"
# Magic, version, byte order (1, read back in the reader's own), length of the list and of the
# whole, checksum of the list and of what stands before it.
_HEAD = struct.Struct("=8sIIQQ")
_DIGEST = 32
_ALIGNED = 64
_TYPES = frozenset("bool uint8 int32 int64 uint64 float32 float64".split())
_LONGEST_LIST = 1 << 20


class UnusableError(Exception):
    """A file that is not read; the message is the reason in a word or two."""


def write(path: Path, flat: Flat, key: str) -> bool:
    """Write arrays so that a reader sees the file whole or not at all. Raises `OSError`.

    Where another process is writing the same file, nothing is written. Returns whether it was.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY, 0o644)
    with os.fdopen(descriptor, "r+b") as file:
        if not _locked(descriptor) or not _is_still(descriptor, temporary):
            return False
        file.truncate(0)
        for part in _written(flat, key):
            file.write(part)
        file.flush()
        os.fsync(descriptor)
        if _HAS_LOCKS:
            # While the lock is held, so that nobody else takes the file for a left-over.
            temporary.replace(path)
            return True
    temporary.replace(path)
    return True


def read(path: Path, key: str) -> Flat:
    """Return the arrays of a file, mapped. Raises `UnusableError` unless all of it is sound."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY)
    except FileNotFoundError:
        raise UnusableError("missing") from None
    except OSError as error:
        raise UnusableError(f"unreadable ({error.strerror})") from None
    try:
        _check_owner(os.fstat(descriptor))
        size = os.fstat(descriptor).st_size
        if size < _HEAD.size + _DIGEST + len(_END):
            raise UnusableError("cut off")
        mapped = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise UnusableError(f"unreadable ({error})") from None
    finally:
        os.close(descriptor)
    return _arrays(memoryview(mapped), key)


def _written(flat: Flat, key: str) -> Iterator[bytes | memoryview]:
    """Yield the parts of a file."""
    arrays = {name: np.ascontiguousarray(flat[name]) for name in sorted(flat)}
    sums = {name: crc32(_bytes(array)) for name, array in arrays.items()}
    # Where arrays start depends on the length of the list, which depends on where they start;
    # both only grow here, so this ends.
    first, place, listed = 0, 0, b""
    rows: list[tuple[str, str, list[int], int, int]] = []
    while True:
        place, rows = first, []
        for name, array in arrays.items():
            rows.append((name, array.dtype.name, list(array.shape), place, sums[name]))
            place = _aligned(place + array.nbytes)
        listed = json.dumps({"key": key, "arrays": rows}).encode()
        start = _aligned(_HEAD.size + _DIGEST + len(listed))
        if start == first:
            break
        first = start
    head = _HEAD.pack(_MAGIC, VERSION, 1, len(listed), place + len(_END))
    yield head + _digest(head, listed) + listed
    at = len(head) + _DIGEST + len(listed)
    for array, (_, _, _, place_, _) in zip(arrays.values(), rows, strict=True):
        yield bytes(place_ - at)
        yield _bytes(array)
        at = place_ + array.nbytes
    yield bytes(place - at) + _END


def _arrays(data: memoryview, key: str) -> dict[str, Array]:
    """Return the arrays in the bytes of a file."""
    magic, version, order, length, whole = _HEAD.unpack_from(data)
    if magic != _MAGIC:
        raise UnusableError("foreign")
    if (version, order) != (VERSION, 1):
        raise UnusableError("another version")
    if whole != len(data) or data[-len(_END) :] != _END:
        raise UnusableError("cut off")
    start = _HEAD.size + _DIGEST
    if length > min(_LONGEST_LIST, len(data) - start):
        raise UnusableError("damaged")
    listed = bytes(data[start : start + length])
    if _digest(bytes(data[: _HEAD.size]), listed) != data[_HEAD.size : start]:
        raise UnusableError("damaged")
    # From here on what is listed is what was written, unless somebody made it up.
    try:
        found = json.loads(listed)
        if found["key"] != key:
            raise UnusableError("stale")
        return {row[0]: _array(data, *row[1:]) for row in found["arrays"]}
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise UnusableError("damaged") from error


def _array(data: memoryview, kind: str, shape: list[int], place: int, checksum: int) -> Array:
    if kind not in _TYPES or place % _ALIGNED or min(shape, default=0) < 0:
        raise UnusableError("damaged")
    count = 1
    for extent in shape:
        count *= int(extent)
    behind = place + count * np.dtype(kind).itemsize
    if not 0 <= place <= behind <= len(data) - len(_END):
        raise UnusableError("damaged")
    if crc32(data[place:behind]) != checksum:
        raise UnusableError("damaged")
    return np.frombuffer(data, kind, count, place).reshape(shape)


def _check_owner(about: os.stat_result) -> None:
    """Refuse what is no plain file, and a file that somebody else could have written."""
    if not stat.S_ISREG(about.st_mode):
        raise UnusableError("no file")
    if hasattr(os, "geteuid") and (
        about.st_uid not in (0, os.geteuid()) or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ):
        raise UnusableError("others can write it")


def _digest(head: bytes, listed: bytes) -> bytes:
    return blake2b(head + listed, digest_size=_DIGEST).digest()


def _bytes(array: Array) -> memoryview:
    return view(array.reshape(-1).view(np.uint8)) if array.size else memoryview(b"")


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _is_still(descriptor: int, path: Path) -> bool:
    """Tell whether a path still leads to an open file: it may have become the finished one."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe in the file's place keeps nobody waiting
_BINARY = getattr(os, "O_BINARY", 0)

try:
    import fcntl
except ImportError:  # no such locks on this system; the last writer wins
    _HAS_LOCKS = False

    def _locked(descriptor: int) -> bool:
        return True
else:
    _HAS_LOCKS = True

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
