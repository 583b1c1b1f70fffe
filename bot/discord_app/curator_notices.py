"""What curators are told in the channel that their server chose: changes, and broken packs."""

from collections.abc import Callable, Collection, Sequence
from hashlib import blake2s
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_app.buttons import StateButton
from bot.discord_app.cards import NEUTRAL, Card
from bot.discord_app.change_lines import line_of
from bot.discord_app.custom_ids import State
from bot.discord_app.escaping import escaped, one_line
from bot.discord_app.limits import TEXT, fitted, label, size
from bot.discord_app.reload_command import report
from bot.discord_app.texts import text
from bot.knowledge.model import Pack
from bot.service.reload import Laid, Outcome
from bot.storage.loop_records import FactChange, Payload
from bot.storage.outbox import Post
from bot.storage.records import GuildSettings

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_CHANGES = 8
_AROUND = 600
_WHY = 300


async def tell_curators(
    client: "ScenarioClient",
    packs: Collection[str],
    make_text: Callable[[str], str],
    *,
    key: str = "",
) -> int:
    """Queue a notice for the curators of each server that uses any of the packs.

    `make_text` returns it in a language. Of equal keys (the text itself without one) a server is
    told once. Return to how many servers it goes.
    """

    def payload(settings: GuildSettings) -> Payload:
        return {"kind": "text", "text": make_text(settings.language or "en")}

    return await _tell(client, packs, payload, key or make_text("en"))


async def tell_of_changes(client: "ScenarioClient", changes: Sequence[FactChange]) -> int:
    """Queue a notice of what changed, on which curators can hold changes back as trivial."""
    told = 0
    for pack in dict.fromkeys(one.pack for one in changes):
        ids = [one.id for one in changes if one.pack == pack]
        payload: Payload = {"kind": "changes", "changes": ids}
        told += await _tell(client, (pack,), lambda _, made=payload: made, f"changes {ids[-1]}")  # type: ignore[misc]
    return told


async def tell_of_problems(client: "ScenarioClient", outcome: Outcome) -> int:
    """Queue a notice of why new packs are not used; each set of problems is told once."""
    packs = [pack.id for pack in outcome.before]
    return await tell_curators(client, packs, lambda language: report(outcome, language))


async def tell_of_left_out(client: "ScenarioClient", outcome: Outcome) -> int:
    """Queue a notice of accepted changes that the packs' files no longer fit, once for each set."""
    told = 0
    for pack in outcome.now:
        left = [
            one
            for one in outcome.laid
            if one.pack == pack.id and one.state in ("conflict", "invalid")
        ]
        if not left:
            continue

        def made(language: str, pack: Pack = pack, left: Sequence[Laid] = left) -> str:
            title = escaped(label(pack.manifest.title, 100))
            lines = [text("left_out", language, count=len(left), title=title)]
            for one in left[:_CHANGES]:
                why, _ = fitted(one_line(one.why or one.state), _WHY, language)
                lines.append(f"- `{one.change.replace('`', '')[:60]}` {why}")
            return "\n".join(lines)

        key = "left out " + " ".join(sorted(f"{one.change}/{one.state}" for one in left))
        told += await tell_curators(client, (pack.id,), made, key=key)
    return told


async def changes_card(
    client: "ScenarioClient", changes: Sequence[FactChange], guild: int | None, language: str
) -> Card | None:
    """Return the notice of changes, with how many answers of the server wait for each."""
    card = Card()
    head = text("changes_notice", language)
    container: discord.ui.Container[Card] = discord.ui.Container(
        discord.ui.TextDisplay(head), accent_colour=NEUTRAL
    )
    used, shown = size(head), 0
    for one in changes[:_CHANGES]:
        line = line_of(client.library, one, language)
        if one.is_trivial or not line or used + size(line) > TEXT - _AROUND:
            continue
        count = await client.store.corrections.resting_on(one.id, guild or 0)
        line += "\n-# " + text("changes_waiting", language, count=count)
        container.add_item(section(one, line, language))
        used, shown = used + size(line), shown + 1
    if not shown:
        return None
    if more := len(changes) - shown:
        container.add_item(
            discord.ui.TextDisplay("-# " + text("more_changes", language, count=more))
        )
    card.add_item(container)
    return card


def section(change: FactChange, line: str, language: str) -> "discord.ui.Section[Any]":
    """Return a line on a change, with the button that holds it back."""
    state = State("trivial", str(change.id), language, "", ("1",))
    button = StateButton.of(state, text("trivial", language))
    return discord.ui.Section(line, accessory=button)


async def _tell(
    client: "ScenarioClient",
    packs: Collection[str],
    payload: Callable[[GuildSettings], Payload],
    key: str,
) -> int:
    now = int(client.clock().timestamp())
    short = blake2s(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    told = 0
    for settings in await client.store.guilds_with_notices():
        used = {pack.id for pack in client.library.packs_of(settings.packs)}
        if used.isdisjoint(packs):
            continue
        post = Post(
            f"notice {settings.guild_id} {short}",
            payload(settings),
            created=now,
            channel_id=settings.notice_channel,
            guild_id=settings.guild_id,
        )
        told += await client.store.outbox.put(post)
    client.background.wake()
    return told
