"""`/history`: who decided what and when, page by page, with the way to take it back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_app.cards import Card
from bot.discord_app.curate_cards import change_lines, proposal_title
from bot.discord_app.curate_controls import Control, CurateButton
from bot.discord_app.curating import Step
from bot.discord_app.curators import refused
from bot.discord_app.escaping import typed
from bot.discord_app.limits import label
from bot.discord_app.texts import text
from bot.discord_app.translator import localised
from bot.storage.loop_records import Event

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_PAGE = 8
_COLOUR = 0x5865F2
_NAME = 160
# After which steps of a proposal or a cluster there is something to take back.
_STANDS = ("accepted", "exported", "rejected")
_ACTIONS = (
    "proposed",
    "accepted",
    "rejected",
    "undone",
    "exported",
    "merged",
    "reopened",
    "assigned",
    "dismissed",
    "resolved",
    "open",
)


def add_commands(client: "ScenarioClient") -> None:
    """Add the command."""
    client.tree.add_command(history)


@app_commands.command(name=localised("history_name"), description=localised("history_about"))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def history(interaction: "discord.Interaction[ScenarioClient]") -> None:
    """Show what was done last to a curator."""
    if interaction.guild_id is None or await refused(interaction):
        return
    step = Step(interaction, interaction.guild_id)
    await step.take_time()
    await step.show(await page(step))


async def turn(step: Step, control: Control, _: Sequence[str]) -> None:
    """Show what was done before a line, or last."""
    await step.show(await page(step, control.number(0)))


async def page(step: Step, before: int = 0) -> Card:
    """Return what was done last, or before a line."""
    language = step.language
    found = await step.client.store.history.newest(
        guild_id=step.guild, before=before or None, limit=_PAGE + 1
    )
    container: discord.ui.Container[Card] = discord.ui.Container(accent_colour=_COLOUR)
    container.add_item(discord.ui.TextDisplay(f"## {text('history_title', language)}"))
    offered: set[str] = set()
    for event in found[:_PAGE]:
        line, back = await _line(step, event)
        if back is None or str(back) in offered:
            container.add_item(discord.ui.TextDisplay(line))
            continue
        offered.add(str(back))
        key = "reopen" if back.action == "reopen" else "undo"
        button = CurateButton.of(back, text(key, language))
        container.add_item(discord.ui.Section(line, accessory=button))
    if not found:
        container.add_item(discord.ui.TextDisplay(f"-# {text('history_nothing', language)}"))
    row: list[discord.ui.Item[Any]] = []
    if before:
        row.append(CurateButton.of(Control.to("history", 0), text("history_newest", language)))
    if len(found) > _PAGE:
        older = Control.to("history", found[_PAGE - 1].id)
        row.append(CurateButton.of(older, text("history_older", language)))
    row.append(CurateButton.of(Control.to("queue", 0), text("queue_back", language)))
    card = Card()
    card.add_item(container)
    card.add_item(discord.ui.ActionRow(*row))
    return card


async def _line(step: Step, event: Event) -> tuple[str, Control | None]:
    """Return what a line of the history says, and what takes it back, if it can be."""
    language = step.language
    who = f"<@{event.actor_id}>" if event.actor_id else text("history_nobody", language)
    action = event.action if event.action in _ACTIONS else "changed"
    head = f"<t:{event.at}:f> · {who} · **{text(f'action_{action}', language)}**"
    back: Control | None = None
    name = ""
    if event.subject == "proposal":
        proposal = await step.proposal(event.subject_id)
        if proposal:
            kind = text(f"proposal_{proposal.kind}", language)
            lines = change_lines(step.library, proposal, language)
            title = typed(label(proposal_title(step.library, proposal, language), _NAME))
            name = f"{kind} #{proposal.id}: {lines[0] if proposal.payload['changes'] else title}"
            if event.action == proposal.state and proposal.state in _STANDS:
                back = Control.to("undo", proposal.id)
    elif event.subject == "cluster":
        cluster = await step.cluster(event.subject_id)
        if cluster:
            name = f"“{typed(label(cluster.text, _NAME))}”"
            if event.action == cluster.state == "dismissed":
                back = Control.to("reopen", cluster.id)
    return (f"{head}\n{name}" if name else head), back
