"""New folders and files, written whole or not at all; a folder never over anything."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class FolderError(Exception):
    """A folder or file that cannot be written; the message says why."""


def check_target(target: Path) -> None:
    """Raise `FolderError` unless a new folder may be made at a path."""
    if not target.name or target.name == "..":
        raise FolderError("this names no new folder")
    if target.is_symlink():
        raise FolderError("this is a link; name a folder")
    if target.exists():
        if not target.is_dir():
            raise FolderError("there is a file of this name")
        if any(target.iterdir()):
            raise FolderError("the folder is not empty, and nothing is overwritten")
        if Path.cwd().is_relative_to(target.resolve()):
            raise FolderError("you are in this folder; name it from the one above")


def write_folder(
    target: Path, files: Mapping[str, str], approve: Callable[[Path], None] = lambda _: None
) -> None:
    """Write files into a new folder, which appears at once with all of them.

    `approve` sees the folder, under its own name but elsewhere, before it appears, and may raise.
    Raises `FolderError` where something is there already, `OSError` where writing fails.
    """
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _workplace(target.parent) as place:
        made = place / target.name
        made.mkdir()
        for name, text in files.items():
            path = made / name
            path.parent.mkdir(exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
        approve(made)
        check_target(target)
        try:
            if os.name == "nt" and target.is_dir():
                target.rmdir()
            # An empty folder gives way; anything else that came there meanwhile does not.
            made.rename(target)
        except OSError as error:
            if target.exists():
                raise FolderError("something else was put there meanwhile") from error
            raise


def write_file(target: Path, data: bytes, *, outside: Path) -> None:
    """Write a file, whole or not at all; an ordinary file of that name is replaced.

    Raises `FolderError` where it would become part of the folder `outside` of which it must stay,
    or where something else than a file is there, `OSError` where writing fails.
    """
    if not target.name or target.name == "..":
        raise FolderError("this names no file")
    if target.parent.resolve().is_relative_to(outside.resolve()):
        raise FolderError("this lies inside of the pack, which it would become part of")
    if target.exists() and not stat.S_ISREG(target.lstat().st_mode):
        raise FolderError("something is there that is no ordinary file")
    with _workplace(target.parent) as place:
        made = place / target.name
        made.write_bytes(data)
        made.replace(target)


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix=".scenario-bot-", dir=parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
