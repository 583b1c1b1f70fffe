"""What servers have chosen."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, or_, select

from bot.storage import tables
from bot.storage.database import Database
from bot.storage.engine import insert, upsert
from bot.storage.ledger import drop_answers
from bot.storage.notifications import notify
from bot.storage.questions import drop_clusters
from bot.storage.records import GuildSettings, StorageError

Change = Callable[[GuildSettings], GuildSettings]

# On a server another process may have changed them; so long they are believed without a look.
_BELIEVED_SECONDS = 60.0
# Of so many servers; those that were read first are read again.
_KNOWN = 20_000
_LISTS = ("packs", "channels", "curator_roles")


class Guilds:
    """Settings are read for every message and written once a month."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, tuple[float, GuildSettings]] = {}
        self._changing = asyncio.Lock()

    async def settings(self, guild_id: int) -> GuildSettings:
        """Return what a server has chosen, or the defaults."""
        now = asyncio.get_running_loop().time()
        read_at, known = self._known.get(guild_id, (0.0, None))
        if known and (not self._database.is_server or now - read_at < _BELIEVED_SECONDS):
            return known
        try:
            # Questions are answered even where nothing can be written.
            found = await self._database.read(partial(_read, guild_id), whole=False)
        except StorageError:
            if known is None:
                raise
            return known
        if not self._database.is_server and guild_id in self._known:  # saved while it was read
            return self._known[guild_id][1]
        self._keep(guild_id, now, found)
        return found

    async def with_notices(self) -> tuple[GuildSettings, ...]:
        """Return the servers whose curators want to be told what they should know."""
        found = select(tables.guild).where(tables.guild.c.notice_channel.is_not(None))
        found = found.order_by(tables.guild.c.guild_id)
        return await self._database.read(
            lambda connection: tuple(map(_settings, connection.execute(found).mappings()))
        )

    async def save(self, settings: GuildSettings) -> None:
        """Keep what a server has chosen."""
        await self._database.write(partial(_save_and_tell, settings))
        self._remember(settings)

    async def change(self, guild_id: int, change: Change) -> GuildSettings:
        """Keep what a change makes of a server's settings; of two at once, none is lost."""
        async with self._changing:
            changed = await self._database.write(partial(_change, guild_id, change))
            self._remember(changed)
        return changed

    async def forget(self, guild_id: int) -> None:
        """Forget a server that the bot has left: all that was chosen, answered and asked there.

        What its curators have had accepted has become content of the pack and stays.
        """
        self._known.pop(guild_id, None)
        await self._database.forget(partial(_forget, guild_id))
        self._known.pop(guild_id, None)  # it may have been read meanwhile

    def believe_no_longer(self, guild_id: int | None = None) -> None:
        """Read a server's settings anew when they are next needed, or those of all.

        Where the database is away then, what was believed is all there is, and is taken.
        """
        for one in self._known if guild_id is None else {guild_id} & self._known.keys():
            self._known[one] = (-_BELIEVED_SECONDS, self._known[one][1])

    def _remember(self, settings: GuildSettings) -> None:
        self._keep(settings.guild_id, asyncio.get_running_loop().time(), settings)

    def _keep(self, guild_id: int, now: float, settings: GuildSettings) -> None:
        self._known[guild_id] = (now, settings)
        if len(self._known) > _KNOWN:
            del self._known[next(iter(self._known))]


def _read(guild_id: int, connection: Connection, *, hold: bool = False) -> GuildSettings:
    found = select(tables.guild).where(tables.guild.c.guild_id == guild_id)
    if hold:
        found = found.with_for_update()
    row = connection.execute(found).mappings().first()
    return _settings(row) if row else GuildSettings(guild_id)


def _save(settings: GuildSettings, connection: Connection) -> None:
    upsert(connection, tables.guild, _values(settings))


def _save_and_tell(settings: GuildSettings, connection: Connection) -> None:
    _save(settings, connection)
    notify(connection, "guild", settings.guild_id)


def _change(guild_id: int, change: Change, connection: Connection) -> GuildSettings:
    # There must be a row to hold, or two processes would both start from the defaults.
    first = insert(connection, tables.guild).values(**_values(GuildSettings(guild_id)))
    connection.execute(first.on_conflict_do_nothing())
    changed = change(_read(guild_id, connection, hold=True))
    _save_and_tell(changed, connection)
    return changed


def _forget(guild_id: int, connection: Connection) -> None:
    connection.execute(delete(tables.guild).where(tables.guild.c.guild_id == guild_id))
    drop_answers(connection, tables.answer.c.guild_id == guild_id)
    drop_clusters(connection, tables.cluster.c.guild_id == guild_id)
    for table in (tables.subscription, tables.outbox):
        connection.execute(delete(table).where(table.c.guild_id == guild_id))
    proposal, history = tables.proposal, tables.history
    mine = proposal.c.guild_id == guild_id
    connection.execute(
        delete(proposal).where(
            mine,
            or_(
                proposal.c.state.in_(("proposed", "rejected", "undone")),
                proposal.c.kind == "outdated",
            ),
        )
    )
    connection.execute(proposal.update().where(mine).values(guild_id=None))
    connection.execute(delete(history).where(history.c.guild_id == guild_id))


def _values(settings: GuildSettings) -> dict[str, Any]:
    values = asdict(settings)
    return values | {name: json.dumps(values[name]) for name in _LISTS}


def _settings(row: RowMapping) -> GuildSettings:
    values = dict(row)
    return GuildSettings(**values | {name: tuple(json.loads(values[name])) for name in _LISTS})
