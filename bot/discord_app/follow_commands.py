"""`/follow` and `/unfollow`: being told when the standing of something changes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_app.ask_command import choices
from bot.discord_app.asking import Asker, must_wait, respond, settings_for
from bot.discord_app.buttons import StateButton
from bot.discord_app.cards import NEUTRAL, Card, note_card
from bot.discord_app.completion import Completer, Offer
from bot.discord_app.custom_ids import State
from bot.discord_app.escaping import escaped
from bot.discord_app.following import Followed, followed, target_title, target_value
from bot.discord_app.limits import CHOICE, label
from bot.discord_app.texts import text
from bot.discord_app.translator import localised
from bot.storage.loop_records import Subscription
from bot.storage.subscriptions import MAX_FOLLOWED

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]
_Name = app_commands.Range[str, 1, 100]
_HERE = "here"
_LISTED = 10
_WHERE = [
    app_commands.Choice(name=localised("follow_direct"), value="direct"),
    app_commands.Choice(name=localised("follow_here"), value=_HERE),
]


def add_commands(client: "ScenarioClient") -> None:
    """Add `/follow` and `/unfollow`."""
    client.tree.add_command(follow)
    client.tree.add_command(unfollow)


@app_commands.command(name=localised("follow_name"), description=localised("follow_about"))
@app_commands.rename(what=localised("follow_what"), where=localised("follow_where"))
@app_commands.describe(what=localised("follow_what_about"), where=localised("follow_where_about"))
@app_commands.choices(where=_WHERE)
async def follow(
    interaction: Interaction, what: _Name, where: app_commands.Choice[str] | None = None
) -> None:
    """Tell the member, or the channel, of changes from now on."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.presses, asker):
        return
    settings = await settings_for(client, asker)
    language = settings.language or asker.language or "en"
    here = where is not None and where.value == _HERE
    if here and not _may_follow_here(interaction):
        await respond(interaction, note_card(text("follow_not_here", language)), private=True)
        return
    found = _found(client, client.completions.followable(settings.packs, language), what)
    if found is None:
        await respond(interaction, note_card(text("not_there", language)), private=True)
        return
    wanted = Subscription(
        user_id=asker.user,
        pack=found.pack,
        kind=found.kind,
        target=found.target,
        created=int(client.clock().timestamp()),
        channel_id=asker.channel if here else None,
        guild_id=asker.guild if here else None,
        language=asker.language,
    )
    async with client.working():
        is_new = await client.store.subscriptions.follow(wanted)
        mine = () if is_new else await client.store.subscriptions.of(asker.user)
        if not is_new and not any(_target(one) == found for one in mine):
            said = text("follow_full", language, count=MAX_FOLLOWED)
        else:
            title = escaped(label(target_title(client.library, found, language), CHOICE))
            said = text("follow_done_here" if here else "follow_done", language, title=title)
        await respond(interaction, note_card(said), private=True)


@app_commands.command(name=localised("unfollow_name"), description=localised("unfollow_about"))
@app_commands.rename(what=localised("follow_what"))
@app_commands.describe(what=localised("follow_what_about"))
async def unfollow(interaction: Interaction, what: _Name | None = None) -> None:
    """Stop telling the member of something, or list what the member follows."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.presses, asker):
        return
    language = await _language(interaction)
    mine = await client.store.subscriptions.of(asker.user)
    async with client.working():
        if what is None or not mine:
            await respond(interaction, _list(client, mine, language), private=True)
            return
        found = _found(client, _own(client, mine, language), what, mine)
        if found is None:
            await respond(interaction, note_card(text("not_there", language)), private=True)
            return
        await _end(client, asker.user, found)
        await respond(interaction, _ended(client, found, language), private=True)


async def stop_following(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    """End what the button beside it names, and show what is left."""
    client: ScenarioClient = interaction.client
    mine = await client.store.subscriptions.of(interaction.user.id)
    found = followed(client.library, state.reference, mine)
    if found is not None:
        await _end(client, interaction.user.id, found)
    left = await client.store.subscriptions.of(interaction.user.id)
    await interaction.response.edit_message(view=_list(client, left, state.language))


@follow.autocomplete("what")
async def complete_target(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer scenarios, entities and facts."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    settings = await settings_for(client, asker)
    language = settings.language or asker.language or "en"
    return choices(client.completions.followable(settings.packs, language), typed)


@unfollow.autocomplete("what")
async def complete_own(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer what the member follows."""
    client: ScenarioClient = interaction.client
    mine = await client.store.subscriptions.of(interaction.user.id)
    return choices(_own(client, mine, await _language(interaction)), typed)


def _found(
    client: "ScenarioClient",
    completer: Completer,
    typed: str,
    mine: Sequence[Subscription] = (),
) -> Followed | None:
    """Return what was chosen from the list, or what comes nearest to what was typed."""
    if found := followed(client.library, typed, mine):
        return found
    nearest = completer.complete(typed, 1)
    return followed(client.library, nearest[0].value, mine) if nearest else None


def _own(client: "ScenarioClient", mine: Sequence[Subscription], language: str) -> Completer:
    return Completer(
        Offer(label(target_title(client.library, _target(one), language), CHOICE), value)
        for one in mine
        for value in [target_value(_target(one))]
    )


def _list(client: "ScenarioClient", mine: Sequence[Subscription], language: str) -> Card:
    if not mine:
        return note_card(text("unfollow_none", language))
    container: discord.ui.Container[Card] = discord.ui.Container(
        discord.ui.TextDisplay(text("unfollow_title", language)), accent_colour=NEUTRAL
    )
    for one in mine[:_LISTED]:
        target = _target(one)
        line = escaped(label(target_title(client.library, target, language), CHOICE))
        if one.channel_id is not None:
            line += " · " + text("follow_in", language, place=f"<#{one.channel_id}>")
        state = State("unfollow", target_value(target), language)
        button = StateButton.of(state, text("unfollow_stop", language))
        container.add_item(discord.ui.Section(line, accessory=button))
    if (more := len(mine) - _LISTED) > 0:
        note = text("unfollow_more", language, count=more)
        container.add_item(discord.ui.TextDisplay(f"-# {note}"))
    card = Card()
    card.add_item(container)
    return card


async def _end(client: "ScenarioClient", user: int, one: Followed) -> None:
    await client.store.subscriptions.unfollow(user, one.pack, one.kind, one.target)


def _ended(client: "ScenarioClient", one: Followed, language: str) -> Card:
    title = escaped(label(target_title(client.library, one, language), CHOICE))
    return note_card(text("unfollow_done", language, title=title))


def _target(one: Subscription) -> Followed:
    return Followed(one.pack, one.kind, one.target)


def _may_follow_here(interaction: Interaction) -> bool:
    """Tell whether a member may have the channel told, and whether we may write there."""
    guild = interaction.guild_id
    if guild is None or not interaction.client.is_in(guild):
        return False  # in a server that it is no member of, the bot has the interaction alone
    mine = interaction.app_permissions
    return interaction.permissions.manage_messages and mine.view_channel and mine.send_messages


async def _language(interaction: Interaction) -> str:
    asker = Asker.of(interaction)
    settings = await settings_for(interaction.client, asker)
    return settings.language or asker.language or "en"
