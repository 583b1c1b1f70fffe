"""What curators see: the queue, a cluster of like questions, and what members sent in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import discord

from bot.answers.naming import entry_question, fact_question, scenario_title
from bot.discord_app.cards import Card
from bot.discord_app.curate_controls import Control, CurateButton, CurateSelect
from bot.discord_app.curate_forms import FORMS, status_word
from bot.discord_app.escaping import escaped, typed
from bot.discord_app.library import Library
from bot.discord_app.limits import OPTION, OPTIONS, TEXT, fitted, label, size
from bot.discord_app.texts import text
from bot.knowledge.freshness import Due
from bot.knowledge.model import Pack
from bot.storage.loop_records import Cluster, Nearest, Proposal

PAGE = 10
NEAREST = 3
_COLOUR = 0x5865F2
_TEXT = 120
_PHRASINGS = 20
_STATEMENT = 200
_FACTS = 6
_ROW = 5


def card_of(lines: Iterable[str], *rows: Sequence[discord.ui.Item[Any]]) -> Card:
    """Return a card of lines, as many as fit, with rows of controls."""
    kept: list[str] = []
    left = TEXT
    for line in lines:
        left -= size(line) + 1
        if left < 0:
            break
        kept.append(line)
    card = Card()
    shown: discord.ui.TextDisplay[Card] = discord.ui.TextDisplay("\n".join(kept))
    card.add_item(discord.ui.Container(shown, accent_colour=_COLOUR))
    for row in rows:
        for start in range(0, len(row), _ROW):
            card.add_item(discord.ui.ActionRow(*row[start : start + _ROW]))
    return card


def queue_card(
    library: Library,
    clusters: Sequence[Cluster],
    waiting: int,
    proposals: Sequence[Proposal],
    sent_in: int,
    due: Sequence[tuple[Pack, Due]],
    offset: int,
    language: str,
    note: str = "",
) -> Card:
    """Return what waits: questions by demand, what members sent in, and what is due."""
    lines = [note, ""] if note else []
    lines += [f"## {text('queue_title', language)}"]
    rows: list[list[discord.ui.Item[Any]]] = []
    lines.append(f"### {text('queue_questions', language, count=waiting)}")
    for place, one in enumerate(clusters, offset + 1):
        asked = typed(label(one.text, _TEXT))
        lines.append(f"{place}. “{asked}”\n-# {_demand(one, language)}")
    if not clusters:
        lines.append(f"-# {text('queue_nothing', language)}")
    else:
        shown = [_option(one.text, one.id, _demand_plain(one, language)) for one in clusters]
        rows.append([CurateSelect.of(Control("pick_cluster"), _open("question", language), shown)])
    if proposals:
        lines.append(f"### {text('queue_proposals', language, count=sent_in)}")
        names = [proposal_title(library, one, language) for one in proposals]
        kinds = [text(f"proposal_{one.kind}", language) for one in proposals]
        lines += [
            f"- **{kind}** “{typed(label(name, _TEXT))}”"
            for kind, name in zip(kinds[:PAGE], names, strict=False)
        ]
        options = [
            _option(name, one.id, kind)
            for name, one, kind in zip(names, proposals, kinds, strict=True)
        ]
        control = Control("pick_proposal")
        rows.append([CurateSelect.of(control, _open("proposal", language), options[:OPTIONS])])
    if due:
        lines.append(f"### {text('queue_due', language, count=len(due))}")
        options = []
        for pack, thing in due[:OPTIONS]:
            # Facts on the same thing have the same title; what they say tells them apart.
            fact = pack.facts.get(thing.id) if thing.kind == "facts" else None
            name = fact.statement if fact else title(pack, thing.id, language)
            why = text(f"due_{thing.why.name.lower()}", language)
            if len(options) < PAGE:
                since = f" · {thing.written}" if thing.written else ""
                lines.append(f"- {escaped(label(name, _TEXT))}\n-# {why}{since}")
            reference = library.reference_of(thing.id, pack.id)
            options.append(discord.SelectOption(label=label(name, OPTION), value=reference))
        options = list({each.value: each for each in options}.values())
        rows.append([CurateSelect.of(Control("pick_due"), _open("due", language), options)])
    turn: list[discord.ui.Item[Any]] = []
    if offset:
        before = Control.to("queue", max(0, offset - PAGE))
        turn.append(CurateButton.of(before, text("back", language)))
    if offset + len(clusters) < waiting:
        turn.append(CurateButton.of(Control.to("queue", offset + PAGE), text("next", language)))
    turn.append(CurateButton.of(Control.to("history", 0), text("history_open", language)))
    return card_of(lines, *rows, turn)


def cluster_card(library: Library, cluster: Cluster, language: str, note: str = "") -> Card:
    """Return a cluster: how it was asked, what came near, and what can be done with it."""
    lines = [note, ""] if note else []
    lines += [
        f"## “{typed(label(cluster.text, _TEXT))}”",
        f"-# {_demand(cluster, language)}",
        f"### {text('cluster_phrasings', language)}",
    ]
    for one in sorted(cluster.variants, key=lambda each: -each.count)[:_PHRASINGS]:
        lines.append(f"- {typed(label(one.text, _TEXT))} ×{one.count}")
    near = nearest(library, cluster.nearest)
    lines.append(f"### {text('cluster_nearest', language)}")
    lines += [
        f"- {escaped(label(title(pack, each.entry, language), _TEXT))} · {each.confidence:.0%}"
        for pack, each in near
    ] or [f"-# {text('cluster_none_near', language)}"]
    if cluster.state == "assigned":
        lines.append(f"-# {text('cluster_assigned', language, who=f'<@{cluster.assigned_to}>')}")
    elif cluster.state in ("resolved", "dismissed"):
        lines.append(f"-# {text(f'cluster_{cluster.state}', language)}")
    rows: list[list[discord.ui.Item[Any]]] = []
    number = cluster.id
    if cluster.state in ("open", "assigned"):
        for pack, found in near:
            place = library.reference_of(found.entry, pack.id)
            shown = text("alias_of", language, title=title(pack, found.entry, language))
            style = discord.ButtonStyle.primary
            rows.append([CurateButton.of(Control.to("alias", number, place), shown, style)])
        rows.append(
            [
                CurateButton.of(Control.to("other", number), text("other_entry", language)),
                CurateButton.of(Control.to("new", "entry", number), text("new_entry", language)),
                CurateButton.of(Control.to("new", "fact", number), text("new_fact", language)),
            ]
        )
        rows.append(
            [
                CurateButton.of(Control.to("assign", number), text("assign_to_me", language)),
                CurateButton.of(
                    Control.to("dismiss", number),
                    text("dismiss", language),
                    discord.ButtonStyle.danger,
                ),
                _back(language),
            ]
        )
    else:
        reopen = CurateButton.of(Control.to("reopen", number), text("reopen", language))
        rows.append([reopen, _back(language)])
    return card_of(lines, *rows)


def targets_card(
    cluster: int, found: Sequence[tuple[str, str]], language: str, note: str = ""
) -> Card:
    """Return a choice of entries for a cluster: what was found for what a curator typed."""
    again = CurateButton.of(Control.to("other", cluster), text("find_again", language))
    back = CurateButton.of(Control.to("cluster", cluster), text("back", language))
    if not found:
        return card_of([note or text("find_nothing", language)], [again, back])
    options = [
        discord.SelectOption(label=label(shown, OPTION), value=place)
        for place, shown in found[:OPTIONS]
    ]
    select = CurateSelect.of(
        Control.to("pick_target", cluster), text("find_choose", language), options
    )
    return card_of([text("find_found", language)], [select], [again, back])


def packs_card(
    form: str, cluster: int, proposal: int, packs: Mapping[str, Pack], language: str
) -> Card:
    """Return the choice of the topic that something new is for; packs by their codes."""
    options = [
        discord.SelectOption(label=label(pack.manifest.title, OPTION), value=code)
        for code, pack in list(packs.items())[:OPTIONS]
    ]
    shown = text("which_pack", language)
    select = CurateSelect.of(Control.to("pick_pack", form, cluster, proposal), shown, options)
    return card_of([shown], [select], [_back(language)])


def proposal_card(library: Library, proposal: Proposal, language: str, note: str = "") -> Card:
    """Return what a member sent in, with what can be done with it."""
    number = proposal.id
    lines = [note, ""] if note else []
    kind = text(f"proposal_{proposal.kind}", language)
    who = f" · <@{proposal.proposer_id}>" if proposal.proposer_id else ""
    lines += [f"## {kind}", f"-# #{number} · <t:{proposal.created}:R>{who}"]
    if proposal.kind == "outdated":
        pack = next((one for one in library.packs if one.id == proposal.pack), None)
        count = proposal.payload.get("count", 1)
        lines.append(text("outdated_count", language, count=count))
        place = str(proposal.payload.get("target", ""))
        if pack is None or not place:
            lines.append(f"-# {text('curate_gone', language)}")
            return card_of(lines, [_reject(number, language), _back(language)])
        lines += thing_lines(pack, place, proposal.payload.get("facts", ()), language)
        reference = library.reference_of(place, pack.id)
        entry = _fits_the_form(pack, place)
        row = _review_row(number, reference, language, is_report=True, is_entry=entry)
        return card_of(lines, row)
    form: Mapping[str, str] = proposal.payload.get("form") or {}
    lines += [
        f"**{text(f'field_suggest_{name}', language)}**\n{fitted(value, 1_600, language)[0]}"
        for name in ("question", "answer", "source")
        if (value := str(form.get(name, "")))
    ]
    if proposal.note:
        lines.append(fitted(proposal.note, 400, language)[0])
    row = []
    if proposal.payload.get("changes"):
        lines += [f"- {one}" for one in change_lines(library, proposal, language)]
        control = Control.to("accept", number)
        row.append(CurateButton.of(control, text("accept", language), discord.ButtonStyle.success))
    if form:
        control = Control.to("new", "entry", 0, number)
        row.append(
            CurateButton.of(control, text("edit_accept", language), discord.ButtonStyle.primary)
        )
    return card_of(lines, [*row, _reject(number, language), _back(language)])


def due_card(library: Library, pack: Pack, name: str, language: str, note: str = "") -> Card:
    """Return something that is due, with what can be done with it."""
    lines = [note, ""] if note else []
    lines += [f"## {text('due_title', language)}", *thing_lines(pack, name, (), language)]
    if name in pack.scenarios:
        lines.append(f"-# {text('due_in_files', language)}")
        return card_of(lines, [_back(language)])
    place = library.reference_of(name, pack.id)
    entry = _fits_the_form(pack, name)
    return card_of(lines, _review_row(0, place, language, is_report=False, is_entry=entry))


def done_card(said: str, proposal: int, language: str) -> Card:
    """Return what was done, with the way to take it back."""
    undo = CurateButton.of(Control.to("undo", proposal), text("undo", language))
    return card_of([said], [undo, _back(language)])


def said_card(said: str, language: str) -> Card:
    """Return a sentence with the way back to the queue."""
    return card_of([said], [_back(language)])


def title(pack: Pack, name: str, language: str) -> str:
    """Return what a thing of a pack is called: its question, its title, or its id if it is gone."""
    if name in pack.entries:
        return entry_question(pack.entries[name], language)
    if name in pack.scenarios:
        return scenario_title(pack.scenarios[name], language)
    if name in pack.facts:
        return fact_question(pack, pack.facts[name], language)
    return name


def nearest(library: Library, found: Sequence[Nearest]) -> list[tuple[Pack, Nearest]]:
    """Return what came near and is still there, the nearest first."""
    packs = {pack.id: pack for pack in library.packs}
    there = [
        (packs[one.pack], one)
        for one in found
        if one.pack in packs and library.reference_of(one.entry, one.pack)
    ]
    return sorted(there, key=lambda pair: -pair[1].confidence)[:NEAREST]


def thing_lines(pack: Pack, name: str, told: Iterable[str], language: str) -> list[str]:
    """Return what a thing says now, and how firm and how old that is."""
    lines = [f"**{escaped(label(title(pack, name, language), 200))}**"]
    one = pack.entries.get(name)
    facts = [*(one.facts if one else ()), *told, name]
    if one:
        lines.append(fitted(one.answer, 800, language)[0])
    for fact in [pack.facts[each] for each in dict.fromkeys(facts) if each in pack.facts][:_FACTS]:
        shown = fitted(fact.statement, _STATEMENT, language)[0]
        review = f" · {text('review_by', language)} {fact.review_by}" if fact.review_by else ""
        lines.append(
            f"- {shown}\n-# `{fact.id}` · {status_word(fact.status, language)} · "
            f"{fact.as_of}{review}"
        )
    return lines


def proposal_title(library: Library, proposal: Proposal, language: str) -> str:
    """Return what a proposal is called in a list."""
    form = proposal.payload.get("form")
    if isinstance(form, dict) and form.get("question"):
        return str(form["question"])
    target = proposal.payload.get("target")
    if target:
        pack = next((one for one in library.packs if one.id == proposal.pack), None)
        return title(pack, str(target), language) if pack else str(target)
    return _plain_changes(library, proposal, language)[0]


def change_lines(library: Library, proposal: Proposal, language: str) -> list[str]:
    """Return what a proposal changes, a line for each change."""
    return [typed(one) for one in _plain_changes(library, proposal, language)]


def _plain_changes(library: Library, proposal: Proposal, language: str) -> list[str]:
    pack = next((one for one in library.packs if one.id == proposal.pack), None)
    found = []
    for one in proposal.payload.get("changes") or ():
        kind = str(one.get("kind", "")).replace("-", "_")
        inner = one.get("entry") if isinstance(one.get("entry"), dict) else one.get("fact")
        inner = inner if isinstance(inner, dict) else {}
        name = str(one.get("record") or one.get("fact") or one.get("entry") or "")
        shown = title(pack, name, language) if pack and not inner else name
        what = {
            "add_alias": f"“{one.get('alias', '')}” → {shown}",
            "add_entry": str(inner.get("question", "")),
            "add_fact": str(inner.get("statement", "")),
            "change_status": f"{shown}: {status_word(str(one.get('status', '')), language)}",
        }.get(kind, shown)
        known = f"change_{kind}" if kind in _CHANGES else "change_other"
        found.append(label(f"{text(known, language)}: {what}", 200))
    return found or [text(f"proposal_{proposal.kind}", language)]


_CHANGES = (
    "add_alias",
    "add_entry",
    "add_fact",
    "change_entry",
    "change_status",
    "reviewed",
)


def _review_row(
    proposal: int, place: str, language: str, *, is_report: bool, is_entry: bool
) -> list[discord.ui.Item[Any]]:
    row: list[discord.ui.Item[Any]] = [
        CurateButton.of(
            Control.to("reviewed", proposal, place),
            text("still_right", language),
            discord.ButtonStyle.success,
        ),
        CurateButton.of(
            Control.to("status", proposal, place),
            text("change_status", language),
            discord.ButtonStyle.primary,
        ),
    ]
    if is_entry:
        control = Control.to("change", proposal, place)
        row.append(CurateButton.of(control, text("change_answer", language)))
    if is_report:
        row.append(_reject(proposal, language))
    return [*row, _back(language)]


def _fits_the_form(pack: Pack, name: str) -> bool:
    """Tell whether the form for an entry holds all of it: what is cut off would be lost."""
    entry = pack.entries.get(name)
    if entry is None:
        return False
    room = {one.name: one.most for one in FORMS["change"]}
    facts = ", ".join(entry.facts)
    return len(entry.answer) <= room["answer"] and len(facts) <= room["facts"]


def _reject(proposal: int, language: str) -> CurateButton:
    control = Control.to("reject", proposal)
    return CurateButton.of(control, text("dismiss", language), discord.ButtonStyle.danger)


def _back(language: str) -> CurateButton:
    return CurateButton.of(Control.to("queue", 0), text("queue_back", language))


def _option(shown: str, number: int, about: str) -> discord.SelectOption:
    return discord.SelectOption(
        label=label(shown, OPTION), value=str(number), description=label(about, OPTION)
    )


def _demand(one: Cluster, language: str) -> str:
    told = text("demand", language, askers=one.askers, count=one.count)
    return f"{told} · <t:{one.last_asked}:R>"


def _demand_plain(one: Cluster, language: str) -> str:
    told = text("demand", language, askers=one.askers, count=one.count)
    return f"{told} · {datetime.fromtimestamp(one.last_asked, UTC).date()}"


def _open(what: str, language: str) -> str:
    return text(f"open_{what}", language)
