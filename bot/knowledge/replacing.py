"""Several files of a folder replaced together: all of them or none, whenever the power fails.

The new contents are written beside the old ones first. Then a journal is put in place by one
rename: before it nothing has happened, after it everything has, even if the files are not renamed
yet. `pending` lets a reader see it so, and `finish` does what is left to do.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

JOURNAL = ".scenario-bot-write.json"
_NEW = ".scenario-bot-new"
_LEFT_OVER = re.compile(rf"\..*{re.escape(_NEW)}")
_PLAIN = 0o644


class ReplaceError(Exception):
    """Files that cannot be replaced; the message says which and why, and what was changed."""


def replace_all(folder: Path, old: Mapping[Path, bytes | None], new: Mapping[Path, bytes]) -> None:
    """Replace files inside a folder, all or none.

    `old` holds what each was when the new content was made of it, None for a file that was not
    there. Raises `ReplaceError` if one is something else now, or lies outside the folder.
    """
    with _locked(folder):
        _finished(folder)
        for path in new:
            refuse_odd(folder, path)
            if _read(path) != old[path]:
                raise ReplaceError(f"{path.name} was changed in the meantime; nothing was written")
        steps = []
        try:
            for path, data in new.items():
                path.parent.mkdir(exist_ok=True)
                _write(_beside(path), data, _mode(path))
                steps.append(
                    {
                        "file": path.relative_to(folder).as_posix(),
                        "old": _hash(old[path]),
                        "new": _hash(data),
                    }
                )
            _sync_folders(new)
            journal = _beside(folder / JOURNAL)
            _write(journal, json.dumps(steps, indent=1).encode(), _PLAIN)
        except OSError as error:
            _sweep(folder)
            raise ReplaceError(f"cannot write: {error.strerror}; nothing was written") from error
        try:
            journal.replace(folder / JOURNAL)
            _sync(folder)
            _finish(folder)
        except OSError as error:
            message = f"writing was cut short ({error.strerror}); the next run finishes it"
            raise ReplaceError(message) from error


def finish(folder: Path) -> tuple[str, ...]:
    """Finish a write that was cut short, and sweep up after one that never began.

    Return the names of the files that were put in place. Raises `ReplaceError` where a file was
    changed by somebody else since; everything then stays as it is.
    """
    with _locked(folder):
        return _finished(folder)


def pending(folder: Path) -> dict[Path, bytes]:
    """Return the contents that a write which was cut short still has to put in place."""
    found: dict[Path, bytes] = {}
    try:
        for step, path in _steps(folder):
            data = _read(_beside(path))
            if data is not None and _hash(data) == step["new"]:
                if _hash(_read(path)) != step["old"]:
                    return {}
                found[path] = data
    except ReplaceError:
        return {}
    return found


def refuse_odd(folder: Path, path: Path) -> None:
    """Raise `ReplaceError` unless a path is an ordinary file inside a folder, or nothing yet."""
    try:
        parts = path.relative_to(folder).parts
    except ValueError:
        parts = ("..",)
    if "\0" in str(path):
        raise ReplaceError("no file has a name with U+0000 in it")
    if not parts or ".." in parts:
        raise ReplaceError(f"{path.name} lies outside of the pack")
    here = folder
    for part in parts:
        here = here / part
        if here.is_symlink():
            raise ReplaceError(f"{'/'.join(parts)} is reached by a link; write to the file itself")
    if path.exists() and not path.is_file():
        raise ReplaceError(f"{'/'.join(parts)} is no ordinary file")


def _finished(folder: Path) -> tuple[str, ...]:
    try:
        return _finish(folder)
    except OSError as error:
        message = f"what an earlier write left cannot be put in order: {error.strerror}"
        raise ReplaceError(message) from error


def _finish(folder: Path) -> tuple[str, ...]:
    if not (folder / JOURNAL).exists():
        _sweep(folder)
        return ()
    done: list[str] = []
    waiting: list[tuple[Path, Path]] = []
    for step, path in _steps(folder):
        data = _read(_beside(path))
        now = _hash(_read(path))
        if data is not None and _hash(data) == step["new"]:
            if now not in (step["old"], step["new"]):
                raise ReplaceError(
                    f"{step['file']} was changed while a write was waiting to be finished:"
                    f" compare it with {_beside(path).name}, then delete {JOURNAL}"
                )
            waiting.append((_beside(path), path))
        elif now != step["new"]:
            raise ReplaceError(f"{step['file']} was to be written, but its new content is gone")
    for source, path in waiting:
        source.replace(path)
        done.append(path.relative_to(folder).as_posix())
    _sync_folders([path for _, path in waiting])
    (folder / JOURNAL).unlink()
    _sync(folder)
    _sweep(folder)
    return tuple(done)


def _steps(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield what the journal says was to be done."""
    data = _read(folder / JOURNAL)
    if data is None:
        return
    try:
        steps = [(step, folder / step["file"]) for step in json.loads(data)]
        for step, path in steps:
            refuse_odd(folder, path)
            _ = step["old"], step["new"]
    except (ValueError, TypeError, KeyError) as error:
        raise ReplaceError(f"{JOURNAL} cannot be read; delete it if you did not make it") from error
    yield from steps


def _sweep(folder: Path) -> None:
    """Delete what a write left that never came to its journal."""
    for path in (*folder.glob(f".*{_NEW}"), *folder.glob(f"**/.*{_NEW}")):
        if _LEFT_OVER.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}{_NEW}")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReplaceError(f"{path.name} cannot be read: {error.strerror}") from error


def _hash(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777 if path.exists() else _PLAIN


def _write(path: Path, data: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    # Exclusive: nobody's link is followed.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    path.chmod(mode)


def _sync_folders(paths: Mapping[Path, bytes] | list[Path]) -> None:
    for folder in {path.parent for path in paths}:
        _sync(folder)


def _sync(folder: Path) -> None:
    with _opened(folder) as descriptor:
        if descriptor is not None:
            os.fsync(descriptor)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from writing into the folder; a process that dies lets go."""
    with _opened(folder) as descriptor:
        if descriptor is not None and fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ReplaceError("another process is writing into this folder") from error
        yield
