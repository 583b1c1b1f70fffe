"""Conversations on Discord: a member's in a channel or thread, and that of each of our messages.

They are kept some minutes, in memory only (see `conversation.memory`).
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot.answers.answer import Answer
from bot.conversation.memory import Turn
from bot.conversation.question import Question
from bot.conversation.talk import Talk
from bot.discord_app.library import Library
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)


def of_member(user: int, channel: int) -> str:
    """Return the name of a member's conversation in a channel, a thread or a direct message."""
    return f"{channel}:{user}"


def of_message(message: int) -> str:
    """Return the name of the conversation that a reply to a message goes on with."""
    return f"m{message}"


def talk_in(client: "ScenarioClient", library: Library, packs: tuple[str, ...]) -> Talk:
    """Return what understands messages to the desk of some packs from those before."""
    alone = partial(library.stands_alone, packs)
    return Talk(library.desk_of(packs), client.memory, alone)


def keep_with_message(
    client: "ScenarioClient", message: int, typed: str, answers: Sequence[Answer]
) -> None:
    """Let a reply to a message of ours go on from its answers, whoever replies."""
    at = client.clock().timestamp()
    turns = [Turn(one.asked or one.question or typed, one, at) for one in answers if one.pack]
    client.memory.add(of_message(message), *turns)


async def keep_what_is_replied_to(
    client: "ScenarioClient", library: Library, message: int, question: Question
) -> None:
    """Let a reply to an older message of ours go on from what its answer was about."""
    at = client.clock().timestamp()
    if client.memory.turns(of_message(message), at):
        return
    try:
        told = await client.store.answer(message)
    except StorageError as error:  # the question is answered as one of its own
        _log.error("answer not read: error=%s", error)
        return
    if told is None or told.entry is None:
        return
    answer = library.desk_of((told.pack,)).show_entry(told.entry, question)
    if answer.entry == told.entry:
        asked = library.title(told.entry, told.pack, answer.reader)
        client.memory.add(of_message(message), Turn(asked, answer, at))
