"""What is measured of a system's answers; definitions as in the protocol of the public sets.

A score says how much a system trusts its first answer. Off-topic questions have no right answer,
so whatever is answered to one is wrong.
"""

import math
import random
from collections.abc import Sequence
from itertools import groupby

_BINS = 15


def precision_at_1(ranks: Sequence[int | None]) -> float:
    """Return the share of questions whose first answer is right. Ranks count from 1."""
    return sum(rank == 1 for rank in ranks) / len(ranks) if ranks else math.nan


def mrr(ranks: Sequence[int | None], depth: int = 10) -> float:
    """Return the mean of 1/rank of the right answer; 0 where it is not among the first."""
    found = (1 / rank for rank in ranks if rank is not None and rank <= depth)
    return sum(found) / len(ranks) if ranks else math.nan


def auroc(in_scope: Sequence[float], off_topic: Sequence[float]) -> float:
    """Return how often an in-scope question scores above an off-topic one; a tie counts half."""
    if not in_scope or not off_topic:
        return math.nan
    pairs = sorted([(score, 1) for score in in_scope] + [(score, 0) for score in off_topic])
    below = wins = 0.0
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        kinds = [kind for _, kind in tied]
        inside = sum(kinds)
        wins += inside * (below + (len(kinds) - inside) / 2)
        below += len(kinds) - inside
    return wins / (len(in_scope) * len(off_topic))


def coverage(
    in_scope: Sequence[tuple[float, bool]],
    off_topic: Sequence[float] = (),
    *,
    precision: float = 0.95,
) -> float:
    """Return the share of in-scope questions answered rightly where it may only err so often.

    All that score at least a threshold are answered; it is the lowest that keeps the precision.
    """
    if not in_scope:
        return math.nan
    every = [*in_scope, *((score, False) for score in off_topic)]
    every.sort(key=lambda pair: -pair[0])
    answered = right = best = 0
    for _, tied in groupby(every, key=lambda pair: pair[0]):
        for _, is_right in tied:
            answered += 1
            right += is_right
        if right >= precision * answered:
            best = right
    return best / len(in_scope)


def rejected(in_scope: Sequence[float], off_topic: Sequence[float], *, kept: float = 0.9) -> float:
    """Return the share of off-topic questions below the highest threshold that keeps so many."""
    if not in_scope or not off_topic:
        return math.nan
    ordered = sorted(in_scope, reverse=True)
    threshold = ordered[math.ceil(kept * len(ordered) - 1e-9) - 1]
    return sum(score < threshold for score in off_topic) / len(off_topic)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = _BINS) -> float:
    """Return the mean gap between confidence and share of right answers, over equal bins."""
    if not pairs:
        return math.nan
    filled: dict[int, list[tuple[float, bool]]] = {}
    for score, is_right in pairs:
        filled.setdefault(min(bins - 1, int(score * bins)), []).append((score, is_right))
    gaps = (
        abs(sum(score for score, _ in inside) - sum(is_right for _, is_right in inside))
        for inside in filled.values()
    )
    return sum(gaps) / len(pairs)


def calibration_noise(
    scores: Sequence[float], bins: int = _BINS, *, draws: int = 100, seed: int = 13
) -> float:
    """Return the calibration error that chance alone gives scores that are the truth.

    So many questions are as if drawn anew, each right as often as its score says.
    """
    chooser = random.Random(seed)
    errors = [
        calibration_error([(score, chooser.random() < score) for score in scores], bins)
        for _ in range(draws)
    ]
    return sum(errors) / len(errors)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)] if ordered else math.nan
