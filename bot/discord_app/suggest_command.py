"""`/suggest`: a member proposes a question with its answer; it waits for a curator."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.conversation.question import Question
from bot.discord_app.asking import Asker, must_wait, respond
from bot.discord_app.cards import note_card
from bot.discord_app.cooldowns import Rate
from bot.discord_app.curate_forms import form, wrong_card
from bot.discord_app.curating import Step, quoted
from bot.discord_app.texts import language_of, text
from bot.discord_app.translator import localised
from bot.discord_app.typed_fields import Complaint, read_source
from bot.knowledge.folding import fold
from bot.knowledge.model import Pack

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

SUGGESTIONS = Rate(5, 3_600)
SUGGESTIONS_IN_CHANNEL = Rate(30, 3_600)
# So many may wait for the curators of a server.
WAITING = 100
_LEAST = 3


def add_commands(client: "ScenarioClient") -> None:
    """Add the command."""
    client.tree.add_command(suggest)


@app_commands.command(name=localised("suggest_name"), description=localised("suggest_about"))
@app_commands.rename(question=localised("suggest_question_name"))
@app_commands.describe(question=localised("suggest_question_about"))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def suggest(
    interaction: "discord.Interaction[ScenarioClient]",
    question: app_commands.Range[str, 1, 300] = "",
) -> None:
    """Open the form for a question with its answer and a source."""
    client = interaction.client
    if interaction.guild_id is None or not client.is_in(interaction.guild_id):
        gone = note_card(text("gone", language_of(interaction.locale)))
        await respond(interaction, gone, private=True)
        return
    # Counted when the form is opened: who must wait has not typed anything yet.
    if not await must_wait(interaction, client.suggestions, Asker.of(interaction)):
        shown = form("suggest", (), {"question": question}, language_of(interaction.locale))
        await interaction.response.send_modal(shown)


async def submit(step: Step, typed: Mapping[str, str]) -> None:
    """Keep what a member suggests, or show what is wrong with it."""
    complaints = [
        Complaint(name, "suggest_more")
        for name in ("question", "answer")
        if len(fold(typed.get(name, ""))) < _LEAST
    ]
    proposals = step.client.store.proposals
    pack = await _pack(step, typed.get("question", ""))
    source = typed.get("source", "").strip()
    if source:
        found = read_source(source, pack, step.today, "")
        complaints += [one for one in found.complaints if one.key == "curate_no_address"]
    if not complaints and await proposals.count_waiting(step.guild) >= WAITING:
        complaints.append(Complaint("", "suggest_full"))
    if complaints:
        await step.show(wrong_card("suggest", (), typed, complaints, step.language))
        return
    kept = {name: typed.get(name, "").strip() for name in ("question", "answer", "source")}
    await proposals.propose(
        "entry",
        pack.id,
        {"changes": [], "form": {name: value for name, value in kept.items() if value}},
        by=step.by,
        at=step.at,
        guild_id=step.guild,
    )
    said = text("suggest_thanks", step.language, question=quoted(kept["question"]))
    await step.show(note_card(said))


async def _pack(step: Step, question: str) -> Pack:
    """Return the pack that a question is nearest to."""
    packs = await step.packs()
    if len(packs) == 1:
        return packs[0]
    names = tuple(one.id for one in packs)
    answers = step.library.ask(names, Question(question, step.today))
    return next((one for one in packs if answers and one.id == answers[0].pack), packs[0])
