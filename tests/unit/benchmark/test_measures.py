"""The measures, against values worked out by hand."""

import math

import pytest

from tests.bench.measures import (
    auroc,
    calibration_error,
    calibration_noise,
    coverage,
    mrr,
    percentile,
    precision_at_1,
    rejected,
)


def test_precision_and_reciprocal_rank() -> None:
    ranks = [1, 2, None, 4, 11]
    assert precision_at_1(ranks) == pytest.approx(1 / 5)
    assert mrr(ranks) == pytest.approx((1 + 1 / 2 + 1 / 4) / 5)


def test_auroc_counts_pairs_and_halves_ties() -> None:
    # Of 3 x 2 pairs: .9 beats both, .5 beats .2 and ties with .5, .1 beats none.
    assert auroc([0.9, 0.5, 0.1], [0.5, 0.2]) == pytest.approx((2 + 1.5 + 0) / 6)
    assert auroc([1.0, 2.0], [0.0]) == 1
    assert auroc([1.0], [1.0]) == 0.5


def test_coverage_takes_the_lowest_threshold_that_keeps_the_precision() -> None:
    # Down to .6: 2 of 3 right; down to .5: 3 of 4; below, the precision falls under 3/4.
    scored = [(0.9, True), (0.6, False), (0.7, True), (0.5, True), (0.4, False)]
    assert coverage(scored, precision=0.75) == pytest.approx(3 / 5)
    assert coverage(scored, precision=0.95) == pytest.approx(2 / 5)


def test_coverage_cannot_split_a_tie() -> None:
    assert coverage([(0.9, True), (0.5, True), (0.5, False)]) == pytest.approx(1 / 3)
    assert coverage([(100.0, True)] * 18 + [(100.0, False)] * 2) == 0
    assert coverage([(100.0, True)] * 19 + [(100.0, False)]) == pytest.approx(0.95)


def test_an_answer_to_an_off_topic_question_is_wrong() -> None:
    scored = [(0.9, True), (0.8, True), (0.3, True)]
    assert coverage(scored) == 1
    assert coverage(scored, [0.85]) == pytest.approx(1 / 3)
    assert coverage(scored, [0.1]) == 1
    assert coverage(scored, [0.95]) == 0


def test_rejected_keeps_nine_of_ten_in_scope() -> None:
    in_scope = [score / 10 for score in range(1, 11)]  # the threshold is .2
    assert rejected(in_scope, [0.1, 0.2, 0.3, 0.15]) == pytest.approx(2 / 4)
    assert rejected([0.5, 0.5, 0.5], [0.5]) == 0


def test_calibration_error_weighs_each_bin_by_its_size() -> None:
    # One bin (.80 to .867) with a mean of .84 and half right; one (0 to .067) that is right in all.
    pairs = [(0.82, True), (0.86, False), (0.0, False)]
    assert calibration_error(pairs) == pytest.approx((2 * abs(0.84 - 0.5) + 0) / 3)
    assert calibration_error([(1.0, True)] * 4) == 0
    # On either side of a bin's edge; in one bin they would cancel out.
    assert calibration_error([(0.5, True), (0.6, False)], bins=10) == pytest.approx(1.1 / 2)


def test_few_questions_are_off_by_chance_alone() -> None:
    # In one bin half are right; of n questions the share is off by 0.4 / sqrt(n) on average.
    assert calibration_noise([0.5] * 100, draws=400) == pytest.approx(0.04, abs=0.006)
    assert calibration_noise([0.0, 1.0]) == 0
    assert calibration_noise([0.5] * 10) == calibration_noise([0.5] * 10)


def test_percentile_is_the_value_that_so_many_do_not_exceed() -> None:
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert percentile(list(range(1, 101)), 0.99) == 99
    assert percentile([7], 0.99) == 7


def test_nothing_measured_is_no_number() -> None:
    for value in (
        precision_at_1([]),
        mrr([]),
        auroc([], [1.0]),
        coverage([]),
        rejected([1.0], []),
        calibration_error([]),
        percentile([], 0.5),
    ):
        assert math.isnan(value)
