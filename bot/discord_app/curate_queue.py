"""The curators' queue of a server, as it is now."""

from bot.discord_app.cards import Card
from bot.discord_app.curate_cards import PAGE, queue_card
from bot.discord_app.curating import Step
from bot.discord_app.limits import OPTIONS
from bot.knowledge.freshness import Due, due
from bot.knowledge.model import Pack


async def queue(step: Step, offset: int = 0) -> Card:
    """Return the queue from a place on: questions by demand, what was sent in, what is due."""
    store = step.client.store
    waiting = await store.questions.waiting(step.guild)
    offset = min(offset, max(0, waiting - 1)) // PAGE * PAGE
    return queue_card(
        step.library,
        await store.questions.queue(step.guild, limit=PAGE, offset=offset),
        waiting,
        await store.proposals.waiting(step.guild, limit=OPTIONS),
        await store.proposals.count_waiting(step.guild),
        await things_due(step),
        offset,
        step.language,
    )


async def things_due(step: Step) -> list[tuple[Pack, Due]]:
    """Return what is due in the server's packs, a thing once."""
    found: dict[tuple[str, str], tuple[Pack, Due]] = {}
    for pack in await step.packs():
        for one in due(pack, step.today):
            found.setdefault((pack.id, one.id), (pack, one))
    return list(found.values())
