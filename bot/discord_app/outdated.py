"""What members call outdated: one report in the curators' queue for each thing that was told."""

import logging
from typing import TYPE_CHECKING

from bot.discord_app.asking import Asker
from bot.storage.records import Feedback, StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)
_FACTS = 8


async def report(client: "ScenarioClient", asker: Asker, feedback: Feedback) -> None:
    """Report an answer, unless the member has done so before. The feedback is kept elsewhere."""
    if asker.guild is None or not client.is_in(asker.guild):
        return
    store = client.store
    try:
        answer = await store.answer(feedback.message_id)
        if answer is None or answer.entry is None:
            return
        before = await store.ledger.feedback_on(feedback.message_id)
        if any((one.user_hash, one.kind) == (feedback.user_hash, "outdated") for one in before):
            return
        facts = list(answer.facts[:_FACTS])
        await store.proposals.report(
            answer.pack,
            answer.entry,
            {"changes": [], "facts": facts},
            at=feedback.created,
            guild_id=asker.guild,
        )
    except StorageError as error:
        _log.error("report not kept: error=%s", error)
