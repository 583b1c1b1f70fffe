"""The weights that a pack's own fit starts from."""

import numpy as np

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_START = {"ridge": 6.0, "evidence": 2.0, "nearest": 3.0, "known": 1.0, "known_words": 1.0,
          "foreign_entity": -2.0, "same_entities": 0.5, "same_attribute": 0.5,
          "foreign_attribute": -0.3, "foreign_time": -1.0, "same_time": 0.5, "same_form": 0.2,
          "other_form": -0.3, "spelling": 1.5, "is_fact": 0.0, "is_topic": 0.0,
          "is_scenario": 0.0, "none": 6.0, "unknown_share": 1.5, "short": 0.0}  # fmt: skip

PRIOR = np.asarray([_START[name] for name in (*SIGNS, *NONE_SIGNS)])
PRIOR_STRENGTH = 2.0
