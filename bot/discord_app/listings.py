"""Lists of what the packs hold, in pages: sources, timeline, scenarios."""

from collections.abc import Sequence

import discord

from bot.answers.dates import shown as shown_date
from bot.answers.naming import scenario_title
from bot.answers.scenario import state as scenario_state
from bot.discord_app import dates
from bot.discord_app.answer_lines import sign
from bot.discord_app.buttons import StateButton, StateSelect
from bot.discord_app.cards import Card, note_card
from bot.discord_app.custom_ids import State, code, reference
from bot.discord_app.escaping import escaped, link, one_line
from bot.discord_app.limits import OPTION, fitted, label, size
from bot.discord_app.texts import text
from bot.knowledge.dates import first_day
from bot.knowledge.model import Pack, Scenario

_PAGE = 1_800
_LINES = 10
_STATEMENT = 240


def card(name: str, packs: Sequence[Pack], language: str, page: int, subject: str = "") -> Card:
    """Return a page of a list. `subject` is the code of the entity that it is about, if any."""
    lines = _lines(name, packs, language, subject)
    if not lines:
        return note_card(text("nothing_listed", language))
    found = _pages(lines)
    page = max(0, min(page, len(found) - 1))
    shown = [f"**{text(name, language)}**", *found[page]]
    buttons = []
    if len(found) > 1:
        shown.append("-# " + text("page", language, page=page + 1, pages=len(found)))
    for other, key in ((page - 1, "back"), (page + 1, "next")):
        if 0 <= other < len(found):
            state = State("list", "", language, "", (name, str(other), subject))
            buttons.append(StateButton.of(state, text(key, language)))
    listed = note_card("\n".join(shown), *buttons)
    if name == "scenarios":
        before = sum(map(len, found[:page]))
        options = _options(packs, language)[before : before + len(found[page])]
        state = State("related", "", language)
        select = StateSelect.of(state, text("look_into", language), options)
        listed.add_item(discord.ui.ActionRow(select))
    return listed


def _lines(name: str, packs: Sequence[Pack], language: str, subject: str) -> list[str]:
    match name:
        case "sources":
            return [line for pack in packs for line in _sources(pack, language)]
        case "timeline":
            return _timeline(packs, language, subject)
        case "scenarios":
            return [line for pack in packs for line in _scenarios(pack, language)]
        case _:
            return []


def _sources(pack: Pack, language: str) -> list[str]:
    newest = sorted(pack.sources.values(), key=lambda one: one.published or "", reverse=True)
    lines = []
    for source in newest:
        day = f", {dates.shown(source.published, language)}" if source.published else ""
        outlet = escaped(label(source.outlet, 80))
        lines.append(f"- {outlet}{day}: {link(label(source.title, 110), source.url)}")
    return lines


def _timeline(packs: Sequence[Pack], language: str, subject: str) -> list[str]:
    found = []
    for pack in packs:
        for fact in pack.facts.values():
            if subject and code(fact.subject) != subject:
                continue
            statement, _ = fitted(one_line(fact.statement), _STATEMENT, pack.manifest.language)
            status = text(f"status_{fact.status.value}", language)
            day = escaped(shown_date(fact.as_of, language))
            line = f"- **{day}** · {statement} ({status})"
            found.append((first_day(fact.as_of), fact.as_of, fact.id, line))
    return [line for *_, line in sorted(found, reverse=True)]


def _scenarios(pack: Pack, language: str) -> list[str]:
    lines = []
    for scenario in pack.scenarios.values():
        title = escaped(label(scenario_title(scenario, language), 200))
        day = dates.shown(scenario.as_of, language)
        lines.append(f"- **{title}**\n  {_stands(scenario, language)}, {day}")
    return lines


def _options(packs: Sequence[Pack], language: str) -> list[discord.SelectOption]:
    """Return an option for each line of the scenarios."""
    return [
        discord.SelectOption(
            label=label(scenario_title(scenario, language), OPTION),
            value=reference(pack.id, (scenario.id,)),
            description=_stands(scenario, language),
        )
        for pack in packs
        for scenario in pack.scenarios.values()
    ]


def _stands(scenario: Scenario, language: str) -> str:
    """Return where a scenario stands, as a sign and in words."""
    return f"{sign(scenario.status.value)} {scenario_state(scenario, language)}".strip()


def _pages(lines: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        page = found[-1]
        if page and (len(page) >= _LINES or size("\n".join([*page, line])) > _PAGE):
            found.append([line])
        else:
            page.append(line)
    return found
