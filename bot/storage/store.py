"""The store: all that the bot remembers, and how it is forgotten."""

import asyncio
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any, Self

from bot.storage.database import Database
from bot.storage.records import AskedAnswer, Feedback, GuildSettings, Held

# How long answers and feedback are remembered. Buttons whose state is in their id outlive this.
REMEMBERED_DAYS = 90

_DAY = 86_400
_ANSWER = (
    "message_id, channel_id, guild_id, asker_id, pack, pack_version, entry, facts,"
    " question_hash, created"
)
_FEEDBACK = "message_id, kind, user_hash, created"


class Store:
    """What must be remembered. One process opens a database; any number of tasks share it."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        # Settings are read for every message and written once a month.
        self._settings: dict[int, GuildSettings] = {}
        self._changing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path_or_url: Path | str, *, key: bytes | None = None
    ) -> AsyncIterator[Self]:
        """Open the store in a file (or `sqlite:///file`), or in memory with `:memory:`.

        `key` is what the hashes of users and questions are made with; without one, the database
        holds its own. Raises `StorageError`.
        """
        async with Database.open(path_or_url) as database:
            yield cls(database, key or await _own_key(database))

    async def ping(self) -> None:
        """Read something. Raises `StorageError` when the database does not answer."""
        await self._database.rows("SELECT count(*) FROM guild")

    async def meta(self, name: str) -> str | None:
        """Return what the bot has noted for itself under a name."""
        rows = await self._database.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    async def set_meta(self, name: str, value: str) -> None:
        """Note something under a name, such as which commands Discord has."""
        await self._database.write(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value)
        )

    # -- a server's settings --------------------------------------------------------------

    async def settings(self, guild_id: int) -> GuildSettings:
        """Return what a server has chosen, or the defaults."""
        known = self._settings.get(guild_id)
        if known is None:
            rows = await self._database.rows(
                "SELECT packs, channels, language, verbosity, curator_roles FROM guild"
                " WHERE guild_id = ?",
                (guild_id,),
                whole=False,  # questions are answered even where nothing can be written
            )
            read = _settings(guild_id, rows[0]) if rows else GuildSettings(guild_id)
            known = self._settings.setdefault(guild_id, read)
        return known

    async def save_settings(self, settings: GuildSettings) -> None:
        """Keep what a server has chosen."""
        await self._database.write(
            "INSERT OR REPLACE INTO guild"
            " (guild_id, packs, channels, language, verbosity, curator_roles)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                settings.guild_id,
                json.dumps(settings.packs),
                json.dumps(settings.channels),
                settings.language,
                settings.verbosity,
                json.dumps(settings.curator_roles),
            ),
        )
        self._settings[settings.guild_id] = settings

    async def change_settings(
        self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]
    ) -> GuildSettings:
        """Keep what a change makes of a server's settings; of two at once, none is lost."""
        async with self._changing:
            changed = change(await self.settings(guild_id))
            await self.save_settings(changed)
        return changed

    async def forget_guild(self, guild_id: int) -> None:
        """Forget a server that the bot has left: its settings and the answers given there."""
        await self._database.together(
            [
                ("DELETE FROM guild WHERE guild_id = ?", (guild_id,)),
                ("DELETE FROM answer WHERE guild_id = ?", (guild_id,)),
            ]
        )
        self._settings.pop(guild_id, None)

    # -- answers ----------------------------------------------------------------------------

    async def remember_answer(self, answer: AskedAnswer) -> None:
        """Remember what a message of the bot answered to whom.

        It is on the disk a tenth of a second later; whoever reads from the store sees it at once.
        """
        self._database.later(
            f"INSERT OR REPLACE INTO answer ({_ANSWER})",
            (
                answer.message_id,
                answer.channel_id,
                answer.guild_id,
                answer.asker_id,
                answer.pack,
                answer.pack_version,
                answer.entry,
                json.dumps(answer.facts),
                answer.question_hash,
                answer.created,
            ),
        )

    async def answer(self, message_id: int) -> AskedAnswer | None:
        """Return what a message answered, if that is (still) remembered."""
        rows = await self._database.rows(
            f"SELECT {_ANSWER} FROM answer WHERE message_id = ?",  # noqa: S608
            (message_id,),
        )
        return _answer(rows[0]) if rows else None

    async def forget_message(self, message_id: int) -> None:
        """Forget an answer and the feedback on it."""
        await self._database.write("DELETE FROM answer WHERE message_id = ?", (message_id,))

    # -- feedback -----------------------------------------------------------------------------

    async def add_feedback(self, feedback: Feedback) -> None:
        """Keep what a member thinks of an answer; the member's newest word counts."""
        await self._database.write(
            f"INSERT OR REPLACE INTO feedback ({_FEEDBACK}) VALUES (?, ?, ?, ?)",  # noqa: S608
            astuple(feedback),
        )

    def user_hash(self, user_id: int) -> str:
        """Return what stands for a user in feedback: without the key it names nobody."""
        return self._hash(f"user {user_id}")

    def question_hash(self, text: str) -> str:
        """Return what stands for a question: equal for equal text, and not to be read back."""
        return self._hash(f"question {text}")

    def _hash(self, text: str) -> str:
        encoded = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, encoded, "sha256").hex()[:32]

    # -- a user's own -------------------------------------------------------------------------

    async def held_on(self, user_id: int) -> Held:
        """Return all that is held on a user."""
        answers = await self._database.rows(
            f"SELECT {_ANSWER} FROM answer WHERE asker_id = ?"  # noqa: S608
            " ORDER BY created DESC, message_id DESC",
            (user_id,),
        )
        feedback = await self._database.rows(
            f"SELECT {_FEEDBACK} FROM feedback WHERE user_hash = ?"  # noqa: S608
            " ORDER BY created DESC, message_id DESC",
            (self.user_hash(user_id),),
        )
        return Held(tuple(map(_answer, answers)), tuple(Feedback(*row) for row in feedback))

    async def forget_user(self, user_id: int) -> int:
        """Delete all that is held on a user; return how many of the user's records there were.

        Feedback of others on the user's answers goes too: it is about nothing any more.
        """
        own, answers = await self._database.together(
            [
                ("DELETE FROM feedback WHERE user_hash = ?", (self.user_hash(user_id),)),
                ("DELETE FROM answer WHERE asker_id = ?", (user_id,)),
            ]
        )
        await self._database.clear_log()
        return own + answers

    async def expire(self, now: int, *, days: int = REMEMBERED_DAYS) -> int:
        """Forget answers and feedback older than `days`; return how many records that were."""
        before = (now - days * _DAY,)
        counts = await self._database.together(
            [
                ("DELETE FROM answer WHERE created < ?", before),
                ("DELETE FROM feedback WHERE created < ?", before),
            ]
        )
        await self._database.clear_log()
        return sum(counts)


async def _own_key(database: Database) -> bytes:
    await database.write(
        "INSERT OR IGNORE INTO secret (name, value) VALUES ('hash', ?)", (secrets.token_bytes(32),)
    )
    rows = await database.rows("SELECT value FROM secret WHERE name = 'hash'")
    return bytes(rows[0][0])


def _settings(guild_id: int, row: tuple[Any, ...]) -> GuildSettings:
    packs, channels, language, verbosity, roles = row
    return GuildSettings(
        guild_id=guild_id,
        packs=tuple(json.loads(packs)),
        channels=tuple(json.loads(channels)),
        language=language,
        verbosity=verbosity,
        curator_roles=tuple(json.loads(roles)),
    )


def _answer(row: tuple[Any, ...]) -> AskedAnswer:
    answer = AskedAnswer(*row)
    return replace(answer, facts=tuple(json.loads(row[7])))
