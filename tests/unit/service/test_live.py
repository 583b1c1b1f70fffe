"""A changed file or SIGHUP leads to a reload; a watcher that fails harms nothing."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.knowledge.model import Pack
from bot.service.live import kept_up_to_date
from bot.service.reload import Loaded, Reloader


class Counting:
    """Counts loads."""

    def __init__(self) -> None:
        self.loads: asyncio.Queue[int] = asyncio.Queue()
        self.reloader = Reloader([], self.load)

    async def load(self, packs: Sequence[Pack]) -> Loaded | None:
        self.loads.put_nowait(1)
        return None

    async def one(self) -> int:
        async with asyncio.timeout(20):
            return await self.loads.get()


async def test_a_hangup_reads_anew(tmp_path: Path) -> None:
    counting = Counting()
    async with kept_up_to_date(counting.reloader, [tmp_path]):
        os.kill(os.getpid(), signal.SIGHUP)
        assert await counting.one() == 1
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


async def test_a_changed_file_reads_anew(tmp_path: Path) -> None:
    counting = Counting()
    async with kept_up_to_date(counting.reloader, [tmp_path]):
        for number in range(100):
            await asyncio.to_thread((tmp_path / "a.yaml").write_text, f"# {number}\n", "utf-8")
            # The watcher needs a moment to begin.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await counting.loads.get()
                break
        else:
            pytest.fail("the change was never seen")


async def test_folders_that_cannot_be_watched_leave_the_rest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counting = Counting()
    async with kept_up_to_date(counting.reloader, [tmp_path / "gone"]):
        os.kill(os.getpid(), signal.SIGHUP)
        assert await counting.one() == 1
        watching = [one for one in asyncio.all_tasks() if one.get_name().endswith("watching")]
        async with asyncio.timeout(20):
            await asyncio.gather(*watching)
    assert "not watched" in caplog.text
