"""The bot on Discord: what it is made of and how it comes and goes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from bot.conversation.desk import Desk
from bot.conversation.memory import Memory
from bot.discord_app import (
    ask_command,
    button_actions,
    changed_command,
    check_this,
    curate_actions,
    curate_command,
    errors,
    follow_commands,
    history_command,
    look_up_commands,
    messages,
    privacy_command,
    reload_command,
    settings_command,
    suggest_command,
)
from bot.discord_app.background import Background
from bot.discord_app.buttons import StateButton, StateSelect
from bot.discord_app.clocks import Clocks
from bot.discord_app.completion import Completions
from bot.discord_app.cooldowns import PRESSES, PRESSES_IN_CHANNEL, Cooldowns
from bot.discord_app.corrections import HOLD_BACK
from bot.discord_app.forgetting import ForgettingClient
from bot.discord_app.library import Library
from bot.discord_app.misses import Misses
from bot.discord_app.neighbours import Neighbours
from bot.discord_app.pace import Pace
from bot.discord_app.pictures import Pictures
from bot.discord_app.rendered import Replies
from bot.discord_app.seen import Seen
from bot.discord_app.settling import settle
from bot.discord_app.shard_keeper import Cluster, ShardKeeper
from bot.discord_app.sync import sync_when_changed
from bot.discord_app.translator import CatalogueTranslator
from bot.service.reload import Outcome, Reloader
from bot.service.tracing import begin
from bot.storage.store import Store

_log = logging.getLogger(__name__)

# How long answers under way may take when the bot stops.
FINISH = 10.0


def least_intents(*, message_content: bool = False) -> discord.Intents:
    """Return what the bot listens to.

    The text of mentions, of replies to the bot and of direct messages comes without the privileged
    intent; only channels where every question is considered need it.
    """
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = message_content
    return intents


class ScenarioTree(app_commands.CommandTree["ScenarioClient"]):
    """The commands: installable to a server and to a user, usable everywhere."""

    def __init__(self, client: "ScenarioClient") -> None:
        super().__init__(
            client,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let every command through; what it does belongs to it from here on."""
        begin(interaction.id)
        return self.client.takes(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Apologise to the one who asked."""
        command = interaction.command.name if interaction.command else "command"
        await errors.apologise(interaction, error, command)


class ScenarioClient(ForgettingClient):
    """Answers from a desk, and remembers in a store. `clock` returns the aware time in UTC.

    `self.clock` does so too, and goes by Discord's time where the two disagree.

    `hold_back` is for how many seconds curators can hold a change back before answers are put right
    for it, `pace` how fast that is done. `seen` notes what operators want to know.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        store: Store,
        clock: Callable[[], datetime],
        reloader: Reloader | None = None,
        curating_servers: Collection[int] = (),
        sync_commands: bool = True,
        message_content: bool = False,
        hold_back: int = HOLD_BACK,
        pace: Pace | None = None,
        seen: Seen | None = None,
        **options: Any,
    ) -> None:
        least: dict[str, Any] = {
            "intents": least_intents(message_content=message_content),
            "allowed_mentions": discord.AllowedMentions.none(),
            "max_messages": None,
            "chunk_guilds_at_startup": False,
            "member_cache_flags": discord.MemberCacheFlags.none(),
        }
        self.seen = seen or Seen()
        self._shards_seen: set[int] = set()
        self.clocks = Clocks(clock)
        least["http_trace"] = self.seen.trace(self.clocks.hear)
        super().__init__(**(least | options))
        self.store = store
        self.clock = self.clocks.now
        self.memory = Memory()
        # Packs are shared by all servers: where some are named, only their curators change them.
        self.curating_servers = frozenset(curating_servers)
        self.hold_back = hold_back
        self.background = Background(self, pace or Pace())
        self.reloader: Reloader | None = None
        if reloader is not None:
            self.use_reloader(reloader)
        self.cooldowns = Cooldowns(self.clock)
        self.presses = Cooldowns(self.clock, member=PRESSES, channel=PRESSES_IN_CHANNEL)
        self.suggestions = Cooldowns(
            self.clock,
            member=suggest_command.SUGGESTIONS,
            channel=suggest_command.SUGGESTIONS_IN_CHANNEL,
        )
        self.misses = Misses(self)
        # Set where other processes share the shards.
        self.keeper: ShardKeeper | None = None
        self.neighbours = Neighbours(self)
        self._taken = Recent()
        self.library = Library(desk)
        self.replies = Replies(self.library)
        self.completions = Completions(self.library)
        self.pictures = Pictures()
        self.tree = ScenarioTree(self)
        self._sync_commands = sync_commands
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_stopping = False

    def use(self, desk: Desk) -> None:
        """Answer from another desk from now on: the packs were read anew."""
        self._use(*_prepared(desk))

    def _use(self, library: Library, completions: Completions) -> None:
        library = library.telling(versions=self.library.tells_versions)
        self.library, self.completions, self.replies = library, completions, Replies(library)

    def shared_by(self, cluster: Cluster) -> None:
        """Take into account how many processes there are, and whether all answer from the same."""
        self.background.shared_by(cluster.processes)
        if cluster.differs != self.library.tells_versions:
            self.library = self.library.telling(versions=cluster.differs)
            self.replies = Replies(self.library)

    def use_reloader(self, reloader: Reloader) -> None:
        """Answer from what this reads anew, whenever it does."""
        self.reloader = reloader
        reloader.listen(self._reloaded)

    async def _reloaded(self, outcome: Outcome) -> None:
        if self.seen.metrics is not None:
            self.seen.metrics.reloaded(outcome.state.value)
        if outcome.desk is not None:
            # What a large pack's lists take to be made would hold up answers.
            self._use(*await asyncio.to_thread(_prepared, outcome.desk))
            await self.neighbours.tell_of_packs()
            if self.keeper is not None:
                self.keeper.wake()
        await settle(self.store, outcome.laid, int(self.clock().timestamp()))
        await self.background.reloaded(outcome)

    async def setup_hook(self) -> None:
        """Add commands and buttons, and send the commands to Discord if they changed."""
        self.add_dynamic_items(StateButton, StateSelect)
        if not self.tree.get_commands():
            for module in (
                ask_command,
                look_up_commands,
                check_this,
                settings_command,
                privacy_command,
                reload_command,
                curate_command,
                suggest_command,
                history_command,
                changed_command,
                follow_commands,
            ):
                module.add_commands(self)
        self.completions.prepare()
        await self.forget_what_is_old()
        await self.tree.set_translator(CatalogueTranslator())
        if self._sync_commands and self.application_id:
            changed = await sync_when_changed(self.tree, self.store, self.application_id)
            _log.info("commands=%s", "sent" if changed else "unchanged")
        self.background.start()

    # -- what Discord tells -----------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is for the bot."""
        if self._is_stopping or not self._taken.is_new(message.id):
            return
        begin(message.id)
        async with self.working():
            await messages.consider(self, message)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the shard's turn to IDENTIFY."""
        if self.keeper is None or shard_id is None:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await self.keeper.still_in_turn(shard_id)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Count a connection after the first; whoever takes the shard over is to know it."""
        if self.keeper is not None:
            self.keeper.wake()
        if shard_id in self._shards_seen and self.seen.metrics is not None:
            self.seen.metrics.reconnected(resumed=False)
        self._shards_seen.add(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Count a connection that was taken up again."""
        if self.seen.metrics is not None:
            self.seen.metrics.reconnected(resumed=True)

    async def pressed(
        self,
        interaction: discord.Interaction[Any],
        custom_id: str,
        values: Sequence[str] = (),
    ) -> None:
        """Do what a button or a select of ours says."""
        begin(interaction.id)
        if not self.takes(interaction):
            return
        async with self.working():
            try:
                await button_actions.act(interaction, custom_id, values)
            except Exception as error:  # noqa: BLE001 - whatever it is, the member is told
                await errors.apologise(interaction, error, "button")

    async def curated(
        self,
        interaction: discord.Interaction[Any],
        custom_id: str,
        values: Sequence[str] = (),
    ) -> None:
        """Do what a control or a form of curation says."""
        begin(interaction.id)
        if not self.takes(interaction):
            return
        async with self.working():
            try:
                await curate_actions.act(interaction, custom_id, values)
            except Exception as error:  # noqa: BLE001 - whatever it is, the member is told
                await errors.apologise(interaction, error, "curation")

    def is_in(self, guild_id: int) -> bool:
        """Tell whether the bot is a member of a server, and not only a member's own tool there.

        Of a shard that was just taken over the servers are not known yet, only what comes there.
        """
        shard = (guild_id >> 22) % (self.shard_count or 1)
        is_bridged = self.keeper is not None and self.keeper.bridges(shard)
        return is_bridged or self.get_guild(guild_id) is not None

    def takes(self, interaction: discord.Interaction[Any]) -> bool:
        """Tell whether an interaction is to be answered: not if it has come before.

        A shard that was taken over may bring the same event by two sessions.
        """
        return self._taken.is_new(interaction.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form that was sent; it may have been opened before the bot was started anew."""
        if interaction.type is discord.InteractionType.modal_submit and interaction.data:
            await self.curated(interaction, str(interaction.data.get("custom_id", "")))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what went wrong, without what members typed."""
        import sys

        if (error := sys.exc_info()[1]) is not None:
            errors.logged(error, id(error), event_method)

    # -- stopping -----------------------------------------------------------------------------

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Count an answer as under way."""
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def close(self) -> None:
        """Finish the answers under way, then go offline."""
        self._is_stopping = True
        await self.background.stop()
        try:
            async with asyncio.timeout(FINISH):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("stopping with %d answers under way", self._under_way)
        await super().close()


class Recent:
    """Remembers the last few thousand ids of events."""

    def __init__(self, most: int = 8_192) -> None:
        self._most = most
        self._ids: dict[int, None] = {}

    def is_new(self, number: int) -> bool:
        """Tell whether an id comes for the first time, and remember it."""
        if number in self._ids:
            return False
        self._ids[number] = None
        if len(self._ids) > self._most:
            del self._ids[next(iter(self._ids))]
        return True


def _prepared(desk: Desk) -> tuple[Library, Completions]:
    library = Library(desk)
    completions = Completions(library)
    completions.prepare()
    return library, completions
