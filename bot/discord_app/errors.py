"""What happens when something goes wrong: a short apology with a reference that is in the log."""

import logging
import traceback
from typing import Any

import discord

from bot.discord_app.cards import note_card
from bot.discord_app.sending import UNSENT
from bot.discord_app.texts import language_of, text
from bot.service import tracing

_log = logging.getLogger(__name__)

# Codes of Discord for what is no fault of ours: what was to be answered is gone, or not allowed.
_GONE = frozenset({10003, 10004, 10008, 10015, 10062, 50001, 50007, 50013, 50083, 160002})

_MISSING_PERMISSIONS = 50013
_TOO_LARGE = 40005


def refuses_files(error: discord.HTTPException) -> bool:
    """Tell whether Discord may have refused a message for the files that came with it."""
    return error.code in (_MISSING_PERMISSIONS, _TOO_LARGE) or error.status == 413


def is_harmless(error: BaseException) -> bool:
    """Tell whether an error only means that there is nothing to answer any more, or no right to."""
    return isinstance(error, discord.HTTPException) and (
        error.code in _GONE or isinstance(error, discord.Forbidden)
    )


def logged(error: BaseException, event: int, where: str) -> str:
    """Log an error and return the reference by which it is found.

    The error's own message may hold what a member typed, so it stays out of the log.
    """
    error = getattr(error, "original", error)
    reference = tracing.reference(event)
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("reference=%s where=%s error=%s\n%s", reference, where, _name(error), frames)
    return reference


async def apologise(
    interaction: discord.Interaction[Any], error: BaseException, where: str
) -> None:
    """Tell the one who asked, and nobody else, that something went wrong."""
    error = getattr(error, "original", error)
    if is_harmless(error):
        _log.info("where=%s error=%s", where, _name(error))
        return
    reference = logged(error, interaction.id, where)
    said = text("error", language_of(interaction.locale), reference=reference)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=note_card(said), ephemeral=True)
        else:
            await interaction.response.send_message(view=note_card(said), ephemeral=True)
    except UNSENT as failure:
        _log.warning("reference=%s apology=%s", reference, _name(failure))


async def apologise_in_channel(message: discord.Message, error: BaseException) -> None:
    """Tell in reply to a message that something went wrong.

    Under the nonce of the reply: where that was made although it seemed to fail, it stands alone.
    """
    if is_harmless(error):
        _log.info("where=message error=%s", _name(error))
        return
    reference = logged(error, message.id, "message")
    try:
        said = note_card(text("error", None, reference=reference))
        await message.reply(view=said, nonce=str(message.id))
    except UNSENT as failure:
        _log.warning("reference=%s apology=%s", reference, _name(failure))


def _name(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__}({error.status}, {error.code})"
    return type(error).__name__
