"""From signs to probabilities: how likely each target is meant, and that none is.

A conditional (listwise) logit over the shortlist and the option "none of these": the score of a
target is linear in its signs, the score of none in signs of the question alone, and the
probabilities are their softmax. So the margin to the runner-up and the evidence itself both
count. `fit` finds the weights by Newton's method; they are kept in `weights`. A logistic curve
then says how far a probability can be believed (`as_asked`).
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
Bools = npt.NDArray[np.bool_]

NONE_SIGNS = ("none", "unknown_share", "unknown_words", "short")
LOWEST, HIGHEST = 0.76, 0.9
# The coefficients of `curve_signs`.
_CURVE = (-0.443, 0.635, 0.833, -0.047, 1.526, 1.212, 0.735)
_WIDTH = len(SIGNS) + len(NONE_SIGNS)


@dataclass(frozen=True, slots=True)
class Sample:
    """One held-out question: its options' signs (the last row is "none") and which are right."""

    options: Floats
    right: Bools

    @property
    def unanswerable(self) -> bool:
        """Tell whether "none of these" is right."""
        return bool(self.right[-1])


def balance(samples: Sequence[Sample], unanswerable: float) -> Floats:
    """Return weights under which a share of the questions has no answer."""
    without = np.asarray([sample.unanswerable for sample in samples], bool)
    count = max(1, int(without.sum()))
    odds = unanswerable / (1 - unanswerable)
    return np.where(without, odds * (len(samples) - count) / count, 1.0)


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
class Circumstances:
    """What else tells how far a probability can be believed.

    `mended` is the share of the question's words whose spelling was repaired, `utterances` the
    mean number of utterances of an entry, `entries` how many entries there are, and `named` the
    share of utterances that name an entity or attribute of the pack.
    """

    mended: float
    utterances: float
    entries: int
    named: float


def as_asked(chance: float, at: Circumstances) -> float:
    """Turn the probability of the best candidate into the share of such answers that are right.

    A logistic curve (Platt's, with the circumstances as further signs), fitted on questions that
    no utterance was written from; see `weights`.
    """
    score = sum(map(operator.mul, _CURVE, curve_signs(chance, at)))
    return 1 / (1 + math.exp(-score))


def curve_signs(chance: float, at: Circumstances) -> tuple[float, ...]:
    """Return what the curve is linear in."""
    inside = min(1 - 1e-6, max(1e-6, chance))
    odds = math.log(inside / (1 - inside))
    return (
        1.0,
        odds,
        at.mended,
        math.log(max(1.0, at.utterances)),
        math.log(max(1, at.entries)) / 5,
        at.named,
        at.named * odds,
    )


def fit(
    samples: Sequence[Sample], importance: Floats, prior: Floats, strength: float, steps: int = 12
) -> Floats:
    """Return the weights that explain the samples best, drawn towards `prior`.

    `strength` is the weight of the prior, as the precision of a normal distribution around it.
    Where several options are right, their sum is what is explained (a majorised Newton step).
    """
    if not samples:
        return prior
    widest = max(len(sample.options) for sample in samples)
    table = np.zeros((len(samples), widest, _WIDTH))
    present = np.zeros((len(samples), widest), bool)
    right = np.zeros((len(samples), widest), bool)
    for index, sample in enumerate(samples):
        count = len(sample.options)
        table[index, :count] = sample.options
        present[index, :count] = True
        right[index, :count] = sample.right
    usable = right.any(axis=1)
    table, present, right = table[usable], present[usable], right[usable]
    importance = importance[usable]
    weights = prior.copy()
    for _ in range(steps):
        scores = np.where(present, table @ weights, -np.inf)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        target = np.where(right, chances, 0)
        target /= np.maximum(target.sum(axis=1, keepdims=True), 1e-12)
        gradient = np.einsum("n,no,now->w", importance, target - chances, table, optimize=True)
        gradient -= strength * (weights - prior)
        means = np.einsum("no,now->nw", chances, table)
        flat = table.reshape(-1, _WIDTH)
        hessian = flat.T @ ((chances * importance[:, None]).reshape(-1, 1) * flat)
        hessian -= means.T @ (importance[:, None] * means)
        hessian[np.diag_indices(_WIDTH)] += strength
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step * min(1.0, 4.0 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-3:
            break
    return weights


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
