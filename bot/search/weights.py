"""The weights of the signs, fitted beforehand.

Two sets: for packs whose utterances name none of their entities and attributes (fitted on question
sets of other fields), and for those where all do (on held-out utterances of the Ferrari-Leapmotor
pack, near misses and foreign attributes among them). A pack gets its mixture of the two.
`python -m tests.bench.weights` prints them anew. The second set is from before the sign
"diversity", which is nil in it: a fit with that sign answered more of the story's own questions
wrongly. Weights fitted for each pack on its own held-out utterances were tried: no better on seven
sets of questions, and slower to start.
"""

import numpy as np
import numpy.typing as npt

from bot.search.confidence import NONE_SIGNS
from bot.search.scoring import SIGNS

_FITTED = {
    "ridge": (15.81, 9.78),
    "evidence": (-4.01, 0.87),
    "nearest": (7.56, -3.91),
    "known": (0.67, 4.34),
    "known_words": (0.67, -1.46),
    "missing_word": (2.08, -1.71),
    "left_out_word": (0.00, -5.65),
    "foreign_entity": (0.00, -6.65),
    "same_entities": (0.00, 0.93),
    "same_subject": (0.00, -1.06),
    "other_subject": (0.00, -1.11),
    "other_period": (0.00, -1.38),
    "same_attribute": (0.00, -0.34),
    "foreign_attribute": (0.00, -1.77),
    "foreign_measure": (0.00, -2.74),
    "foreign_time": (-0.11, -4.01),
    "same_time": (0.28, 0.45),
    "same_form": (0.09, 0.44),
    "other_form": (-0.14, -0.08),
    "spelling": (1.21, 3.89),
    "diversity": (0.40, 0.0),
    "is_fact": (0.00, -0.64),
    "is_topic": (0.00, -4.06),
    "is_scenario": (0.00, 1.50),
    "none": (7.43, 2.52),
    "unknown_share": (-1.05, -2.02),
    "unknown_words": (0.00, 0.85),
    "short": (0.09, 5.63),
}

PLAIN, STORY = np.asarray([_FITTED[name] for name in (*SIGNS, *NONE_SIGNS)]).T


def weights(named: float) -> npt.NDArray[np.float64]:
    """Return the weights for a pack of whose utterances this share (0 to 1) names a concept."""
    mixture: npt.NDArray[np.float64] = (1 - named) * PLAIN + named * STORY
    return mixture
