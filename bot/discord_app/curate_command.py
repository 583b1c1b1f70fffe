"""`/curate`: the queue of a server, for its curators."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord_app.curate_controls import CurateButton, CurateSelect
from bot.discord_app.curate_queue import queue
from bot.discord_app.curating import Step
from bot.discord_app.curators import refused
from bot.discord_app.translator import localised

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient


def add_commands(client: "ScenarioClient") -> None:
    """Add the command, and the controls of curation, which work whenever they were sent."""
    client.add_dynamic_items(CurateButton, CurateSelect)
    client.tree.add_command(curate)


@app_commands.command(name=localised("curate_name"), description=localised("curate_about"))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def curate(interaction: "discord.Interaction[ScenarioClient]") -> None:
    """Show the queue to a curator."""
    if interaction.guild_id is None or await refused(interaction):
        return
    step = Step(interaction, interaction.guild_id)
    await step.take_time()
    await step.show(await queue(step))
