"""The forms of curation, and the card that shows what is wrong in one with all that was typed.

What was typed stands in that card, in a frame for each field, and is read from there when the form
is opened again: nothing is lost, and the bot keeps nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.answers.texts import text as answer_text
from bot.discord_app.cards import Card, note_card
from bot.discord_app.curate_controls import Control, CurateButton
from bot.discord_app.escaping import clean, escaped, one_line
from bot.discord_app.limits import OPTION, OPTIONS, TEXT, fitted, label, size
from bot.discord_app.texts import text
from bot.discord_app.typed_fields import Complaint
from bot.knowledge.model import SourceKind, Status

_TITLE = 45
_ABOUT = 100
_PROBLEMS = 8
_PROBLEM = 220
_WRONG = 0xD64045
_ZERO_WIDTH = "\u200b"
_FRAME = re.compile(r"```\n(.*)\n```", re.DOTALL)
# Within a frame nothing acts but its end; nothing in it is to look like a mention or a link either.
_SIGNS = re.compile(r"([`@<\]])")

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: of so many characters, on one line or more, or (with none) a choice."""

    name: str
    most: int = 0
    is_long: bool = False
    is_needed: bool = True


FORMS: Mapping[str, tuple[Field, ...]] = {
    "entry": (
        Field("question", 300),
        Field("answer", 1_500, is_long=True),
        Field("facts", 300, is_needed=False),
        Field("about", 120, is_needed=False),
        Field("source", 600, is_long=True, is_needed=False),
    ),
    "fact": (
        Field("about", 120),
        Field("statement", 600, is_long=True),
        Field("status"),
        Field("source", 600, is_long=True),
        Field("kind", is_needed=False),
    ),
    "change": (
        Field("question", 300),
        Field("answer", 2_000, is_long=True),
        Field("facts", 600, is_needed=False),
    ),
    "status": (
        Field("fact"),
        Field("status"),
        Field("as_of", 20, is_needed=False),
        Field("source", 600, is_long=True, is_needed=False),
        Field("note", 300, is_long=True, is_needed=False),
    ),
    "suggest": (
        Field("question", 300),
        Field("answer", 1_500, is_long=True),
        Field("source", 300, is_needed=False),
    ),
    "find": (Field("find", 100),),
}


class Form(discord.ui.Modal):
    """A form that Discord shows. Nothing waits for it: what is sent says what it is."""

    def __init__(self, title: str, control: Control) -> None:
        super().__init__(title=label(title, _TITLE), custom_id=str(control), timeout=None)
        self.stop()


def form(
    name: str,
    about: Iterable[object],
    values: Mapping[str, str],
    language: str,
    options: Mapping[str, Options] | None = None,
) -> Form:
    """Return a form with values in its fields. `about` is what it is sent with."""
    shown = Form(text(f"form_{name}", language), Control.to("form", name, *about))
    for one in FORMS[name]:
        component: discord.ui.Item[Any]
        value = values.get(one.name, "")
        if one.most:
            component = discord.ui.TextInput(
                custom_id=one.name,
                style=discord.TextStyle.paragraph if one.is_long else discord.TextStyle.short,
                required=one.is_needed,
                default=value[: one.most] or None,
                max_length=one.most,
            )
        else:
            component = discord.ui.Select(
                custom_id=one.name,
                required=one.is_needed,
                min_values=1 if one.is_needed else 0,
                options=_options(one, value, language, options or {}),
            )
        shown.add_item(
            discord.ui.Label(
                text=_field_label(one, name, language),
                description=label(text(f"field_{name}_{one.name}_about", language), _ABOUT),
                component=component,
            )
        )
    return shown


