"""One step of a curator: who, where and when; and letting changes stand so that they answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVarTuple

import discord

from bot.discord_app.cards import Card
from bot.discord_app.curate_cards import done_card, said_card
from bot.discord_app.escaping import escaped
from bot.discord_app.library import Library
from bot.discord_app.reload_command import report
from bot.discord_app.texts import language_of, text
from bot.discord_app.typed_changes import Made
from bot.knowledge.changes import as_values
from bot.knowledge.model import Pack
from bot.service.reload import Outcome, State
from bot.storage.loop_records import Cluster, Payload, Proposal, ProposalKind

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

# So many of the things that fell with another are named.
_LOST = 5

Given = TypeVarTuple("Given")


@dataclass(frozen=True, slots=True)
class Step:
    """A press or a form of a member in a server."""

    interaction: discord.Interaction[Any]
    guild: int

    @property
    def client(self) -> "ScenarioClient":
        """The bot."""
        client: ScenarioClient = self.interaction.client
        return client

    @property
    def library(self) -> Library:
        """What is answered from now."""
        return self.client.library

    @property
    def language(self) -> str:
        """The language of the member's Discord."""
        return language_of(self.interaction.locale)

    @property
    def by(self) -> int:
        """The member."""
        return self.interaction.user.id

    @property
    def at(self) -> int:
        """The time, in unix seconds."""
        return int(self.client.clock().timestamp())

    @property
    def today(self) -> date:
        """The day."""
        return self.client.clock().date()

    @property
    def number(self) -> str:
        """What changes made in this step are called by: nothing else has it."""
        return f"discord-{self.interaction.id}"

    async def show(self, card: Card) -> None:
        """Put a card in the place of the one that was used, or send it where there is none."""
        response = self.interaction.response
        nobody = discord.AllowedMentions.none()
        if response.is_done():
            await self.interaction.edit_original_response(view=card, allowed_mentions=nobody)
        elif self.interaction.message is not None:
            await response.edit_message(view=card, allowed_mentions=nobody)
        else:
            await response.send_message(view=card, ephemeral=True, allowed_mentions=nobody)

    async def take_time(self) -> None:
        """Tell Discord that the answer may take a while."""
        if not self.interaction.response.is_done():
            has_card = self.interaction.message is not None
            await self.interaction.response.defer(ephemeral=True, thinking=not has_card)

    async def checked(self, make: Callable[[*Given], Made], *given: *Given) -> Made:
        """Return what something makes beside the loop: the rules go over the whole pack."""
        await self.take_time()
        return await asyncio.to_thread(make, *given)

    async def packs(self) -> tuple[Pack, ...]:
        """Return the packs that the server has chosen."""
        settings = await self.client.store.settings(self.guild)
        return self.library.packs_of(settings.packs)

    async def pack(self, name: str) -> Pack | None:
        """Return one of the packs that the server has chosen, by its id."""
        return next((one for one in await self.packs() if one.id == name), None)

    async def cluster(self, number: int) -> Cluster | None:
        """Return a cluster, if it is one of this server."""
        found = await self.client.store.questions.cluster(number)
        return found if found and found.guild_id == self.guild else None

    async def proposal(self, number: int) -> Proposal | None:
        """Return a proposal, if it is one of this server or of none."""
        found = await self.client.store.proposals.get(number)
        return found if found and found.guild_id in (None, self.guild) else None

    async def thing(self, place: str) -> tuple[Pack, str] | None:
        """Return the thing that a reference stands for, if it is in one of the server's packs."""
        found = self.library.resolve(place)
        if found is None or await self.pack(found[0].id) is None:
            return None
        return found[0], found[1][0]


async def keep(
    step: Step,
    kind: ProposalKind,
    pack: Pack,
    made: Made,
    *,
    cluster: int = 0,
    proposal: int = 0,
    report: int = 0,
    form: Payload | None = None,
) -> Proposal | None:
    """Let changes stand: for a cluster, in the place of a proposal, on a report, or for themselves.

    None when somebody else was faster with the cluster, the proposal or the report.
    """
    payload: dict[str, Any] = {"changes": [as_values(change) for change in made.changes]}
    if form:
        payload["form"] = dict(form)
    proposals = step.client.store.proposals
    if proposal:
        return await proposals.accept(
            proposal, by=step.by, at=step.at, payload=payload, waiting=True
        )
    if cluster:
        return await proposals.resolve(
            cluster, kind, pack.id, payload, by=step.by, at=step.at, guild_id=step.guild
        )
    if report:
        return await proposals.answer_report(
            report, kind, pack.id, payload, by=step.by, at=step.at, guild_id=step.guild
        )
    return await proposals.propose(
        kind, pack.id, payload, by=step.by, at=step.at, guild_id=step.guild, accept=True
    )


async def tell_kept(step: Step, kept: Proposal | None, said: str) -> None:
    """Answer from what was kept, and tell the curator; or that somebody was faster."""
    if kept is None:
        await step.show(said_card(text("curate_faster", step.language), step.language))
        return
    said = "\n".join([said, *await answer_from_it(step)])
    await step.show(done_card(said, kept.id, step.language))


async def answer_from_it(step: Step, undone: Proposal | None = None) -> list[str]:
    """Read the packs anew with what stands now; return what to tell besides.

    That is why it did not work, or what else no longer stands with a decision that was undone.
    """
    client = step.client
    client.misses.forget(step.guild)
    if client.reloader is None:
        return [text("curate_later", step.language)]
    outcome = await client.reloader.reload()
    if outcome.state in (State.BROKEN, State.FAILED):
        return [text("curate_not_read", step.language), report(outcome, step.language)]
    lost = _lost_with(undone, outcome) if undone else []
    if not lost:
        return []
    shown = "; ".join(f"“{quoted(one, 80)}”" for one in lost[:_LOST])
    return [text("curate_lost", step.language, titles=shown)]


def _lost_with(undone: Proposal, outcome: Outcome) -> list[str]:
    """Return the questions and statements that other decisions had brought, and are gone too."""
    own = {
        str(inner.get("id"))
        for change in undone.payload.get("changes") or ()
        for inner in (change.get("entry"), change.get("fact"))
        if isinstance(inner, dict)
    }
    now = {pack.id: pack for pack in outcome.now}
    lost = []
    for pack in outcome.before:
        after = now.get(pack.id, pack)
        gone = [one for name, one in pack.entries.items() if name not in after.entries]
        lost += [one.question for one in gone if one.id not in own]
        fallen = [one for name, one in pack.facts.items() if name not in after.facts]
        lost += [one.statement for one in fallen if one.id not in own]
    return lost


def quoted(said: str, limit: int = 150) -> str:
    """Return a text of a pack for a sentence of ours."""
    return escaped(" ".join(said.split())[:limit])
