"""The store: all that the bot remembers, by subject, and how it is forgotten."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, func, select

from bot.storage import tables
from bot.storage.changes import Changes
from bot.storage.corrections import Corrections
from bot.storage.database import Database
from bot.storage.engine import upsert
from bot.storage.guilds import Guilds
from bot.storage.history import History
from bot.storage.keys import Hashes, own_key
from bot.storage.ledger import Ledger
from bot.storage.loop_records import Held
from bot.storage.notifications import Notification, notify
from bot.storage.outbox import Outbox
from bot.storage.privacy import Privacy
from bot.storage.proposals import Proposals
from bot.storage.questions import Questions
from bot.storage.records import AskedAnswer, Feedback, GuildSettings, Health, Retention
from bot.storage.shard_records import Timings
from bot.storage.shards import Shards
from bot.storage.solo_shards import SoloShards
from bot.storage.subscriptions import Subscriptions


class Store:
    """What must be remembered. Any number of tasks share it.

    One process opens a file; any number open a PostgreSQL database. Whatever fails raises
    `StorageError`.
    """

    def __init__(
        self, database: Database, key: bytes, retention: Retention, timings: Timings | None = None
    ) -> None:
        self._database = database
        self._hashes = Hashes(key)
        self._guilds = Guilds(database)
        self._privacy = Privacy(database, self._hashes)
        self.retention = retention
        self.ledger = Ledger(database)
        self.questions = Questions(database, self._hashes)
        self.proposals = Proposals(database)
        self.history = History(database)
        self.changes = Changes(database)
        self.corrections = Corrections(database)
        self.subscriptions = Subscriptions(database)
        self.outbox = Outbox(database)
        self.shards = Shards(database, timings)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        path_or_url: Path | str,
        *,
        key: bytes | None = None,
        retention: Retention | None = None,
        timings: Timings | None = None,
    ) -> AsyncIterator[Self]:
        """Open the store in a file (or `sqlite:///file`), `:memory:` or `postgresql://…`.

        `key` is what the hashes of users and questions are made with; without one, the database
        holds its own. `timings` are those of shared shards. Raises `StorageError`.
        """
        async with Database.open(path_or_url) as database:
            if key is None:
                key = await database.write(own_key)
            yield cls(database, key, retention or Retention(), timings)

    def health(self) -> Health:
        """Return whether the store works, and else why not. It asks the database nothing."""
        return self._database.health()

    async def ping(self) -> None:
        """Read something, and write something if writing failed last.

        Raises `StorageError` when the database does not do it.
        """
        await self._database.read(_count_guilds, whole=False)
        if not self.health().is_ok:
            await self.set_meta("ping", "pong")

    async def meta(self, name: str) -> str | None:
        """Return what the bot has noted for itself under a name."""
        found = select(tables.meta.c.value).where(tables.meta.c.name == name)
        return await self._database.read(lambda connection: connection.execute(found).scalar())

    async def set_meta(self, name: str, value: str) -> None:
        """Note something under a name, such as which commands Discord has."""
        values: dict[str, object] = {"name": name, "value": value}
        await self._database.write(lambda connection: upsert(connection, tables.meta, values))

    # -- other processes on the same database -------------------------------------------------

    def solo_shards(self, owner: Callable[[], str]) -> SoloShards:
        """Return the shards for a process that has them all; `owner` says of which bot."""
        return SoloShards(self._database, owner)

    @property
    def is_shared(self) -> bool:
        """Whether other processes may use the same database."""
        return self._database.is_server

    def heard(self) -> AsyncGenerator[Notification, None]:
        """Return what other processes tell, for ever. Only where the store `is_shared`."""
        return self._database.heard()

    async def tell_of_packs(self, number: int) -> None:
        """Tell other processes that packs are in use whose versions have this number."""
        await self._database.write(lambda connection: notify(connection, "packs", number))

    def believe_no_longer(self, guild_id: int | None = None) -> None:
        """Read a server's settings anew when they are next needed, or those of all."""
        self._guilds.believe_no_longer(guild_id)

    # -- a server's settings --------------------------------------------------------------

    async def settings(self, guild_id: int) -> GuildSettings:
        """Return what a server has chosen, or the defaults."""
        return await self._guilds.settings(guild_id)

    async def save_settings(self, settings: GuildSettings) -> None:
        """Keep what a server has chosen."""
        await self._guilds.save(settings)

    async def change_settings(
        self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]
    ) -> GuildSettings:
        """Keep what a change makes of a server's settings; of two at once, none is lost."""
        return await self._guilds.change(guild_id, change)

    async def guilds_with_notices(self) -> tuple[GuildSettings, ...]:
        """Return the servers whose curators want to be told what they should know."""
        return await self._guilds.with_notices()

    async def forget_guild(self, guild_id: int) -> None:
        """Forget a server that the bot has left: all that was chosen, answered and asked there."""
        await self._guilds.forget(guild_id)

    # -- answers and feedback -----------------------------------------------------------------

    async def remember_answer(self, answer: AskedAnswer) -> None:
        """Remember what a message of the bot answered to whom.

        It is on the disk a tenth of a second later; whoever reads from the store sees it at once.
        """
        self.ledger.remember(answer)

    async def answer(self, message_id: int) -> AskedAnswer | None:
        """Return what a message answered, if that is (still) remembered."""
        return await self.ledger.answer(message_id)

    async def forget_message(self, message_id: int) -> None:
        """Forget a message that is gone: an answer and the feedback on it, or a question."""
        await self.ledger.forget_messages((message_id,))

    async def forget_messages(self, message_ids: Collection[int]) -> None:
        """Forget messages that are gone."""
        await self.ledger.forget_messages(message_ids)

    async def forget_channel(self, channel_id: int) -> None:
        """Forget a channel that is gone."""
        await self.ledger.forget_channel(channel_id)

    async def add_feedback(self, feedback: Feedback) -> None:
        """Keep what a member thinks of an answer; the member's newest word counts."""
        await self.ledger.add_feedback(feedback)

    def user_hash(self, user_id: int) -> str:
        """Return what stands for a user in feedback: without the key it names nobody."""
        return self._hashes.user(user_id)

    def question_hash(self, text: str) -> str:
        """Return what stands for a question: equal for equal text, and not to be read back."""
        return self._hashes.question(text)

    # -- a user's own -------------------------------------------------------------------------

    async def held_on(self, user_id: int) -> Held:
        """Return all that is held on a user."""
        return await self._privacy.held_on(user_id)

    async def forget_user(self, user_id: int) -> int:
        """Delete all that is held on a user; return how many of the user's records there were.

        Feedback of others on the user's answers goes too: it is about nothing any more.
        """
        return await self._privacy.forget_user(user_id)

    async def expire(self, now: int) -> int:
        """Forget what is older than promised; return how many records that were."""
        return await self._privacy.expire(now, self.retention)


def _count_guilds(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(tables.guild)).scalar_one())
