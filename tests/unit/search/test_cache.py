"""Indexes kept beside their packs: the same answers, and never those of another pack."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bot.search
from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack
from bot.search import archive, cache
from bot.search.cache import open_index, path_of
from bot.search.index import Index
from bot.service.settings import shipped_pack
from tests.bench.generated import generated
from tests.bench.ours import entries_pack
from tests.unit.search.small_pack import small_pack

ASKED = ["bolt price?", "acme zenith", "how mcuh does the boltt cost", "qwerty", "in 2024 sold?"]
# Run in processes of their own: what an index says to questions, to the last digit.
SAYS = """
import json, sys
from pathlib import Path
from bot.knowledge.read import read_pack
from bot.search.cache import open_index
pack = read_pack(Path(sys.argv[1])).pack
opened = open_index(pack, Path(sys.argv[2]))
found = [
    [str(r.verdict), [[c.id, c.utterance, c.confidence.hex()] for c in r.candidates], r.words]
    for r in (opened.index.search(q.q, limit=30) for q in pack.questions[::9])
]
print(json.dumps([opened.reason, found]))
"""


def _says(index: Index, questions: list[str]) -> list[object]:
    return [index.sure, [index.search(text, limit=30) for text in questions]]


def test_a_kept_index_answers_as_a_new_one(tmp_path: Path) -> None:
    """Bit for bit: the same candidates in the same order, with the same confidences and reasons."""
    pack = small_pack()
    new = open_index(pack, tmp_path)
    kept = open_index(pack, tmp_path)
    assert (new.reason, kept.reason) == ("missing", "")
    assert _says(kept.index, ASKED) == _says(Index(pack), ASKED)


def test_the_story_is_answered_the_same_from_its_file(tmp_path: Path) -> None:
    """All of its test questions, as they are and mistyped."""
    pack = read_pack(shipped_pack()).pack
    assert pack is not None
    asked = [
        text for sample in pack.questions[::3] for text in (sample.q, sample.q.replace("e", "", 1))
    ]
    new = Index(pack)
    path = path_of(pack, tmp_path)
    assert path is not None
    archive.write(path, new.flat, path.stem)
    kept = open_index(pack, tmp_path)
    assert kept.reason == ""
    assert _says(kept.index, asked) == _says(new, asked)


def test_four_processes_say_the_same(tmp_path: Path) -> None:
    """They start at once on no file: some build, one keeps, and a fifth reads what was kept."""
    command = [sys.executable, "-c", SAYS, str(shipped_pack()), str(tmp_path)]
    root = Path(bot.search.__file__).parents[2]
    four = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) for _ in range(4)]
    said = [json.loads(process.communicate()[0]) for process in four]
    said.append(json.loads(subprocess.check_output(command, cwd=root)))
    assert said[-1][0] == ""
    assert all(found == said[-1][1] for _, found in said)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.fixture(scope="module")
def large() -> tuple[Pack, list[str]]:
    """A pack of more utterances than a small one has, and questions."""
    made = generated(20_400, questions=40)
    return entries_pack(made.entries), [text for text, _ in made.questions] + made.off_topic


def test_a_large_pack_is_answered_the_same_from_its_file(
    large: tuple[Pack, list[str]], tmp_path: Path
) -> None:
    """Where counts are kept instead of vectors."""
    pack, asked = large
    new = Index(pack)
    path = path_of(pack, tmp_path)
    assert path is not None
    archive.write(path, new.flat, path.stem)
    kept = open_index(pack, tmp_path)
    assert kept.reason == ""
    assert "counted.scale" in kept.index.flat
    assert _says(kept.index, asked) == _says(new, asked)


def test_other_content_is_another_file(tmp_path: Path) -> None:
    """The old one is not read, and is removed when the new one is there."""
    pack = small_pack()
    open_index(pack, tmp_path)
    (old,) = tmp_path.iterdir()
    changed = pack.model_copy(update={"version": "other"})
    assert open_index(changed, tmp_path).reason == "missing"
    (new,) = tmp_path.iterdir()
    assert new != old


def test_files_of_other_packs_stay(tmp_path: Path) -> None:
    """Of packs with longer and shorter names, and what is no index at all."""
    others = ["small-other-" + "0" * 32 + ".idx", "sm-" + "0" * 32 + ".idx", "notes.txt"]
    for name in others:
        (tmp_path / name).write_bytes(b"x")
    open_index(small_pack(), tmp_path)
    assert len(list(tmp_path.iterdir())) == len(others) + 1


@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "folder", "renamed"])
def test_a_file_that_cannot_be_used_is_built_anew(tmp_path: Path, damage: str) -> None:
    """The answers are the same, and the next start has a sound file, where it can be replaced."""
    pack = small_pack()
    path = path_of(pack, tmp_path)
    assert path is not None
    wanted = _says(open_index(pack, tmp_path).index, ASKED)
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-1000])
    elif damage == "garbage":
        path.write_bytes(os.urandom(5000))
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        other = pack.model_copy(update={"version": "other"})
        open_index(other, tmp_path)
        next(tmp_path.iterdir()).rename(path)
    again = open_index(pack, tmp_path)
    assert again.reason
    assert _says(again.index, ASKED) == wanted
    assert bool(open_index(pack, tmp_path).reason) == (damage == "folder")


def test_where_nothing_can_be_written_the_index_is_built(tmp_path: Path) -> None:
    """A file where the folder should be: the reason says so, the answers are the same."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    opened = open_index(small_pack(), blocked / ".cache")
    assert opened.not_kept == "Not a directory"
    assert _says(opened.index, ASKED) == _says(Index(small_pack()), ASKED)
    assert open_index(small_pack(), None).reason == "no cache"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_read_only_is_no_hindrance(tmp_path: Path) -> None:
    """As where a pack lies in an image."""
    tmp_path.chmod(0o500)
    try:
        assert open_index(small_pack(), tmp_path / ".cache").not_kept == "Permission denied"
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written in full is not read at the next start."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    opened = open_index(small_pack(), tmp_path)
    assert (opened.reason, opened.not_kept) == ("missing", "No space left on device")
    assert _says(opened.index, ASKED) == _says(Index(small_pack()), ASKED)
    monkeypatch.undo()
    assert open_index(small_pack(), tmp_path).reason == "missing"
    assert open_index(small_pack(), tmp_path).reason == ""


def test_the_key_holds_all_that_shapes_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another library, another source, another version of the pack: another file."""
    pack = small_pack()
    keys = {path_of(pack, tmp_path), path_of(pack.model_copy(update={"version": "2"}), tmp_path)}
    for name, other in (
        ("metadata.version", lambda name: "0"),
        ("_sources", lambda: iter([("a.py", b"other")])),
        ("platform.machine", lambda: "another"),
    ):
        cache._fingerprint.cache_clear()
        monkeypatch.setattr(f"bot.search.cache.{name}", other)
        keys.add(path_of(pack, tmp_path))
        monkeypatch.undo()
    cache._fingerprint.cache_clear()
    assert len(keys) == 5


def test_nothing_in_search_unpickles() -> None:
    """A kept file is data: nothing that could run it is even imported."""
    banned = {"pickle", "marshal", "shelve", "dill", "joblib"}
    for file in Path(bot.search.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert banned.isdisjoint(alias.name for alias in node.names), file.name
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in banned, file.name
            elif isinstance(node, ast.Attribute):
                assert ast.unparse(node) not in {"np.load", "np.save", "numpy.load"}, file.name
