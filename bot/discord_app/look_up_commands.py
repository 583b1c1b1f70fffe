"""Commands that look something up by name: a fact, a scenario, and lists of what there is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.answers.answer import Answer, Outcome
from bot.conversation.question import Question
from bot.discord_app import dates, errors, listings
from bot.discord_app.ask_command import choices
from bot.discord_app.asking import (
    Asker,
    answer_interaction,
    in_time,
    must_wait,
    reading_for,
    respond,
    settings_for,
)
from bot.discord_app.cards import answer_card, note_card
from bot.discord_app.completion import Completer
from bot.discord_app.custom_ids import code
from bot.discord_app.escaping import escaped
from bot.discord_app.limits import TEXT, fitted, label, size
from bot.discord_app.pictures import Wanted
from bot.discord_app.texts import text
from bot.discord_app.translator import localised
from bot.knowledge.model import Pack
from bot.pictures.selection import NoDateError, ReversedError, Selection, subject_called
from bot.pictures.themes import DARK, LIGHT
from bot.storage.records import GuildSettings

if TYPE_CHECKING:
    from bot.conversation.desk import Desk
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]
_Name = app_commands.Range[str, 1, 100]
_Date = app_commands.Range[str, 1, 10]
_THEMES = [
    app_commands.Choice(name=localised("theme_dark"), value=DARK),
    app_commands.Choice(name=localised("theme_light"), value=LIGHT),
]


def add_commands(client: "ScenarioClient") -> None:
    """Add `/fact`, `/scenario`, `/scenarios`, `/sources`, `/timeline`, `/about` and `/help`."""
    every: tuple[app_commands.Command[Any, ..., Any], ...] = (
        *(fact, scenario, scenarios, sources),
        *(timeline, about, help_),
    )
    for command in every:
        client.tree.add_command(command)


@app_commands.command(name=localised("command_fact"), description=localised("command_fact_about"))
@app_commands.rename(name=localised("command_fact_choice"), private=localised("command_private"))
@app_commands.describe(
    name=localised("command_fact_choice_about"), private=localised("command_private_about")
)
async def fact(
    interaction: Interaction,
    name: _Name,
    private: bool = False,
) -> None:
    """Show one fact with its sources."""
    client: ScenarioClient = interaction.client
    await _show(interaction, name, private, client.completions.facts, lambda desk: desk.show_fact)


@app_commands.command(
    name=localised("command_scenario"), description=localised("command_scenario_about")
)
@app_commands.rename(
    name=localised("command_scenario_choice"), private=localised("command_private")
)
@app_commands.describe(
    name=localised("command_fact_choice_about"), private=localised("command_private_about")
)
async def scenario(
    interaction: Interaction,
    name: _Name,
    private: bool = False,
) -> None:
    """Show one scenario with its evidence."""
    client: ScenarioClient = interaction.client
    await _show(
        interaction, name, private, client.completions.scenarios, lambda desk: desk.show_scenario
    )


@app_commands.command(
    name=localised("command_scenarios"), description=localised("command_scenarios_about")
)
@app_commands.rename(theme=localised("command_theme"))
@app_commands.describe(theme=localised("command_theme_about"))
@app_commands.choices(theme=_THEMES)
async def scenarios(
    interaction: Interaction, theme: app_commands.Choice[str] | None = None
) -> None:
    """Show where each scenario stands."""
    wanted = Wanted.read(("", "", "", theme.value if theme else ""))
    await _list(interaction, "scenarios", wanted)


@app_commands.command(
    name=localised("command_sources"), description=localised("command_sources_about")
)
async def sources(interaction: Interaction) -> None:
    """List the sources."""
    await _list(interaction, "sources", Wanted())


@app_commands.command(
    name=localised("command_timeline"), description=localised("command_timeline_about")
)
@app_commands.rename(
    subject=localised("command_subject"),
    since=localised("command_from"),
    until=localised("command_to"),
    theme=localised("command_theme"),
)
@app_commands.describe(
    subject=localised("command_subject_about"),
    since=localised("command_from_about"),
    until=localised("command_to_about"),
    theme=localised("command_theme_about"),
)
@app_commands.choices(theme=_THEMES)
async def timeline(
    interaction: Interaction,
    subject: _Name | None = None,
    since: _Date | None = None,
    until: _Date | None = None,
    theme: app_commands.Choice[str] | None = None,
) -> None:
    """Show what happened, the newest first."""
    client: ScenarioClient = interaction.client
    settings, language = await _here(interaction)
    named = _subject(client, settings, language, subject) if subject else ""
    dates_typed = (since or "").strip(), (until or "").strip()
    problem = _problem(*dates_typed) if named is not None else "not_there"
    if named is None or problem:
        await respond(interaction, note_card(text(problem, language)), private=True)
        return
    wanted = Wanted.read((named, *dates_typed, theme.value if theme else ""))
    await _list(interaction, "timeline", wanted)


@app_commands.command(name=localised("command_about"), description=localised("command_about_about"))
async def about(interaction: Interaction) -> None:
    """Tell what the bot knows of."""
    settings, language = await _here(interaction)
    client: ScenarioClient = interaction.client
    blocks = [text("about_bot", language)]
    for pack in client.library.packs_of(settings.packs):
        block = _about(pack, language)
        if size("\n\n".join([*blocks, block])) > TEXT - 100:
            break
        blocks.append(block)
    await respond(interaction, note_card("\n\n".join(blocks)), private=True)


@app_commands.command(name=localised("command_help"), description=localised("command_help_about"))
async def help_(interaction: Interaction) -> None:
    """Tell how to ask."""
    _, language = await _here(interaction)
    await respond(interaction, note_card(text("help", language)), private=True)


@fact.autocomplete("name")
async def complete_fact(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer facts."""
    settings, language = await _here(interaction)
    client: ScenarioClient = interaction.client
    return choices(client.completions.facts(settings.packs, language), typed)


