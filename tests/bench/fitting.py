"""Fitting the logit and the curve of `bot.search.confidence` to samples of questions.

`fit` finds the weights of the logit and `logistic` those of the curve, both by Newton's method.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

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


def logistic(table: Floats, right: Floats, importance: Floats, strength: float = 0.1) -> Floats:
    """Return the coefficients of a logistic regression, drawn a little towards none."""
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-(table @ weights)))
        gradient = table.T @ (importance * (right - chances)) - strength * weights
        spread = importance * chances * (1 - chances)
        hessian = (table.T * spread) @ table + strength * np.eye(len(weights))
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights
