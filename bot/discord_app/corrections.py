"""Putting answers right: what changed is recorded and queued, and each message edited once.

A message is edited by its ids alone. What came of it is noted at once; who stops in between makes
the same edit again after the lease.
"""

import asyncio
import logging
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.answers.told import all_told
from bot.discord_app import errors
from bot.discord_app.asking import Asker, reading_for, settings_for
from bot.discord_app.cards import answer_card
from bot.discord_app.change_lines import corrections_of
from bot.discord_app.flagging import flagged
from bot.discord_app.pace import Pace
from bot.discord_app.remaking import Shown, differing, made_again, told_in, versions_now
from bot.knowledge.model import Pack
from bot.storage.loop_records import Correction, FactChange, FactState
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# So long curators have to hold a change back before answers are put right for it.
HOLD_BACK = 120
BATCH = 25
ATTEMPTS = 6
_FIRST_RETRY, _LONGEST_RETRY = 30, 3_600
_UNKNOWN_MESSAGE = 10008
_QUEUED = "corrections queued up to"
_DAY = 86_400
_RECENT = 600

_TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)


class Corrections:
    """Records what changed, queues the answers that rest on it, and puts them right."""

    def __init__(self, client: "ScenarioClient", pace: Pace) -> None:
        self._client = client
        self._pace = pace

    async def record(self, packs: Sequence[Pack]) -> tuple[FactChange, ...]:
        """Record what changed since the packs were seen last, also by an earlier process."""
        now = self._now()
        changes: list[FactChange] = []
        for pack in packs:
            states = await asyncio.to_thread(_states, pack)
            changes += await self._client.store.changes.record(pack.id, pack.version, states, now)
        return tuple(changes)

    async def queue(self) -> int:
        """Queue the answers that rest on what was recorded and not queued yet.

        That it was queued is noted after it: who stops in between queues again, which adds none.
        """
        store, now = self._client.store, self._now()
        last = int(await store.meta(_QUEUED) or 0)
        queued = 0
        while changes := await store.changes.after(last):
            ids = [one.id for one in changes]
            start = now + self._client.hold_back
            queued += await store.corrections.queue(ids, now=now, not_before=start)
            last = ids[-1]
            await store.set_meta(_QUEUED, str(last))
        return queued

    async def queue_late(self) -> None:
        """Queue an answer that was on its way while a change was recorded."""
        store, now = self._client.store, self._now()
        ids = [one.id for one in await store.changes.since(now - _RECENT)]
        await store.corrections.queue(ids, now=now, not_before=now + self._client.hold_back)

    async def batch(self) -> int:
        """Put right some of the answers whose time has come; return how many were looked at."""
        claimed = list(await self._client.store.corrections.claim(BATCH, now=self._now()))
        count = len(claimed)
        while claimed:
            # Not the oldest, but one whose channel is free.
            one = min(claimed, key=lambda each: self._pace.free_at(each.answer.channel_id))
            claimed.remove(one)
            await self._put_right(one)
        return count

    async def _put_right(self, correction: Correction) -> None:
        answer, store = correction.answer, self._client.store
        try:
            versions, version = await self._edited(correction)
        except _TROUBLE as error:
            await self._failed(correction, error)
            return
        except StorageError:
            raise  # the lease ends, and it is tried again
        except Exception as error:  # noqa: BLE001 - one answer must not hold up the others
            errors.logged(error, answer.message_id, "correction")
            await store.corrections.failed(correction, retry_at=None)
            return
        await store.corrections.done(correction, versions, version, now=self._now())

    async def _edited(self, correction: Correction) -> tuple[dict[str, str], str]:
        """Edit a message if it must be; return in which versions it tells what it rests on."""
        client, answer, now = self._client, correction.answer, self._now()
        library = client.library
        told = dict(zip_longest(answer.facts, answer.versions, fillvalue=""))
        current = versions_now(library, answer.pack, answer.facts)
        pack, kept = library.pack(answer.pack), Shown.read(answer.card)
        changed = differing(told, current)
        # The server may have chosen otherwise since it was queued.
        settings = await settings_for(client, Asker(answer.asker_id, 0, answer.guild_id))
        is_old = answer.created < now - settings.corrected_days * _DAY
        if pack is None or kept is None or is_old or settings.corrections == "leave":
            return told, answer.pack_version
        language = settings.language or kept.language
        keys = [key for key in answer.facts if key in changed]
        line = corrections_of(library, correction.changes, keys, now, language) if keys else ""
        if not line:
            return told, answer.pack_version
        again = None
        if settings.corrections == "edit":
            again = made_again(library, kept, client.clock().date(), language)
        if again is None:
            await self._flag(answer.channel_id, answer.message_id, line)
            return current, pack.version
        answers, echo = again
        reading = reading_for(answers, Asker(answer.asker_id, 0, answer.guild_id), settings)
        reading = reading.with_correction(line, language, echo)
        card = answer_card(library, answers, reading)
        await self._edit(answer.channel_id, answer.message_id, card)
        return told_in(library, answer.pack, answers), pack.version

    async def _flag(self, channel: int, message: int, line: str) -> None:
        """Put the line over what a message shows."""
        await self._pace.wait(channel)
        found = await self._client.http.get_message(channel, message)
        await self._edit(channel, message, flagged(found.get("components", []), line))

    async def _edit(self, channel: int, message: int, card: discord.ui.LayoutView) -> None:
        await self._pace.wait(channel)
        place = self._client.get_partial_messageable(channel)
        edit: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        await place.get_partial_message(message).edit(view=card, **edit)

    async def _failed(self, correction: Correction, error: Exception) -> None:
        """Forget a message that is gone, give up where we may not edit, else try again later."""
        store, answer = self._client.store, correction.answer
        if isinstance(error, discord.HTTPException) and error.code == _UNKNOWN_MESSAGE:
            await store.forget_message(answer.message_id)
            return
        retry_at = retry(error, correction.attempts, self._now())
        _log.log(
            logging.INFO
            if isinstance(error, discord.Forbidden | discord.NotFound)
            else logging.WARNING,
            "not corrected: error=%s attempts=%d again=%s",
            named(error),
            correction.attempts,
            retry_at is not None,
        )
        await store.corrections.failed(correction, retry_at=retry_at)

    def _now(self) -> int:
        return int(self._client.clock().timestamp())


def retry(error: Exception, attempts: int, now: int) -> int | None:
    """Return when to try again, nothing where that is of no use."""
    refused = isinstance(error, discord.HTTPException) and 400 <= error.status < 500
    limited = isinstance(error, discord.HTTPException) and error.status == 429
    if attempts >= ATTEMPTS or (refused and not limited):
        return None
    doubled: int = _FIRST_RETRY << max(0, attempts - 1)
    return now + min(doubled, _LONGEST_RETRY)


def named(error: Exception) -> str:
    """Return an error for the log, without what its message may hold."""
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__}({error.status}, {error.code})"
    return type(error).__name__


def _states(pack: Pack) -> list[FactState]:
    return [
        FactState(one.key, one.version, one.status, one.value, one.text, one.details)
        for one in all_told(pack)
    ]
