"""`/whatchanged`: what is new since a date or since the member's last visit."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.conversation.when import day_named
from bot.discord_app.asking import Asker, must_wait, respond, settings_for
from bot.discord_app.buttons import StateButton
from bot.discord_app.cards import NEUTRAL, Card, note_card
from bot.discord_app.change_lines import line_of
from bot.discord_app.curator_notices import section
from bot.discord_app.curators import may_curate, refused
from bot.discord_app.custom_ids import State
from bot.discord_app.texts import text
from bot.discord_app.translator import localised
from bot.knowledge.dates import first_day
from bot.storage.loop_records import FactChange

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]
_USUAL = timedelta(days=7)
_PAGE = 8
_AT_MOST = 200


def add_commands(client: "ScenarioClient") -> None:
    """Add `/whatchanged`."""
    client.tree.add_command(whatchanged)


@app_commands.command(name=localised("changed_name"), description=localised("changed_about"))
@app_commands.rename(since=localised("changed_since"))
@app_commands.describe(since=localised("changed_since_about"))
async def whatchanged(
    interaction: Interaction, since: app_commands.Range[str, 1, 30] | None = None
) -> None:
    """Tell what changed, the newest first, to the member alone."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.presses, asker):
        return
    now = client.clock()
    language = await _language(interaction)
    start = None
    if since is not None:
        day = day_named(since.strip(), now.date())
        if day is None:
            await respond(interaction, note_card(text("bad_since", language)), private=True)
            return
        start = int(datetime.combine(first_day(day), time(), UTC).timestamp()) - 1
    async with client.working():
        visited = await client.store.subscriptions.visit(asker.user, int(now.timestamp()))
        if start is None:
            # What changed in the second of the last visit is rather told twice than never.
            start = visited - 1 if visited is not None else int((now - _USUAL).timestamp())
        card = await _page(interaction, start, 0, language)
        await respond(interaction, card, private=True)


async def turn_page(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    """Show another page in the place of the one that is there."""
    if len(state.more) != 2 or not all(one.isdecimal() for one in state.more):
        return
    page, start = map(int, state.more)
    await interaction.response.edit_message(
        view=await _page(interaction, start, page, state.language)
    )


async def hold_back(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    """Hold a change back as trivial, or let it through after all, if a curator wants so."""
    client: ScenarioClient = interaction.client
    if await refused(interaction):
        return
    language, trivial = state.language, state.more[:1] == ("1",)
    number = int(state.reference) if state.reference.isdecimal() else 0
    settings = await settings_for(client, Asker.of(interaction))
    used = {pack.id for pack in client.library.packs_of(settings.packs)}
    found = await client.store.changes.get((number,))
    if not found or found[0].pack not in used:
        await respond(interaction, note_card(text("gone", language)), private=True)
        return
    now = int(client.clock().timestamp())
    by = interaction.user.id
    if not await client.store.changes.mark(number, trivial=trivial, by=by, at=now):
        await respond(interaction, note_card(text("trivial_already", language)), private=True)
        return
    if trivial:
        undo = state.to("trivial", "0")
        button = StateButton.of(undo, text("trivial_undo", language))
        await respond(interaction, note_card(text("trivial_done", language), button), private=True)
        return
    await client.store.corrections.queue((number,), now=now)
    client.background.wake()
    await respond(interaction, note_card(text("trivial_undone", language)), private=True)


async def _page(interaction: Interaction, start: int, page: int, language: str) -> Card:
    client: ScenarioClient = interaction.client
    settings = await settings_for(client, Asker.of(interaction))
    changes: list[FactChange] = []
    for pack in client.library.packs_of(settings.packs):
        changes += await client.store.changes.since(start, pack=pack.id, limit=_AT_MOST)
    changes.sort(key=lambda one: -one.id)
    lines = [(one, line) for one in changes if (line := line_of(client.library, one, language))]
    title = text("changed_title", language, date=f"<t:{start}:D>")
    if not lines:
        return note_card(f"{title}\n{text('changed_nothing', language)}")
    curates = await may_curate(interaction)
    pages = -(-len(lines) // _PAGE)
    page = min(page, pages - 1)
    container: discord.ui.Container[Card] = discord.ui.Container(
        discord.ui.TextDisplay(title), accent_colour=NEUTRAL
    )
    for one, line in lines[page * _PAGE : (page + 1) * _PAGE]:
        container.add_item(
            section(one, line, language) if curates else discord.ui.TextDisplay(line)
        )
    if pages > 1:
        note = text("page", language, page=page + 1, pages=pages)
        if len(changes) >= _AT_MOST and page == pages - 1:
            note = f"{note} · {text('changed_oldest', language)}"
        container.add_item(discord.ui.TextDisplay(f"-# {note}"))
    card = Card()
    card.add_item(container)
    buttons = [
        StateButton.of(
            State("changed", "", language, "", (str(other), str(start))), text(key, language)
        )
        for other, key in ((page - 1, "back"), (page + 1, "next"))
        if 0 <= other < pages
    ]
    if buttons:
        card.add_item(discord.ui.ActionRow(*buttons))
    return card


async def _language(interaction: Interaction) -> str:
    asker = Asker.of(interaction)
    settings = await settings_for(interaction.client, asker)
    return settings.language or asker.language or "en"
