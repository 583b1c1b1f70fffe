"""`/settings`: what a server wants of the bot, seen and changed in one panel."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from re import Match
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import app_commands, ui

from bot.answers.texts import LANGUAGES
from bot.discord_app import errors
from bot.discord_app import settings_panel as panel
from bot.discord_app.custom_ids import code
from bot.discord_app.settings_panel import AnySelect, Setting
from bot.discord_app.texts import language_of, text
from bot.discord_app.translator import localised
from bot.storage.records import GuildSettings

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_MAY_READ_AND_WRITE = discord.Permissions(
    view_channel=True, send_messages=True, read_message_history=True
)


def add_commands(client: "ScenarioClient") -> None:
    """Add the command and its selects, which work whenever they were sent."""
    client.add_dynamic_items(SettingSelect)
    client.tree.add_command(settings)


@app_commands.command(name=localised("settings_name"), description=localised("settings_about"))
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def settings(interaction: "discord.Interaction[ScenarioClient]") -> None:
    """Show the server's settings to a member who may change them."""
    await interaction.response.defer(ephemeral=True)
    if interaction.guild_id is None or not _may_change(interaction):
        await _refuse(interaction)
        return
    chosen = await interaction.client.store.settings(interaction.guild_id)
    await _show(interaction, chosen)


class SettingSelect(
    ui.DynamicItem[AnySelect],
    template=rf"settings:(?P<setting>{'|'.join(panel.SETTINGS)})",
):
    """One of the selects of the panel; what is chosen in it is kept at once."""

    def __init__(self, item: AnySelect, setting: Setting) -> None:
        super().__init__(item)
        self.setting: Setting = setting

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Take up a select of a message that was sent at any time."""
        return cls(cast("AnySelect", item), cast("Setting", match["setting"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep what was chosen and tell it."""
        async with interaction.client.working():
            try:
                await self._keep(interaction)
            except Exception as error:  # noqa: BLE001 - whatever it is, the member is told
                await errors.apologise(interaction, error, "settings")

    async def _keep(self, interaction: "discord.Interaction[ScenarioClient]") -> None:
        await interaction.response.defer()
        if interaction.guild_id is None or not _may_change(interaction):
            await _refuse(interaction)
            return
        client, values = interaction.client, self.item.values
        language = language_of(interaction.locale)
        packs = _packs(interaction)
        changed = await client.store.change_settings(
            interaction.guild_id, lambda old: _changed(old, self.setting, values, packs)
        )
        now = panel.value(self.setting, changed, packs, language)
        lines = [
            text(f"settings_saved_{self.setting}", language, value=now),
            *_warnings(interaction, changed, self.setting, values, language),
        ]
        await _show(interaction, changed, {self.setting: lines})


def _changed(
    old: GuildSettings, setting: Setting, values: Sequence[Any], packs: Mapping[str, str]
) -> GuildSettings:
    if setting == "packs":
        offered = panel.shown_packs(packs)
        kept = [pack for pack in old.packs if pack in packs and pack not in offered]
        taken = (pack for pack in offered if code(pack) in values)
        return replace(old, packs=(*taken, *kept))
    if setting == "channels":
        return replace(old, channels=tuple(one.id for one in values))
    if setting == "curators":
        roles = tuple(one.id for one in values if one.id != old.guild_id)
        return replace(old, curator_roles=roles)
    if setting == "language":
        chosen = next((one for one in values if one in LANGUAGES), None)
        return replace(old, language=chosen)
    if setting == "corrections":
        policy = next((one for one in panel.POLICIES if one in values), old.corrections)
        return replace(old, corrections=policy)
    if setting == "days":
        days = next((one for one in panel.DAYS if str(one) in values), old.corrected_days)
        return replace(old, corrected_days=days)
    if setting == "notices":
        return replace(old, notice_channel=next((one.id for one in values), None))
    if setting == "questions":
        return replace(old, log_questions=panel.OFF not in values)
    length = next((one for one in panel.VERBOSITIES if one in values), old.verbosity)
    return replace(old, verbosity=length)


def _warnings(
    interaction: "discord.Interaction[ScenarioClient]",
    chosen: GuildSettings,
    setting: Setting,
    values: Sequence[Any],
    language: str,
) -> list[str]:
    """Return what keeps a choice from working as it is meant."""
    found = []
    if setting == "curators" and any(one.id == chosen.guild_id for one in values):
        found.append(text("settings_no_everyone", language))
    if setting == "channels" and chosen.channels:
        closed = [f"<#{one}>" for one in chosen.channels if not _is_open(interaction.guild, one)]
        if closed:
            found.append(text("settings_cannot_write", language, value=", ".join(closed)))
        if not interaction.client.intents.message_content:
            found.append(text("settings_no_content", language))
    told_in = chosen.notice_channel
    if setting == "notices" and told_in and not _is_open(interaction.guild, told_in):
        found.append(text("settings_cannot_write", language, value=f"<#{told_in}>"))
    return found


def _is_open(guild: discord.Guild | None, channel_id: int) -> bool:
    channel = guild.get_channel(channel_id) if guild else None
    if guild is None or channel is None:
        return True  # not known to be closed
    return channel.permissions_for(guild.me) >= _MAY_READ_AND_WRITE


async def _show(
    interaction: "discord.Interaction[ScenarioClient]",
    chosen: GuildSettings,
    notes: Mapping[Setting, Sequence[str]] | None = None,
) -> None:
    """Put the panel in place of what is there, with notes below the selects they are about."""
    language = language_of(interaction.locale)
    container = ui.Container[ui.LayoutView](
        ui.TextDisplay(text("settings_title", language)), accent_colour=discord.Colour.blurple()
    )
    for setting, lines, select in panel.rows(
        chosen, _packs(interaction), interaction.guild, language
    ):
        container.add_item(ui.TextDisplay("\n".join(lines)))
        container.add_item(ui.ActionRow(SettingSelect(select, setting)))
        if notes and setting in notes:
            container.add_item(ui.TextDisplay("\n".join(notes[setting])))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    await interaction.edit_original_response(
        view=view, allowed_mentions=discord.AllowedMentions.none()
    )


def _packs(interaction: "discord.Interaction[ScenarioClient]") -> dict[str, str]:
    return {pack.id: pack.manifest.title for pack in interaction.client.library.packs}


def _may_change(interaction: "discord.Interaction[ScenarioClient]") -> bool:
    """Whether the member may manage the server; asked again for every choice."""
    return interaction.permissions.manage_guild


async def _refuse(interaction: "discord.Interaction[ScenarioClient]") -> None:
    refusal = text("settings_not_allowed", language_of(interaction.locale))
    await interaction.followup.send(refusal, ephemeral=True)
