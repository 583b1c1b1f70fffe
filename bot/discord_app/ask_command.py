"""`/ask`: a question, with suggestions as it is typed."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_app.asking import Asker, answer_interaction, card_for, respond, settings_for
from bot.discord_app.cards import note_card
from bot.discord_app.completion import Completer
from bot.discord_app.texts import text
from bot.discord_app.translator import localised
from bot.knowledge.dates import span

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

Interaction = discord.Interaction[Any]


def add_commands(client: "ScenarioClient") -> None:
    """Add `/ask`."""
    client.tree.add_command(ask)


@app_commands.command(name=localised("command_ask"), description=localised("command_ask_about"))
@app_commands.rename(
    question=localised("command_ask_question"),
    private=localised("command_private"),
    as_of=localised("command_as_of"),
)
@app_commands.describe(
    question=localised("command_ask_question_about"),
    private=localised("command_private_about"),
    as_of=localised("command_as_of_about"),
)
async def ask(
    interaction: Interaction,
    question: app_commands.Range[str, 1, 2000],
    private: bool = False,
    as_of: app_commands.Range[str, 4, 10] | None = None,
) -> None:
    """Answer a question."""
    if as_of is not None and not is_date(as_of):
        language = Asker.of(interaction).language
        await respond(interaction, note_card(text("bad_date", language)), private=True)
        return
    async with interaction.client.working():
        await answer_interaction(
            interaction,
            lambda client, asker: card_for(
                client, asker, question, as_of=as_of, private=private, echo=True
            ),
            private=private,
            question=question,
            echo=True,
        )


@ask.autocomplete("question")
async def complete_question(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer the questions that what was typed could grow into."""
    client: ScenarioClient = interaction.client
    asker = Asker.of(interaction)
    settings = await settings_for(client, asker)
    language = settings.language or asker.language or "en"
    return choices(client.completions.questions(settings.packs, language), typed)


def choices(completer: Completer, typed: str) -> list[app_commands.Choice[str]]:
    """Return what a completer offers as Discord takes it."""
    return [
        app_commands.Choice(name=offer.shown, value=offer.value)
        for offer in completer.complete(typed)
    ]


def is_date(typed: str) -> bool:
    """Tell whether something typed is a date that a question can be asked for."""
    try:
        span(typed)
    except ValueError:
        return False
    return True
