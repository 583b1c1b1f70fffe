"""What each button and select does. All that it needs is in its custom id."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot.answers.answer import Answer
from bot.conversation.question import Question
from bot.discord_app import changed_command, follow_commands, listings, outdated
from bot.discord_app.answer_pages import TURN, more_card, sources_card, why_card
from bot.discord_app.asking import (
    SOON,
    Asker,
    in_time,
    must_wait,
    put_in_place,
    reading_for,
    remember,
    respond,
    settings_for,
)
from bot.discord_app.cards import Card, answer_card, note_card
from bot.discord_app.custom_ids import State
from bot.discord_app.pictures import Wanted
from bot.discord_app.texts import text
from bot.storage.records import Feedback, FeedbackKind

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient


Interaction = discord.Interaction[Any]
_KINDS: dict[str, FeedbackKind] = {
    "helpful": "helpful",
    "not_helpful": "not_helpful",
    "outdated": "outdated",
}


async def act(interaction: Interaction, custom_id: str, values: Sequence[str]) -> None:
    """Do what a custom id says."""
    state = State.read(custom_id)
    action = _ACTIONS.get(state.action) if state else None
    if state is None or action is None:
        await _say(interaction, text("gone", Asker.of(interaction).language))
        return
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if not await must_wait(interaction, client.presses, asker):
        # The server may have chosen another language since the card was made.
        settings = await settings_for(client, asker)
        state = replace(state, language=settings.language or state.language)
        await action(interaction, state, values)


async def _more(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    if answer := await _shown(interaction, state, full=True):
        await _show_page(interaction, state, more_card(answer, state, _number(state.more)))


async def _sources(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    if answer := await _shown(interaction, state):
        await _show_page(interaction, state, sources_card(answer, state, _number(state.more)))


async def _show_page(interaction: Interaction, state: State, card: Card) -> None:
    if TURN in state.more:
        await interaction.response.edit_message(view=card)
    else:
        await respond(interaction, card, private=True)


async def _why(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    if answer := await _shown(interaction, state):
        client: ScenarioClient = interaction.client
        card = why_card(client.library, answer, state)
        await respond(interaction, card, private=True)


async def _related(interaction: Interaction, state: State, values: Sequence[str]) -> None:
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    place = State(state.action, values[0] if values else "", state.language, state.as_of)
    if answer := await _shown(interaction, place):
        # What one member goes on to ask is for that member; in a direct message nobody else reads.
        private = not interaction.context.dm_channel
        settings = await settings_for(client, asker)
        reading = reading_for((answer,), asker, settings, as_of=state.as_of, private=private)
        card = answer_card(client.library, (answer,), reading)
        message = await respond(interaction, card, private=private)
        await remember(client, asker, message, (answer,), "", private=private)


async def _pick(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    """Put the answer in the place of "Did you mean"; others than the asker see it alone."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    answer = await _shown(interaction, state)
    if answer is None:
        return
    is_ephemeral = bool(interaction.message and interaction.message.flags.ephemeral)
    own = is_ephemeral or _is_asker(interaction, state)
    private = is_ephemeral or not own
    settings = await settings_for(client, asker)
    reading = reading_for((answer,), asker, settings, as_of=state.as_of, private=private)
    card = answer_card(client.library, (answer,), reading)
    if not own or interaction.message is None:
        message = await respond(interaction, card, private=True)
    else:
        await put_in_place(interaction, card)
        message = interaction.message.id
        before = interaction.message.reference
        asked_in = [message, before.message_id if before and before.message_id else message]
        await client.misses.answered_after_all(asked_in)
    await remember(client, asker, message, (answer,), "", private=private)


async def _none(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    is_ephemeral = bool(interaction.message and interaction.message.flags.ephemeral)
    if not is_ephemeral and not _is_asker(interaction, state):
        await _say(interaction, text("only_asker", Asker.of(interaction).language))
        return
    await put_in_place(interaction, note_card(text("none_taken", state.language)))


async def _feedback(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    client: ScenarioClient = interaction.client
    kind = _KINDS.get(state.more[0] if state.more else "")
    if interaction.message is None or kind is None:
        return
    feedback = Feedback(
        message_id=interaction.message.id,
        kind=kind,
        user_hash=client.store.user_hash(interaction.user.id),
        created=int(client.clock().timestamp()),
    )
    # Who is thanked can rely on it: it is on the disk.
    await in_time(interaction, _keep_feedback(interaction, feedback), private=True)
    await _say(interaction, text("thanks", Asker.of(interaction).language))


async def _keep_feedback(interaction: Interaction, feedback: Feedback) -> None:
    client: ScenarioClient = interaction.client
    if feedback.kind == "outdated":
        await outdated.report(client, Asker.of(interaction), feedback)
    await client.store.add_feedback(feedback)


async def _delete(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    client: ScenarioClient = interaction.client
    if not _is_asker(interaction, state):
        await _say(interaction, text("only_asker", Asker.of(interaction).language))
        return
    await interaction.response.defer()
    await interaction.delete_original_response()
    if interaction.message is not None:
        await client.forgetting(client.store.forget_message(interaction.message.id))


async def _list(interaction: Interaction, state: State, _: Sequence[str]) -> None:
    client: ScenarioClient = interaction.client
    name, wanted = state.more[0] if state.more else "", Wanted.read(state.more[2:])
    page = _number(state.more[1:])
    settings = await settings_for(client, Asker.of(interaction))
    packs = client.library.packs_of(settings.packs)
    # The picture stands over the first page. It mostly is still there; else it may take a moment.
    pictures = []
    if page == 0:
        pictures = await client.pictures.of(name, packs, state.language, wanted, patience=SOON)
    card = listings.card(name, packs, state.language, page, wanted, pictures)
    files = listings.files(name, pictures)
    if interaction.message and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=card, attachments=files)
    else:
        await respond(interaction, card, private=True, files=files)


async def _shown(interaction: Interaction, state: State, *, full: bool = False) -> Answer | None:
    """Return the answer that a button stands for; if it is gone, say so."""
    client: ScenarioClient = interaction.client
    today = client.clock().date()
    question = Question("", today, as_of=state.as_of or None, language=state.language, full=full)
    answer = client.library.show(state.reference, question)
    if answer is None:
        await _say(interaction, text("gone", state.language))
    return answer


async def _say(interaction: Interaction, said: str) -> None:
    await respond(interaction, note_card(said), private=True)


def _is_asker(interaction: Interaction, state: State) -> bool:
    return bool(state.more) and state.more[0] == str(interaction.user.id)


def _number(parts: Sequence[str]) -> int:
    return int(parts[0]) if parts and parts[0].isascii() and parts[0].isdigit() else 0


_ACTIONS: dict[str, Callable[[Interaction, State, Sequence[str]], Awaitable[None]]] = {
    "more": _more,
    "sources": _sources,
    "why": _why,
    "related": _related,
    "pick": _pick,
    "none": _none,
    "feedback": _feedback,
    "delete": _delete,
    "list": _list,
    "changed": changed_command.turn_page,
    "trivial": changed_command.hold_back,
    "unfollow": follow_commands.stop_following,
}
