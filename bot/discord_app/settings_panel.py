"""What `/settings` shows: a panel with a select for each setting."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import discord
from discord import ui

from bot.answers.texts import LANGUAGES
from bot.discord_app.custom_ids import code
from bot.discord_app.limits import OPTION, OPTIONS, label
from bot.discord_app.texts import NAMES, text
from bot.storage.records import CorrectionPolicy, GuildSettings, Verbosity

Setting = Literal[
    "packs",
    "channels",
    "language",
    "verbosity",
    "curators",
    "corrections",
    "days",
    "notices",
    "questions",
]
SETTINGS: tuple[Setting, ...] = get_args(Setting)
VERBOSITIES: tuple[Verbosity, ...] = get_args(Verbosity)
POLICIES: tuple[CorrectionPolicy, ...] = get_args(CorrectionPolicy)
# No answer is remembered for longer than the last of these, unless the operator has it so.
DAYS = (1, 3, 7, 14, 30, 60, 90)
ON, OFF = "on", "off"
AUTOMATIC = "auto"

_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.forum,
]

AnySelect = ui.Select[Any] | ui.ChannelSelect[Any] | ui.RoleSelect[Any]


def custom_id(setting: Setting) -> str:
    """Return the id of a setting's select; it stays the same in every version of the bot."""
    return f"settings:{setting}"


def rows(
    settings: GuildSettings,
    packs: Mapping[str, str],
    guild: discord.Guild | None,
    language: str,
) -> list[tuple[Setting, list[str], AnySelect]]:
    """Return for each setting its texts and its select; `packs` are all titles by id."""
    nothing = _capital(text("settings_none", language))
    packs_lines = [text("settings_packs", language)]
    if len(packs) > OPTIONS:
        left = len(packs) - OPTIONS
        packs_lines.append(text("settings_packs_more", language, count=left))
    return [
        ("packs", packs_lines, _packs(settings, packs, language)),
        ("channels", [text("settings_channels", language)], _channels(settings, guild, nothing)),
        ("language", [text("settings_language", language)], _language(settings, language)),
        ("verbosity", [text("settings_verbosity", language)], _verbosity(settings, language)),
        ("curators", [text("settings_curators", language)], _curators(settings, guild, nothing)),
        ("corrections", [text("settings_corrections", language)], _policy(settings, language)),
        ("days", [text("settings_days", language)], _days(settings, language)),
        ("notices", [text("settings_notices", language)], _notices(settings, guild, nothing)),
        ("questions", [text("settings_questions", language)], _questions(settings, language)),
    ]


def shown_packs(packs: Mapping[str, str]) -> list[str]:
    """Return the ids of the packs that the panel offers: no select holds more."""
    return list(packs)[:OPTIONS]


def value(
    setting: Setting, settings: GuildSettings, packs: Mapping[str, str], language: str
) -> str:
    """Return what a setting is set to, to read."""
    if setting == "packs":
        # The selects hold titles of any length; in a line they are kept short.
        titles = [label(packs.get(pack, pack), 60) for pack in settings.packs]
        return _listed([discord.utils.escape_markdown(title) for title in titles]) or text(
            "settings_all", language
        )
    if setting == "language":
        return NAMES.get(settings.language or "") or text("settings_language_auto", language)
    if setting == "verbosity":
        return text(f"settings_verbosity_{settings.verbosity}", language)
    if setting == "corrections":
        return text(f"settings_corrections_{settings.corrections}", language)
    if setting == "days":
        return text("settings_days_count", language, count=settings.corrected_days)
    if setting == "questions":
        return text(f"settings_questions_{ON if settings.log_questions else OFF}", language)
    if setting == "notices":
        mentions = [f"<#{settings.notice_channel}>"] if settings.notice_channel else []
    elif setting == "channels":
        mentions = [f"<#{channel}>" for channel in settings.channels]
    else:
        mentions = [f"<@&{role}>" for role in settings.curator_roles]
    return _listed(mentions) or text("settings_none", language)


