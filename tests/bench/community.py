"""Questions as a community asks them: a few very often, most now and then, carelessly typed."""

import random
from collections.abc import Sequence

from tests.bench.keyboard import with_error

_LOWER, _BARE, _EAGER, _TYPO, _SECOND_TYPO = 0.5, 0.5, 0.15, 0.25, 0.2


def sloppy(text: str, rng: random.Random) -> str:
    """Return a question as it may be typed in a hurry.

    Half of them without capitals, half without the mark at the end, some with two; a quarter has a
    typing error, and of those one in five a second.
    """
    if rng.random() < _LOWER:
        text = text.lower()
    if rng.random() < _BARE:
        text = text.rstrip("?!. ")
    elif rng.random() < _EAGER:
        text = text.rstrip("?!. ") + "??"
    if rng.random() < _TYPO:
        text = with_error(text, rng)
        if rng.random() < _SECOND_TYPO:
            text = with_error(text, rng)
    return text


def as_a_community_asks(questions: Sequence[str], count: int, *, seed: int = 7) -> list[str]:
    """Return so many messages: the n-th most wanted question is asked 1/n as often as the first."""
    rng = random.Random(seed)
    ranked = list(questions)
    rng.shuffle(ranked)
    weights = [1 / rank for rank in range(1, len(ranked) + 1)]
    return [sloppy(text, rng) for text in rng.choices(ranked, weights, k=count)]
