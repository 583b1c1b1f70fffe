"""Controls of curation: like those of answers, all that they know is in their custom ids.

An id reads `cur:<action>:<what it is about>:…`. Forms have such ids too, so that one which was
opened before the bot was started anew can still be sent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

import discord

from bot.discord_app.limits import OPTION, label

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]
_PREFIX = "cur"


@dataclass(frozen=True, slots=True)
class Control:
    """What a control does, and what with."""

    action: str
    about: tuple[str, ...] = ()

    @classmethod
    def to(cls, action: str, *about: object) -> Self:
        """Return what does this with these."""
        return cls(action, tuple(map(str, about)))

    def __str__(self) -> str:
        return ":".join((_PREFIX, self.action, *self.about))

    @classmethod
    def read(cls, custom_id: str) -> Self | None:
        """Return what a custom id of ours says; nothing for any other."""
        prefix, *parts = custom_id.split(":")
        return cls(parts[0], tuple(parts[1:])) if prefix == _PREFIX and parts else None

    def text(self, place: int) -> str:
        """Return one of the things that it is about, nothing where there is none."""
        return self.about[place] if place < len(self.about) else ""

    def number(self, place: int) -> int:
        """Return one of the things that it is about as a number, 0 where it is none."""
        found = self.text(place)
        return int(found) if re.fullmatch(r"[0-9]{1,18}", found) else 0


class CurateButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"{_PREFIX}:(?!pick_)[^\n]*"
):
    """A button for curators, or for members who suggest something."""

    @classmethod
    def of(
        cls,
        control: Control,
        shown: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        *,
        disabled: bool = False,
    ) -> Self:
        """Return the button that does this."""
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=label(shown), style=style, custom_id=str(control), disabled=disabled
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
        await _client(interaction).curated(interaction, self.custom_id)


class CurateSelect(
    discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"{_PREFIX}:pick_[^\n]*"
):
    """A select of which each value is the thing to go on with."""

    @classmethod
    def of(cls, control: Control, shown: str, options: Sequence[discord.SelectOption]) -> Self:
        """Return the select that does this with what is chosen."""
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=str(control), placeholder=label(shown, OPTION), options=list(options)
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
        await _client(interaction).curated(interaction, self.custom_id, self.item.values)


def _client(interaction: Interaction) -> "ScenarioClient":
    return cast("ScenarioClient", interaction.client)
