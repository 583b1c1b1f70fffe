"""What each control of curation does. Every step asks again whether the member may curate."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.discord_app import curate_cards as cards
from bot.discord_app import curate_submits, history_command
from bot.discord_app import typed_changes as changes
from bot.discord_app.asking import Asker, must_wait
from bot.discord_app.cards import note_card
from bot.discord_app.curate_controls import Control
from bot.discord_app.curate_forms import complaint_lines, form, typed_in
from bot.discord_app.curate_queue import queue
from bot.discord_app.curating import Step, answer_from_it, keep, quoted, tell_kept
from bot.discord_app.curators import refused
from bot.discord_app.custom_ids import PACK_CODE, code
from bot.discord_app.texts import text
from bot.knowledge.model import Pack
from bot.storage.loop_records import Cluster, Proposal

Interaction = discord.Interaction[Any]
# What members do who are no curators: they suggest.
_OF_MEMBERS = "suggest"


async def act(interaction: Interaction, custom_id: str, values: Sequence[str] = ()) -> None:
    """Do what a custom id says."""
    control = Control.read(custom_id)
    if control is None:
        return
    action = _ACTIONS.get(control.action)
    is_public = control.action in ("form", "edit") and control.text(0) == _OF_MEMBERS
    if action is None or interaction.guild_id is None:
        gone = note_card(text("gone", Asker.of(interaction).language))
        await interaction.response.send_message(view=gone, ephemeral=True)
        return
    if await must_wait(interaction, interaction.client.presses, Asker.of(interaction)):
        return
    if not is_public and await refused(interaction):
        return
    await action(Step(interaction, interaction.guild_id), control, values)


# -- looking ----------------------------------------------------------------------------------


async def _queue(step: Step, control: Control, _: Sequence[str]) -> None:
    await step.show(await queue(step, control.number(0)))


async def _cluster(step: Step, control: Control, values: Sequence[str]) -> None:
    chosen = Control.to("cluster", *values) if values else control
    if found := await _found_cluster(step, chosen.number(0)):
        await step.show(cards.cluster_card(step.library, found, step.language))


async def _proposal(step: Step, control: Control, values: Sequence[str]) -> None:
    found = await _found_proposal(step, Control.to("proposal", *values).number(0))
    if found:
        await step.show(cards.proposal_card(step.library, found, step.language))


async def _due(step: Step, control: Control, values: Sequence[str]) -> None:
    if found := await _found_thing(step, values[0] if values else ""):
        await step.show(cards.due_card(step.library, *found, step.language))


# -- clusters ---------------------------------------------------------------------------------


async def _alias(step: Step, control: Control, values: Sequence[str]) -> None:
    """Let all the phrasings of a cluster lead to a thing that is there."""
    cluster = await _found_cluster(step, control.number(0))
    target = await _found_thing(step, values[0] if values else control.text(1)) if cluster else None
    if cluster is None or target is None:
        return
    if cluster.state == "resolved":
        await _faster(step)
        return
    pack, name = target
    wordings = sorted(cluster.variants, key=lambda one: -one.count)
    asked = [(one.text, one.language) for one in wordings]
    made = await step.checked(changes.aliases, pack, name, asked, step.number)
    if made.complaints:
        lines = complaint_lines("", made.complaints, step.language)
        note = "\n".join([f"**{text('curate_refused', step.language)}**", *lines])
        await step.show(cards.cluster_card(step.library, cluster, step.language, note))
        return
    kept = await keep(step, "alias", pack, made, cluster=cluster.id)
    shown = quoted(cards.title(pack, name, step.language))
    said = text("done_alias", step.language, count=len(made.changes), title=shown)
    await tell_kept(step, kept, said)


async def _other(step: Step, control: Control, _: Sequence[str]) -> None:
    shown = form("find", [control.number(0)], {}, step.language)
    await step.interaction.response.send_modal(shown)


async def _assign(step: Step, control: Control, _: Sequence[str]) -> None:
    number = control.number(0)
    if await _found_cluster(step, number):
        questions = step.client.store.questions
        found = await questions.assign(number, step.by, by=step.by, at=step.at)
        await _show_moved(step, found, "done_assigned")


async def _dismiss(step: Step, control: Control, _: Sequence[str]) -> None:
    number = control.number(0)
    if await _found_cluster(step, number):
        found = await step.client.store.questions.dismiss(number, by=step.by, at=step.at)
        await _show_moved(step, found, "done_dismissed")


async def _reopen(step: Step, control: Control, _: Sequence[str]) -> None:
    number = control.number(0)
    cluster = await _found_cluster(step, number)
    if cluster is None:
        return
    # What an answer resolved is opened by taking that answer back, or it would answer on.
    if cluster.state == "resolved" and cluster.proposal_id:
        await _undo(step, Control.to("undo", cluster.proposal_id), ())
        return
    found = await step.client.store.questions.reopen(number, by=step.by, at=step.at)
    step.client.misses.forget(step.guild)
    await _show_moved(step, found, "done_reopened")


async def _show_moved(step: Step, found: Cluster | None, key: str) -> None:
    language = step.language
    if found is None:
        await _faster(step)
    else:
        note = f"**{text(key, language)}**"
        await step.show(cards.cluster_card(step.library, found, language, note))


# -- forms ------------------------------------------------------------------------------------


async def _new(step: Step, control: Control, values: Sequence[str]) -> None:
    """Open the form for something new; first the choice of a topic, where there are several."""
    name, cluster_id, proposal_id = control.text(0), control.number(1), control.number(2)
    cluster = await _found_cluster(step, cluster_id) if cluster_id else None
    proposal = await _found_proposal(step, proposal_id) if proposal_id else None
    if (cluster_id and cluster is None) or (proposal_id and proposal is None):
        return
    if (cluster and cluster.state == "resolved") or (proposal and proposal.state != "proposed"):
        await _faster(step)
        return
    packs = {code(one.id, PACK_CODE): one for one in await step.packs()}
    if proposal and code(proposal.pack, PACK_CODE) not in packs:
        await _gone(step)
        return
    place = _place_of(packs, cluster, proposal, values[0] if values else "")
    if not place:
        await step.show(cards.packs_card(name, cluster_id, proposal_id, packs, step.language))
        return
    typed: dict[str, str] = {}
    if cluster and name == "entry":
        typed = {"question": _as_question(cluster.text)}
    if proposal:
        typed = {key: str(value) for key, value in (proposal.payload.get("form") or {}).items()}
    about = (cluster_id, proposal_id, place)
    await step.interaction.response.send_modal(form(name, about, typed, step.language))


async def _edit(step: Step, control: Control, _: Sequence[str]) -> None:
    """Open a form again with all that was typed."""
    name, about = control.text(0), control.about[1:]
    typed = typed_in(step.interaction.message, name)
    options = await curate_submits.options_for(step, name, about)
    shown = form(name, about, typed, step.language, options)
    await step.interaction.response.send_modal(shown)


async def _status(step: Step, control: Control, _: Sequence[str]) -> None:
    """Open the form for another status of a fact."""
    about = (control.number(0), control.text(1))
    if await _found_thing(step, control.text(1)) is None:
        return
    options = await curate_submits.options_for(step, "status", tuple(map(str, about)))
    facts = options.get("fact", ())
    typed = {"as_of": step.today.isoformat(), "fact": facts[0][0] if facts else ""}
    await step.interaction.response.send_modal(form("status", about, typed, step.language, options))


async def _change(step: Step, control: Control, _: Sequence[str]) -> None:
    """Open the form for another question or answer of an entry."""
    thing = await _found_thing(step, control.text(1))
    entry = thing[0].entries.get(thing[1]) if thing else None
    if entry is None:
        return
    typed = {
        "question": entry.question,
        "answer": entry.answer,
        "facts": ", ".join(entry.facts),
    }
    about = (control.number(0), control.text(1))
    await step.interaction.response.send_modal(form("change", about, typed, step.language))


def _place_of(
    packs: dict[str, Pack], cluster: Cluster | None, proposal: Proposal | None, chosen: str
) -> str:
    """Return the code of the pack that something new is for, where that is clear."""
    ids = {one.id: place for place, one in packs.items()}
    if chosen in packs:
        return chosen
    if proposal and proposal.pack in ids:
        return ids[proposal.pack]
    if len(packs) == 1:
        return next(iter(packs))
    near = [ids[one.pack] for one in cluster.nearest if one.pack in ids] if cluster else []
    return near[0] if near else ""


def _as_question(folded: str) -> str:
    return f"{folded[:1].upper()}{folded[1:].rstrip(' ?')}?"


# -- what was sent in, and what is due --------------------------------------------------------


async def _reject(step: Step, control: Control, _: Sequence[str]) -> None:
    found = await _found_proposal(step, control.number(0))
    if found is None:
        return
    done = await step.client.store.proposals.reject(found.id, by=step.by, at=step.at)
    if done is None:
        await _faster(step)
        return
    await step.show(cards.done_card(text("done_rejected", step.language), found.id, step.language))


async def _accept(step: Step, control: Control, _: Sequence[str]) -> None:
    """Accept a proposal as it is, if the rules for files let it."""
    found = await _found_proposal(step, control.number(0))
    if found is None:
        return
    pack = await step.pack(found.pack)
    if pack is None:  # its topic is none of the server's any more
        await _gone(step)
        return
    made = await step.checked(curate_submits.read_again, pack, found)
    if made.complaints:
        lines = complaint_lines("entry", made.complaints, step.language)
        note = "\n".join([f"**{text('curate_refused', step.language)}**", *lines])
        await step.show(cards.proposal_card(step.library, found, step.language, note))
        return
    kept = await keep(
        step, found.kind, pack, made, proposal=found.id, form=found.payload.get("form")
    )
    await tell_kept(step, kept, text("done_accepted", step.language))


async def _reviewed(step: Step, control: Control, _: Sequence[str]) -> None:
    """Note that something was gone over and still stands."""
    report, thing = control.number(0), await _found_thing(step, control.text(1))
    found = await _found_proposal(step, report) if thing and report else None
    if thing is None or (report and found is None):
        return
    pack, name = thing
    names = [name]
    if name in pack.scenarios and found:
        names = [str(one) for one in found.payload.get("facts", ())]
    elif name in pack.entries:
        names += pack.entries[name].facts[:1]
    made = await step.checked(changes.reviewed, pack, names, step.today, step.number)
    if made.complaints:
        lines = complaint_lines("", made.complaints, step.language)
        note = "\n".join([f"**{text('curate_refused', step.language)}**", *lines])
        await step.show(cards.due_card(step.library, pack, name, step.language, note))
        return
    kept = await keep(step, "fact", pack, made, report=report)
    until = (step.today + changes.REVIEWED_FOR).isoformat()
    shown = quoted(cards.title(pack, name, step.language))
    await tell_kept(step, kept, text("done_reviewed", step.language, title=shown, until=until))


async def _undo(step: Step, control: Control, _: Sequence[str]) -> None:
    """Take a decision back; what stood no longer answers."""
    found = await _found_proposal(step, control.number(0))
    if found is None:
        return
    await step.take_time()
    undone = await step.client.store.proposals.undo(found.id, by=step.by, at=step.at)
    if undone is None:
        await step.show(cards.said_card(text("undo_late", step.language), step.language))
        return
    said = text("done_undone" if undone.state == "undone" else "done_waits", step.language)
    said = "\n".join([said, *await answer_from_it(step, found)])
    await step.show(cards.said_card(said, step.language))


# -- what is still there -----------------------------------------------------------------------


async def _found_cluster(step: Step, number: int) -> Cluster | None:
    found = await step.cluster(number)
    if found is None:
        await _gone(step)
    return found


async def _found_proposal(step: Step, number: int) -> Proposal | None:
    found = await step.proposal(number)
    if found is None:
        await _gone(step)
    return found


async def _found_thing(step: Step, place: str) -> tuple[Pack, str] | None:
    found = await step.thing(place)
    if found is None:
        await _gone(step)
    return found


async def _faster(step: Step) -> None:
    await step.show(cards.said_card(text("curate_faster", step.language), step.language))


async def _gone(step: Step) -> None:
    await step.show(cards.said_card(text("curate_gone", step.language), step.language))


_ACTIONS: dict[str, Callable[[Step, Control, Sequence[str]], Awaitable[None]]] = {
    "queue": _queue,
    "cluster": _cluster,
    "pick_cluster": _cluster,
    "pick_proposal": _proposal,
    "pick_due": _due,
    "alias": _alias,
    "pick_target": _alias,
    "other": _other,
    "assign": _assign,
    "dismiss": _dismiss,
    "reopen": _reopen,
    "new": _new,
    "pick_pack": _new,
    "edit": _edit,
    "form": curate_submits.submit,
    "status": _status,
    "change": _change,
    "reject": _reject,
    "accept": _accept,
    "reviewed": _reviewed,
    "undo": _undo,
    "history": history_command.turn,
}
