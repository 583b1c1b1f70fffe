"""Who may curate: members with a role that the server chose, and those who manage the server."""

from typing import TYPE_CHECKING, Any

import discord

from bot.discord_app.asking import respond
from bot.discord_app.cards import note_card
from bot.discord_app.texts import language_of, text

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]


async def may_curate(interaction: Interaction) -> bool:
    """Tell whether a member may curate; asked again at every step."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        return False
    chosen = interaction.client.curating_servers
    if chosen and interaction.guild_id not in chosen:
        return False
    if interaction.permissions.manage_guild:
        return True
    client: ScenarioClient = interaction.client
    settings = await client.store.settings(interaction.guild_id)
    return any(interaction.user.get_role(role) for role in settings.curator_roles)


async def refused(interaction: Interaction) -> bool:
    """Tell a member who may not curate so; return whether that was the case."""
    if await may_curate(interaction):
        return False
    card = note_card(text("curators_only", language_of(interaction.locale)))
    await respond(interaction, card, private=True)
    return True
