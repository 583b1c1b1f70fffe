"""Answers as Discord shows them: short answer, standing, notices, the rest, sources, buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.answers.answer import Answer, Outcome
from bot.answers.texts import LANGUAGES
from bot.discord_app.answer_lines import head, notice_lines, parts, small, source_lines
from bot.discord_app.buttons import StateButton, StateSelect
from bot.discord_app.custom_ids import State, code
from bot.discord_app.escaping import escaped, one_line, typed
from bot.discord_app.library import Library
from bot.discord_app.limits import (
    COMPONENTS,
    CUSTOM_ID,
    LABEL,
    OPTION,
    OPTIONS,
    TEXT,
    fitted,
    label,
    size,
)
from bot.discord_app.texts import text

_COLOURS = {
    "confirmed": 0x2E9E5B,
    "reported": 0x2F7FD1,
    "rumour": 0xE0A100,
    "speculation": 0xE0A100,
    "denied": 0xD64045,
    "superseded": 0x8A8F98,
    "opinion": 0x8E63CE,
    "open": 0x2F7FD1,
    "happened": 0x2E9E5B,
    "ruled out": 0xD64045,
    "overtaken": 0x8A8F98,
}
NEUTRAL = 0x8A8F98
CORRECTED = 0xE0A100
# The number of the line over a corrected answer, by which the next correction finds it.
LINE_ID = 77_001
_BODY = 700  # characters of the rest of an answer in a channel; "More" shows all of it
_ECHO = 200
_TOLD = 4  # answers in one message
_SUGGESTED = 4
_LEAST = 80  # characters; shorter pieces of text are not worth their place
_AROUND = 200  # characters for the line that says that something is missing
_CLOSING = 6  # components: that line, and the row with feedback and deletion
_FEEDBACK = (("helpful", "👍"), ("not_helpful", "👎"), ("outdated", ""))
_BIN = "🗑️"


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom a card is made.

    `language` is that of the labels. Without `asker` there is no "Delete": nobody else sees a
    private answer. `echo` is what was asked, where the channel does not show it.
    `correction` is the line over an answer that was put right.
    """

    language: str
    asker: int | None = None
    as_of: str = ""
    short: bool = False
    echo: str = ""
    correction: str = ""

    def with_correction(self, line: str, language: str, echo: str) -> "Reading":
        """Return the same for a card that is made again to put it right."""
        return replace(self, correction=line, language=language, echo=echo)


def labels_in(answers: Sequence[Answer], language: str | None, locale: str | None) -> str:
    """Return the language of the labels: that of the one who asked.

    That is the server's (`language`) where it has chosen one, whatever the language of the curated
    text; `locale` counts where we have no texts in the answer's.
    """
    found = language or answers[0].reader
    return found if found in LANGUAGES else locale or "en"


