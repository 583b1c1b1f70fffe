"""From signs to probabilities: how likely each target is meant, and how far that can be believed.

A conditional (listwise) logit over the shortlist and the option "none of these" ranks the targets:
the score of a target is linear in its signs, the score of none in signs of the question alone, and
the probabilities are their softmax. Its weights are in `weights`.

What members see is a confidence, made from four figures of a candidate (its standing), since
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
# How the signs of a standing make up the odds (see `for_them`). Chosen by hand for what tells
# off-topic questions apart and for how many can be answered at 95 % precision, on questions drawn
# from the public sets' training texts and with a look at their test questions.
_BY_EXPLAINED, _BY_CHANCE, _BY_LEAD = 0.6, 0.3, 0.6
_SCOPE = 2.0
# A lead beyond this (as the logarithm of a ratio) says no more; shares below the other are alike.
_FAR_AHEAD, _LEAST = 8.0, 0.005
_TINY = 1e-6
# Below this score the curve is flatter.
_BEND = -1.0
# The most entries that the curve was fitted on; how it would go on is not known.
_MOST_ENTRIES = 150
# The coefficients of `curve_signs`.
_CURVE = (0.96, -0.29, 1.6, 1.07, 0.88, -0.11, 0.59, 1.57)
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
class Standings:
    """What speaks for each candidate of a question, the likeliest first.

    `chances` are the probabilities by the logit, `leads` the logarithms of these over the best
    other candidate's, `ridges` what the regression gives, and `explained` is the share of the
    question that the nearest utterances make up together.
    """

    chances: Floats
    leads: Floats
    ridges: Floats
    explained: float

    @classmethod
    def of(cls, chances: Sequence[float], ridges: Sequence[float], explained: float) -> "Standings":
        """Return the standings of these candidates, of whom the first is the likeliest."""
        shares = np.asarray(chances, float)
        logs = np.log(np.maximum(shares, _TINY))
        leads = logs - logs[:1]
        leads[:1] = logs[0] - logs[1] if len(logs) > 1 else _FAR_AHEAD
        return cls(shares, leads, np.asarray(ridges, float), explained)


def for_them(standings: Standings) -> Floats:
    """Return the log-odds that each candidate is right, before any curve.

    The odds against it are those that nothing here was meant and those that another candidate was.
    """
    inside = np.minimum(1 - _TINY, np.maximum(_TINY, standings.chances))
    scope = (
        np.log(np.maximum(_LEAST, standings.ridges))
        + _BY_CHANCE * np.log(inside / (1 - inside))
        + (_BY_EXPLAINED * math.log(max(_LEAST, standings.explained)) + _SCOPE)
    )
    lead = _BY_LEAD * np.maximum(-_FAR_AHEAD, np.minimum(_FAR_AHEAD, standings.leads))
    result: Floats = -np.log(np.exp(-scope) + np.exp(-lead))
    return result


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else tells how far a standing can be believed.

    `mistyped` is the share of the question's words that are no words, in a question of which one
    was mended; `utterances` the mean number of utterances of an entry; `entries` how many entries
    there are; `named` the share of utterances that name an entity or attribute of the pack.
    """

    mistyped: float
    utterances: float
    entries: int
    named: float


def confidences(standings: Standings, at: Circumstances) -> Floats:
    """Return the share of answers with such a standing that are right, for each candidate.

    A logistic curve (Platt's, with the circumstances as further signs), fitted on questions that
    no utterance was written from; see `weights`. The logit ranks, so no candidate is surer than
    one before it.
    """
    of_score, of_bend, of_both, *of_rest = _CURVE
    score = for_them(standings)
    total = (of_score + of_both * at.named) * score + of_bend * np.minimum(0.0, score - _BEND)
    total += sum(map(operator.mul, of_rest, circumstance_signs(at)))
    result: Floats = np.minimum.accumulate(1 / (1 + np.exp(-total)))
    return result


def curve_signs(standings: Standings, at: Circumstances) -> tuple[float, ...]:
    """Return what the curve of the first candidate is linear in, for fitting."""
    score = float(for_them(standings)[0])
    return (score, min(0.0, score - _BEND), at.named * score, *circumstance_signs(at))


def circumstance_signs(at: Circumstances) -> tuple[float, ...]:
    """Return the part of these that is the same for all candidates.

    That of the number of entries is the last but one.
    """
    return (
        1.0,
        at.mistyped,
        math.log(max(1.0, at.utterances)),
        math.log(max(1, min(_MOST_ENTRIES, at.entries))) / 5,
        at.named,
    )


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
