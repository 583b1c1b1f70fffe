"""Names and descriptions of commands in the languages of Discord's users, from the catalogue."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.answers.texts import FALLBACK, LANGUAGES
from bot.discord_app.texts import TEXTS, text


def localised(key: str) -> locale_str:
    """Return a name or description for a command or an option: English, and its translations.

    The decorators of discord.py take it where they take a text:
    `@app_commands.command(name=localised("settings_name"), …)`.
    """
    return locale_str(text(key, FALLBACK), key=key)


class CatalogueTranslator(app_commands.Translator):
    """Looks up what `localised` made; other texts stay as they are."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return the text for a Discord language, or None where the English one does."""
        key = string.extras.get("key")
        code = locale.value.partition("-")[0]
        if (
            not isinstance(key, str)
            or key not in TEXTS
            or code not in LANGUAGES
            or code == FALLBACK
        ):
            return None
        return text(key, code)
