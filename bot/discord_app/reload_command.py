"""`/reload`: read the packs anew, and tell what came of it or where it is broken."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord_app.cards import note_card
from bot.discord_app.curators import refused
from bot.discord_app.escaping import escaped, one_line
from bot.discord_app.limits import fitted, label
from bot.discord_app.texts import language_of, text
from bot.discord_app.translator import localised
from bot.knowledge.problems import Problem, is_error
from bot.service.reload import Outcome, State

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

# Problems and packs that are told one by one; a message holds no more of some length.
_TOLD = 8
_PROBLEM = 400


def add_commands(client: "ScenarioClient") -> None:
    """Add the command."""
    client.tree.add_command(reload)


@app_commands.command(name=localised("reload_name"), description=localised("reload_about"))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def reload(interaction: "discord.Interaction[ScenarioClient]") -> None:
    """Read the packs anew for a curator."""
    if await refused(interaction):
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    language = language_of(interaction.locale)
    reloader = interaction.client.reloader
    if reloader is None:
        told = text("reload_impossible", language)
    else:
        told = report(await reloader.reload(), language)
    await interaction.followup.send(view=note_card(told), ephemeral=True)


def report(outcome: Outcome, language: str) -> str:
    """Return what came of a reload, for curators."""
    match outcome.state:
        case State.UNCHANGED:
            return text("reload_unchanged", language)
        case State.FAILED:
            return text("reload_failed", language, why=escaped(outcome.why))
        case State.BROKEN:
            return _broken(outcome.problems, language)
    before = {pack.id: pack.version for pack in outcome.before}
    lines = [text("reload_changed", language)]
    changed = [pack for pack in outcome.now if before.get(pack.id) != pack.version]
    for pack in changed[:_TOLD]:
        title = escaped(label(pack.manifest.title, 100))
        versions = {"before": before.get(pack.id, "–"), "now": pack.version}
        lines.append(text("reload_pack", language, title=title, **versions))
    return "\n".join(lines)


def _broken(problems: tuple[Problem, ...], language: str) -> str:
    errors = [one for one in problems if is_error(one)]
    lines = [text("reload_broken", language, count=len(errors))]
    for one in errors[:_TOLD]:
        hint = f" ({one.hint})" if one.hint else ""
        what, _ = fitted(one_line(f"{one.message}{hint}"), _PROBLEM, language)
        file = label(one.file, 100).replace("`", "")
        lines.append(f"- `{file}:{one.line}` {what}")
    if len(errors) > _TOLD:
        lines.append("- …")
    return "\n".join(lines)
