"""Held-out utterances of a pack as samples, to fit the weights on (`tests.bench.weights`).

Each is left out of its target. For some, all that could answer them is left out too (a near miss),
and some have their weightiest words replaced by unknown ones. Others are made of an entity and an
attribute of which the pack holds nothing (the right subject with a foreign attribute). For all
these, as for topics, "none" is right.
"""

import random

import numpy as np

from bot.knowledge.model import Fact, Pack
from bot.search.analysis import Analysis, analyse, analyse_words
from bot.search.confidence import options
from bot.search.index import Index
from bot.search.result import Kind
from bot.search.scoring import Profile
from bot.search.traits import base, measures_of
from bot.search.utterances import Target
from tests.bench.fitting import Sample

# The share of questions without an answer that members are expected to ask.
NO_ANSWER = 0.2
_TOPIC_SHARE = 0.2
_MADE = 0.15
_NEAR_MISSES = 0.15
_FOREIGN_ATTRIBUTES = 0.15


def held_out(pack: Pack, index: Index, count: int, seed: int) -> list[Sample]:
    """Return so many samples made of the utterances of a pack and of what it lacks."""
    makes = _HeldOut(pack, index)
    chooser = random.Random(f"{seed}/{len(index.owners)}")
    asked: tuple[list[int], list[int]] = ([], [])
    for row, owner in enumerate(index.owners.tolist()):
        if index.utterance(row).asked:
            asked[index.targets[owner].kind is Kind.TOPIC].append(row)
    foreign = unasked(pack, measures_of(pack))
    topics = min(len(asked[1]), int(count * _TOPIC_SHARE))
    made = int(count * _MADE) if foreign else 0
    chosen = chooser.sample(asked[0], min(count - topics - made, len(asked[0])))
    chosen += chooser.sample(asked[1], topics)
    samples = [makes.sample(row, chooser.random()) for row in chosen]
    return samples + [makes.unanswered(chooser.choice(foreign)) for _ in range(made)]


class _HeldOut:
    """Makes one sample at a time."""

    def __init__(self, pack: Pack, index: Index) -> None:
        self._pack = pack
        self._index = index

    def unanswered(self, text: str) -> Sample:
        """Return a sample of a question that the pack holds nothing for."""
        question = analyse(text, self._index.lexicon, repair=True)
        table = options(self._index.score(question).signs, question)
        return Sample(table, np.arange(len(table)) == len(table) - 1)

    def sample(self, row: int, chance: float) -> Sample:
        """Return a sample of an utterance that its target does not have."""
        index = self._index
        owner = int(index.owners[row])
        target = index.targets[owner]
        wording = index.utterance(row).text
        text = self._read(wording)
        is_topic = target.kind is Kind.TOPIC
        near_miss = is_topic or chance < _NEAR_MISSES
        typed = text.typed
        if not near_miss and chance > 1 - _FOREIGN_ATTRIBUTES:
            typed, near_miss = self._with_foreign_words(text), True
        # Words that stand in this utterance alone are words the pack would not know.
        once = {word for word in typed if index.lexicon.count(word) <= 1}
        question = analyse_words(typed, index.lexicon, repair=True, hidden=once)
        own = [self._read(one.text) for one in target.utterances if one.text != wording]
        background = [self._read(one) for one in target.background]
        answers = np.asarray(
            [
                other == owner or share_an_answer(target, index.targets[other])
                for other in range(len(index.targets))
            ]
        )
        scored = index.score(
            question,
            without_row=row,
            without_targets=answers if near_miss and typed is text.typed else None,
            profile=(owner, Profile.of(own, background, base(self._pack, target))),
        )
        table = options(scored.signs, question)
        right = np.zeros(len(table), bool)
        if is_topic:
            right[:-1] = [index.targets[other].kind is Kind.TOPIC for other in scored.targets]
        elif not near_miss:
            right[:-1] = answers[scored.targets]
        right[-1] = near_miss or not right.any()
        return Sample(table, right)

    def _read(self, text: str) -> Analysis:
        return analyse(text, self._index.lexicon, repair=False)

    def _with_foreign_words(self, text: Analysis) -> tuple[str, ...]:
        """Replace the words that say what is asked of the entity by words nobody knows."""
        ranked = sorted(
            (-self._index.weight(stem), place)
            for place, stem in enumerate(text.stems)
            if place not in text.entity_words and len(stem) > 2
        )
        foreign = {place for _, place in ranked[: max(1, len(ranked) // 3)]}
        return tuple(
            f"zqx{place}" if place in foreign else word for place, word in enumerate(text.typed)
        )


def share_an_answer(target: Target, other: Target) -> bool:
    """Tell whether one of two targets rests on what the other's leading facts say."""
    return any(fact in other.facts for fact in target.facts[:2]) or any(
        fact in target.facts for fact in other.facts[:2]
    )


def unasked(pack: Pack, measures: frozenset[str]) -> list[str]:
    """Return questions for a measure of an entity for which the pack holds none."""
    told: dict[str, list[Fact]] = {name: [] for name in sorted(measures)}
    for fact in pack.facts.values():
        if fact.attribute in told:
            told[fact.attribute].append(fact)
    subjects = [
        pack.entities[name] for name in sorted({one.subject for one in pack.facts.values()})
    ]
    return [
        f"{subject.name} {pack.attributes[attribute].name}"
        for attribute, facts in told.items()
        for subject in subjects
        if not any(
            one.subject == subject.id or subject.name.casefold() in one.statement.casefold()
            for one in facts
        )
    ]
