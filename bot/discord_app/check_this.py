"""The message command "Check this": what is known of what somebody wrote, for the one who asks."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_app.asking import Asker, answer_interaction, card_for, respond
from bot.discord_app.cards import note_card
from bot.discord_app.texts import text
from bot.discord_app.translator import localised

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]


def add_commands(client: "ScenarioClient") -> None:
    """Add "Check this"."""
    client.tree.add_command(
        app_commands.ContextMenu(name=localised("check_this_menu"), callback=check_this)
    )


async def check_this(interaction: Interaction, message: discord.Message) -> None:
    """Answer what a message asks or claims. Only the one who wants to know sees the answer."""
    client: ScenarioClient = interaction.client
    written = message.content.strip()
    if not written:
        language = Asker.of(interaction).language
        await respond(interaction, note_card(text("no_text", language)), private=True)
        return
    async with client.working():
        await answer_interaction(
            interaction,
            # Somebody else wrote it: it goes on from nothing that the asker said.
            lambda bot, asker: card_for(
                bot, asker, written, private=True, echo=True, follows=False
            ),
            private=True,
            question=written,
        )
