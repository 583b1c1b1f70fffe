"""Every fixed text and every command is there in every language, as Discord takes it."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import discord
import pytest
from discord import app_commands

import bot.discord_app
from bot.discord_app import texts as catalogue
from bot.discord_app.limits import size
from bot.discord_app.texts import FALLBACK, LANGUAGES, NAMES, TEXTS, language_of, text
from bot.discord_app.translator import CatalogueTranslator, localised
from bot.storage.store import Store
from tests.discord_app.commands_host import build_client

# What Discord calls the languages of the catalogue beside English.
LOCALES = {"it": "it", "fr": "fr", "de": "de", "es-ES": "es", "es-419": "es"}
# Discord: letters, digits, "-", "_" and "'" of any script, and no capitals.
NAME = re.compile(r"[-_'\w]{1,32}")


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


# -- the catalogue --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_exists_in_every_language_with_the_same_placeholders(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == set(LANGUAGES)
    assert all(one == one.strip() != "" for one in texts.values())
    expected = placeholders(texts[FALLBACK])
    assert {code: placeholders(one) for code, one in texts.items()} == dict.fromkeys(
        LANGUAGES, expected
    )


def test_every_sentence_is_translated() -> None:
    """A text of several words that reads the same in two languages was forgotten."""
    for key, texts in TEXTS.items():
        long = [one for one in texts.values() if len(one.split()) > 3]
        assert len(set(long)) == len(long), key


def test_no_key_is_in_two_groups() -> None:
    assert sum(map(len, catalogue._GROUPS)) == len(TEXTS)


def test_no_text_mentions_anybody_or_leads_anywhere() -> None:
    for key, texts in TEXTS.items():
        for one in texts.values():
            assert not re.search(r"@everyone|@here|<@|https?://", one), key


def test_every_text_is_used() -> None:
    folder = Path(bot.discord_app.__file__).parent
    code = "".join(
        file.read_text("utf-8") for file in folder.glob("*.py") if not file.match("texts_*.py")
    )
    made = tuple(re.findall(r"""f["'](\w+_)\{""", code))  # put together with a value
    unused = [key for key in TEXTS if not re.search(rf"""["']{key}["']""", code)]
    unused = [key for key in unused if not key.startswith(made)]
    assert unused == []


def test_an_unknown_language_reads_english() -> None:
    assert text("privacy_nothing", "pt") == text("privacy_nothing", None) == "Nothing."
    assert set(NAMES) == set(LANGUAGES)


def test_a_value_is_put_in_as_it_is() -> None:
    assert text("settings_saved_packs", "en", value="{x} %s {}").endswith("{x} %s {}")


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *((discord.Locale(name), code) for name, code in LOCALES.items()),
        (discord.Locale.american_english, "en"),
        (discord.Locale.british_english, "en"),
        (discord.Locale.japanese, "en"),
    ],
)
def test_a_members_discord_language_is_one_of_ours(locale: discord.Locale, language: str) -> None:
    assert language_of(locale) == language


# -- the commands ------------------------------------------------------------------------------


@pytest.fixture
async def payloads() -> list[dict[str, Any]]:
    """Return all commands as Discord is sent them."""
    async with Store.open(":memory:") as store:
        client = build_client(store, sync_commands=False)
        await client.setup_hook()
        translator = client.tree.translator
        assert translator is not None
        return [
            await command.get_translated_payload(client.tree, translator)
            for command in client.tree.get_commands()
        ]


def parts(command: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a command, its options and the choices of these, each with its path."""
    path = f"{path}/{command['name']}"
    yield path, command
    for part in (*command.get("options", ()), *command.get("choices", ())):
        yield from parts(part, path)


async def test_every_command_and_option_is_in_every_language(
    payloads: list[dict[str, Any]],
) -> None:
    assert {"ask", "settings", "privacy"} <= {one["name"] for one in payloads}
    for command in payloads:
        for path, part in parts(command):
            assert set(part.get("name_localizations") or ()) == set(LOCALES), path
            if part.get("description"):
                assert set(part.get("description_localizations") or ()) == set(LOCALES), path


async def test_names_and_descriptions_are_as_discord_wants_them(
    payloads: list[dict[str, Any]],
) -> None:
    for command in payloads:
        in_menu = command["type"] != discord.AppCommandType.chat_input.value
        for path, part in parts(command):
            names = [part["name"], *part["name_localizations"].values()]
            is_typed = "value" not in part and not in_menu  # choices and menus may be any text
            for name in names:
                assert 1 <= size(name) <= (32 if is_typed or in_menu else 100), path
                if is_typed:
                    assert NAME.fullmatch(name), path
                    assert name == name.lower(), path
            described = [part.get("description") or "-"]
            described += (part.get("description_localizations") or {}).values()
            assert all(1 <= size(one) <= 100 for one in described), path


async def test_names_beside_each_other_differ_in_every_language(
    payloads: list[dict[str, Any]],
) -> None:
    def differ(beside: list[dict[str, Any]], path: str) -> None:
        for locale in LOCALES:
            names = [one["name_localizations"][locale] for one in beside]
            assert len(set(names)) == len(names), (path, locale, names)
        for one in beside:
            differ(one.get("options") or [], f"{path}/{one['name']}")

    for kind in {one["type"] for one in payloads}:
        differ([one for one in payloads if one["type"] == kind], "")


async def test_a_command_with_all_its_translations_is_small_enough(
    payloads: list[dict[str, Any]],
) -> None:
    """Discord counts names, descriptions and values, in the longest language, up to 8,000."""
    for command in payloads:
        total = 0
        for _, part in parts(command):
            for field in ("name", "description"):
                translated = (part.get(f"{field}_localizations") or {}).values()
                total += max(size(one) for one in (part.get(field) or "", *translated))
            total += size(str(part.get("value", "")))
        assert total <= 8_000, command["name"]


async def test_a_text_that_is_not_of_the_catalogue_stays_as_it_is() -> None:
    context = app_commands.TranslationContext(
        location=app_commands.TranslationContextLocation.other, data=None
    )
    translator = CatalogueTranslator()
    for string in (app_commands.locale_str("settings"), app_commands.locale_str("x", key="x")):
        assert await translator.translate(string, discord.Locale.italian, context) is None
    name = localised("settings_name")
    assert str(name) == "settings"
    assert await translator.translate(name, discord.Locale.italian, context) == "impostazioni"
    assert await translator.translate(name, discord.Locale.american_english, context) is None
    assert await translator.translate(name, discord.Locale.japanese, context) is None