def sent(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """Return what was typed and chosen in a form that was sent."""
    found: dict[str, str] = {}
    data: Any = interaction.data or {}
    for row in data.get("components", ()):
        inner = row.get("component") or {}
        for one in (inner, *row.get("components", ())):
            name = one.get("custom_id")
            if name:
                chosen = one.get("values") or [""]
                found[name] = clean(str(one.get("value") or chosen[0])).strip()
    return found


def wrong_card(
    name: str,
    about: Iterable[object],
    typed: Mapping[str, str],
    complaints: Sequence[Complaint],
    language: str,
) -> Card:
    """Return what is wrong in which field, all that was typed, and the way back into the form."""
    lines = [f"**{text('form_wrong', language)}**"]
    lines += [f"- {one}" for one in complaint_lines(name, complaints, language)]
    card = Card()
    container: discord.ui.Container[Card] = discord.ui.Container(accent_colour=_WRONG)
    container.add_item(discord.ui.TextDisplay("\n".join(lines)))
    left = TEXT - size("\n".join(lines))
    for place, one in enumerate(FORMS[name]):
        head = f"-# {escaped(_field_label(one, name, language))}\n"
        others = len(FORMS[name]) - place - 1
        room = left - size(head) - 10 - others * 60
        framed = _framed(typed.get(one.name, ""), room)
        container.add_item(discord.ui.TextDisplay(head + framed))
        left -= size(head + framed)
    card.add_item(container)
    again = Control.to("edit", name, *about)
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(
        CurateButton.of(again, text("form_edit", language), discord.ButtonStyle.primary)
    )
    card.add_item(row)
    return card


def complaint_lines(name: str, complaints: Sequence[Complaint], language: str) -> list[str]:
    """Return a line for each thing that is wrong, which names its field."""
    fields = {one.name: one for one in FORMS.get(name, ())}
    lines = []
    for one in complaints[:_PROBLEMS]:
        said = text(one.key, language, **one.values) if one.key else one.said
        shown, _ = fitted(one_line(said), _PROBLEM, "en")
        where = fields.get(one.field)
        place = f"**{escaped(_field_label(where, name, language))}**: " if where else ""
        lines.append(f"{place}{shown}")
    if len(complaints) > _PROBLEMS:
        lines.append("…")
    return lines


def typed_in(message: discord.Message | None, name: str) -> dict[str, str]:
    """Return what was typed, of the card that shows what was wrong with it."""
    shown = list(_texts(message.components)) if message else []
    frames = [found[1] for one in shown if (found := _FRAME.search(one))]
    values = [one.replace(_ZERO_WIDTH, "").strip() for one in frames]
    return dict(zip([one.name for one in FORMS[name]], values, strict=False))


def told(said: str, *buttons: CurateButton, colour: int | None = None) -> Card:
    """Return a short message with buttons."""
    return note_card(said, *buttons, colour=colour)


def status_word(status: str, language: str) -> str:
    """Return the word for a status."""
    known = [one.value for one in Status]
    return answer_text(f"word_{status}", language) if status in known else status


def _texts(components: Iterable[Any]) -> Iterable[str]:
    for one in components:
        if isinstance(one, discord.TextDisplay):
            yield one.content
        yield from _texts(getattr(one, "children", ()))


def _framed(value: str, room: int) -> str:
    kept = clean(value).strip()
    framed = _SIGNS.sub(rf"\1{_ZERO_WIDTH}", kept)
    while size(framed) > max(room, 1):
        kept = kept[: len(kept) * room // (size(framed) + 1)] if room > 0 else ""
        framed = _SIGNS.sub(rf"\1{_ZERO_WIDTH}", kept)
    return f"```\n{framed or _ZERO_WIDTH}\n```"


def _field_label(one: Field, form_name: str, language: str) -> str:
    return label(text(f"field_{form_name}_{one.name}", language), _TITLE)


def _options(
    one: Field, value: str, language: str, given: Mapping[str, Options]
) -> list[discord.SelectOption]:
    choices: Options = given.get(one.name, ())
    if one.name == "status":
        choices = [(each.value, status_word(each.value, language)) for each in Status]
    elif one.name == "kind":
        choices = [
            (each.value, text(f"source_kind_{each.name.lower()}", language)) for each in SourceKind
        ]
    options = [
        discord.SelectOption(label=label(shown, OPTION), value=name, default=name == value)
        for name, shown in choices[:OPTIONS]
    ]
    return options or [discord.SelectOption(label="–", value="none")]
