"""Where the parts are built and handed to each other; nothing else in the project does it.

Imports are inside the functions: a command that needs no search does not wait for its libraries.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from bot.building import PackError, build_desk, open_desk, read_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.service.settings import Settings
    from bot.storage.records import Retention
    from bot.storage.shard_records import Timings

__all__ = ["PackError", "build_desk", "open_desk", "read_packs", "run_online"]


def run_online(
    settings: Settings,
    folders: Iterable[Path],
    tell: Callable[[str], None],
    timings: Timings | None = None,
) -> int:
    """Be on Discord until told to stop, and return the exit status.

    `tell` writes a line for people; `timings` are those of shared shards. Raises `PackError` when a
    pack is broken.
    """
    folders = tuple(folders)
    # Handed on, not held here: what a reload replaces is not to stay in memory.
    first = [open_desk(folders, settings, tell)]
    import asyncio
    from functools import partial

    from bot.accepted import accepted
    from bot.discord_app.online import go_online
    from bot.loading import Loader
    from bot.service.live import kept_up_to_date
    from bot.service.logs import set_up
    from bot.service.reload import Reloader
    from bot.storage.records import StorageError
    from bot.storage.store import Store

    caches = [settings.cache_of(folder) for folder in folders]

    async def online() -> int:
        place, retention = settings.storage_place(), _retention(settings)
        async with Store.open(place, retention=retention, timings=timings) as store:
            loader = Loader(folders, caches, partial(accepted, store))
            reloader = Reloader([shelf.pack for shelf in first[0].shelves], loader.load)
            # What curators accepted and nobody has merged yet is part of the packs from the start.
            if await accepted(store):
                first[0] = (await reloader.reload()).desk or first[0]
            async with kept_up_to_date(reloader, folders):
                return await go_online(settings, first.pop(), store, tell, reloader)

    set_up(settings)
    _leave_alone_what_is_loaded()
    try:
        return asyncio.run(online())
    except StorageError as error:
        tell(f"scenario-bot: {error}")
        return 1


def _retention(settings: Settings) -> Retention:
    """Return for how long each kind is kept, as the operator has it."""
    from bot.storage.records import Retention

    return Retention(
        answers=settings.keep_answers_days,
        feedback=settings.keep_feedback_days,
        questions=settings.keep_questions_days,
        proposals=settings.keep_proposals_days,
        history=settings.keep_history_days,
        changes=settings.keep_changes_days,
        visits=settings.keep_visits_days,
        notices=settings.keep_notices_days,
    )


def _leave_alone_what_is_loaded() -> None:
    """Keep the garbage collector off the packs and their indexes, which stay until the end.

    Looking through that million objects again and again took a fifth of the time of a reply.
    """
    gc.collect()
    gc.freeze()
