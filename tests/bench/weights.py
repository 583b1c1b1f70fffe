"""Fit the weights that `bot/search/weights.py` holds anew, and print them.

    python -m tests.bench.weights [PACK]

Many held-out utterances and a weak prior, where the fit at load has few and a strong one.
"""

import sys
from pathlib import Path

from bot.knowledge.read import read_pack
from bot.search.confidence import NONE_SIGNS, balance, fit
from bot.search.index import NO_ANSWER, Index
from bot.search.scoring import SIGNS
from bot.search.weights import PRIOR
from bot.service.settings import shipped_pack


def main() -> None:
    """Print the weights as the lines of a dictionary."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_pack()
    pack = read_pack(folder).pack
    if pack is None:
        raise SystemExit(f"{folder} does not load; run scenario-bot check")
    samples = Index(pack, calibrate=False).samples(3000, seed=11)
    weights = fit(samples, balance(samples, NO_ANSWER), PRIOR, strength=2.0, steps=20)
    for name, weight in zip((*SIGNS, *NONE_SIGNS), weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
