"""The doctor's questions to Discord: whether it takes the token, what may be read, the time."""

import asyncio
import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.service.settings import Settings
from bot.terminal.findings import Finding, fail, ok, warn

_API = "https://discord.com/api/v10"
_SECONDS = 8.0
# Flags of an application: the message content intent is switched on, for a few servers or for all.
_MESSAGE_CONTENT = 1 << 18 | 1 << 19
_SET_TOKEN = "copy it anew from Bot > Reset Token in the developer portal"
# From here on members notice: cooldowns and dates are told as points in time.
_CLOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Told:
    """What Discord answered, or why it did not. `ahead` is by how much our clock is ahead of it."""

    status: int = 0
    user: Any = None
    application: Any = None
    ahead: float | None = None
    why_not: str = ""


def asked_of_discord(settings: Settings) -> Told:
    """Ask Discord who the token is and what its application may do."""
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not token or wrong_signs(token):
        return Told(why_not="there is no token to try")
    try:
        return asyncio.run(_ask(settings.discord_api_base or _API, token))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Told(why_not=f"Discord could not be reached ({type(error).__name__})")


async def _ask(base: str, token: str) -> Told:
    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (scenario-bot, doctor)"}
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        async with session.get(f"{base}/users/@me") as response:
            status, ahead = response.status, _ahead(response.headers.get("Date"))
            user = await response.json() if status == 200 else None
        if status != 200:
            return Told(status, ahead=ahead)
        async with session.get(f"{base}/applications/@me") as response:
            application = await response.json() if response.status == 200 else None
    return Told(status, user, application, ahead)


def _ahead(date: str | None) -> float | None:
    if date is None:
        return None
    try:
        return (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return None


def on_token(settings: Settings, told: Told) -> Iterator[Finding]:
    """Yield how the token is."""
    if settings.discord_token is None:
        yield warn(
            "token",
            "none is set: the bot opens in the terminal",
            "to go online set SCENARIO_BOT_DISCORD_TOKEN or SCENARIO_BOT_DISCORD_TOKEN_FILE",
        )
        return
    token = settings.discord_token.get_secret_value()
    if wrong_signs(token):
        yield fail("token", "it holds blanks or signs that no token has", _SET_TOKEN)
        return
    shape = misshapen(token)
    if told.status == 200:
        name = _plain(told.user.get("username") if isinstance(told.user, dict) else "")
        yield ok("token", f"Discord takes it, as that of {name}")
    elif told.status in (401, 403):
        yield fail("token", f"Discord refuses it{f': {shape}' if shape else ''}", _SET_TOKEN)
    else:
        why = told.why_not or f"Discord answered with status {told.status}"
        if shape:
            yield fail("token", f"{shape}; {why}, so it was not tried", _SET_TOKEN)
        else:
            yield warn("token", f"it has the shape of one; {why}, so it was not tried")


def on_application(settings: Settings, told: Told) -> Iterator[Finding]:
    """Yield whether the application is set up as the settings need it."""
    application = told.application
    if not isinstance(application, dict):
        if settings.discord_token is not None:
            yield warn("intents", "not compared with the developer portal: Discord was not asked")
        return
    is_on = bool(int(application.get("flags") or 0) & _MESSAGE_CONTENT)
    if settings.message_content and not is_on:
        yield fail(
            "intents",
            "the message content intent is wanted, but off in the developer portal",
            "switch it on under Bot, or set SCENARIO_BOT_MESSAGE_CONTENT=0",
        )
    elif is_on and not settings.message_content:
        yield warn(
            "intents",
            "the message content intent is on in the developer portal, and not used",
            "switch it off under Bot, or set SCENARIO_BOT_MESSAGE_CONTENT=1",
        )
    else:
        yield ok("intents", f"message content is {'on' if is_on else 'off'}, as in the settings")
    if application.get("interactions_endpoint_url"):
        yield fail(
            "commands",
            "Discord sends commands to an Interactions Endpoint URL, not to the bot",
            "empty that field under General Information in the developer portal",
        )


def on_clock(told: Told, newest: str) -> Finding:
    """Return whether the clock is right; `newest` is a date (of a pack) that must have been."""
    now = datetime.now(UTC)
    today = now.date().isoformat()
    if newest and today[: len(newest)] < newest:
        return fail("clock", f"it says {today}, but a pack is of {newest}", "set the clock (NTP)")
    if told.ahead is None:
        return ok("clock", f"it says {today} (UTC); not compared with Discord's")
    if abs(told.ahead) > _CLOCK_SECONDS:
        side = "ahead of" if told.ahead > 0 else "behind"
        return warn(
            "clock", f"it is {abs(told.ahead):.0f} s {side} Discord's", "set the clock (NTP)"
        )
    return ok("clock", f"within {_CLOCK_SECONDS:.0f} s of Discord's")


def wrong_signs(token: str) -> bool:
    """Tell whether a token holds what none may."""
    return not (token.isascii() and token.isprintable()) or " " in token


def misshapen(token: str) -> str:
    """Return why something is not shaped as a bot's token; empty where it is. It is not shown."""
    if re.fullmatch(r"[0-9a-f]{64}", token):
        return "this is the application's public key, not the bot's token"
    if re.fullmatch(r"[0-9]{17,20}", token):
        return "this is an id, not the bot's token"
    parts = token.split(".")
    if len(parts) == 1 and len(token) == 32:
        return "this looks like the application's client secret, not the bot's token"
    if len(parts) != 3 or not all(re.fullmatch(r"[\w-]+", part) for part in parts):
        return "it is not three parts with dots between them"
    first = parts[0] + "=" * (-len(parts[0]) % 4)
    try:
        is_number = base64.urlsafe_b64decode(first).isdigit()
    except (binascii.Error, ValueError):
        is_number = False
    return "" if is_number else "its first part is not the id of a bot"


def _plain(name: object) -> str:
    return "".join(one if one.isprintable() else "?" for one in str(name))[:64]
