"""The one way from a message or an interaction to the desk, and from its answers to the reply."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.answers.answer import Answer
from bot.conversation.question import MAX_CHARACTERS, Question
from bot.discord_app.cards import Reading, answer_card, labels_in, note_card
from bot.discord_app.cooldowns import Cooldowns
from bot.discord_app.custom_ids import NAME_CODE, PACK_CODE
from bot.discord_app.library import Library, is_kept
from bot.discord_app.remaking import shown, told_in
from bot.discord_app.rendered import Manner
from bot.discord_app.sending import surely, unless_taken
from bot.discord_app.talking import (
    keep_what_is_replied_to,
    keep_with_message,
    of_member,
    of_message,
    talk_in,
)
from bot.discord_app.texts import language_of, text
from bot.service.tracing import stage
from bot.storage.records import AskedAnswer, GuildSettings, StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
T = TypeVar("T")

# Discord waits 3 s for a first word; what takes longer than this is announced first.
SOON = 1.5
_THINKING = discord.InteractionResponseType.deferred_channel_message
_TOLD = "told"  # "thinking …" has been replaced
# A text longer than this is looked up beside the loop.
_LONG = 600
_CHOSEN = re.compile(rf"=[a-z2-7]{{{PACK_CODE}}}\.[a-z2-7]{{{NAME_CODE}}}")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and where. `language` is that of the member's Discord, where it is known."""

    user: int
    channel: int
    guild: int | None = None
    language: str | None = None

    @classmethod
    def of(cls, interaction: Interaction) -> "Asker":
        """Return who used a command or a button."""
        return cls(
            user=interaction.user.id,
            channel=interaction.channel_id or 0,
            guild=interaction.guild_id,
            language=language_of(interaction.locale),
        )


def chosen(place: str) -> str:
    """Return the text by which a choice of the autocomplete names a thing of a pack."""
    return f"={place}"


async def settings_for(client: "ScenarioClient", asker: Asker) -> GuildSettings:
    """Return what the server has chosen; in a direct message the defaults."""
    if asker.guild is None:
        return GuildSettings(0)
    try:
        return await client.store.settings(asker.guild)
    except StorageError as error:  # the questions go on
        _log.error("settings not read: error=%s", error)
        return GuildSettings(asker.guild)


def _chosen(library: Library, typed: str, question: Question) -> Answer | None:
    """Return the answer to what was chosen from the list, if it was."""
    if not _CHOSEN.fullmatch(typed):
        return None
    # The list was in the language of the member's Discord; so is what was chosen from it.
    shown = replace(question, language=question.language or question.locale)
    return library.show(typed[1:], shown)


async def _look_up(
    library: Library, packs: tuple[str, ...], question: Question
) -> tuple[Answer, ...]:
    """Return the answers to what was typed."""
    if len(question.text) > _LONG:
        return await asyncio.to_thread(library.ask, packs, question)
    return library.ask(packs, question)


async def card_for(
    client: "ScenarioClient",
    asker: Asker,
    typed: str,
    *,
    as_of: str | None = None,
    private: bool = False,
    echo: bool = False,
    reply_to: int | None = None,
    follows: bool = True,
) -> tuple[discord.ui.LayoutView, tuple[Answer, ...]]:
    """Return the reply to a question, and the answers in it.

    `reply_to` is the message of ours that it replies to. Where it `follows`, it may go on from
    what was said before.
    """
    replies = client.replies  # a reload of packs may come in between
    library = replies.library
    settings = await settings_for(client, asker)
    question = Question(
        typed[:MAX_CHARACTERS],
        client.clock().date(),
        as_of=as_of,
        language=settings.language,
        locale=asker.language,
    )
    with stage("search"):
        answer = _chosen(library, typed, question)
    if answer:
        with stage("compose"):
            reading = reading_for((answer,), asker, settings, as_of=as_of, private=private)
            reading = replace(reading, echo=answer.question if echo else "")
            return answer_card(library, (answer,), reading), (answer,)
    said = replace(
        question,
        conversation=of_member(asker.user, asker.channel),
        at=client.clock().timestamp(),
        reply_to=None if reply_to is None else of_message(reply_to),
    )
    if reply_to is not None:
        await keep_what_is_replied_to(client, library, reply_to, question)
    talk = talk_in(client, library, settings.packs)
    with stage("compose"):
        with stage("search"):
            answers = talk.follow_up(said) if follows else None
        if answers is None:
            if is_kept(question):
                manner = Manner(settings.verbosity == "short", private, echo)
                reply = replies.reply(settings.packs, question, manner)
                talk.remember(said, reply.answers)
                return reply.card(asker.user), reply.answers
            answers = await _look_up(library, settings.packs, question)
            talk.remember(said, answers)
        reading = reading_for(answers, asker, settings, as_of=as_of, private=private)
        reading = replace(reading, echo=typed if echo else "")
        return answer_card(library, answers, reading), answers