class Card(discord.ui.LayoutView):
    """A message of the bot. It never times out and holds no state.

    discord.py is not to keep it and wait for its buttons: their custom ids say all.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.stop()

    def room(self) -> int:
        """Return how many components more it takes."""
        return COMPONENTS - self.total_children_count

    def text(self) -> str:
        """Return all its text."""
        shown = (one for one in self.walk_children() if isinstance(one, discord.ui.TextDisplay))
        return "\n".join(one.content for one in shown)


def answer_card(library: Library, answers: Sequence[Answer], reading: Reading) -> Card:
    """Return the message that answers one message."""
    card = Card()
    if reading.correction:
        over: discord.ui.Container[Card] = discord.ui.Container(
            _text(reading.correction), accent_colour=CORRECTED, id=LINE_ID
        )
        card.add_item(over)
    if reading.echo:
        asked = typed(label(reading.echo, _ECHO))
        card.add_item(_text(f"-# {text('asked', reading.language, question=asked)}"))
    told = answers[:_TOLD]
    left = TEXT - size(card.text()) - _AROUND
    left_out = len(told) < len(answers)
    used: set[str] = set()
    for answer in told:
        block = _Block(library, answer, reading, left // len(told), used)
        block.fill(alone=len(told) == 1)
        if card.room() < _count(block.container) + _CLOSING:
            left_out = True
            break
        card.add_item(block.container)
    if left_out:
        card.add_item(_text(f"-# {text('more_answers', reading.language)}"))
    versions = dict.fromkeys(one.pack_version for one in told if one.pack_version)
    if library.tells_versions and versions and card.room() > _CLOSING:
        said = text("version", reading.language, version=", ".join(versions))
        card.add_item(_text(f"-# {said}"))
    if row := _closing_row(answers, reading):
        card.add_item(row)
    return card


def note_card(said: str, *items: discord.ui.Item[Any], colour: int | None = None) -> Card:
    """Return a message with a text of ours, which may hold formatting."""
    card = Card()
    shown = said if size(said) <= TEXT else fitted(said, TEXT, "en")[0]
    card.add_item(discord.ui.Container(_text(shown), accent_colour=colour or NEUTRAL))
    if items:
        card.add_item(_row(*items))
    return card


def state_of(library: Library, answer: Answer, reading: Reading) -> State:
    """Return what the buttons under an answer stand for."""
    return State("", library.reference_to(answer), reading.language, reading.as_of)


def related_options(library: Library, answer: Answer, language: str) -> list[discord.SelectOption]:
    """Return the questions and scenarios that go on from an answer."""
    found: dict[str, str] = {}
    named = [(one.entry, one.question) for one in answer.related]
    named += [(name, library.title(name, answer.pack, language)) for name in answer.scenarios]
    for name, question in named:
        place = library.reference_of(name, answer.pack)
        if name != answer.entry and place and question:
            found.setdefault(place, question)
    return [
        discord.SelectOption(label=label(question, OPTION), value=place)
        for place, question in list(found.items())[:OPTIONS]
    ]


class _Block:
    """One answer in a card: its container, the text that still fits, the custom ids in use."""

    def __init__(
        self, library: Library, answer: Answer, reading: Reading, budget: int, used: set[str]
    ) -> None:
        self.container: discord.ui.Container[Card] = discord.ui.Container(
            accent_colour=_COLOURS.get(answer.status or "", NEUTRAL)
        )
        self._library = library
        self._answer = answer
        self._reading = reading
        self._left = budget
        self._used = used
        self._is_cut = answer.abridged

    def fill(self, *, alone: bool) -> None:
        """Add all of the answer; alone in its card it also leads on to related questions."""
        answer, language = self._answer, self._reading.language
        if not alone:
            self._add(f"-# {typed(label(answer.question, _ECHO))}")
        opening, over = head(answer, language, self._left)
        self._add(opening)
        notices, are_cut = notice_lines(answer)
        self._add_lines(notices)
        self._is_cut = self._is_cut or bool(over) or are_cut
        lines = [] if self._reading.short else small(source_lines(answer, language))
        _, rest = parts(answer)
        if self._reading.short:
            self._is_cut = self._is_cut or bool(rest)
        elif rest:
            room = min(_BODY, self._left - size("\n".join(lines)))
            shown, over = fitted(rest, room, answer.language) if room >= _LEAST else ("", rest)
            self._add(shown)
            self._is_cut = self._is_cut or bool(over)
        if lines and self._left > _LEAST:
            self.container.add_item(discord.ui.Separator())
        self._add_lines(lines)
        if answer.suggestions:
            self._add_suggestions(alone=alone)
        self._add_buttons()
        if alone and (options := related_options(self._library, answer, language)):
            state = State("related", "", language, self._reading.as_of)
            select = StateSelect.of(state, text("related", language), options)
            self.container.add_item(_row(select))

    def _add(self, shown: str) -> bool:
        if not shown or size(shown) > self._left:
            return False
        self.container.add_item(_text(shown))
        self._left -= size(shown)
        return True

    def _add_lines(self, lines: list[str]) -> None:
        """Add as many of the lines as fit."""
        kept = list(lines)
        while kept and not self._add("\n".join(kept)):
            kept.pop()
        self._is_cut = self._is_cut or len(kept) < len(lines)

    def _add_buttons(self) -> None:
        answer, language = self._answer, self._reading.language
        state = state_of(self._library, answer, self._reading)
        if not state.reference or answer.outcome is not Outcome.ANSWERED:
            return
        row: list[StateButton] = []
        if self._is_cut:
            row.append(StateButton.of(state.to("more", 0), text("more", language)))
        if answer.citations:
            row.append(StateButton.of(state.to("sources"), text("sources", language)))
        row.append(StateButton.of(_why_state(state, answer), text("why", language)))
        self._add_row(row)

    def _add_suggestions(self, *, alone: bool) -> None:
        """Add "Did you mean": a button for each question, which is told in full if it is long.

        Alone in a card they stand below each other: side by side they end up in ragged lines.
        """
        answer, reading = self._answer, self._reading
        if any(size(one_line(one.question)) > LABEL for one in answer.suggestions):
            self._add_lines(
                [f"- {escaped(label(one.question, 300))}" for one in answer.suggestions]
            )
        asker = str(reading.asker or 0)
        row: list[StateButton] = []
        for one in answer.suggestions[:_SUGGESTED]:
            found = self._library.reference_of(one.entry, answer.pack)
            state = State("pick", found, reading.language, reading.as_of, (asker,))
            if found:
                style = discord.ButtonStyle.primary
                row.append(StateButton.of(state, one_line(one.question), style))
        if row:
            none = State("none", "", reading.language, "", (asker,))
            row.append(StateButton.of(none, text("none_of_these", reading.language)))
        for buttons in [[one] for one in row] if alone else [row]:
            self._add_row(buttons)

    def _add_row(self, row: Sequence[StateButton]) -> None:
        """Add buttons in a row; no two controls of a message may have the same custom id."""
        new = []
        for button in row:
            if button.custom_id not in self._used:
                self._used.add(button.custom_id)
                new.append(button)
        if new:
            self.container.add_item(_row(*new))


def _closing_row(answers: Sequence[Answer], reading: Reading) -> discord.ui.ActionRow[Card] | None:
    """Return what a member may say of the answer, and its deletion by the one who asked.

    Signs alone where everybody reads them: so the row is one line on a phone.
    """
    row: list[StateButton] = []
    if any(answer.outcome is Outcome.ANSWERED for answer in answers):
        for kind, sign in _FEEDBACK:
            state = State("feedback", "", reading.language, "", (kind,))
            shown = "" if sign else text(kind, reading.language)
            row.append(StateButton.of(state, shown, emoji=sign or None))
    if reading.asker:
        state = State("delete", "", reading.language, "", (str(reading.asker),))
        row.append(StateButton.of(state, "", emoji=_BIN))
    return _row(*row) if row else None


def _why_state(state: State, answer: Answer) -> State:
    """Return what the "why" button knows: how sure, the utterance, and what came next."""
    why = answer.why
    known = [f"{100 * answer.confidence:.0f}", code(why.utterance) if why else ""]
    plain = state.to("why", *known)
    if why is None or why.runner_up_entry is None or why.points_behind is None:
        return plain
    full = state.to("why", *known, code(why.runner_up_entry), why.points_behind)
    # Where many facts were told together, there is no room for the runner-up.
    return full if size(str(full)) <= CUSTOM_ID else plain


def _text(shown: str) -> discord.ui.TextDisplay[Any]:
    return discord.ui.TextDisplay(shown)


def _row(*items: discord.ui.Item[Any]) -> discord.ui.ActionRow[Any]:
    return discord.ui.ActionRow(*items)


def _count(container: discord.ui.Container[Card]) -> int:
    return 1 + sum(1 for _ in container.walk_children())
