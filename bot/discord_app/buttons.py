"""Buttons and selects that live for ever: their custom ids say what they do."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import discord

from bot.discord_app.custom_ids import BUTTONS, SELECTS, State
from bot.discord_app.limits import label

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]


class StateButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTONS):
    """A button whose custom id says what it does."""

    @classmethod
    def of(
        cls,
        state: State,
        shown: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        *,
        emoji: str | None = None,
    ) -> Self:
        """Return the button for a state, its label cut to what Discord takes.

        Without a label it shows the emoji alone.
        """
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=label(shown) if shown or not emoji else None,
            style=style,
            custom_id=str(state),
            emoji=emoji,
        )
        return cls(button)

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        await _client(interaction).pressed(interaction, self.custom_id)


class StateSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=SELECTS):
    """A select of which each value is a reference."""

    @classmethod
    def of(cls, state: State, shown: str, options: Sequence[discord.SelectOption]) -> Self:
        """Return the select for a state."""
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=str(state), placeholder=label(shown), options=list(options)
        )
        return cls(select)

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the select that was used."""
        return cls(cast("discord.ui.Select[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the select says with what was chosen."""
        await _client(interaction).pressed(interaction, self.custom_id, self.item.values)


def _client(interaction: Interaction) -> "ScenarioClient":
    return cast("ScenarioClient", interaction.client)
