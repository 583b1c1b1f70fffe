"""`export-changes` without a file: what curators accepted on Discord goes into the pack's files."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.storage.store import Store
from bot.terminal.cli import app
from tests.unit.terminal.small_pack import write_small_pack
from tests.unit.terminal.test_change_commands import ALIAS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "store.sqlite3"
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", str(file))
    return file


def accept(place: Path, pack: str, *changes: dict[str, object]) -> int:
    async def work() -> int:
        async with Store.open(place) as store:
            proposal = await store.proposals.propose(
                "alias", pack, {"changes": list(changes)}, by=1, at=1, accept=True
            )
            return proposal.id

    return asyncio.run(work())


def state(place: Path, proposal: int) -> str:
    async def work() -> str:
        async with Store.open(place) as store:
            found = await store.proposals.get(proposal)
            assert found is not None
            return found.state

    return asyncio.run(work())


def export(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["export-changes", "--pack", str(folder), *words])


def test_only_the_lines_meant_are_written_and_the_store_knows(folder: Path, place: Path) -> None:
    mine = accept(place, "small", ALIAS)
    other = accept(place, "other-pack", ALIAS | {"id": "c2"})
    before = {one: one.read_text("utf-8") for one in folder.rglob("*.yaml")}
    dry = export(folder, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "what is the bolt worth" in dry.stdout
    assert state(place, mine) == "accepted"
    result = export(folder)
    assert result.exit_code == 0, result.output
    [changed] = [one for one in before if one.read_text("utf-8") != before[one]]
    added = set(changed.read_text("utf-8").splitlines()) - set(before[changed].splitlines())
    assert len(added) == 1
    assert (state(place, mine), state(place, other)) == ("exported", "accepted")
    assert "1 in the files already" in export(folder).stdout


def test_what_cannot_be_written_stands_on(folder: Path, place: Path) -> None:
    lost = accept(place, "small", ALIAS | {"record": "no-such-entry"})
    assert export(folder).exit_code == 1
    assert state(place, lost) == "accepted"


def test_nothing_accepted_is_nothing_to_do(folder: Path, place: Path) -> None:
    result = export(folder)
    assert result.exit_code == 0, result.output
    assert "0 changes: nothing to do" in result.stdout


def test_a_store_that_cannot_be_opened_is_one_line(folder: Path, place: Path) -> None:
    place.mkdir()
    result = export(folder)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
