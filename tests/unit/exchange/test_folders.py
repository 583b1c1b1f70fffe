"""New folders: whole or not at all, over nothing, and nowhere else."""

import os
from pathlib import Path

import pytest

from bot.knowledge.exchange.folders import FolderError, write_file, write_folder
from bot.knowledge.exchange.pairs import UnreadableError
from bot.knowledge.exchange.reading import read_pairs

FILES = {"pack.yaml": "id: a\n", "facts/001.yaml": "- é\n"}


def test_a_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    write_folder(tmp_path / "new" / "pack", FILES)
    found = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {Path("new/pack") / name for name in FILES}
    assert (tmp_path / "new/pack/facts/001.yaml").read_bytes() == "- é\n".encode()
    plain = tmp_path / "plain"
    plain.mkdir()
    assert (tmp_path / "new/pack").stat().st_mode == plain.stat().st_mode


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    write_folder(tmp_path / "pack", FILES)
    assert (tmp_path / "pack" / "pack.yaml").is_file()


def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty", target_is_directory=True)
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    for name in ("full", "file", "link", "dangling", "empty/.."):
        with pytest.raises(FolderError):
            write_folder(tmp_path / name, FILES)
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(FolderError):
        write_folder(Path(), FILES)
    with pytest.raises(FolderError):
        write_folder(tmp_path / "empty", FILES)
    left = {path.name for path in tmp_path.rglob("*")}
    assert left == {"full", "mine", "file", "empty", "link", "dangling"}
    assert (full / "mine").read_text(encoding="utf-8") == "mine"


def test_what_comes_meanwhile_stays(tmp_path: Path) -> None:
    def rival(made: Path) -> None:
        assert made.name == "pack"
        (tmp_path / "pack").mkdir()
        (tmp_path / "pack" / "theirs").touch()

    with pytest.raises(FolderError):
        write_folder(tmp_path / "pack", FILES, rival)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert [path.name for path in (tmp_path / "pack").iterdir()] == ["theirs"]


def test_nothing_is_left_where_it_is_not_approved(tmp_path: Path) -> None:
    def refuse(made: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "pack", FILES, refuse)
    assert [*tmp_path.iterdir()] == []


def test_a_file_is_replaced_whole_and_never_inside_of_the_pack(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    out = tmp_path / "out.csv"
    write_file(out, b"one", outside=pack)
    write_file(out, b"two", outside=pack)
    assert out.read_bytes() == b"two"
    (tmp_path / "link").symlink_to(out)
    for bad in (pack / "facts.yaml", pack, tmp_path / "link", pack / "..", tmp_path / "pack/a/.."):
        with pytest.raises((FolderError, OSError)):
            write_file(bad, b"x", outside=pack)
    assert {path.name for path in tmp_path.iterdir()} == {"pack", "out.csv", "link"}
    assert [*pack.iterdir()] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError) as caught:
        read_pairs(tmp_path / "pipe")
    assert caught.value.problem.rule == "unreadable"
