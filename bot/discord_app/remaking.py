"""What the ledger keeps of a message's answers, and making its card again from that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.answers.answer import Answer
from bot.answers.told import keys_of
from bot.conversation.question import Question
from bot.discord_app.library import Library

_ELSEWHERE = "//"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is needed to make a card again: the references of its answers, and its language.

    `is_whole` tells that nothing else stood in the card: what cannot be made again, as the answer
    to an unusual question, keeps its card. `echo` tells that it began with what was asked.
    """

    references: tuple[str, ...]
    language: str
    is_whole: bool = True
    echo: bool = False

    def __str__(self) -> str:
        kept = {"of": self.references, "in": self.language, "all": self.is_whole, "echo": self.echo}
        return json.dumps(kept, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what was kept; nothing where it is in another form."""
        try:
            kept = json.loads(text)
            return cls(tuple(kept["of"]), kept["in"], kept["all"], kept["echo"])
        except (ValueError, KeyError, TypeError):
            return None


def shown(
    library: Library,
    answers: Sequence[Answer],
    language: str,
    today: date,
    *,
    echo: bool,
    late: bool = False,
) -> Shown:
    """Return what to keep of a card in a language with these answers.

    `late` ones were told from an earlier state of the library, so that they may differ from it.
    """
    references, is_whole = [], True
    for answer in answers:
        reference = library.reference_to(answer)
        again = (
            library.show(reference, Question("", today, language=language)) if reference else None
        )
        if again is not None and (late or (again.text, again.facts) == (answer.text, answer.facts)):
            references.append(reference)
        else:
            is_whole = False
    return Shown(tuple(references), language, is_whole, echo)


def told_in(library: Library, pack: str, answers: Sequence[Answer]) -> dict[str, str]:
    """Return what the answers of a message rest on, with versions (see `AskedAnswer.facts`)."""
    found: dict[str, str] = {}
    for answer in answers:
        holder = library.pack(answer.pack)
        if holder is None or answer.known_on is not None:
            continue  # what was known on a day does not change
        for key in keys_of(holder, answer):
            name = key if answer.pack == pack else f"{answer.pack}{_ELSEWHERE}{key}"
            found[name] = library.told_version(answer.pack, key)
    return found


def versions_now(library: Library, pack: str, keys: Sequence[str]) -> dict[str, str]:
    """Return the versions in which a message would tell things now; empty if they are gone."""
    found = {}
    for key in keys:
        other, apart, name = key.partition(_ELSEWHERE)
        found[key] = library.told_version(other, name) if apart else library.told_version(pack, key)
    return found


def made_again(
    library: Library, kept: Shown, today: date, language: str
) -> tuple[tuple[Answer, ...], str] | None:
    """Return the answers of a card as they are now, and the question to begin with.

    Nothing comes back where an answer is gone, or where the card held more than that.
    """
    if not kept.is_whole or not kept.references:
        return None
    answers = []
    for reference in kept.references:
        answer = library.show(reference, Question("", today, language=language))
        if answer is None:
            return None
        answers.append(answer)
    return tuple(answers), answers[0].question if kept.echo else ""


def differing(told: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """Return the keys that are told otherwise now."""
    return {key for key, version in told.items() if now.get(key, "") != version}
