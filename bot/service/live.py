"""Keeping the packs in use up to date: by their files, by SIGHUP, or by whoever asks."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from bot.service.reload import Reloader
from bot.service.watching import changes

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def kept_up_to_date(reloader: Reloader, folders: Sequence[Path]) -> AsyncIterator[None]:
    """Reload when files in the folders change or the process gets SIGHUP, until the end."""
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch(reloader, folders, stop), name="scenario-bot: watching")
    try:
        with _hangup(reloader):
            yield
    finally:
        stop.set()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(reloader: Reloader, folders: Sequence[Path], stop: asyncio.Event) -> None:
    try:
        await reloader.follow(changes(folders, stop))
    except Exception as error:  # noqa: BLE001 - such as no more watches; answers go on
        _log.warning("files are not watched (%s); /reload and SIGHUP work", type(error).__name__)


@contextlib.contextmanager
def _hangup(reloader: Reloader) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    asked: set[asyncio.Task[object]] = set()

    def reload() -> None:
        task: asyncio.Task[object] = asyncio.create_task(reloader.reload())
        asked.add(task)
        task.add_done_callback(asked.discard)

    number = getattr(signal, "SIGHUP", None)  # Windows has none
    try:
        if number is not None:
            loop.add_signal_handler(number, reload)
    except (NotImplementedError, RuntimeError):  # not in the main thread
        number = None
    try:
        yield
    finally:
        if number is not None:
            loop.remove_signal_handler(number)
