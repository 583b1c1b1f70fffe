"""The one way from a message or an interaction to the desk, and from its answers to the reply."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.answers.answer import Answer
from bot.conversation.question import MAX_CHARACTERS, Question
from bot.discord_app.cards import Card, Reading, answer_card, note_card
from bot.discord_app.cooldowns import Cooldowns
from bot.discord_app.custom_ids import NAME_CODE, PACK_CODE
from bot.discord_app.texts import LANGUAGES, language_of, text
from bot.storage.records import AskedAnswer, GuildSettings

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]
T = TypeVar("T")

# Discord waits 3 s for a first word; what takes longer than this is announced first.
SOON = 1.5
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

    @property
    def conversation(self) -> str:
        """What tells this member's questions in this channel from all others."""
        return f"discord:{self.channel}:{self.user}"

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
    return await client.store.settings(asker.guild)


async def look_up(
    client: "ScenarioClient", settings: GuildSettings, typed: str, question: Question
) -> tuple[Answer, ...]:
    """Return the answers to what was typed, or to what was chosen from the list."""
    if _CHOSEN.fullmatch(typed):
        # The list was in the language of the member's Discord; so is what was chosen from it.
        shown = replace(question, language=question.language or question.locale)
        if answer := client.library.show(typed[1:], shown):
            return (answer,)
    if len(typed) > _LONG:
        return await asyncio.to_thread(client.library.ask, settings.packs, question)
    return client.library.ask(settings.packs, question)


async def card_for(
    client: "ScenarioClient",
    asker: Asker,
    typed: str,
    *,
    as_of: str | None = None,
    private: bool = False,
    echo: bool = False,
) -> tuple[Card, tuple[Answer, ...]]:
    """Return the reply to a question, and the answers in it."""
    settings = await settings_for(client, asker)
    question = Question(
        typed[:MAX_CHARACTERS],
        client.clock().date(),
        conversation=asker.conversation,
        as_of=as_of,
        language=settings.language,
        locale=asker.language,
    )
    answers = await look_up(client, settings, typed, question)
    reading = reading_for(answers, asker, settings, as_of=as_of, private=private)
    if echo:
        asked = answers[0].question if _CHOSEN.fullmatch(typed) else typed
        reading = replace(reading, echo=asked)
    return answer_card(client.library, answers, reading), answers


def reading_for(
    answers: Sequence[Answer],
    asker: Asker,
    settings: GuildSettings,
    *,
    as_of: str | None = None,
    private: bool = False,
) -> Reading:
    """Return for whom a card is made: the labels are in the language of the one who asked.

    That is the server's where it has chosen one, whatever the language of the curated text.
    """
    language = settings.language or answers[0].reader
    return Reading(
        language=language if language in LANGUAGES else asker.language or "en",
        asker=None if private else asker.user,
        as_of=as_of or "",
        short=settings.verbosity == "short",
    )


async def in_time(interaction: Interaction, work: Awaitable[T], *, private: bool) -> T:
    """Return what some work brings; when that takes a while, say so to Discord first."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=SOON)
    if not task.done() and not interaction.response.is_done():
        await interaction.response.defer(ephemeral=private, thinking=True)
    return await task


async def respond(interaction: Interaction, card: Card, *, private: bool) -> int | None:
    """Answer an interaction with a card and return the message's id."""
    async with interaction.client.working():
        if interaction.response.is_done():
            sent = await interaction.followup.send(view=card, ephemeral=private, wait=True)
            return sent.id
        answered = await interaction.response.send_message(view=card, ephemeral=private)
        return answered.message_id


async def answer_interaction(
    interaction: Interaction,
    make: Callable[["ScenarioClient", Asker], Awaitable[tuple[Card, tuple[Answer, ...]]]],
    *,
    private: bool,
    question: str = "",
) -> None:
    """Answer a command with the card that `make` makes, if the member need not wait."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.cooldowns, asker):
        return
    card, answers = await in_time(interaction, make(client, asker), private=private)
    message = await respond(interaction, card, private=private)
    await remember(client, asker, message, answers, question)


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
) -> None:
    """Keep what was answered where, for feedback and deletion. The reply has been sent already."""
    told = next((answer for answer in answers if answer.entry), None)
    if message is None or told is None:
        return
    now = int(client.clock().timestamp())
    await client.forget_what_is_old(now)
    await client.store.remember_answer(
        AskedAnswer(
            message_id=message,
            channel_id=asker.channel,
            guild_id=asker.guild,
            asker_id=asker.user,
            pack=told.pack,
            pack_version=told.pack_version,
            entry=told.entry,
            facts=told.facts,
            question_hash=client.store.question_hash(question),
            created=now,
        )
    )
