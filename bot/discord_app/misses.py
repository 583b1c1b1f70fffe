"""Questions that were not answered, kept for the curators: folded, in clusters, without names.

The reply has been sent when one is kept, so whatever fails here costs nobody an answer. What was
typed is never logged.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answers.answer import Answer, Outcome, Reason
from bot.conversation.likeness import MOST_CLUSTERS, Clusters
from bot.conversation.tidying import tidy
from bot.discord_app.asking import Asker
from bot.knowledge.folding import fold
from bot.storage.loop_records import Miss, Nearest
from bot.storage.questions import MAX_CHARACTERS
from bot.storage.records import StorageError

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

_log = logging.getLogger(__name__)

# So many messages, members and places are known as forgotten, for questions that are on their way.
_FORGOTTEN = 2_000
# So many servers' clusters, and so many of them in all, are held in memory; those of servers where
# nobody asked for longest are read again when needed.
_GUILDS = 256
_CLUSTERS = 20_000
_OF_A_MESSAGE = 4
# What tells who somebody is rather than what they ask: addresses, handles, telephone numbers.
_PERSONAL = re.compile(r"\S+@\S+|@\S+|\+?\d[\d\s().-]{6,}\d")


@dataclass(slots=True)
class _Guild:
    clusters: Clusters
    adding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Misses:
    """Keeps what was missed in the servers that the bot is a member of."""

    def __init__(self, client: "ScenarioClient") -> None:
        self._client = client
        self._guilds: OrderedDict[int, _Guild] = OrderedDict()
        self._forgettings = 0
        self._forgotten: OrderedDict[tuple[str, int | None], int] = OrderedDict()

    async def keep(
        self, asker: Asker, answers: Sequence[Answer], question: str, message_id: int | None
    ) -> None:
        """Keep those of the questions in a message that were not answered, or not surely.

        `message_id` is the message that takes them along when it is deleted.
        """
        missed = [answer for answer in answers if is_missed(answer)][:_OF_A_MESSAGE]
        client, since = self._client, self._forgettings
        if not missed or asker.guild is None or not client.is_in(asker.guild):
            return
        with suppress(StorageError):  # the store itself sees to it when the question is written
            if not (await client.store.settings(asker.guild)).log_questions:
                return
        for answer in missed:
            alone = question if len(answers) == 1 else ""
            if text := kept_text(answer.asked or alone or answer.question):
                miss = self._miss(asker, answer, text, message_id)
                try:
                    await self._keep(asker.guild, miss)
                except StorageError as error:
                    if not self._is_forgotten(asker, message_id, since):
                        self._wait(asker.guild, miss, error)
        # What was forgotten meanwhile may have been forgotten first and kept then.
        if message_id is not None and self._is_forgotten(asker, message_id, since):
            await client.forgetting(client.store.forget_message(message_id))

    def forgotten(self, kind: str, *ids: int) -> None:
        """Keep nothing of messages, members, channels or servers that are being forgotten.

        That holds for questions that are being kept just now; it is called before the store is.
        """
        self._forgettings += 1
        for one in ids:
            self._forgotten[kind, one] = self._forgettings
            self._forgotten.move_to_end((kind, one))
        while len(self._forgotten) > _FORGOTTEN:
            self._forgotten.popitem(last=False)

    def _is_forgotten(self, asker: Asker, message_id: int | None, since: int) -> bool:
        if ("message", message_id) in self._forgotten:  # it is gone for good; others come back
            return True
        places = ("member", asker.user), ("channel", asker.channel), ("server", asker.guild)
        return any(self._forgotten.get(one, 0) > since for one in places)

    async def answered_after_all(self, message_ids: Sequence[int]) -> None:
        """Let go of what was asked in messages: the asker found the answer among the offers."""
        await self._client.forgetting(self._client.store.forget_messages(message_ids))

    def _miss(self, asker: Asker, answer: Answer, text: str, message_id: int | None) -> Miss:
        return Miss(
            text=text,
            asker_id=asker.user,
            asked=int(self._client.clock().timestamp()),
            guild_id=asker.guild,
            channel_id=asker.channel,
            message_id=message_id,
            language=answer.reader,
            reason=answer.reason.value if answer.reason else answer.outcome.value,
            nearest=self._nearest(answer),
        )

    def _wait(self, guild_id: int, miss: Miss, error: StorageError) -> None:
        """Let a question wait for the store, which by then finds the cluster that it is like."""
        try:
            self._client.store.questions.add_later(miss, Clusters)
        except StorageError:
            _log.error("missed question not kept: error=%s", error)
            return
        # What is known of the server's clusters here will lack that one.
        self.forget(guild_id)
        _log.warning("missed question waits: error=%s", error)

    async def _keep(self, guild_id: int, miss: Miss) -> None:
        text, store = miss.text, self._client.store
        guild = await self._guild(guild_id)
        async with guild.adding:
            like = guild.clusters.like(text)
            cluster = await store.questions.add(miss, like)
            if like is not None and cluster != like:  # resolved or gone since it was looked at
                guild.clusters.drop(like)
            if cluster is not None and cluster != like:
                guild.clusters.add(cluster, text)

    async def _guild(self, guild_id: int) -> _Guild:
        found = self._guilds.get(guild_id)
        if found is None:
            known = await self._client.store.questions.representatives(guild_id, MOST_CLUSTERS)
            found = self._guilds.setdefault(guild_id, _Guild(Clusters(known)))
        self._guilds.move_to_end(guild_id)
        held = sum(len(one.clusters) for one in self._guilds.values())
        while len(self._guilds) > _GUILDS or (held > _CLUSTERS and len(self._guilds) > 1):
            _, gone = self._guilds.popitem(last=False)
            held -= len(gone.clusters)
        return found

    def forget(self, guild_id: int) -> None:
        """Read the clusters of a server anew when they are next needed: curators changed them."""
        self._guilds.pop(guild_id, None)

    def _nearest(self, answer: Answer) -> tuple[Nearest, ...]:
        packs = sorted(self._client.library.packs, key=lambda pack: pack.id != answer.pack)
        found = []
        for one in answer.suggestions:
            for pack in packs:
                if any(one.entry in kind for kind in (pack.entries, pack.scenarios, pack.facts)):
                    found.append(Nearest(pack.id, one.entry, round(one.confidence, 4)))
                    break
        return tuple(found)


def is_missed(answer: Answer) -> bool:
    """Tell whether curators should hear of an answer: none was found, or it was not sure."""
    return answer.outcome is Outcome.SUGGESTED or (
        answer.outcome is Outcome.UNKNOWN and answer.reason is Reason.NO_ENTRY
    )


def kept_text(typed: str) -> str:
    """Return what is kept of a question: what it asks, in a form that its spellings share."""
    said = " ".join(_PERSONAL.sub(" ", tidy(typed)).split())
    folded = fold(said)
    if len(folded) <= MAX_CHARACTERS:
        return folded
    return folded[: folded.rfind(" ", 0, MAX_CHARACTERS) if " " in folded else MAX_CHARACTERS]