def reading_for(
    answers: Sequence[Answer],
    asker: Asker,
    settings: GuildSettings,
    *,
    as_of: str | None = None,
    private: bool = False,
) -> Reading:
    """Return for whom a card is made, in which language and how long."""
    return Reading(
        language=labels_in(answers, settings.language, asker.language),
        asker=None if private else asker.user,
        as_of=as_of or "",
        short=settings.verbosity == "short",
    )


async def in_time(interaction: Interaction, work: Awaitable[T], *, private: bool) -> T:
    """Return what some work brings; when that takes a while, say so to Discord first."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=SOON)
    if not task.done() and not interaction.response.is_done():
        defer = partial(interaction.response.defer, ephemeral=private, thinking=True)
        await unless_taken(partial(surely, defer))
    return await task


async def respond(
    interaction: Interaction,
    card: discord.ui.LayoutView,
    *,
    private: bool,
    files: Sequence[discord.File] = (),
) -> int | None:
    """Answer an interaction with a card and return the message's id."""
    async with interaction.client.working():
        with stage("send"):
            return await _sent(interaction, card, private=private, files=files)


async def _sent(
    interaction: Interaction,
    card: discord.ui.LayoutView,
    *,
    private: bool,
    files: Sequence[discord.File],
) -> int | None:
    response = interaction.response
    if not response.is_done():
        send = partial(response.send_message, view=card, files=files, ephemeral=private)
        # Files are closed once they were sent.
        answered = await unless_taken(send if files else partial(surely, send))
        if answered is not None:
            return answered.message_id
        files = ()  # they were taken with it
    elif _TOLD in interaction.extras or response.type is not _THINKING:
        sent = await interaction.followup.send(view=card, files=files, ephemeral=private, wait=True)
        return sent.id
    # In the place of "thinking …", or of what was taken when its answer got lost: twice is once.
    edit = partial(interaction.edit_original_response, view=card)
    placed = await (edit(attachments=files) if files else surely(edit))
    interaction.extras[_TOLD] = True
    return placed.id


async def put_in_place(interaction: Interaction, card: discord.ui.LayoutView) -> None:
    """Put a card in the place of the message whose button was pressed."""
    edit = partial(interaction.response.edit_message, view=card)
    if await unless_taken(partial(surely, edit)) is None:
        await surely(partial(interaction.edit_original_response, view=card))


async def answer_interaction(
    interaction: Interaction,
    make: Callable[
        ["ScenarioClient", Asker], Awaitable[tuple[discord.ui.LayoutView, tuple[Answer, ...]]]
    ],
    *,
    private: bool,
    question: str = "",
    echo: bool = False,
) -> None:
    """Answer a command with the card that `make` makes, if the member need not wait.

    `echo` tells that the card begins with what was asked.
    """
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.cooldowns, asker):
        return
    card, answers = await in_time(interaction, make(client, asker), private=private)
    message = await respond(interaction, card, private=private)
    await remember(client, asker, message, answers, question, private=private, echo=echo)
    if question and not private:
        await client.misses.keep(asker, answers, question, message)


async def must_wait(interaction: Interaction, cooldowns: Cooldowns, asker: Asker) -> bool:
    """Tell a member who asks too often, and nobody else, when to ask again."""
    until = cooldowns.wait(asker.user, asker.channel)
    if until is None:
        return False
    when = f"<t:{int(until.timestamp()) + 1}:R>"
    card = note_card(text("slow_down", asker.language, when=when))
    await interaction.response.send_message(view=card, ephemeral=True)
    return True


async def remember(
    client: "ScenarioClient",
    asker: Asker,
    message: int | None,
    answers: Sequence[Answer],
    question: str,
    *,
    private: bool = False,
    echo: bool = False,
) -> None:
    """Keep what was answered where, for feedback, deletion and correction.

    The reply has been sent already. A private one is out of our reach after some minutes: it is
    not corrected.
    """
    if question:
        client.seen.answered(client.store, answers, question)
    if message is not None:
        keep_with_message(client, message, question, answers)
    told = next((answer for answer in answers if answer.entry), None)
    if message is None or told is None:
        return
    now = int(client.clock().timestamp())
    await client.forget_what_is_old()
    library, settings = client.library, await settings_for(client, asker)
    language = labels_in(answers, settings.language, asker.language)
    rests = told_in(library, told.pack, answers)
    pack = library.pack(told.pack)
    is_late = pack is None or pack.version != told.pack_version
    if is_late:  # told from what a reload has just replaced
        rests = dict.fromkeys(rests, "")
    card = ""
    if rests and not private:
        today = client.clock().date()
        card = str(shown(library, answers, language, today, echo=echo, late=is_late))
    await client.store.remember_answer(
        AskedAnswer(
            message_id=message,
            channel_id=asker.channel,
            guild_id=asker.guild,
            asker_id=asker.user,
            pack=told.pack,
            pack_version=told.pack_version,
            entry=told.entry,
            facts=tuple(rests),
            versions=tuple(rests.values()),
            card=card,
            question_hash=client.store.question_hash(question),
            created=now,
        )
    )
    if is_late:
        try:
            await client.background.corrections.queue_late()
        except StorageError as error:  # the answer was sent, and is right for its version
            _log.error("late answer not queued for correction: error=%s", error)
