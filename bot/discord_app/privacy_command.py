"""`/privacy`: what is held on the asker, to take along and to delete."""

import io
import json
from datetime import UTC, datetime
from re import Match
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import discord
from discord import app_commands, ui

from bot.discord_app import errors
from bot.discord_app.texts import language_of, text
from bot.discord_app.translator import localised
from bot.storage.records import AskedAnswer, Feedback, Held
from bot.storage.store import REMEMBERED_DAYS

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Action = Literal["export", "delete", "yes", "no"]

_FILE = "scenario-bot.json"
# Some 4 MB, where Discord takes 10.
_RECORDS_AT_MOST = 10_000
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


def exported(user_id: int, held: Held, now: datetime) -> bytes:
    """Return all that is held on a user as JSON; ids are texts, since they outgrow numbers."""
    value = {
        "user_id": str(user_id),
        "exported": _time(int(now.timestamp())),
        "remembered_days": REMEMBERED_DAYS,
        "answers": [_answer(one) for one in held.answers[:_RECORDS_AT_MOST]],
        "feedback": [_feedback(one) for one in held.feedback[:_RECORDS_AT_MOST]],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


async def _show_held(interaction: "discord.Interaction[ScenarioClient]") -> None:
    language = language_of(interaction.locale)
    held = await interaction.client.store.held_on(interaction.user.id)
    since = held.since
    if since is None:
        shown, actions = text("privacy_nothing", language), []
    else:
        shown = text(
            "privacy_held",
            language,
            answers=len(held.answers),
            feedback=len(held.feedback),
            since=f"<t:{since}:D>",
        )
        actions = [
            PrivacyButton("export", text("privacy_export", language)),
            PrivacyButton("delete", text("privacy_delete", language)),
        ]
    explained = text("privacy_explained", language, days=REMEMBERED_DAYS)
    await _show(interaction, f"{text('privacy_title', language)}\n{shown}", explained, actions)


async def _export(interaction: "discord.Interaction[ScenarioClient]") -> None:
    language, user = language_of(interaction.locale), interaction.user.id
    held = await interaction.client.store.held_on(user)
    left_out = sum(
        max(0, len(records) - _RECORDS_AT_MOST) for records in (held.answers, held.feedback)
    )
    message = text("privacy_exported", language)
    if left_out:
        message = text("privacy_exported_newest", language, count=left_out)
    file = discord.File(io.BytesIO(exported(user, held, interaction.client.clock())), _FILE)
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


def _answer(one: AskedAnswer) -> dict[str, object]:
    return {
        "message_id": str(one.message_id),
        "channel_id": str(one.channel_id),
        "guild_id": None if one.guild_id is None else str(one.guild_id),
        "pack": one.pack,
        "pack_version": one.pack_version,
        "entry": one.entry,
        "facts": list(one.facts),
        "question_fingerprint": one.question_hash,
        "created": _time(one.created),
    }


def _feedback(one: Feedback) -> dict[str, object]:
    return {
        "message_id": str(one.message_id),
        "kind": one.kind,
        "created": _time(one.created),
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
