"""Test questions that follow one another, asked as conversations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answers.answer import Answer
from bot.conversation.question import Question
from bot.knowledge.model import SampleQuestion
from bot.terminal.evaluate import (
    IN_CONVERSATION,
    Came,
    Verdict,
    as_values,
    by_kind,
    judge,
    miss,
    missed,
    tally,
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in the order in which they are asked, and the pack that they are about."""

    pack: str
    turns: Sequence[SampleQuestion]

    @property
    def id(self) -> str:
        """What tells this conversation from all others."""
        return f"{self.pack}/{self.turns[-1].id}"


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation and what came of each of its turns."""

    conversation: Conversation
    verdicts: Sequence[Verdict]

    @property
    def wholly_right(self) -> bool:
        """Whether every turn came right."""
        return not missed(self.verdicts)


def conversations(samples: Sequence[SampleQuestion], pack: str = "") -> list[Conversation]:
    """Return the conversations that test questions make up by what each comes after.

    Where two questions follow the same one, they are two conversations with the same start.
    """
    known = {sample.id: sample for sample in samples}
    followed = {sample.after for sample in samples}
    last = [
        sample
        for sample in samples
        if sample.id not in followed and (sample.after or sample.kind in IN_CONVERSATION)
    ]
    return [Conversation(pack, _up_to(sample, known)) for sample in last]


def hold(
    conversation: Conversation,
    ask: Callable[[Question], Sequence[Answer]],
    today: date,
    facts_of: Callable[[str], Sequence[str]],
) -> Held:
    """Ask the turns of a conversation one after the other; `facts_of` as for `judge`."""
    verdicts = judge(conversation.turns, ask, today, facts_of, conversation.id)
    return Held(conversation, tuple(verdicts))


def turns(held: Sequence[Held]) -> list[Verdict]:
    """Return what came of the turns; a turn that two conversations share counts once."""
    return [one.verdicts[place] for one, place in _turns(held)]


def figures(held: Sequence[Held]) -> dict[str, Any]:
    """Return the counts over conversations and over their turns as plain values."""
    found = turns(held)
    return {
        "conversations": len(held),
        "wholly_right": sum(one.wholly_right for one in held),
        "turns": as_values(tally(found)),
        "kinds": {kind: as_values(counts) for kind, counts in by_kind(found).items()},
    }


def misses(held: Sequence[Held]) -> list[dict[str, Any]]:
    """Return the turns that did not come right, each with what was typed before it."""
    return [
        {**miss(one.verdicts[place]), "before": [turn.sample.q for turn in one.verdicts[:place]]}
        for one, place in _turns(held)
        if one.verdicts[place].came is not Came.RIGHT
    ]


def _turns(held: Sequence[Held]) -> list[tuple[Held, int]]:
    found: dict[tuple[str, str], tuple[Held, int]] = {}
    for one in held:
        for place, verdict in enumerate(one.verdicts):
            found.setdefault((one.conversation.pack, verdict.sample.id), (one, place))
    return list(found.values())


def _up_to(
    sample: SampleQuestion, known: Mapping[str, SampleQuestion]
) -> tuple[SampleQuestion, ...]:
    way = [sample]
    while before := known.get(way[-1].after or ""):
        way.append(before)
    return tuple(reversed(way))
