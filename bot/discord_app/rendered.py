"""Cards that are asked for again and again: made once, sent often, each to its own asker."""

from dataclasses import dataclass
from typing import Any

import discord

from bot.answers.answer import Answer
from bot.conversation.question import Question
from bot.discord_app.cards import Reading, answer_card, labels_in
from bot.discord_app.library import KEPT, Library
from bot.knowledge.keeping import kept

Component = dict[str, Any]
_Path = tuple[str | int, ...]

# Stands for the asker in a card that is kept; no member of Discord has this id.
_ANYBODY = 2**63 - 1
_ENDS = f":{_ANYBODY}"


class Rendered(discord.ui.LayoutView):
    """A card in the form in which it is sent.

    It has no items: nothing waits for its buttons, whose custom ids say all (see `custom_ids`).
    """

    def __init__(self, components: list[Component]) -> None:
        super().__init__(timeout=None)
        self._sent = components
        self.stop()

    def to_components(self) -> list[Component]:
        """Return what is sent."""
        return self._sent

    def has_components_v2(self) -> bool:
        """Tell Discord that this is a layout."""
        return True


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a question and the card that tells them, whoever asks.

    `places` is where in the components the asker's id stands.
    """

    answers: tuple[Answer, ...]
    components: list[Component]
    places: tuple[_Path, ...]

    def card(self, asker: int) -> Rendered:
        """Return the card for an asker; what names nobody is shared and not to be changed."""
        if not self.places:
            return Rendered(self.components)
        filled = self.components.copy()
        for path in self.places:
            part: Any = filled
            for step in path:
                part[step] = part[step].copy()
                part = part[step]
            part["custom_id"] = f"{part['custom_id'].removesuffix(_ENDS)}:{asker}"
        return Rendered(filled)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a question is answered: in short or in full, to the asker alone, with what was asked."""

    short: bool = False
    private: bool = False
    echo: bool = False


class Replies:
    """Makes the replies of a library, and keeps those to the last few hundred short questions.

    A reply depends on the question (with its day, date and languages), the packs that it is put to
    and the manner: all of that is in the key, so that a change of settings is seen at once. What
    passes with time in a card are Discord's own timestamps. A reload of packs makes new replies.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kept = kept(self._made, KEPT)

    def reply(self, packs: tuple[str, ...], question: Question, manner: Manner) -> Reply:
        """Return the reply to a short question, of nobody in particular, put to these packs."""
        return self._kept(packs, question, manner)

    def _made(self, packs: tuple[str, ...], question: Question, manner: Manner) -> Reply:
        answers = self.library.ask(packs, question)
        reading = Reading(
            language=labels_in(answers, question.language, question.locale),
            asker=None if manner.private else _ANYBODY,
            as_of=question.as_of or "",
            short=manner.short,
            echo=question.text if manner.echo else "",
        )
        components = sent(answer_card(self.library, answers, reading))
        return Reply(answers, components, tuple(_places(components, ())))


def sent(card: discord.ui.LayoutView) -> list[Component]:
    """Return a card in the form in which it is sent."""
    components: list[Component] = card.to_components()  # type: ignore[no-untyped-call]
    return components


def _places(part: object, path: _Path) -> list[_Path]:
    if isinstance(part, list):
        return [found for place, one in enumerate(part) for found in _places(one, (*path, place))]
    if not isinstance(part, dict):
        return []
    own = [path] if str(part.get("custom_id", "")).endswith(_ENDS) else []
    return own + [found for key, one in part.items() for found in _places(one, (*path, key))]
