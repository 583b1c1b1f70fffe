"""`/privacy`: what is held on the asker, to take along and to delete."""

import io
from re import Match
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import discord
from discord import app_commands, ui

from bot.discord_app import errors
from bot.discord_app.privacy_export import exported, left_out
from bot.discord_app.texts import language_of, text
from bot.discord_app.translator import localised
from bot.storage.loop_records import Held

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Action = Literal["export", "delete", "yes", "no"]

_FILE = "scenario-bot.json"
_STYLES = {
    "export": discord.ButtonStyle.primary,
    "delete": discord.ButtonStyle.secondary,
    "yes": discord.ButtonStyle.danger,
    "no": discord.ButtonStyle.secondary,
}


def add_commands(client: "ScenarioClient") -> None:
    """Add the command and its buttons, which work whenever they were sent."""
    client.add_dynamic_items(PrivacyButton)
    client.tree.add_command(privacy)


@app_commands.command(name=localised("privacy_name"), description=localised("privacy_about"))
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def privacy(interaction: "discord.Interaction[ScenarioClient]") -> None:
    """Show members what is held on them."""
    await interaction.response.defer(ephemeral=True)
    await _show_held(interaction)


class PrivacyButton(
    ui.DynamicItem[ui.Button[Any]], template=r"privacy:(?P<action>export|delete|yes|no)"
):
    """A button below what is held. It always means the member who presses it."""

    def __init__(self, action: Action, label: str) -> None:
        super().__init__(
            ui.Button(label=label, style=_STYLES[action], custom_id=f"privacy:{action}")
        )
        self.action: Action = action

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Take up a button of a message that was sent at any time."""
        return cls(cast("Action", match["action"]), cast("ui.Button[Any]", item).label or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Export, ask whether to delete, or delete."""
        async with interaction.client.working():
            try:
                await self._act(interaction)
            except Exception as error:  # noqa: BLE001 - whatever it is, the member is told
                await errors.apologise(interaction, error, "privacy")

    async def _act(self, interaction: "discord.Interaction[ScenarioClient]") -> None:
        if self.action == "export":
            await interaction.response.defer(ephemeral=True, thinking=True)
            await _export(interaction)
            return
        await interaction.response.defer()
        if self.action == "delete":
            await _ask(interaction)
        elif self.action == "yes":
            await _delete(interaction)
        else:
            await _show_held(interaction)


async def _show_held(interaction: "discord.Interaction[ScenarioClient]") -> None:
    language = language_of(interaction.locale)
    store = interaction.client.store
    held = await store.held_on(interaction.user.id)
    if held.count:
        actions = [
            PrivacyButton("export", text("privacy_export", language)),
            PrivacyButton("delete", text("privacy_delete", language)),
        ]
    else:
        actions = []
    days = store.retention
    explained = text(
        "privacy_explained",
        language,
        answers=days.answers,
        feedback=days.feedback,
        questions=days.questions,
        proposals=days.proposals,
    )
    title = text("privacy_title", language)
    await _show(interaction, f"{title}\n{_summary(held, language)}", explained, actions)


def _summary(held: Held, language: str) -> str:
    """Return how much there is of each kind."""
    if not held.count:
        return text("privacy_nothing", language)
    counts = {
        "answers": len(held.answers),
        "feedback": len(held.feedback),
        "questions": len(held.questions),
        "proposals": len(held.proposals),
        "decisions": len(held.events) + len(held.assigned),
        "following": len(held.subscriptions) + len(held.notices) + (held.visited is not None),
    }
    lines = [
        text(f"privacy_held_{kind}", language, count=count)
        for kind, count in counts.items()
        if count or kind in ("answers", "feedback")
    ]
    if held.since is not None:
        lines.append(text("privacy_held_since", language, since=f"<t:{held.since}:D>"))
    return "\n".join(lines)


async def _export(interaction: "discord.Interaction[ScenarioClient]") -> None:
    client, user = interaction.client, interaction.user.id
    language = language_of(interaction.locale)
    held = await client.store.held_on(user)
    message = text("privacy_exported", language)
    if count := left_out(held):
        message = text("privacy_exported_newest", language, count=count)
    content = exported(user, held, client.clock(), client.store.retention)
    file = discord.File(io.BytesIO(content), _FILE)
    await interaction.followup.send(message, file=file, ephemeral=True)


async def _ask(interaction: "discord.Interaction[ScenarioClient]") -> None:
    language = language_of(interaction.locale)
    buttons = [
        PrivacyButton("yes", text("privacy_yes", language)),
        PrivacyButton("no", text("privacy_no", language)),
    ]
    title = text("privacy_title", language)
    await _show(interaction, title, text("privacy_sure", language), buttons)


async def _delete(interaction: "discord.Interaction[ScenarioClient]") -> None:
    language = language_of(interaction.locale)
    interaction.client.memory.forget_ending(f":{interaction.user.id}")
    interaction.client.misses.forgotten("member", interaction.user.id)
    count = await interaction.client.store.forget_user(interaction.user.id)
    done = text("privacy_deleted", language, count=count)
    await _show(interaction, text("privacy_title", language), done, [])


async def _show(
    interaction: "discord.Interaction[ScenarioClient]",
    first: str,
    second: str,
    buttons: list[PrivacyButton],
) -> None:
    """Put two texts and buttons in place of what is there."""
    container = ui.Container[ui.LayoutView](
        ui.TextDisplay(first), ui.TextDisplay(second), accent_colour=discord.Colour.blurple()
    )
    if buttons:
        container.add_item(ui.ActionRow(*buttons))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    await interaction.edit_original_response(
        view=view, allowed_mentions=discord.AllowedMentions.none()
    )
