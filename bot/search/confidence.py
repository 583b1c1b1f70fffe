"""From signs to probabilities: how likely each target is meant, and how far that can be believed.

A conditional (listwise) logit over the shortlist and the option "none of these" ranks the targets:
the score of a target is linear in its signs, the score of none in signs of the question alone, and
the probabilities are their softmax. Its weights are in `weights`.

What members see is the `confidence`, made from four figures of a candidate (its `Standing`), since
an answer can be wrong in two ways: nothing here was meant, or something else here was. The odds of
the two add up, so both the evidence and the lead must be there; neither makes up for the other.
"""

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.analysis import Analysis
from bot.search.scoring import SIGNS

Floats = npt.NDArray[np.float64]

NONE_SIGNS = ("none", "unknown_share", "unknown_words", "short")
LOWEST, HIGHEST = 0.76, 0.9
# How the signs of a standing make up the odds (see `for_it`). Chosen on questions drawn from the
# public sets' training texts: for what tells off-topic questions apart there, and for how many
# questions can be answered at 95 % precision.
_BY_EXPLAINED, _BY_CHANCE, _BY_LEAD = 0.5, 0.3, 0.6
_SCOPE = 2.0
# A lead beyond this (as the logarithm of a ratio) says no more; shares below the other are alike.
_FAR_AHEAD, _LEAST = 8.0, 0.005
_TINY = 1e-6
# The coefficients of `curve_signs`.
_CURVE = (1.41, 0.84, 0.87, -0.12, 1.66, 1.69)
_WIDTH = len(SIGNS) + len(NONE_SIGNS)


def options(signs: Floats, text: Analysis) -> Floats:
    """Return the signs of each target and, as the last row, of none of them."""
    table = np.zeros((len(signs) + 1, _WIDTH))
    table[:-1, : len(SIGNS)] = signs
    words = len(text.stems)
    table[-1, len(SIGNS) :] = (
        1.0,
        len(text.unknown) / max(1, words),
        min(3, sum(len(stem) > 2 for stem in text.unknown)) / 3,
        1.0 / max(1, words),
    )
    return table


def probabilities(table: Floats, weights: Floats) -> Floats:
    """Return the probability of each option; they add up to one."""
    scores = table @ weights
    scores = np.exp(scores - scores.max())
    result: Floats = scores / scores.sum()
    return result


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for a candidate.

    `chance` is its probability by the logit, `lead` the logarithm of that over the best other
    candidate's, `ridge` what the regression gives it, and `explained` the share of the question
    that the nearest utterances make up together.
    """

    chance: float
    lead: float
    ridge: float
    explained: float


def standings(
    chances: Sequence[float], ridges: Sequence[float], explained: float
) -> list[Standing]:
    """Return the standing of each candidate among all of a question."""
    if not chances:
        return []
    logs = [math.log(max(chance, _TINY)) for chance in chances]
    first = max(logs)
    rest = list(logs)
    rest.remove(first)
    second = max(rest, default=first - _FAR_AHEAD)
    return [
        Standing(chance, log - (second if log == first else first), ridge, explained)
        for chance, log, ridge in zip(chances, logs, ridges, strict=True)
    ]


def for_it(standing: Standing) -> float:
    """Return the log-odds that a candidate is right, before any curve.

    The odds against it are those that nothing here was meant and those that another candidate was.
    """
    scope = (
        math.log(max(_LEAST, standing.ridge))
        + _BY_EXPLAINED * math.log(max(_LEAST, standing.explained))
        + _BY_CHANCE * _log_odds(standing.chance)
        + _SCOPE
    )
    lead = _BY_LEAD * max(-_FAR_AHEAD, min(_FAR_AHEAD, standing.lead))
    return -math.log(math.exp(-scope) + math.exp(-lead))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else tells how far a standing can be believed.

    `mistyped` is the share of the question's words that are no words, in a question of which one
    was mended; `utterances` the mean number of utterances of an entry; `named` the share of
    utterances that name an entity or attribute of the pack.
    """

    mistyped: float
    utterances: float
    named: float


def confidence(standing: Standing, at: Circumstances) -> float:
    """Return the share of answers with such a standing that are right.

    A logistic curve (Platt's, with the circumstances as further signs), fitted on questions that
    no utterance was written from; see `weights`.
    """
    score = sum(map(operator.mul, _CURVE, curve_signs(standing, at)))
    return 1 / (1 + math.exp(-score))


def curve_signs(standing: Standing, at: Circumstances) -> tuple[float, ...]:
    """Return what the curve is linear in."""
    score = for_it(standing)
    return (
        1.0,
        score,
        at.mistyped,
        math.log(max(1.0, at.utterances)),
        at.named,
        at.named * score,
    )


def _log_odds(chance: float) -> float:
    inside = min(1 - _TINY, max(_TINY, chance))
    return math.log(inside / (1 - inside))


def threshold(confidence: Floats, importance: Floats, precision: float) -> float:
    """Return the lowest confidence from which on `precision` of the answers should be right.

    The promise is the mean confidence of what would be answered, which is smoother on a few
    hundred samples than counting hits. The result lies between LOWEST and HIGHEST.
    """
    order = np.argsort(-confidence, kind="stable")
    weight = importance[order]
    promised = np.cumsum(confidence[order] * weight) / np.maximum(np.cumsum(weight), 1e-9)
    good = np.flatnonzero(promised >= precision)
    found = float(confidence[order[good[-1]]]) if good.size else HIGHEST
    return min(HIGHEST, max(LOWEST, found))
