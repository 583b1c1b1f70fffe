"""The weights that a pack's own fit starts from.

Fitted as `confidence.fit` does, on 3,000 held-out utterances of the Ferrari-Leapmotor pack, its
near misses and foreign attributes among them (`python -m tests.bench.weights` prints them anew).
"""

import numpy as np

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_FITTED = {
    "ridge": 10.2,
    "evidence": 0.25,
    "nearest": -3.51,
    "known": 3.74,
    "known_words": -1.3,
    "missing_word": -1.88,
    "left_out_word": -5.36,
    "foreign_entity": -6.98,
    "same_entities": 0.95,
    "same_subject": -0.92,
    "other_subject": -0.92,
    "other_period": -1.15,
    "same_attribute": -0.49,
    "foreign_attribute": -1.75,
    "foreign_measure": -2.71,
    "foreign_time": -3.97,
    "same_time": 0.2,
    "same_form": 0.43,
    "other_form": 0.14,
    "spelling": 3.51,
    "is_fact": -0.16,
    "is_topic": -3.53,
    "is_scenario": 0.82,
    "none": 1.91,
    "unknown_share": -1.81,
    "unknown_words": 0.73,
    "short": 4.95,
}

PRIOR = np.asarray([_FITTED[name] for name in (*SIGNS, *NONE_SIGNS)])
PRIOR_STRENGTH = 20.0
