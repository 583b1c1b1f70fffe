"""Packs read anew in a process of its own: the same as read here, and whatever befalls it."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot.loading
from bot import loading
from bot.app import build_desk, read_packs
from bot.conversation.question import Question
from bot.knowledge.changes import read_change
from bot.knowledge.writing.export import prepare
from bot.loading import Accepted, Loader, LoadingError
from bot.service.reload import Laid, Reloader, State
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


ALIAS = {
    "schema_version": 1,
    "id": "c1",
    "kind": "add-alias",
    "record": "bolt-price",
    "alias": "what is the bolt worth",
}


def laid_over(*changes: dict[str, Any]) -> Callable[[], Awaitable[Accepted]]:
    async def accepted() -> Accepted:
        return {"small": changes}

    return accepted


async def test_what_curators_accepted_is_part_of_the_pack(folder: Path, tmp_path: Path) -> None:
    loader = Loader([folder], [tmp_path], laid_over(ALIAS))
    loaded = await loader.load(read_packs([folder]))
    assert loaded is not None
    [pack] = loaded.packs
    assert "what is the bolt worth" in pack.entries["bolt-price"].aliases
    assert loaded.laid == (Laid("small", "c1", "applied"),)
    assert loaded.desk is not None
    [answer] = loaded.desk.ask(Question("what is the bolt worth", TODAY))
    assert answer.entry == "bolt-price"
    assert await loader.load(loaded.packs) is None


async def test_a_change_that_does_not_fit_is_told_and_the_others_stand(folder: Path) -> None:
    lost = ALIAS | {"id": "c2", "record": "no-such-entry"}
    unread = {"id": "c3", "kind": "of-another-version"}
    loaded = await Loader([folder], [None], laid_over(ALIAS, lost, unread)).load([])
    assert loaded is not None
    assert {one.change: one.state for one in loaded.laid} == {
        "c1": "applied",
        "c2": "invalid",
        "c3": "invalid",
    }
    assert all(one.why for one in loaded.laid if one.change != "c1")


async def test_what_is_in_the_files_is_settled(folder: Path) -> None:
    loader = Loader([folder], [None], laid_over(ALIAS))
    prepare(folder, [read_change(ALIAS)]).write()
    loaded = await loader.load([])
    assert loaded is not None
    assert loaded.laid == (Laid("small", "c1", "settled"),)


def test_where_no_priority_may_be_given_up_packs_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def refused(by: int) -> int:
        asked.append(by)
        raise PermissionError("as under a filter of system calls")

    monkeypatch.setattr(loading.os, "nice", refused, raising=False)
    loading._stand_back()
    assert asked == [loading._NICER]
