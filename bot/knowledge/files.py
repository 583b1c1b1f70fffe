"""Which files a pack is made of."""

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.model import RECORDS
from bot.knowledge.problems import Problem, escape, near, shown

BIGGEST = 2 * 1024 * 1024
MANIFEST = "pack"
_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: its list (or `pack`), its path, and the name that problems use."""

    kind: str
    path: Path
    name: str


class Finder:
    """Finds the files of one folder, in the order of their names, and what is odd about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        name = folder.name if folder.name not in ("", "..") else folder.resolve().name
        self.name = escape(name)
        self.files: list[PackFile] = []
        self.problems: list[Problem] = []
        # Lists of which a part could not be read.
        self.unread: set[str] = set()

    def find(self) -> None:
        """Go through the folder once."""
        if not self.folder.is_dir():
            self._say(self.name, "missing-file", "there is no such folder", "")
            return
        for path in self._inside(self.folder, MANIFEST):
            name = f"{self.name}/{escape(path.name)}"
            if path.name.startswith("."):
                continue
            if path.name in RECORDS and path.is_dir():
                self._walk(path, path.name, name, ())
            elif path.suffix in _ENDINGS and (path.stem in RECORDS or path.stem == MANIFEST):
                self._add(path, path.stem, name)
            else:
                self._unknown(path, name)
        manifests = [file for file in self.files if file.kind == MANIFEST]
        if not manifests and MANIFEST not in self.unread:
            hint = "every pack has a pack.yaml"
            self._say(f"{self.name}/pack.yaml", "missing-file", "this file is missing", hint)
        for other in manifests[1:]:
            message = f"{shown(manifests[0].path.name)} is there already"
            self._say(other.name, "second-manifest", message, "delete one of the two")
            self.files.remove(other)

    def add(self, paths: Iterable[Path]) -> None:
        """Count in files that are not there yet."""
        there = {file.path for file in self.files}
        for path in sorted(set(paths) - there):
            parts = path.relative_to(self.folder).parts
            kind = parts[0] if len(parts) > 1 else path.stem
            self._add(path, kind, "/".join((self.name, *map(escape, parts))))

    def _walk(self, folder: Path, kind: str, name: str, above: tuple[Path, ...]) -> None:
        real = folder.resolve()
        if not self._belongs(folder, kind, name):
            return
        if real in above:
            self._say(name, "link", "the link leads back to a folder around it", "delete it")
            return
        for path in self._inside(folder, kind):
            below = f"{name}/{escape(path.name)}"
            if path.name.startswith("."):
                continue
            if path.is_dir():
                self._walk(path, kind, below, (*above, real))
            elif path.suffix in _ENDINGS:
                self._add(path, kind, below)
            else:
                self._say(below, "unknown-file", "this is no YAML file", "", warning=True)

    def _inside(self, folder: Path, kind: str) -> Iterator[Path]:
        try:
            yield from sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as error:
            self.unread.add(kind)
            name = (self.name, *folder.relative_to(self.folder).parts)
            self._say(escape("/".join(name)), "unreadable", _reason(error), "")

    def _add(self, path: Path, kind: str, name: str) -> None:
        if self._belongs(path, kind, name):
            self.files.append(PackFile(kind, path, name))

    def _belongs(self, path: Path, kind: str, name: str) -> bool:
        """Tell whether a path stays inside the pack, wherever links lead it."""
        try:
            if path.resolve().is_relative_to(self.folder.resolve()):
                return True
        except (OSError, RuntimeError):  # a link to itself
            pass
        self.unread.add(kind)
        hint = "put the file itself in its place"
        self._say(name, "link", "the link leads out of the pack", hint)
        return False

    def _unknown(self, path: Path, name: str) -> None:
        ending = ".yaml" if path.suffix else ""
        hint = near(path.stem + ending, [kind + ending for kind in (MANIFEST, *RECORDS)], 80)
        message = "no part of a pack has this name"
        self._say(name, "unknown-file", message, hint, warning=True)

    def _say(self, file: str, rule: str, message: str, hint: str, *, warning: bool = False) -> None:
        self.problems.append(
            Problem(
                file=file,
                line=1,
                column=1,
                level="warning" if warning else "error",
                rule=rule,
                message=message,
                hint=hint,
            )
        )


def read_bytes(file: PackFile) -> tuple[bytes, list[Problem]]:
    """Return what a file holds, or why it cannot be read."""
    rule, message, hint = "unreadable", "this is not an ordinary file", ""
    try:
        found = file.path.stat()
        # Opening a pipe would wait for somebody to write to it.
        if stat.S_ISREG(found.st_mode):
            if found.st_size <= BIGGEST:
                with file.path.open("rb") as opened:
                    data = opened.read(BIGGEST + 1)
                if len(data) <= BIGGEST:
                    return data, []
            rule, message = "too-big", f"the file is larger than {BIGGEST // 1024**2} MB"
            hint = "a list may be split over several files in a folder of its name"
    except OSError as error:
        message = _reason(error)
    problem = Problem(
        file=file.name, line=1, column=1, level="error", rule=rule, message=message, hint=hint
    )
    return b"", [problem]


def _reason(error: OSError) -> str:
    return f"this cannot be read: {error.strerror or type(error).__name__}"
