"""What becomes of a form that was sent: changes that stand at once, or what is wrong in it."""

from collections.abc import Mapping, Sequence

from bot.discord_app import curate_cards as cards
from bot.discord_app import suggest_command
from bot.discord_app import typed_changes as changes
from bot.discord_app.curate_controls import Control
from bot.discord_app.curate_forms import Options, sent, wrong_card
from bot.discord_app.curating import Step, keep, quoted, tell_kept
from bot.discord_app.custom_ids import PACK_CODE, code
from bot.discord_app.limits import OPTIONS
from bot.discord_app.texts import text
from bot.discord_app.typed_fields import Complaint
from bot.knowledge.changes import ChangeError, read_change
from bot.knowledge.model import Pack
from bot.search.result import Kind
from bot.storage.loop_records import Proposal, ProposalKind

_FOUND_BY_MEANING = 8


async def submit(step: Step, control: Control, _: Sequence[str]) -> None:
    """Do what a form that was sent is for."""
    name = control.text(0)
    typed = sent(step.interaction)
    about = Control(control.action, control.about[1:])
    if name == "suggest":
        await suggest_command.submit(step, typed)
    elif name == "find":
        await _find(step, about.number(0), typed.get("find", ""))
    elif name == "status":
        await _status(step, about, typed)
    elif name == "change":
        await _change(step, about, typed)
    elif name in ("entry", "fact"):
        await _new(step, name, about, typed)


async def _find(step: Step, cluster: int, typed: str) -> None:
    """Show what a curator may have meant: by the words of its question, then by its meaning."""
    packs = await step.packs()
    names = tuple(one.id for one in packs)
    offers = step.client.completions.targets(names, step.language).complete(typed)
    found = {offer.value: offer.shown for offer in offers}
    for shelf in step.library.desk_of(names).shelves:
        result = shelf.index.search(typed, limit=_FOUND_BY_MEANING)
        for one in result.candidates:
            place = step.library.reference_of(one.id, shelf.pack.id)
            if place and one.kind is not Kind.TOPIC:
                shown = cards.title(shelf.pack, one.id, step.language)
                found.setdefault(place, shown)
    kept = list(found.items())[:OPTIONS]
    await step.show(cards.targets_card(cluster, kept, step.language))


async def _new(step: Step, name: str, about: Control, typed: Mapping[str, str]) -> None:
    cluster_id, proposal_id, place = about.number(0), about.number(1), about.text(2)
    packs = {code(one.id, PACK_CODE): one for one in await step.packs()}
    pack = packs.get(place)
    cluster = await step.cluster(cluster_id) if cluster_id else None
    proposal = await step.proposal(proposal_id) if proposal_id else None
    is_gone = (cluster_id and cluster is None) or (proposal_id and proposal is None)
    # What is accepted becomes part of the pack for which it was sent in.
    if pack is None or is_gone or (proposal and proposal.pack != pack.id):
        gone = (Complaint("", "curate_gone"),)
        await step.show(wrong_card(name, about.about, typed, gone, step.language))
        return
    late = (Complaint("", "curate_faster"),)
    if (cluster and cluster.state == "resolved") or (proposal and proposal.state != "proposed"):
        await step.show(wrong_card(name, about.about, typed, late, step.language))
        return
    variants = sorted(cluster.variants, key=lambda one: -one.count) if cluster else []
    wordings = [one.text for one in variants]
    make = changes.entry if name == "entry" else changes.fact
    made = await step.checked(make, pack, typed, wordings, step.today, step.number)
    if made.complaints:
        await step.show(wrong_card(name, about.about, typed, made.complaints, step.language))
        return
    kind: ProposalKind = "entry" if name == "entry" else "fact"
    kept = await keep(
        step, kind, pack, made, cluster=cluster_id, proposal=proposal_id, form=_short(typed)
    )
    if kept is None:  # what was typed can still be read
        await step.show(wrong_card(name, about.about, typed, late, step.language))
        return
    title = typed.get("question") or typed.get("statement") or ""
    await tell_kept(step, kept, text(f"done_{kind}", step.language, title=quoted(title)))


async def _status(step: Step, about: Control, typed: Mapping[str, str]) -> None:
    thing = await step.thing(about.text(1))
    made = changes.Made(complaints=(Complaint("", "curate_gone"),))
    if thing:
        made = await step.checked(changes.status, thing[0], typed, step.today, step.number)
    await _keep_of_thing(step, "status", about, typed, thing, made, typed.get("fact", ""))


async def _change(step: Step, about: Control, typed: Mapping[str, str]) -> None:
    thing = await step.thing(about.text(1))
    made = changes.Made(complaints=(Complaint("", "curate_gone"),))
    if thing and thing[1] in thing[0].entries:
        made = await step.checked(changes.changed_entry, *thing, typed, step.number)
    name = thing[1] if thing else ""
    await _keep_of_thing(step, "change", about, typed, thing, made, name)


async def _keep_of_thing(
    step: Step,
    form: str,
    about: Control,
    typed: Mapping[str, str],
    thing: tuple[Pack, str] | None,
    made: changes.Made,
    name: str,
) -> None:
    """Let a change of something stand and close the report on it, or show what is wrong."""
    if thing is None or made.complaints:
        await step.show(wrong_card(form, about.about, typed, made.complaints, step.language))
        return
    kind: ProposalKind = "entry" if form == "change" else "fact"
    kept = await keep(step, kind, thing[0], made, report=about.number(0))
    if kept is None:
        late = (Complaint("", "curate_faster"),)  # what was typed can still be read
        await step.show(wrong_card(form, about.about, typed, late, step.language))
        return
    title = quoted(cards.title(thing[0], name, step.language))
    await tell_kept(step, kept, text(f"done_{form}", step.language, title=title))


async def options_for(step: Step, name: str, about: Sequence[str]) -> dict[str, Options]:
    """Return what the choices of a form offer that depend on what it is about."""
    control = Control("", tuple(about))
    thing = await step.thing(control.text(1)) if name == "status" else None
    if thing is None:
        return {}
    pack, target = thing
    report = await step.proposal(control.number(0)) if control.number(0) else None
    entry = pack.entries.get(target)
    told = [str(one) for one in report.payload.get("facts", ())] if report else []
    names = [target, *(entry.facts if entry else ()), *told]
    known = [pack.facts[one] for one in dict.fromkeys(names) if one in pack.facts]
    return {"fact": [(one.id, one.statement) for one in known[:OPTIONS]]}


def read_again(pack: Pack, proposal: Proposal) -> changes.Made:
    """Return the changes that a proposal holds, if they can (still) be laid over the pack."""
    try:
        held = [read_change(one) for one in proposal.payload.get("changes") or ()]
    except ChangeError as error:
        return changes.Made(complaints=(Complaint("", said=str(error)),))
    if not held:
        return changes.Made(complaints=(Complaint("", "curate_gone"),))
    return changes.checked(pack, held)


def _short(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept of a form beside the changes that were made of it."""
    kept = ("question", "answer", "source")
    return {key: value for key in kept if (value := typed.get(key, ""))}
