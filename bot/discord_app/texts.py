"""Every fixed text of the Discord side, by key and language.

The texts lie in `texts_*.py`, one file for each group of commands; what a pack says is in none of
them. A key that ends in `_name` or `_about` is the name or the description of a command or of an
option, which Discord shows itself (see `translator`). Texts hold Discord's markdown; values are
put in as they are, so what members typed is escaped before it gets here.
"""

from collections.abc import Mapping

import discord

from bot.answers.texts import FALLBACK, LANGUAGES, text_of
from bot.discord_app import (
    texts_ask,
    texts_changes,
    texts_curate,
    texts_curation,
    texts_decisions,
    texts_forms,
    texts_privacy,
    texts_settings,
)

NAMES: Mapping[str, str] = {
    "en": "English",
    "it": "Italiano",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
}

_GROUPS = (
    texts_ask.TEXTS,
    texts_changes.TEXTS,
    texts_curate.TEXTS,
    texts_curation.TEXTS,
    texts_decisions.TEXTS,
    texts_forms.TEXTS,
    texts_privacy.TEXTS,
    texts_settings.TEXTS,
)

TEXTS: Mapping[str, Mapping[str, str]] = {
    key: texts for group in _GROUPS for key, texts in group.items()
}


def text(key: str, language: str | None, /, **values: object) -> str:
    """Return a text in the language (English where there is none) with its values put in."""
    return text_of(TEXTS[key], language or FALLBACK, **values)


def language_of(locale: discord.Locale) -> str:
    """Return the language of the catalogue for a member's Discord language."""
    code = locale.value.partition("-")[0]
    return code if code in LANGUAGES else FALLBACK
