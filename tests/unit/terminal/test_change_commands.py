"""`diff` and `export-changes` from outside."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.terminal.cli import app
from tests.unit.terminal.small_pack import write_small_pack

ALIAS = {
    "schema_version": 1,
    "id": "c1",
    "kind": "add-alias",
    "record": "bolt-price",
    "alias": "what is the bolt worth",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "old")


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    shutil.copytree(old, folder)
    replace(
        folder / "facts.yaml",
        "  status: confirmed\n  said_by: [Acme]",
        "  status: rumour\n  said_by: [Acme]",
    )
    replace(folder / "sources.yaml", "title: Clarification", "title: Other")
    return folder


def replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def run(*words: object, typed: str = "") -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


def test_diff_ends_as_diff_does(old: Path, new: Path, tmp_path: Path) -> None:
    same = run("diff", old, old)
    assert (same.exit_code, same.stdout.count("\n")) == (0, 1)
    assert same.stdout.endswith(": no differences\n")
    assert run("diff", old, new).exit_code == 1
    assert run("diff", old, tmp_path / "none").exit_code == 2
    assert run("diff", old, new, "--language", "xx").exit_code == 2
    (new / "entities.yaml").write_text("- {id: acme, nombre: Acme}\n", encoding="utf-8")
    broken = run("diff", old, new)
    assert broken.exit_code == 2
    assert "there is no key 'nombre' here" in broken.stderr


def test_diff_for_people(old: Path, new: Path) -> None:
    result = run("diff", old, new)
    assert result.stdout.splitlines()[0].endswith("2 differences, 1 of substance")
    assert "~ fact bolt-price\n    Now rumour (Acme, 25 Apr 2025) (was: confirmed)" in result.stdout
    assert "    status:\n      - confirmed\n      + rumour\n" in result.stdout
    assert "~ source acme-2025-04-25\n    title:\n" in result.stdout
    assert "  entry bolt-price (rests on bolt-price)" not in result.stdout
    assert "Answers that say something else now:\n  fact bolt-price\n" in result.stdout
    assert "\x1b" not in result.stdout
    italian = run("diff", old, new, "--language", "it")
    assert "Ora voce non confermata (Acme, 25 apr 2025) (prima: confermato)" in italian.stdout


def test_diff_for_programs(old: Path, new: Path) -> None:
    result = run("diff", old, new, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["old"]["pack_version"] != found["new"]["pack_version"]
    assert [(one["id"], one["field"], one["weight"]) for one in found["differences"]] == [
        ("bolt-price", "status", "substance"),
        ("acme-2025-04-25", "title", "trivial"),
    ]
    assert [(one["kind"], one["id"]) for one in found["affected"]] == [
        ("facts", "bolt-price"),
        ("entries", "bolt-price"),
    ]
    assert found["affected"][0]["line"].startswith("Now rumour (Acme")
    same = json.loads(run("diff", old, old, "--json").stdout)
    assert (same["differences"], same["affected"]) == ([], [])


def test_diff_of_what_git_holds(old: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = old.parent / "repository"
    (root / "inside").mkdir(parents=True)
    shutil.copytree(old, root / "inside" / "pack")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        named = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        subprocess.run(named, cwd=root, check=True)
    monkeypatch.chdir(root)
    assert run("diff", "HEAD:inside/pack", old).exit_code == 0
    assert run("diff", "HEAD:./inside/pack/", new).exit_code == 1
    monkeypatch.chdir(root / "inside")
    assert run("diff", "HEAD:pack", "pack").exit_code == 0
    for name in (
        "HEAD:none",
        "nothing:pack",
        "HEAD:../../..",
        "--x:pack",
        ":pack",
        "HEAD:pack/pack.yaml",
    ):
        result = run("diff", "--", name, "pack")
        assert result.exit_code == 2, name
        assert "Traceback" not in result.stderr


def changes(folder: Path, *values: object) -> Path:
    path = folder.parent / "changes.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_changes_are_written_and_told(old: Path) -> None:
    before = (old / "entries.yaml").read_text(encoding="utf-8")
    words = ("export-changes", "--pack", old, "--from", changes(old, ALIAS))
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 0
    assert (old / "entries.yaml").read_text(encoding="utf-8") == before
    assert "what is the bolt worth" in next(
        line for line in dry.stdout.splitlines() if line.startswith("+ ")
    )
    assert "1 change (1 file): 1 to be written" in dry.stdout
    result = run(*words)
    assert result.exit_code == 0
    assert "entries.yaml:" in result.stdout
    assert result.stdout.endswith("1 change (1 file): 1 written\n")
    assert "what is the bolt worth" in (old / "entries.yaml").read_text(encoding="utf-8")
    again = run(*words)
    assert (again.exit_code, again.stdout) == (0, "1 change: 1 in the files already\n")


def test_changes_from_a_pipe_and_for_programs(old: Path) -> None:
    typed = json.dumps(
        {"changes": [ALIAS, {**ALIAS, "id": "c2", "alias": "will it rain tomorrow"}]}
    )
    result = run("export-changes", "--pack", old, "--from", "-", "--json", typed=typed)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [one["state"] for one in found["changes"]] == ["applied", "invalid"]
    assert found["changes"][1]["problems"][0]["field"] == ["alias"]
    assert [(one["file"], one["id"], one["key"]) for one in found["written"]] == [
        ("entries.yaml", "bolt-price", "aliases")
    ]


def test_what_cannot_be_written_ends_with_1(old: Path) -> None:
    (old / "entities.yaml").write_text("- {id: acme, nombre: Acme}\n", encoding="utf-8")
    result = run("export-changes", "--pack", old, "--from", changes(old, ALIAS))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no key 'nombre' here" in result.stderr
    assert "nothing was written: the pack has errors" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is no JSON"),
        ("3", "this is no list of changes"),
        ("[3]", "change 1: "),
        ('[{"kind": "add-alias"}]', "change 1: id: Field required"),
        (json.dumps([ALIAS, ALIAS]), "two changes have the id 'c1'"),
    ],
)
def test_what_is_no_list_of_changes_ends_with_2(old: Path, text: str, message: str) -> None:
    path = old.parent / "changes.json"
    path.write_text(text, encoding="utf-8")
    result = run("export-changes", "--pack", old, "--from", path)
    assert result.exit_code == 2
    assert message in result.stderr


def test_wrong_usage(old: Path) -> None:
    path = changes(old, ALIAS)
    assert run("export-changes", "--pack", old, "--from", old / "none.json").exit_code == 2
    assert run("export-changes", "--pack", old, "--pack", old, "--from", path).exit_code == 2
