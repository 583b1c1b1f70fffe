"""Changes that curators accepted on Discord: read from the store for a command, and noted there."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.service.settings import Settings
    from bot.storage.store import Store


async def accepted(store: Store, pack: str | None = None) -> dict[str, list[Mapping[str, Any]]]:
    """Return the changes that stand, by pack, in their order. Raises `StorageError`."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for proposal in await store.proposals.standing(pack):
        found.setdefault(proposal.pack, []).extend(proposal.payload.get("changes", ()))
    return {name: changes for name, changes in found.items() if changes}


def held_for(settings: Settings, pack: str) -> list[Mapping[str, Any]]:
    """Return the changes that stand for a pack, for a command. Raises `StorageError`."""
    from bot.storage.store import Store

    async def read() -> list[Mapping[str, Any]]:
        async with Store.open(settings.storage_place()) as store:
            return (await accepted(store, pack)).get(pack, [])

    return asyncio.run(read())


def note_exported(settings: Settings, pack: str, changes: Collection[str]) -> int:
    """Note that changes stand in the pack's files; return how many proposals are wholly there.

    They go on standing until a bot has read the files with them. Raises `StorageError`.
    """
    from bot.storage.store import Store

    async def note() -> int:
        async with Store.open(settings.storage_place()) as store:
            proposals = await store.proposals.standing(pack)
            written = [
                one.id
                for one in proposals
                if (own := {change.get("id") for change in one.payload.get("changes", ())})
                and own <= set(changes)
            ]
            return await store.proposals.exported(written, by=None, at=int(time.time()))

    return asyncio.run(note())
