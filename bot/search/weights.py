"""The weights that a pack's own fit starts from.

Fitted as `confidence.fit` does, on 3,000 held-out utterances of the Ferrari-Leapmotor pack, its
near misses and foreign attributes among them (`python -m tests.bench.weights` prints them anew).
"""

import numpy as np

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_FITTED = {
    "ridge": 9.3,
    "evidence": 0.14,
    "nearest": -1.07,
    "known": 3.14,
    "known_words": -0.64,
    "missing_word": -1.51,
    "left_out_word": -3.88,
    "foreign_entity": -5.26,
    "same_entities": 0.46,
    "same_subject": -0.44,
    "other_subject": -0.73,
    "other_period": -0.72,
    "same_attribute": 0.02,
    "foreign_attribute": -1.35,
    "foreign_time": -2.96,
    "same_time": 0.05,
    "same_form": 0.12,
    "other_form": 0.19,
    "spelling": 2.1,
    "is_fact": -0.63,
    "is_topic": -2.14,
    "is_scenario": 0.74,
    "none": 3.01,
    "unknown_share": -0.55,
    "unknown_words": 0.57,
    "short": 1.37,
}

PRIOR = np.asarray([_FITTED[name] for name in (*SIGNS, *NONE_SIGNS)])
PRIOR_STRENGTH = 20.0
