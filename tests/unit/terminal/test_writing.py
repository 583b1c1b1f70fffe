"""`new`, `import` and `export` from outside: what they write, tell and refuse."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.knowledge.exchange import building
from bot.terminal import cli
from tests.unit.terminal.conftest import Program

SHEET = (
    "question,answer,alias 1,source\n"
    "Is entrance free?,Yes; children and adults pay nothing.,do i have to pay,\n"
    "Where is the entrance?,,\n"
    "When does it open?,At eight in the morning.,opening time,https://acme.org/visit\n"
)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, [*words])


def test_new_makes_a_pack_that_checks_and_answers(tmp_path: Path) -> None:
    made = run("new", "packs/My Story", "--title", 'My "Story": 1')
    assert made.exit_code == 0, made.stderr
    assert "next: edit them, then scenario-bot check --pack 'packs/My Story'" in made.stdout
    folder = str(tmp_path / "packs" / "My Story")
    checked = run("check", "--strict", "--pack", folder)
    assert checked.exit_code == 0
    assert checked.stdout.startswith("my-story: 4 sources, 2 entities, 4 facts, 1 scenario")
    assert checked.stdout.endswith("no problems\n")
    totals = json.loads(run("eval", "--pack", folder, "--json").stdout)["totals"]
    assert totals["right"] == totals["answerable"] > 0
    assert totals["answered_wrongly"] == 0


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pack.yaml").write_text("id: mine\n", encoding="utf-8")
    result = run("new", "mine")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "mine: the folder is not empty, and nothing is overwritten" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["pack.yaml"]


WRONG = [
    ["new"],
    ["new", "x", "--id", "Not An Id"],
    ["new", "x", "--id", "a" * 81],
    ["new", "x", "--language", "english"],
    ["new", "x", "--title", " "],
    ["new", "."],
    ["new", "a\0b"],
    ["new", "file/inside"],
    ["import", "file"],
    ["import", "nowhere.csv", "--into", "x"],
    ["import", "folder", "--into", "x"],
    ["import", "file", "--into", "folder"],
    ["import", "file", "--into", "x", "--format", "xml"],
    ["import", "file", "--into", "x", "--url", "ftp://a"],
    ["import", "file", "--into", "x", "--kind", "gossip"],
    ["import", "file", "--into", "x", "--accessed", "2025-Q1"],
    ["export", "folder", "--out", "out.csv", "--format", "pdf"],
    ["export", "folder", "--out", "out"],
    ["export", "nowhere", "--out", "out.csv"],
    ["export", "{pack}", "--out", "nowhere/out.csv"],
    ["export", "{pack}", "--out", "{pack}/out.csv"],
    ["export", "{pack}", "--out", "folder", "--format", "csv"],
    ["export", "{pack}", "--out", "out", "--format", "claimreview", "--site", "here"],
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_writes_nothing(words: list[str], pack: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(SHEET, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    before = sorted(tmp_path.rglob("*"))
    result = run(*(word.replace("{pack}", str(pack)) for word in words))
    # A pipe or a folder is a file of which nothing can be used.
    assert result.exit_code == (1 if "folder" in words[1:2] and words[0] == "import" else 2)
    assert "Traceback" not in result.stderr
    assert "went wrong" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert not (pack / "out.csv").exists()


def test_import_tells_each_line_and_answers(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text(SHEET, encoding="utf-8")
    result = run("import", "faq.csv", "--into", "packs/faq", "--accessed", "2026-11-01")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        (
            "faq.csv:1:1: warning: no web address is known for the file: its source has"
            " 'https://imported.invalid/faq.csv' [no-address]"
        ),
        "    hint: import with --url, or mend the source 'faq-import-2026-11-01' in sources.yaml",
        "faq.csv:3:1: error: 'Where is the entrance?' has no answer [no-answer]",
        "    hint: write one, or delete it",
        "faq.csv (csv): 2 questions taken over, 1 left out",
        "faq: 2 sources, 1 entity, 2 facts, 0 scenarios, 2 entries; no problems",
        "next: scenario-bot check --pack packs/faq",
    ]
    asked = run("ask", "what is the opening time", "--pack", "packs/faq", "--json")
    (answer,) = json.loads(asked.stdout)["answers"]
    assert answer["entry"] == "when-does-it-open"
    assert answer["status"] == "reported"
    assert answer["as_of"] == "2026-11-01"
    assert [one["url"] for one in answer["citations"]] == ["https://acme.org/visit"]


def test_import_knows_where_the_file_comes_from(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text(SHEET.replace(",,\n", ",There.,\n"), encoding="utf-8")
    words = ["--url", "https://acme.org/faq", "--outlet", "Acme", "--kind", "company", "--json"]
    result = run("import", "faq.csv", "--into", "faq", "--title", "Acme FAQ", *words)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["pack"], found["format"], found["taken_over"], found["left_out"]) == (
        "faq",
        "csv",
        3,
        0,
    )
    assert found["problems"] == []
    text = (tmp_path / "faq" / "sources.yaml").read_text(encoding="utf-8")
    assert "url: https://acme.org/faq" in text
    assert "kind: company" in text
    # However it is published: nothing becomes firmer by being imported.
    facts = (tmp_path / "faq" / "facts.yaml").read_text(encoding="utf-8")
    assert facts.count("status: reported") == 3


def test_import_of_nothing_usable_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_bytes(b"question,answer\n\xff,b\n")
    result = run("import", "faq.csv", "--into", "faq")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "faq.csv:2:1: error: the file is not UTF-8" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["faq.csv"]


def test_a_pack_that_is_not_sound_does_not_appear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "faq.csv").write_text(SHEET, encoding="utf-8")
    monkeypatch.setattr(building, "_ATTRIBUTE", "Not An Id")
    monkeypatch.setattr(building, "Attribute", building.Attribute.model_construct)
    monkeypatch.setattr(building, "Fact", building.Fact.model_construct)
    result = run("import", "faq.csv", "--into", "faq")
    assert result.exit_code == 1
    assert "nothing was written" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["faq.csv"]


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("out.csv", [], b"\xef\xbb\xbfid,question,answer,source,tags,alias 1"),
        ("out.tsv", [], b"Question\tAnswer\tSource\tMetadata"),
        ("out.json", ["--format", "qnabot"], b'{\n  "qna": ['),
        ("out.jsonld", [], b'{\n  "@context": "https://schema.org"'),
        ("out.html", [], b"<!DOCTYPE html>"),
    ],
)
def test_export_in_each_format(
    name: str, words: list[str], begins: bytes, pack: Path, tmp_path: Path
) -> None:
    out = tmp_path / name
    out.write_text("old", encoding="utf-8")
    result = run("export", str(pack), "--out", name, *words)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("not in this format: ")
    assert out.read_bytes().startswith(begins)


def test_export_to_the_output_comes_back(program: Program, pack: Path, tmp_path: Path) -> None:
    result = program("export", str(pack), "--out", "-", "--format", "qnabot")
    assert result.returncode == 0
    (tmp_path / "qna.json").write_bytes(result.stdout)
    again = run("import", "qna.json", "--into", "again", "--url", "https://acme.org/")
    assert again.exit_code == 0
    assert "qna.json (qnabot): 3 questions taken over, 0 left out" in again.stdout


def test_export_of_a_broken_pack_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "pack.yaml").write_text("id: x\n", encoding="utf-8")
    result = run("export", "broken", "--out", "out.csv")
    assert result.exit_code == 1
    assert "broken/pack.yaml" in result.stderr
    assert not (tmp_path / "out.csv").exists()
