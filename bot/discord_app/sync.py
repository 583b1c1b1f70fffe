"""Sending the commands to Discord, only when their definition changed."""

import hashlib
import json
from typing import Any, Protocol

from discord import app_commands

_KEY = "commands"


class Meta(Protocol):
    """Where the fingerprint of what was sent last is kept."""

    async def meta(self, key: str) -> str | None:
        """Return what is kept under a name."""
        ...

    async def set_meta(self, key: str, value: str) -> None:
        """Keep something under a name."""
        ...


async def fingerprint(tree: app_commands.CommandTree[Any], application: int) -> str:
    """Return a hash of all that Discord would be sent, for this application."""
    translator = tree.translator
    payloads = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    payloads.sort(key=lambda one: (str(one.get("type")), str(one.get("name"))))
    written = json.dumps([application, payloads], sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


async def sync_when_changed(
    tree: app_commands.CommandTree[Any], store: Meta, application: int
) -> bool:
    """Send the commands if they are not those that were sent last; return whether they were."""
    now = await fingerprint(tree, application)
    if await store.meta(_KEY) == now:
        return False
    await tree.sync()
    await store.set_meta(_KEY, now)
    return True
