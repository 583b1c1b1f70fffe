"""What counts as a change of a pack's files, and that real changes are noticed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from watchfiles import Change

from bot.service.watching import PackFiles, changes


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("pack.yaml", True),
        ("facts/talks.YML", True),
        ("facts/.talks.yaml.swp", False),
        ("facts/.#talks.yaml", False),
        (".cache/search.yaml", False),
        ("notes.txt", False),
        ("../other/pack.yaml", False),
    ],
)
def test_only_yaml_that_is_the_packs_counts(tmp_path: Path, path: str, *, counts: bool) -> None:
    folder = tmp_path / ".hidden" / "pack"
    folder.mkdir(parents=True)
    found = PackFiles([folder])(Change.modified, str((folder / path).resolve()))
    assert found is counts


async def _next(seen: AsyncIterator[None], touch: Path) -> None:
    """Change a file until the change is seen: the watcher needs a moment to begin."""
    waiting = asyncio.ensure_future(anext(seen))
    for number in range(100):
        await asyncio.to_thread(touch.write_text, f"# {number}\n", "utf-8")
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        if done:
            waiting.result()
            return
    waiting.cancel()
    pytest.fail("the change was never seen")


async def test_changes_are_seen_one_after_the_other_until_told_to_stop(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    stop = asyncio.Event()
    seen = changes([tmp_path], stop)
    await _next(seen, tmp_path / "pack.yaml")
    await _next(seen, tmp_path / "facts" / "new.yaml")
    stop.set()
    async with asyncio.timeout(20):
        assert [one async for one in seen] == []
