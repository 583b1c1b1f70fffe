"""Sending what stands in the outbox: each message once, to a member or into a channel."""

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_app import errors
from bot.discord_app.asking import Asker, settings_for
from bot.discord_app.cards import note_card
from bot.discord_app.corrections import named, retry
from bot.discord_app.curator_notices import changes_card
from bot.discord_app.digests import KIND, digest_text
from bot.discord_app.pace import Pace
from bot.storage.loop_records import Notice
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

BATCH = 10
# After so many digests that did not arrive, no more are made.
GIVEN_UP = 3
_UNKNOWN_CHANNEL, _UNKNOWN_USER = 10003, 10013


class Posting:
    """Sends what is due."""

    def __init__(self, client: "ScenarioClient", pace: Pace) -> None:
        self._client = client
        self._pace = pace

    async def batch(self) -> int:
        """Send some of the messages whose time has come; return how many were looked at."""
        claimed = await self._client.store.outbox.claim(BATCH, now=self._now())
        for notice in claimed:
            try:
                await self._send(notice)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                await self._failed(notice, error)
                continue
            except StorageError:
                raise  # the lease ends, and it is tried again
            except Exception as error:  # noqa: BLE001 - one message must not hold up the others
                errors.logged(error, notice.id, "posting")
                await self._client.store.outbox.failed(notice, retry_at=None)
                continue
            await self._client.store.outbox.sent(notice, now=self._now())
        return len(claimed)

    async def _send(self, notice: Notice) -> None:
        card = await self._card(notice)
        if card is None:
            return  # it has changed back, or was held back
        client = self._client
        place: discord.abc.Messageable
        if notice.channel_id is not None:
            await self._pace.wait(notice.channel_id)
            place = client.get_partial_messageable(notice.channel_id, guild_id=notice.guild_id)
        else:
            await self._pace.wait(notice.user_id or 0)
            place = await client.create_dm(discord.Object(notice.user_id or 0))
        # Discord sends nothing twice under one number within some minutes.
        await place.send(view=card, nonce=notice.id)

    async def _card(self, notice: Notice) -> discord.ui.LayoutView | None:
        client, payload = self._client, notice.payload
        settings = await settings_for(client, Asker(0, 0, notice.guild_id))
        language = settings.language or payload.get("language") or "en"
        if payload["kind"] == "text":
            return note_card(payload["text"])
        changes = await client.store.changes.get(payload["changes"])
        if payload["kind"] == "changes":
            return await changes_card(client, changes, notice.guild_id, language)
        weighty = [one for one in changes if not one.is_trivial]
        said = digest_text(client.library, payload, weighty, language)
        return note_card(said) if said else None

    async def _failed(self, notice: Notice, error: Exception) -> None:
        store = self._client.store
        retry_at = retry(error, notice.attempts, self._now())
        _log.info("not sent: error=%s again=%s", named(error), retry_at is not None)
        await store.outbox.failed(notice, retry_at=retry_at)
        if retry_at is not None or not notice.key.startswith(KIND):
            return
        gone = isinstance(error, discord.HTTPException) and error.code in (
            _UNKNOWN_CHANNEL,
            _UNKNOWN_USER,
        )
        if gone or await store.outbox.given_up(notice.user_id, notice.channel_id) >= GIVEN_UP:
            await store.subscriptions.end(user_id=notice.user_id, channel_id=notice.channel_id)

    def _now(self) -> int:
        return int(self._client.clock().timestamp())
