"""What Discord sends: users, guilds, channels, messages and interactions, as JSON objects."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Payload = dict[str, Any]

APPLICATION_ID = 1000
ASKER_ID = 4000
# The shard of a guild is its id shifted by 22 bits, modulo the number of shards.
GUILD_STEP = 1 << 22
FIRST_GUILD_ID = 1_000 * GUILD_STEP
TOKEN = "stand-in-token"
EVERYTHING = str((1 << 53) - 1)

_JOINED = "2024-01-01T00:00:00+00:00"


def new_ids() -> Iterator[int]:
    """Yield ids like Discord's: growing, and with the time they are from."""
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000 - 1_420_070_400_000) << 22
    return itertools.count(start)


def user(number: int = ASKER_ID, name: str = "asker", *, bot: bool = False) -> Payload:
    """Return a user."""
    return {
        "id": str(number),
        "username": name,
        "discriminator": "0",
        "global_name": None if bot else name.capitalize(),
        "avatar": None,
        "bot": bot,
        "flags": 0,
        "public_flags": 0,
    }


def own_user() -> Payload:
    """Return the bot's own user."""
    return user(APPLICATION_ID, "scenario-bot", bot=True)


def member(**extra: Any) -> Payload:
    """Return what makes a user a member of a guild."""
    return {
        "roles": [],
        "nick": None,
        "avatar": None,
        "joined_at": _JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": EVERYTHING,
        **extra,
    }


def channel(number: int, name: str = "questions", position: int = 0) -> Payload:
    """Return a text channel of a guild."""
    return {
        "id": str(number),
        "type": 0,
        "name": name,
        "position": position,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "topic": None,
        "rate_limit_per_user": 0,
        "flags": 0,
    }


def guild(number: int, channels: list[Payload]) -> Payload:
    """Return a guild as GUILD_CREATE has it."""
    everyone = {
        "id": str(number),
        "name": "@everyone",
        "permissions": EVERYTHING,
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    return {
        "id": str(number),
        "name": "A server",
        "owner_id": str(ASKER_ID),
        "member_count": 2,
        "large": False,
        "unavailable": False,
        "joined_at": _JOINED,
        "roles": [everyone],
        "channels": channels,
        "members": [
            {"user": own_user(), **member()},
            {"user": user(), **member()},
        ],
        **{
            name: []
            for name in (
                "emojis stickers features threads voice_states presences stage_instances"
                " guild_scheduled_events soundboard_sounds"
            ).split()
        },
        **dict.fromkeys(
            (
                "verification_level default_message_notifications explicit_content_filter"
                " mfa_level nsfw_level premium_tier system_channel_flags"
            ).split(),
            0,
        ),
        "preferred_locale": "en-US",
        "afk_timeout": 300,
    }


def application() -> Payload:
    """Return the application that the bot belongs to."""
    return {
        "id": str(APPLICATION_ID),
        "name": "Scenario Bot",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(),
        "verify_key": "",
        "flags": 0,
    }


def message(number: int, channel_id: int, author: Payload, content: str, **extra: Any) -> Payload:
    """Return a message. With `guild_id` among the rest it is one in a guild."""
    made = {
        "id": str(number),
        "channel_id": str(channel_id),
        "author": author,
        "content": content,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        **extra,
    }
    if "guild_id" in made:
        made.setdefault("member", member())
    return made


def in_a_group(number: int = 6000) -> Payload:
    """Return the place of an interaction in a group of people: the asker installed the bot."""
    friends = [user(), user(ASKER_ID + 1, "friend"), user(ASKER_ID + 2, "other")]
    group = {"id": str(number), "type": 3, "name": None, "icon": None, "owner_id": str(ASKER_ID)}
    return _brought_along({**group, "recipients": friends, "last_message_id": None}, context=2)


def between_two(number: int = 6100) -> Payload:
    """Return the place of an interaction in the direct messages of the asker and a friend."""
    friend = user(ASKER_ID + 1, "friend")
    channel_ = {"id": str(number), "type": 1, "recipients": [friend], "last_message_id": None}
    return _brought_along(channel_, context=2)


def in_a_foreign_guild(number: int = 6200) -> Payload:
    """Return the place of an interaction in a server that the bot itself is not in."""
    guild_id = str(FIRST_GUILD_ID + 77 * GUILD_STEP)
    place = _brought_along({**channel(number), "guild_id": guild_id}, context=0)
    del place["user"]
    return place | {
        "member": {"user": user(), **member()},
        "guild_id": guild_id,
        "guild": {"id": guild_id, "features": [], "locale": "en-US"},
        "guild_locale": "en-US",
    }


def _brought_along(where: Payload, *, context: int) -> Payload:
    return {
        "channel": where,
        "channel_id": where["id"],
        "user": user(),
        "context": context,
        "authorizing_integration_owners": {"1": str(ASKER_ID)},
        "app_permissions": "0",
    }


def interaction(
    number: int, kind: int, data: Payload, channel_id: int, guild_id: int | None, **extra: Any
) -> Payload:
    """Return an interaction: kind 2 is a command, 3 a component, 4 autocomplete, 5 a modal.

    `place` among the rest is where it happens, if that is neither a server with the bot in it nor
    the bot's direct messages.
    """
    asker = extra.pop("asker", None) or user()
    where: Payload = {"user": asker, "context": 1, "authorizing_integration_owners": {"0": "0"}}
    if place := extra.pop("place", None):
        where = place
    elif guild_id is not None:
        where = {
            "member": {"user": asker, **member()},
            "guild_id": str(guild_id),
            "guild": {"id": str(guild_id), "features": [], "locale": "en-US"},
            "guild_locale": "en-US",
            "context": 0,
            "authorizing_integration_owners": {"0": str(guild_id)},
        }
    return {
        "id": str(number),
        "application_id": str(APPLICATION_ID),
        "type": kind,
        "token": f"interaction-{number}",
        "version": 1,
        "data": data,
        "channel": {"id": str(channel_id), "type": 1 if guild_id is None else 0},
        "channel_id": str(channel_id),
        "locale": "en-GB",
        "app_permissions": EVERYTHING,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        **where,
        **extra,
    }
