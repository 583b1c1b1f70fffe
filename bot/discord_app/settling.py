"""Accepted changes after a reload: what the pack's files hold by now need not stand any longer."""

from collections.abc import Sequence

from bot.service.reload import Laid
from bot.storage.store import Store

_SETTLED = "settled"


async def settle(store: Store, laid: Sequence[Laid], now: int) -> int:
    """Note the proposals whose changes are all in the files as merged; return how many."""
    settled = {(one.pack, one.change) for one in laid if one.state == _SETTLED}
    if not settled:
        return 0
    merged = []
    for proposal in await store.proposals.standing():
        changes = [change.get("id") for change in proposal.payload.get("changes", ())]
        if changes and all((proposal.pack, change) in settled for change in changes):
            merged.append(proposal.id)
    return await store.proposals.merged(merged, by=None, at=now) if merged else 0
