"""The weights of the signs, fitted beforehand.

Two sets: for packs whose utterances name none of their entities and attributes (fitted on question
sets of other fields), and for those where all do (on held-out utterances of the Ferrari-Leapmotor
pack, near misses and foreign attributes among them). A pack gets its mixture of the two.
`python -m tests.bench.weights` prints them anew. Weights fitted for each pack on its own held-out
utterances were tried: no better on seven sets of questions, and slower to start.
"""

import numpy as np
import numpy.typing as npt

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_FITTED = {
    "ridge": (20.21, 9.78),
    "evidence": (-5.49, 0.87),
    "nearest": (5.15, -3.91),
    "known": (6.64, 4.34),
    "known_words": (-5.23, -1.46),
    "missing_word": (1.96, -1.71),
    "left_out_word": (-7.48, -5.65),
    "foreign_entity": (-5.82, -6.65),
    "same_entities": (1.10, 0.93),
    "same_subject": (-0.99, -1.06),
    "other_subject": (-1.03, -1.11),
    "other_period": (-3.20, -1.38),
    "same_attribute": (-0.46, -0.34),
    "foreign_attribute": (-1.46, -1.77),
    "foreign_measure": (-4.13, -2.74),
    "foreign_time": (-0.23, -4.01),
    "same_time": (0.50, 0.45),
    "same_form": (0.01, 0.44),
    "other_form": (-0.13, -0.08),
    "spelling": (1.79, 3.89),
    "is_fact": (-1.13, -0.64),
    "is_topic": (-6.41, -4.06),
    "is_scenario": (1.48, 1.50),
    "none": (6.70, 2.52),
    "unknown_share": (-1.22, -2.02),
    "unknown_words": (0.06, 0.85),
    "short": (0.03, 5.63),
}

PLAIN, STORY = np.asarray([_FITTED[name] for name in (*SIGNS, *NONE_SIGNS)]).T


def weights(named: float) -> npt.NDArray[np.float64]:
    """Return the weights for a pack of whose utterances this share (0 to 1) names a concept."""
    mixture: npt.NDArray[np.float64] = (1 - named) * PLAIN + named * STORY
    return mixture
