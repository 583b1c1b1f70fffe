"""Lists of what the packs hold, in pages: sources, timeline, scenarios."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from bot.answers.dates import shown as shown_date
from bot.answers.naming import scenario_title
from bot.answers.scenario import state as scenario_state
from bot.discord_app import dates
from bot.discord_app.answer_lines import sign
from bot.discord_app.buttons import StateButton, StateSelect
from bot.discord_app.cards import NEUTRAL, Card, note_card
from bot.discord_app.custom_ids import State, reference
from bot.discord_app.escaping import escaped, link, one_line
from bot.discord_app.limits import DESCRIPTION, OPTION, fitted, label, size
from bot.discord_app.pictures import Wanted
from bot.discord_app.texts import text
from bot.knowledge.dates import first_day
from bot.knowledge.model import Pack, Scenario
from bot.pictures.board import board, in_order
from bot.pictures.timeline import timeline
from bot.pictures.wording import (
    deadline_line,
    last_line,
    moment_line,
    settled_label,
    sides_line,
    state_line,
)

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture

ALL = Wanted()
_PAGE = 1_800
_BOARD = 3_200  # so that the usual handful of scenarios is on one page
_LINES = 10
_STATEMENT = 240
_CRITERIA = 400


def card(
    name: str,
    packs: Sequence[Pack],
    language: str,
    page: int,
    wanted: Wanted = ALL,
    pictures: Sequence["Picture"] = (),
) -> Card:
    """Return a page of a list, with pictures above it, which `files` sends along."""
    lines = _lines(name, packs, language, wanted)
    if not lines:
        return note_card(text("nothing_listed", language))
    found = _pages(lines, _BOARD if name == "scenarios" else _PAGE)
    page = max(0, min(page, len(found) - 1))
    heading = f"**{text(name, language)}**"
    shown = list(found[page])
    buttons = []
    if len(found) > 1:
        shown.append("-# " + text("page", language, page=page + 1, pages=len(found)))
    for other, key in ((page - 1, "back"), (page + 1, "next")):
        if 0 <= other < len(found):
            state = State("list", "", language, "", (name, str(other), *wanted.parts()))
            buttons.append(StateButton.of(state, text(key, language)))
    listed = _with_pictures(name, heading, shown, pictures)
    if buttons:
        listed.add_item(discord.ui.ActionRow(*buttons))
    if name == "scenarios":
        before = sum(map(len, found[:page]))
        options = _options(packs, language)[before : before + len(found[page])]
        state = State("related", "", language)
        select = StateSelect.of(state, text("look_into", language), options)
        listed.add_item(discord.ui.ActionRow(select))
    return listed


def files(name: str, pictures: Sequence["Picture"]) -> list[discord.File]:
    """Return the files that a card with these pictures needs; each can be sent once."""
    return [
        discord.File(
            io.BytesIO(one.png), _file_name(name, place), description=label(one.alt, DESCRIPTION)
        )
        for place, one in enumerate(pictures)
    ]


def _with_pictures(
    name: str, heading: str, lines: Sequence[str], pictures: Sequence["Picture"]
) -> Card:
    if not pictures:
        return note_card("\n".join([heading, *lines]))
    gallery: discord.ui.MediaGallery[Card] = discord.ui.MediaGallery()
    for place, one in enumerate(pictures):
        address = f"attachment://{_file_name(name, place)}"
        gallery.add_item(media=address, description=label(one.alt, DESCRIPTION))
    listed = Card()
    listed.add_item(
        discord.ui.Container(
            discord.ui.TextDisplay(heading),
            gallery,
            discord.ui.TextDisplay("\n".join(lines)),
            accent_colour=NEUTRAL,
        )
    )
    return listed


def _file_name(name: str, place: int) -> str:
    return f"{name}-{place + 1}.png"


def _lines(name: str, packs: Sequence[Pack], language: str, wanted: Wanted) -> list[str]:
    match name:
        case "sources":
            return [line for pack in packs for line in _sources(pack, language)]
        case "timeline":
            return _timeline(packs, language, wanted)
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


def _timeline(packs: Sequence[Pack], language: str, wanted: Wanted) -> list[str]:
    """Return a line for each fact that is wanted, the newest of all packs first."""
    found = []
    for pack in packs:
        selection = wanted.selection(pack)
        if selection is None:
            continue
        for moment in timeline(pack, selection, language).moments:
            statement, _ = fitted(one_line(moment.statement), _STATEMENT, pack.manifest.language)
            day = escaped(shown_date(moment.date, language))
            said = moment_line(moment, language, entity=False)
            line = f"- **{day}** · {statement} ({escaped(said)})"
            found.append((first_day(moment.date), moment.date, moment.fact, line))
    return [line for *_, line in sorted(found, reverse=True)]


def _scenarios(pack: Pack, language: str) -> list[str]:
    """Return the board in words: a few lines for each scenario."""
    original = pack.manifest.language
    lines = []
    for row in board(pack, language).rows:
        title = escaped(label(row.title, 200))
        said = [f"- **{title}**", f"{sign(row.status)} {escaped(state_line(row, language))}"]
        said.append(escaped(sides_line(row, language)))
        criteria = one_line(" ".join(row.criteria))
        settled, _ = fitted(criteria, _CRITERIA, original)
        said.append(f"{escaped(settled_label(row, language))}: {settled}")
        if until := deadline_line(row, language):
            said.append(escaped(until))
        if row.last:
            statement, _ = fitted(one_line(row.last.statement), _STATEMENT, original)
            said.append(f"{escaped(last_line(row, language))}: {statement}")
        lines.append("\n  ".join(said))
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
        for scenario in in_order(pack)
    ]


def _stands(scenario: Scenario, language: str) -> str:
    """Return where a scenario stands, as a sign and in words."""
    return f"{sign(scenario.status.value)} {scenario_state(scenario, language)}".strip()


def _pages(lines: Sequence[str], most: int) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        page = found[-1]
        if page and (len(page) >= _LINES or size("\n".join([*page, line])) > most):
            found.append([line])
        else:
            page.append(line)
    return found
