"""Indexes kept beside their packs: compiled once, then mapped by every process that starts.

A file is found by a key of all that shapes an index: the pack's content, this program's own source
and the versions of what it calculates with. So a stale file cannot be taken for a fresh one. An
index from a file answers as a new one does, bit for bit; where no file can be read or written,
the index is built and nothing else changes.
"""

import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from pathlib import Path

from bot.knowledge.model import Pack
from bot.search import archive
from bot.search.archive import UnusableError
from bot.search.index import Index

# The packages with whose source an index is made, and the libraries.
_SOURCES = ("bot.knowledge", "bot.search")
_LIBRARIES = ("numpy", "scipy", "rapidfuzz", "PyStemmer", "pyspellchecker")
_KEY_DIGITS = 32
_ENDING = ".idx"


@dataclass(frozen=True, slots=True)
class Opened:
    """An index; why it was built (empty: it was read from its file), and why it is not kept."""

    index: Index
    reason: str = ""
    not_kept: str = ""


def open_index(pack: Pack, folder: Path | None) -> Opened:
    """Return the index of a pack: from its file in a folder, else built, and kept there."""
    if folder is None:
        return Opened(Index(pack), "no cache")
    if (path := path_of(pack, folder)) is None:
        return Opened(Index(pack), "no key")
    key = path.stem
    try:
        return Opened(_taken_up(pack, path, key))
    except UnusableError as error:
        reason = str(error)
    index = Index(pack)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = archive.write(path, index.flat, key)
    except OSError as error:
        return Opened(index, reason, error.strerror or type(error).__name__)
    if not written:  # another process is at it
        return Opened(index, reason)
    _tidy(path)
    # From the file its memory is shared with the other processes.
    with suppress(UnusableError):
        index = _taken_up(pack, path, key)
    return Opened(index, reason)


def path_of(pack: Pack, folder: Path) -> Path | None:
    """Return where the index of a pack is kept in a folder; `None` if it cannot have a key."""
    shaping = _fingerprint()
    if shaping is None or not re.fullmatch(r"[a-z0-9-]{1,80}", pack.id):
        return None
    told = "\n".join((pack.id, pack.version, shaping)).encode("utf-8", "surrogatepass")
    return folder / f"{pack.id}-{blake2b(told, digest_size=_KEY_DIGITS // 2).hexdigest()}{_ENDING}"


def _taken_up(pack: Pack, path: Path, key: str) -> Index:
    flat = archive.read(path, key)
    try:
        return Index(pack, flat=flat)
    except (KeyError, ValueError, IndexError, TypeError) as error:  # sound, but of something else
        raise UnusableError("damaged") from error


def _tidy(path: Path) -> None:
    """Remove what was kept of the same pack before. A process that has it mapped keeps it."""
    name = re.escape(path.stem[:-_KEY_DIGITS])
    older = re.compile(rf"{name}[0-9a-f]{{{_KEY_DIGITS}}}{re.escape(_ENDING)}(\.tmp)?")
    with suppress(OSError):
        for other in list(path.parent.iterdir()):
            is_this = other.name.startswith(path.name)
            if not is_this and older.fullmatch(other.name):
                with suppress(OSError):
                    other.unlink()


@cache
def _fingerprint() -> str | None:
    """Return what shapes an index apart from the pack; `None` where that cannot be told."""
    found = blake2b(digest_size=16)
    try:
        for name, text in _sources():
            found.update(f"{name}\n{len(text)}\n".encode() + text)
        versions = [metadata.version(library) for library in _LIBRARIES]
    except (OSError, metadata.PackageNotFoundError):
        return None
    versions += [sys.version, sys.byteorder, platform.machine(), str(archive.VERSION)]
    found.update("\n".join(versions).encode())
    return found.hexdigest()


def _sources() -> Iterator[tuple[str, bytes]]:
    for package in _SOURCES:
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".txt")):
                yield f"{package}/{file.name}", file.read_bytes()
