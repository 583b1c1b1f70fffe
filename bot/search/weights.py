"""The weights that a pack's own fit starts from.

Fitted as `confidence.fit` does, on 3,000 held-out utterances of the Ferrari-Leapmotor pack, its
near misses and foreign attributes among them (`python -m tests.bench.weights` prints them anew).
"""

import numpy as np

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_FITTED = {
    "ridge": 9.9,
    "evidence": 0.09,
    "nearest": -2.77,
    "known": 3.93,
    "known_words": -1.13,
    "missing_word": -1.77,
    "left_out_word": -5.02,
    "foreign_entity": -6.57,
    "same_entities": 1.08,
    "same_subject": -1.19,
    "other_subject": -1.08,
    "other_period": -1.11,
    "same_attribute": -0.52,
    "foreign_attribute": -2.95,
    "foreign_time": -3.8,
    "same_time": 0.34,
    "same_form": 0.31,
    "other_form": 0.03,
    "spelling": 3.33,
    "is_fact": -0.55,
    "is_topic": -3.44,
    "is_scenario": 0.79,
    "none": 2.23,
    "unknown_share": -1.45,
    "unknown_words": 0.24,
    "short": 4.33,
}

PRIOR = np.asarray([_FITTED[name] for name in (*SIGNS, *NONE_SIGNS)])
PRIOR_STRENGTH = 20.0
