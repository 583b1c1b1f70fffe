"""Several files replaced together: all or none, whatever happens on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.knowledge.read import read_pack
from bot.knowledge.replacing import JOURNAL, ReplaceError, finish, pending, replace_all

OLD = {"one.yaml": b"old one\n", "below/two.yaml": b"old two\n"}
NEW = {"one.yaml": b"new one\n", "below/two.yaml": b"new two\n", "below/three.yaml": b"new 3\n"}
# Runs a replacement in a process that is killed when it is about to make its n-th system call
# that changes something.
KILLED = """
import os, pathlib, signal, sys
folder, number = pathlib.Path(sys.argv[1]), int(sys.argv[2])
from bot.knowledge import replacing
calls = 0
def killing(function):
    def wrapped(*args, **more):
        global calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **more)
    return wrapped
for owner, name in (
    (os, "open"), (os, "fsync"), (os, "replace"), (os, "unlink"), (os, "rename"), (os, "chmod"),
    (pathlib.Path, "replace"), (pathlib.Path, "unlink"), (pathlib.Path, "chmod"),
):
    setattr(owner, name, killing(getattr(owner, name)))
names = sys.argv[3:]
new = {folder / name: (folder / "../new" / name).read_bytes() for name in names}
old = {p: p.read_bytes() if p.exists() else None for p in new}
calls = 0
replacing.replace_all(folder, old, new)
print(calls)
"""


def made(folder: Path, contents: dict[str, bytes] = OLD) -> Path:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def replace(folder: Path, new: dict[str, bytes] = NEW) -> None:
    files = {folder / name: data for name, data in new.items()}
    replace_all(folder, {path: _data(path) for path in files}, files)


def _data(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def test_all_files_are_replaced_and_nothing_is_left_over(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    (folder / "one.yaml").chmod(0o640)
    replace(folder)
    assert contents(folder) == NEW
    assert (folder / "one.yaml").stat().st_mode & 0o777 == 0o640
    assert finish(folder) == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_a_kill_at_any_moment_leaves_all_or_none(tmp_path: Path) -> None:
    made(tmp_path / "new", NEW)

    def run(name: str, number: int) -> "subprocess.CompletedProcess[str]":
        folder = made(tmp_path / name)
        return subprocess.run(
            [sys.executable, "-c", KILLED, str(folder), str(number), *NEW],
            capture_output=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )

    steps = int(run("whole", 0).stdout)
    assert contents(tmp_path / "whole") == NEW
    seen = set()
    for number in range(1, steps + 1):
        name = f"killed-{number}"
        assert run(name, number).returncode == -signal.SIGKILL
        folder = tmp_path / name
        # A reader sees all or nothing before anybody has cleared up …
        shown = contents(folder)
        shown |= {path.relative_to(folder).as_posix(): d for path, d in pending(folder).items()}
        visible = {key: value for key, value in shown.items() if "/." not in f"/{key}"}
        assert visible in (OLD, NEW)
        # … and after it the files themselves are so.
        finish(folder)
        assert contents(folder) == visible
        assert finish(folder) == ()
        seen.add(visible == NEW)
    assert seen == {False, True}


def test_a_file_changed_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    path = folder / "one.yaml"
    with pytest.raises(ReplaceError, match=r"one\.yaml was changed in the meantime"):
        replace_all(folder, {path: b"something else"}, {path: b"new"})
    assert contents(folder) == OLD


def test_a_file_changed_before_a_write_was_finished_is_not_overwritten(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    interrupted(folder)
    (folder / "one.yaml").write_bytes(b"by hand\n")
    assert pending(folder) == {}
    with pytest.raises(ReplaceError, match="was changed while a write was waiting"):
        finish(folder)
    with pytest.raises(ReplaceError):
        replace(folder)
    assert (folder / "one.yaml").read_bytes() == b"by hand\n"
    assert (folder / ".one.yaml.scenario-bot-new").read_bytes() == NEW["one.yaml"]


def interrupted(folder: Path, new: dict[str, bytes] = NEW) -> None:
    """Leave a folder as a power failure does right after the journal was put in place."""
    original = Path.replace

    def stop(self: Path, target: Path) -> Path:
        done = original(self, target)
        if Path(target).name == JOURNAL:
            raise OSError(5, "Input/output error")
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", stop)
        with pytest.raises(ReplaceError, match="the next run finishes it"):
            replace(folder, new)


def test_an_interrupted_write_counts_as_done_and_is_finished(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    interrupted(folder)
    assert contents(folder).items() >= OLD.items()
    assert {path.name: data for path, data in pending(folder).items()} == {
        Path(name).name: data for name, data in NEW.items()
    }
    assert set(finish(folder)) == set(NEW)
    assert contents(folder) == NEW


def test_a_reader_of_packs_sees_an_interrupted_write_as_done(tmp_path: Path) -> None:
    manifest = b"id: p\ntitle: %s\nlanguage: en\nabout: x\nupdated: 2025\n"
    folder = made(tmp_path / "p", {"pack.yaml": manifest % b"Old"})
    entities = b"- {id: a, name: A, kind: brand}\n"
    interrupted(folder, {"pack.yaml": manifest % b"New", "entities.yaml": entities})
    pack = read_pack(folder).pack
    assert pack is not None
    assert (pack.manifest.title, [*pack.entities]) == ("New", ["a"])
    finish(folder)
    assert read_pack(folder).pack == pack


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_and_places_outside_are_refused(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    outside = made(tmp_path / "outside", {"x.yaml": b"x"})
    (folder / "link.yaml").symlink_to(outside / "x.yaml")
    (folder / "linked").symlink_to(outside)
    for path in (
        folder / "link.yaml",
        folder / "linked" / "x.yaml",
        outside / "x.yaml",
        folder / ".." / "outside" / "x.yaml",
    ):
        with pytest.raises(ReplaceError, match=r"by a link|outside of the pack"):
            replace_all(folder, {path: b"x"}, {path: b"new"})
    assert contents(outside) == {"x.yaml": b"x"}


def test_a_journal_of_somebody_else_is_not_obeyed(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    (tmp_path / ".x.scenario-bot-new").write_bytes(b"new")
    for text in (
        b"{",
        b"[1]",
        b'[{"file": "../x", "old": "", "new": ""}]',
        b'[{"file": "a\\u0000b", "old": "", "new": ""}]',
    ):
        (folder / JOURNAL).write_bytes(text)
        assert pending(folder) == {}
        with pytest.raises(ReplaceError):
            finish(folder)
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_finished_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "p")
    interrupted(folder)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        for again in (finish, replace):
            with pytest.raises(ReplaceError, match="put in order: No space left on device"):
                again(folder)
    finish(folder)
    assert contents(folder) == NEW


def test_a_folder_of_a_name_like_ours_is_left_alone(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    (folder / ".x.scenario-bot-new").mkdir()
    assert finish(folder) == ()
    assert (folder / ".x.scenario-bot-new").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="no lock there")
def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    import fcntl

    folder = made(tmp_path / "p")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(ReplaceError, match="another process"):
            replace(folder)
    finally:
        os.close(descriptor)
    replace(folder)
    assert contents(folder) == NEW