def _packs(settings: GuildSettings, packs: Mapping[str, str], language: str) -> AnySelect:
    options = [
        discord.SelectOption(
            label=label(packs[pack], OPTION), value=code(pack), default=pack in settings.packs
        )
        for pack in shown_packs(packs)
    ]
    # Discord shows the placeholder where nothing that is offered is chosen. It says what is true
    # then: all, or topics that the select has no room for.
    others = [label(packs[pack], 60) for pack in settings.packs if pack in packs]
    return ui.Select(
        custom_id=custom_id("packs"),
        placeholder=label(_listed(others) or _capital(text("settings_all", language)), OPTION),
        min_values=0,
        max_values=max(1, len(options)),
        options=options or [discord.SelectOption(label="–", value=AUTOMATIC)],
        disabled=not options,
    )


def _channels(settings: GuildSettings, guild: discord.Guild | None, nothing: str) -> AnySelect:
    # What is gone from the server cannot be shown as chosen.
    chosen = [one for one in settings.channels if guild is None or guild.get_channel(one)]
    return ui.ChannelSelect(
        custom_id=custom_id("channels"),
        placeholder=nothing,
        channel_types=_CHANNELS,
        min_values=0,
        max_values=OPTIONS,
        default_values=[discord.Object(one) for one in chosen[:OPTIONS]],
    )


def _language(settings: GuildSettings, language: str) -> AnySelect:
    chosen = settings.language if settings.language in LANGUAGES else AUTOMATIC
    automatic = text("settings_language_auto", language)
    names = {AUTOMATIC: automatic, **{code: NAMES[code] for code in LANGUAGES}}
    return _one_of("language", names, chosen)


def _verbosity(settings: GuildSettings, language: str) -> AnySelect:
    names: dict[str, str] = {
        one: text(f"settings_verbosity_{one}", language) for one in reversed(VERBOSITIES)
    }
    return _one_of("verbosity", names, settings.verbosity)


def _curators(settings: GuildSettings, guild: discord.Guild | None, nothing: str) -> AnySelect:
    chosen = [one for one in settings.curator_roles if guild is None or guild.get_role(one)]
    return ui.RoleSelect(
        custom_id=custom_id("curators"),
        placeholder=nothing,
        min_values=0,
        max_values=OPTIONS,
        default_values=[discord.Object(one) for one in chosen[:OPTIONS]],
    )


def _policy(settings: GuildSettings, language: str) -> AnySelect:
    names: dict[str, str] = {one: text(f"settings_corrections_{one}", language) for one in POLICIES}
    return _one_of("corrections", names, settings.corrections)


def _days(settings: GuildSettings, language: str) -> AnySelect:
    offered = sorted({*DAYS, settings.corrected_days})
    names = {str(one): text("settings_days_count", language, count=one) for one in offered}
    return _one_of("days", names, str(settings.corrected_days))


def _notices(settings: GuildSettings, guild: discord.Guild | None, nothing: str) -> AnySelect:
    chosen = [settings.notice_channel] if settings.notice_channel else []
    return ui.ChannelSelect(
        custom_id=custom_id("notices"),
        placeholder=nothing,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
        max_values=1,
        default_values=[
            discord.Object(one) for one in chosen if guild is None or guild.get_channel(one)
        ],
    )


def _questions(settings: GuildSettings, language: str) -> AnySelect:
    names = {one: text(f"settings_questions_{one}", language) for one in (ON, OFF)}
    return _one_of("questions", names, ON if settings.log_questions else OFF)


def _one_of(setting: Setting, names: Mapping[str, str], chosen: str) -> AnySelect:
    return ui.Select(
        custom_id=custom_id(setting),
        options=[
            discord.SelectOption(label=label(name, OPTION), value=one, default=one == chosen)
            for one, name in names.items()
        ],
    )


def _capital(shown: str) -> str:
    return shown[:1].upper() + shown[1:]


def _listed(shown: Sequence[str]) -> str:
    return ", ".join(shown)
