"""Accepted changes written into the files of a pack."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.knowledge.changes import Change
from bot.knowledge.edits import Edit, needed
from bot.knowledge.files import Finder, PackFile
from bot.knowledge.model import Pack
from bot.knowledge.nodes import Plain
from bot.knowledge.overlay import Outcome, Overlay
from bot.knowledge.problems import Problem, is_error
from bot.knowledge.read import read_pack
from bot.knowledge.replacing import ReplaceError, finish, refuse_odd, replace_all
from bot.knowledge.touches import Touch
from bot.knowledge.writing.document import Document
from bot.knowledge.writing.surgery import SurgeryError, add_record, edit_record, line_of, records_of


class ExportError(Exception):
    """Changes that are not written; the message says why, `problems` what is wrong with the pack.

    Nothing was changed.
    """

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, order=True)
class Written:
    """A place in a file that a change wrote to; `file` is a posix path inside the pack."""

    file: str
    line: int
    kind: str
    record: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written, and what became of each change.

    `old` and `new` are the contents of the files that change, by path.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    written: tuple[Written, ...] = ()
    old: Mapping[Path, bytes | None] = field(default_factory=dict)
    new: Mapping[Path, bytes] = field(default_factory=dict)

    def write(self) -> None:
        """Write all files or none. Raises `ExportError`."""
        if not self.new:
            return
        try:
            replace_all(self.folder, self.old, self.new)
        except ReplaceError as error:
            raise ExportError(str(error)) from error


def prepare(folder: Path, changes: Iterable[Change]) -> Export:
    """Work out what to write into the pack in a folder. Raises `ExportError`.

    A write that was cut short is finished first. Changes that are in conflict, or that would break
    the pack, are left out; their outcome says why.
    """
    try:
        finish(folder)
    except ReplaceError as error:
        raise ExportError(str(error)) from error
    reading = read_pack(folder)
    if reading.pack is None:
        raise ExportError("the pack has errors", filter(is_error, reading.problems))
    overlaid = Overlay(tuple(changes)).on(reading.pack)
    files = _Files(folder)
    try:
        for touch in overlaid.touches:
            files.make(touch)
        export = Export(folder, overlaid.outcomes, files.places(), files.old(), files.new())
        for path in export.new:
            refuse_odd(folder, path)
    except (SurgeryError, ReplaceError) as error:
        raise ExportError(str(error)) from error
    after = read_pack(folder, instead=export.new)
    if after.pack is None:
        raise ExportError("the pack would have errors", filter(is_error, after.problems))
    if _content(after.pack) != _content(overlaid.pack):
        raise ExportError("what would be written is not what was accepted")
    return export


def _content(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(exclude={"version"})


class _Files:
    """The files of a pack while changes are written into them."""

    def __init__(self, folder: Path) -> None:
        finder = Finder(folder)
        finder.find()
        self.folder = folder
        self.files = finder.files
        self.before: dict[Path, bytes | None] = {
            file.path: file.path.read_bytes() for file in finder.files
        }
        self.documents: dict[Path, Document] = {}
        self.records: dict[Path, list[dict[str, Plain]]] = {}
        self.touched: list[tuple[Path, Touch, Edit | None]] = []

    def make(self, touch: Touch) -> None:
        """Write what a change does to one record."""
        if touch.new is not None:
            path = self._home(touch.kind, touch.new)
            add_record(self._document(path), touch.kind, touch.new)
            self.touched.append((path, touch, None))
        else:
            path = self._where(touch.kind, touch.id)
            now = next(one for one in self._records(path) if one.get("id") == touch.id)
            edits = needed(now, touch.edits)
            edit_record(self._document(path), touch.kind, touch.id, edits)
            self.touched += [(path, touch, edit) for edit in edits]
        self.records.pop(path, None)

    def places(self) -> tuple[Written, ...]:
        """Return where was written, as the lines are in the end."""
        found: set[Written] = set()
        for path, touch, edit in self.touched:
            found.add(
                Written(
                    path.relative_to(self.folder).as_posix(),
                    line_of(self._document(path), touch.id, edit),
                    touch.kind,
                    touch.id,
                    ".".join(edit.path) if edit else "",
                )
            )
        return tuple(sorted(found))

    def new(self) -> dict[Path, bytes]:
        """Return the contents of the files that change."""
        made = {path: document.data() for path, document in self.documents.items()}
        return {path: data for path, data in made.items() if data != self.before[path]}

    def old(self) -> dict[Path, bytes | None]:
        """Return what these files hold now."""
        return {path: self.before[path] for path in self.new()}

    def _of(self, kind: str) -> Iterator[PackFile]:
        return (file for file in self.files if file.kind == kind)

    def _where(self, kind: str, name: str) -> Path:
        for file in self._of(kind):
            if any(one.get("id") == name for one in self._records(file.path)):
                return file.path
        raise SurgeryError(f"'{name}' is in no file")

    def _home(self, kind: str, values: Mapping[str, Plain]) -> Path:
        """Return the file of a new record: that which holds most of its kin, else the last."""
        kin: dict[Path, int] = {}
        subjects = self._subjects() if kind == "entries" else {}
        mine = _themes(values, subjects)
        for file in self._of(kind):
            themes = (_themes(one, subjects) for one in self._records(file.path))
            kin[file.path] = sum(sum((mine & theirs).values()) for theirs in themes)
        if kin:
            return max(kin, key=lambda path: (kin[path], path))
        path = self.folder / f"{kind}.yaml"
        if (self.folder / kind).is_dir():
            path = self.folder / kind / f"{kind}.yaml"
        self.files.append(PackFile(kind, path, path.name))
        self.before[path] = None
        return path

    def _document(self, path: Path) -> Document:
        if path not in self.documents:
            self.documents[path] = Document(self.before[path] or b"")
        return self.documents[path]

    def _records(self, path: Path) -> list[dict[str, Plain]]:
        if path not in self.records:
            self.records[path] = records_of(self._document(path))
        return self.records[path]

    def _subjects(self) -> dict[str, str]:
        """Return the subjects of the facts, also of those just written."""
        return {
            str(one["id"]): str(one.get("subject"))
            for file in self._of("facts")
            for one in self._records(file.path)
        }


def _themes(values: Mapping[str, Plain], subjects: Mapping[str, str]) -> Counter[str]:
    """Return what a record is about: what it shares with others brings it into their file."""
    themes = Counter[str]()
    if "subject" in values:
        themes = Counter({str(values["subject"]): 2, f"={values.get('attribute')}": 1})
    facts = values.get("facts")
    for name in map(str, facts if isinstance(facts, list) else ()):
        themes[name] += 3
        themes[subjects.get(name, name)] += 1
    return themes
