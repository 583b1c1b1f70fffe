"""Packs read anew in a process of its own: the same as read here, and whatever befalls it."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest

import bot.loading
from bot.app import build_desk, read_packs
from bot.conversation.question import Question
from bot.loading import Loader, LoadingError
from bot.service.reload import Reloader, State
from tests.unit.terminal.small_pack import write_small_pack

TODAY = date(2026, 1, 15)
ASKED = Question("what does the bolt cost", TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.mark.parametrize("kept", [True, False])
async def test_what_comes_back_answers_like_what_is_read_here(
    folder: Path, tmp_path: Path, *, kept: bool
) -> None:
    loaded = await Loader([folder], [tmp_path / "kept" if kept else None]).load([])
    assert loaded is not None
    assert loaded.desk is not None
    [pack] = read_packs([folder])
    [found] = loaded.packs
    assert found == pack
    assert list(found.entries) == list(pack.entries)
    assert loaded.desk.ask(ASKED) == build_desk([pack]).ask(ASKED)
    assert bool(list((tmp_path / "kept").glob("*"))) is kept


async def test_what_is_known_is_not_read_again(folder: Path, tmp_path: Path) -> None:
    packs = read_packs([folder])
    loader = Loader([folder], [tmp_path])
    assert await loader.load(packs) is None
    entries = next((folder / "entries").glob("*.yaml"), folder / "entries.yaml")
    entries.write_text(entries.read_text("utf-8").replace("?", "??", 1), "utf-8")
    assert await loader.load(packs) is not None


async def test_a_broken_pack_names_file_and_line(folder: Path) -> None:
    (folder / "sources.yaml").write_text("- id: [", "utf-8")
    loaded = await Loader([folder], [None]).load([])
    assert loaded is not None
    assert loaded.desk is None
    assert loaded.problems[0].file == "small/sources.yaml"
    assert loaded.problems[0].line


async def test_a_folder_that_is_gone_is_a_problem(folder: Path) -> None:
    shutil.rmtree(folder)
    loaded = await Loader([folder], [None]).load([])
    assert loaded is not None
    assert loaded.desk is None


async def test_a_process_that_dies_leaves_what_answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is no folder ends the process with an error of its own.
    loader = Loader([None], [None])  # type: ignore[list-item]
    with pytest.raises(LoadingError, match="ended with 1"):
        await loader.load([])
    packs = read_packs([folder])
    outcome = await Reloader(packs, loader.load).reload()
    assert (outcome.state, outcome.now) == (State.FAILED, packs)


async def test_giving_up_ends_the_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    received = bot.loading._received

    def receive(pipe: object) -> object:
        loop.call_soon_threadsafe(begun.set)
        return received(pipe)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.loading, "_received", receive)
    task = asyncio.create_task(Loader([folder], [None]).load([]))
    await begun.wait()
    task.cancel()
    with pytest.raises((asyncio.CancelledError, LoadingError)):
        await task
