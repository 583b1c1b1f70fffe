"""`scenario-bot database`: where the tables are, up to date, and back, with a backup first."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.storage.backup import restore
from bot.storage.store import Store
from bot.storage.upgrade import HEAD
from bot.terminal.cli import app


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the store of the settings, with something in it."""
    found = tmp_path / "bot.db"
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", str(found))

    async def fill() -> None:
        async with Store.open(found) as store:
            await store.set_meta("name", "value")

    asyncio.run(fill())
    return found


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["database", *words])
    return result.exit_code, result.stdout, result.stderr


def test_it_tells_where_the_tables_are(file: Path) -> None:
    status, out, err = run()
    assert (status, err) == (0, "")
    assert f"\n* {HEAD}  " in out
    assert out.startswith("  0001  ")
    assert f"{file}: tables {HEAD}, the newest that this version knows" in out


def test_back_and_up_again_with_a_backup_first(file: Path, tmp_path: Path) -> None:
    status, out, err = run("rollback", "0002")
    assert (status, out) == (0, "would be lost: nothing\n")
    assert err == "Nothing was changed. With --backup FILE --yes it is done.\n"
    kept = tmp_path / "kept.jsonl.gz"
    status, out, err = run("rollback", "0002", "--yes", "--backup", str(kept))
    assert (status, err) == (0, "")
    assert f"{kept}: 2 rows" in out
    assert "tables 0002; start the version of the bot that they are of" in out
    assert f"{file}: tables 0002; a start brings them to {HEAD}" in run()[1]
    assert run("upgrade") == (0, f"{file}: tables 0002 -> {HEAD}\n", "")
    assert run("upgrade") == (0, f"{file}: tables {HEAD}, as they were\n", "")
    assert restore(str(tmp_path / "other.db"), kept) == 2


@pytest.mark.parametrize("words", [(), ("--no-backup", "--backup", "kept.gz")])
def test_it_wants_to_know_of_a_backup(file: Path, words: tuple[str, ...]) -> None:
    before = file.read_bytes()
    status, out, err = run("rollback", "0002", "--yes", *words)
    assert (status, out) == (2, "")
    assert "--backup FILE, or --no-backup" in err
    assert file.read_bytes() == before


def test_what_is_refused_writes_no_backup(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.gz"
    status, _, err = run("rollback", "0009", "--yes", "--backup", str(kept))
    assert status == 1
    assert "there is no step 0009" in err
    assert not kept.exists()


def test_no_database_is_a_line_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", str(tmp_path / "none.db"))
    for words in ((), ("upgrade",), ("rollback", "0001")):
        status, _, err = run(*words)
        assert status == 1
        assert "there is no such database" in err
