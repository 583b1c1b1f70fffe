"""Fitting the logit and the curve."""

import numpy as np
import pytest

from bot.search.confidence import NONE_SIGNS, probabilities
from bot.search.scoring import SIGNS
from bot.search.weights import STORY
from tests.bench.fitting import Sample, balance, fit, logistic

WIDTH = len(SIGNS) + len(NONE_SIGNS)


def test_the_fit_learns_which_sign_counts() -> None:
    """Where one sign alone tells the right option, its weight grows until the samples are won."""
    generator = np.random.default_rng(3)
    samples = []
    for _ in range(200):
        options = np.zeros((4, WIDTH))
        options[:3, 2] = generator.random(3)
        options[3, len(SIGNS)] = 1
        right = np.zeros(4, bool)
        right[int(np.argmax(options[:3, 2])) if options[:3, 2].max() > 0.5 else 3] = True
        samples.append(Sample(options, right))
    start = np.zeros(WIDTH)
    weights = fit(samples, np.ones(len(samples)), start, strength=0.01)
    assert weights[2] > 5
    hits = [
        sample.right[int(np.argmax(probabilities(sample.options, weights)))] for sample in samples
    ]
    assert np.mean(hits) > 0.9


def test_a_strong_prior_is_kept() -> None:
    """Few samples do not move weights that were fitted on many."""
    sample = Sample(np.eye(2, WIDTH), np.asarray([True, False]))
    assert fit([sample], np.ones(1), STORY, strength=1e6) == pytest.approx(STORY, abs=1e-3)


def test_questions_without_an_answer_get_their_share() -> None:
    """However many were sampled, they weigh as much as members ask."""
    samples = [Sample(np.zeros((1, WIDTH)), np.asarray([number < 30])) for number in range(40)]
    importance = balance(samples, 0.2)
    assert importance[:30].sum() / importance.sum() == pytest.approx(0.2)


def test_the_curve_finds_the_line_that_was_drawn() -> None:
    """From answers that are right as often as a logistic curve says, its coefficients."""
    generator = np.random.default_rng(3)
    table = np.column_stack([np.ones(20_000), generator.normal(size=20_000)])
    chances = 1 / (1 + np.exp(-(table @ [0.5, 2.0])))
    right = (generator.random(20_000) < chances).astype(float)
    assert logistic(table, right, np.ones(20_000)) == pytest.approx([0.5, 2.0], abs=0.1)
