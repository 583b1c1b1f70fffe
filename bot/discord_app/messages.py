"""Messages in channels and direct messages: which are for the bot, and the reply to them."""

import re
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.answers.answer import Outcome
from bot.discord_app import errors
from bot.discord_app.asking import Asker, card_for, remember, settings_for
from bot.discord_app.cards import Card, note_card
from bot.discord_app.escaping import escaped
from bot.discord_app.sending import surely
from bot.discord_app.texts import text
from bot.service.tracing import stage

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

# How sure an answer must be that nobody asked the bot for.
UNASKED = 0.9
_TYPES = (discord.MessageType.default, discord.MessageType.reply)


async def consider(client: "ScenarioClient", message: discord.Message) -> None:
    """Answer a message if it is for the bot; stay silent otherwise."""
    if message.author.bot or message.webhook_id or message.type not in _TYPES:
        return
    try:
        if guild_of(message) is None or is_addressed(client, message):
            await answer(client, message)
        elif message.content and await is_considered(client, message):
            await answer_when_sure(client, message)
    except Exception as error:  # noqa: BLE001 - whatever it is, the member is told
        await errors.apologise_in_channel(message, error)


def is_addressed(client: "ScenarioClient", message: discord.Message) -> bool:
    """Tell whether a message mentions the bot or replies to one of its messages."""
    me = client.user
    if me is None:
        return False
    if any(user.id == me.id for user in message.mentions):
        return True
    before = message.reference.resolved if message.reference else None
    return (
        isinstance(before, discord.Message) and before.author.id == me.id and bool(message.content)
    )


async def is_considered(client: "ScenarioClient", message: discord.Message) -> bool:
    """Tell whether a message to nobody in particular stands in a channel that the server named."""
    if guild_of(message) is None or message.reference or message.mentions:
        return False
    channels = {message.channel.id}
    if isinstance(message.channel, discord.Thread):
        channels.add(message.channel.parent_id)
    settings = await settings_for(client, _asker(message))
    return not channels.isdisjoint(settings.channels)


async def answer(client: "ScenarioClient", message: discord.Message) -> None:
    """Reply to a message that is for the bot."""
    asker = _asker(message)
    until = client.cooldowns.wait(asker.user, asker.channel)
    if until is not None:
        if client.cooldowns.tell(asker.user, until):
            when = f"<t:{int(until.timestamp()) + 1}:R>"
            settings = await settings_for(client, asker)
            told = text("slow_down", settings.language, when=when)
            await tell_privately(message, note_card(told))
        return
    asked = without_mention(client, message.content)
    if not asked:
        settings = await settings_for(client, asker)
        await reply(message, greeting(client, settings.packs, settings.language))
        return
    card, answers = await card_for(client, asker, asked, reply_to=_replied_to(client, message))
    sent = await reply(message, card)
    await remember(client, asker, sent, answers, asked)
    await client.misses.keep(asker, answers, asked, message.id)


async def answer_when_sure(client: "ScenarioClient", message: discord.Message) -> None:
    """Reply to a message that was for nobody in particular, only with answers that are sure."""
    asker = _asker(message)
    # What members say to each other goes on from their own words, not from ours.
    card, answers = await card_for(client, asker, message.content, follows=False)
    sure = all(one.outcome is Outcome.ANSWERED and one.confidence >= UNASKED for one in answers)
    if not sure or client.cooldowns.wait(asker.user, asker.channel) is not None:
        return
    sent = await reply(message, card)
    await remember(client, asker, sent, answers, message.content)


async def reply(message: discord.Message, card: discord.ui.LayoutView) -> int:
    """Reply to a message, once; where that may not be read (any more), answer beside it.

    The question's id goes along as a nonce: Discord makes no second message of it within some
    minutes, whether the first attempt's answer was lost or another process has replied already.
    """
    reference = message.to_reference(fail_if_not_exists=False)
    place, nonce = message.channel, str(message.id)
    with stage("send"):
        try:
            sent = await surely(
                partial(
                    place.send, view=card, reference=reference, mention_author=False, nonce=nonce
                )
            )
        except discord.HTTPException as error:
            if error.code != 160002:  # replying needs the right to read the history
                raise
            sent = await surely(partial(place.send, view=card, nonce=nonce))
        return sent.id


async def tell_privately(message: discord.Message, card: discord.ui.LayoutView) -> None:
    """Tell something to a message's author alone, or to nobody."""
    try:
        if guild_of(message) is None:
            await message.channel.send(view=card)
        else:
            await message.author.send(view=card)
    except discord.HTTPException as error:
        if not errors.is_harmless(error):
            raise


def without_mention(client: "ScenarioClient", content: str) -> str:
    """Return what was typed without the mention of the bot."""
    me = client.user.id if client.user else 0
    return re.sub(rf"<@!?{me}>", " ", content).strip()


def greeting(client: "ScenarioClient", packs: tuple[str, ...], language: str | None) -> Card:
    """Return what to say to somebody who called the bot and asked nothing."""
    chosen = {pack.id for pack in client.library.packs_of(packs)}
    lines = [text("greeting", language)]
    lines += [f"- {escaped(one)}" for one in client.completions.examples(chosen, language)]
    return note_card("\n".join(lines))


def guild_of(message: discord.Message) -> int | None:
    """Return the server of a message, None for a direct one.

    The library knows a server by its events, and what is written there may come before them.
    """
    if message.guild is not None:
        return message.guild.id
    return getattr(message.channel, "guild_id", None)


def _replied_to(client: "ScenarioClient", message: discord.Message) -> int | None:
    """Return the message of ours that a message replies to, if it does."""
    before = message.reference.resolved if message.reference else None
    mine = client.user.id if client.user else 0
    return before.id if isinstance(before, discord.Message) and before.author.id == mine else None


def _asker(message: discord.Message) -> Asker:
    return Asker(
        user=message.author.id,
        channel=message.channel.id,
        guild=guild_of(message),
    )
