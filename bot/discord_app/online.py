"""Going online: log in, stay connected, and stop cleanly when told to."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.conversation.desk import Desk
from bot.discord_app.client import ScenarioClient
from bot.discord_app.seen import seen_by, watched
from bot.discord_app.shard_keeper import ShardKeeper, wait_for_starts
from bot.discord_app.shard_socket import shared_sockets
from bot.service.reload import Reloader
from bot.service.settings import Settings
from bot.storage.store import Store

_log = logging.getLogger(__name__)

# So long answers under way may take when the bot is told to stop.
GRACE_SECONDS = 10.0

_AGAIN_SECONDS = 0.1

# How discord.py names the tasks in which it handles what came from Discord.
_HANDLING = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")
_WAITING = "discord-ui-view-timeout"
_WRONG_TOKEN = 4004
_REFUSED_TOKEN = "Discord refused the token; set SCENARIO_BOT_DISCORD_TOKEN to that of your bot"

Tell = Callable[[str], None]


async def go_online(
    settings: Settings, desk: Desk, store: Store, tell: Tell, reloader: Reloader | None = None
) -> int:
    """Be on Discord until told to stop. Return the exit status; `tell` writes a line for people.

    SIGTERM and SIGINT stop it: nothing new is taken, answers under way are finished. What
    `reloader` reads anew answers from then on.
    """
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not (token.isascii() and token.isprintable()) or " " in token:
        tell(f"scenario-bot: {_REFUSED_TOKEN}")
        return 1
    with _pointed_at(settings), shared_sockets():
        client = ScenarioClient(
            desk=desk,
            store=store,
            clock=_now,
            reloader=reloader,
            curating_servers=settings.curating_servers,
            message_content=settings.message_content,
            seen=seen_by(settings),
        )
        client.keeper = ShardKeeper(
            client,
            at_most=settings.shards_at_most,
            count=settings.shard_count,
            solo=None if settings.shared else store.solo_shards(lambda: str(client.application_id)),
        )
        del desk  # a reload takes its place in the client
        async with watched(client, settings), client.neighbours.listening():
            return await run_client(client, token, settings, tell, client.keeper)


async def run_client(
    client: discord.AutoShardedClient,
    token: str,
    settings: Settings,
    tell: Tell,
    keeper: ShardKeeper | None = None,
) -> int:
    """Run a client until it is told to stop or cannot go on. Return the exit status.

    `keeper` tells which shards are the client's, where they are shared.
    """
    async with client:
        running = asyncio.create_task(
            _stay(client, token, settings, keeper), name="scenario-bot: running"
        )
        greeting = asyncio.create_task(_greet(client, tell, keeper), name="scenario-bot: greeting")
        with _stop_asked() as stop:
            asked = asyncio.create_task(stop.wait(), name="scenario-bot: stop")
            await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
        for task in (asked, greeting):
            task.cancel()
        if running.done():
            if keeper is not None:
                await keeper.stop()
            tell(f"scenario-bot: {_problem(running)}")
            return 1
        await _finish(client, running, keeper)
        tell("scenario-bot: stopped")
        return 0


async def _stay(
    client: discord.AutoShardedClient, token: str, settings: Settings, keeper: ShardKeeper | None
) -> None:
    await client.login(token)
    limits = await _choose_gateway(client, settings)
    if keeper is not None:
        at_once = 1 if limits is None else limits.max_concurrency
        await keeper.start(client.shard_count or 1, at_once)
    if limits is not None:
        wanted = client.shard_count or 1 if keeper is None else len(keeper.held())
        await wait_for_starts(limits, wanted)
    await client.connect()


async def _choose_gateway(
    client: discord.AutoShardedClient, settings: Settings
) -> discord.SessionStartLimits | None:
    """Connect to the gateway that is set, else to the one that the HTTP API names.

    The library's own default would be taken again after a lost session, wherever the API is.
    Return how many sessions may be begun, if Discord says so.
    """
    wanted = settings.discord_gateway_url
    try:
        client.shard_count, named, limits = await client.http.get_bot_gateway()
    except discord.GatewayNotFound:
        if wanted is None:
            raise
        client.shard_count, named, limits = 1, wanted, None
    DiscordWebSocket.DEFAULT_GATEWAY = URL(wanted or named)
    return None if limits is None else discord.SessionStartLimits(**limits)


async def _greet(client: discord.AutoShardedClient, tell: Tell, keeper: ShardKeeper | None) -> None:
    await client.wait_until_ready()
    if keeper is not None:
        await keeper.all_connected()
    name = "".join(one if one.isprintable() else "?" for one in str(client.user))
    servers = len(client.guilds)
    tell(f"scenario-bot: online as {name} in {servers} server{'' if servers == 1 else 's'}")
    if keeper is not None and not keeper.is_solo:
        tell(f"scenario-bot: shards {keeper.held()} of {client.shard_count}")


async def _finish(
    client: discord.AutoShardedClient,
    running: "asyncio.Task[None]",
    keeper: ShardKeeper | None,
) -> None:
    """Take nothing new, and let the answers under way be sent."""
    while not running.done():
        # The library takes a cancellation for its own while it connects, and goes on.
        running.cancel()
        await asyncio.wait((running,), timeout=_AGAIN_SECONDS)
    for shard in client.shards.values():
        await shard.disconnect()
    if keeper is not None:
        await keeper.stop()
    loop = asyncio.get_running_loop()
    end = loop.time() + GRACE_SECONDS
    while (tasks := _under_way()) and loop.time() < end:
        await asyncio.wait(tasks, timeout=end - loop.time())
    for task in tasks:
        task.cancel()
    if tasks:
        _log.warning("stopped with %d answers unfinished", len(tasks))


def _under_way() -> "list[asyncio.Task[object]]":
    return [
        task
        for task in asyncio.all_tasks()
        if task.get_name().startswith(_HANDLING) and not task.get_name().startswith(_WAITING)
    ]


def _problem(running: "asyncio.Task[None]") -> str:
    """Return in one line why a client could not go on. What nobody expects is raised."""
    try:
        running.result()
    except asyncio.CancelledError:  # the only one that a shard's socket gives
        return "its shards went to another process while it started"
    except discord.LoginFailure:
        return _REFUSED_TOKEN
    except discord.PrivilegedIntentsRequired:
        return (
            "the message content intent is not switched on in the developer portal;"
            " switch it on there, or set SCENARIO_BOT_MESSAGE_CONTENT=0"
        )
    except discord.ConnectionClosed as error:
        if error.code == _WRONG_TOKEN:
            return _REFUSED_TOKEN
        return f"Discord closed the connection for good (code {error.code})"
    except discord.GatewayNotFound:
        return "Discord names no gateway; is DISCORD_API_BASE right?"
    except discord.HTTPException as error:
        return f"Discord answered with an error (status {error.status}, code {error.code})"
    except (aiohttp.ClientError, OSError) as error:
        return f"Discord cannot be reached ({type(error).__name__})"
    return "Discord closed the connection"


@contextmanager
def _pointed_at(settings: Settings) -> Iterator[None]:
    """Use the HTTP API that is set, and leave the library as it was."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = settings.discord_api_base or Route.BASE
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@contextmanager
def _stop_asked() -> Iterator[asyncio.Event]:
    """Give an event that SIGTERM or SIGINT sets; a second signal does what it always does."""
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    handled: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, RuntimeError):  # Windows; not the main thread
            loop.add_signal_handler(number, event.set)
            handled.append(number)
    try:
        yield event
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def _now() -> datetime:
    return datetime.now(UTC)