@scenario.autocomplete("name")
async def complete_scenario(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer scenarios."""
    settings, language = await _here(interaction)
    client: ScenarioClient = interaction.client
    return choices(client.completions.scenarios(settings.packs, language), typed)


@timeline.autocomplete("subject")
async def complete_subject(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer what facts are about, and scenarios."""
    settings, language = await _here(interaction)
    client: ScenarioClient = interaction.client
    return choices(client.completions.subjects(settings.packs, language), typed)


async def _show(
    interaction: Interaction,
    name: str,
    private: bool,
    completer_of: Callable[[tuple[str, ...], str], Completer],
    shower_of: "Callable[[Desk], Callable[[str, Question], Answer]]",
) -> None:
    """Show what was chosen from the list, or what comes nearest to what was typed instead."""

    async def make(
        client: "ScenarioClient", asker: Asker
    ) -> tuple[discord.ui.LayoutView, tuple[Answer, ...]]:
        settings = await settings_for(client, asker)
        language = settings.language or asker.language or "en"
        show = shower_of(client.library.desk_of(settings.packs))
        question = Question("", client.clock().date(), language=language)
        answer = show(name, question)
        if answer.outcome is not Outcome.ANSWERED:
            nearest = completer_of(settings.packs, language).complete(name, 1)
            answer = show(nearest[0].value, question) if nearest else answer
        if answer.outcome is not Outcome.ANSWERED:
            return note_card(text("not_there", language)), ()
        reading = reading_for((answer,), asker, settings, private=private)
        return answer_card(client.library, (answer,), reading), (answer,)

    async with interaction.client.working():
        await answer_interaction(interaction, make, private=private, question=name)


def _subject(
    client: "ScenarioClient", settings: GuildSettings, language: str, typed: str
) -> str | None:
    """Return the code of what was chosen, or of what comes nearest to what was typed."""
    packs = client.library.packs_of(settings.packs)
    for pack in packs:
        if any(code(name) == typed for name in (*pack.entities, *pack.scenarios)):
            return typed
        if named := subject_called(pack, typed):
            return code(named)
    nearest = client.completions.subjects(settings.packs, language).complete(typed, 1)
    return nearest[0].value if nearest else None


def _problem(since: str, until: str) -> str:
    """Return the key of the text on what is wrong with dates, if anything is."""
    try:
        Selection("", since, until).checked()
    except NoDateError:
        return "bad_date"
    except ReversedError:
        return "dates_reversed"
    return ""


async def _list(interaction: Interaction, name: str, wanted: Wanted) -> None:
    """Answer with the first page of a list, under its picture."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    if await must_wait(interaction, client.presses, asker):
        return
    settings, language = await _here(interaction)
    packs = client.library.packs_of(settings.packs)
    async with client.working():
        drawing = client.pictures.of(name, packs, language, wanted)
        pictures = await in_time(interaction, drawing, private=True)
        card = listings.card(name, packs, language, 0, wanted, pictures)
        try:
            files = listings.files(name, pictures)
            await respond(interaction, card, private=True, files=files)
        except discord.HTTPException as error:
            if not pictures or not errors.refuses_files(error):
                raise
            # Not every channel takes files; the list says the same in words.
            card = listings.card(name, packs, language, 0, wanted)
            await respond(interaction, card, private=True)


async def _here(interaction: Interaction) -> tuple[GuildSettings, str]:
    """Return what the server has chosen and the language to speak."""
    asker = Asker.of(interaction)
    settings = await settings_for(interaction.client, asker)
    return settings, settings.language or asker.language or "en"


def _about(pack: Pack, language: str) -> str:
    said, _ = fitted(pack.manifest.about, 600, pack.manifest.language)
    day = dates.shown(pack.manifest.updated, language)
    lines = [
        f"**{escaped(label(pack.manifest.title, 200))}**",
        said,
        text(
            "about_counts",
            language,
            entries=len(pack.entries),
            facts=len(pack.facts),
            sources=len(pack.sources),
            scenarios=len(pack.scenarios),
        ),
        "-# " + text("about_updated", language, date=day, version=escaped(label(pack.version, 40))),
    ]
    for topic in pack.manifest.out_of_scope[:5]:
        left_out = escaped(label(topic.about, 200))
        lines.append("-# " + text("not_covered", language, about=left_out))
    return "\n".join(lines)
