"""Fit the weights and the curve that `bot/search/weights.py` holds anew, and print them.

    python -m tests.bench.weights [--draws 4]

For packs without names: questions on entries drawn from the public sets' training texts
(`draws.py`). For packs with names: held-out utterances of the story pack, with its near misses and
foreign attributes. The curve is fitted on the former and on the story's own test questions.
"""

import argparse
import json

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack
from bot.search.confidence import (
    NONE_SIGNS,
    Circumstances,
    Sample,
    balance,
    curve_signs,
    fit,
    probabilities,
)
from bot.search.index import Index
from bot.search.result import Kind
from bot.search.scoring import SIGNS
from bot.search.weights import PLAIN, STORY
from bot.service.settings import shipped_pack
from bot.terminal.evaluate import HEADLINE
from tests.bench.draws import draw
from tests.bench.held_out import NO_ANSWER, held_out
from tests.bench.ours import Search
from tests.bench.pools import folder

_POOLS = ("clinc150", "hint3_curekart", "hint3_powerplay11")
_ALIASES = (0, 1, 2, 5, 10)
# How often members are taken to ask what no entry answers, when the curve is fitted.
_NO_ANSWER_ASKED = 0.1
# And when the weights are: more, so that questions that no entry answers are told apart.
_NO_ANSWER_DRAWN = 0.35
_HELD_OUT = 3000
_WEAK = 2.0

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Print the weights and the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4, help="draws of each set and size")
    arguments = parser.parse_args()
    pools = {
        name: json.loads((folder() / name / "pool.json").read_text("utf-8"))["train"]
        for name in _POOLS
    }
    pack = read_pack(shipped_pack()).pack
    if pack is None:
        raise SystemExit("the story pack does not load; run scenario-bot check")
    drawn: list[Sample] = []
    circumstances: list[Circumstances] = []
    for name in _POOLS:
        for aliases in _ALIASES:
            for number in range(arguments.draws):
                sample = draw(pools, name, aliases, str(number))
                search = Search(sample.entries)
                for text, entry in sample.asked:
                    drawn.append(search.sample(text, entry))
                    circumstances.append(search.circumstances(text))
    story = Index(pack)
    kept = held_out(pack, story, _HELD_OUT, seed=11)
    plain = fit(
        drawn, balance(drawn, _NO_ANSWER_DRAWN), np.zeros(len(PLAIN)), strength=_WEAK, steps=40
    )
    named = fit(kept, balance(kept, NO_ANSWER), STORY, strength=_WEAK, steps=30)
    print("_FITTED = {")
    for name, *both in zip((*SIGNS, *NONE_SIGNS), plain, named, strict=True):
        print(f'    "{name}": ({both[0]:.2f}, {both[1]:.2f}),')
    print("}")
    signs: list[tuple[float, ...]] = []
    right: list[bool] = []
    unanswerable: list[bool] = []
    for sample_, at in zip(drawn, circumstances, strict=True):
        chances = probabilities(sample_.options, plain)[:-1]
        if len(chances):
            signs.append(curve_signs(float(chances.max()), at))
            right.append(bool(sample_.right[:-1][chances.argmax()]))
            unanswerable.append(sample_.unanswerable)
    told = _told(pack, story, named)
    share = len(signs) / max(1, len(told)) / 4
    answerable = ~np.asarray(unanswerable)
    odds = _NO_ANSWER_ASKED / (1 - _NO_ANSWER_ASKED)
    factor = np.where(answerable, 1.0, odds * answerable.sum() / max(1, (~answerable).sum()))
    table = np.asarray([*signs, *(row for row, _ in told)])
    hits = np.asarray([*right, *(hit for _, hit in told)], float)
    counted = np.concatenate([factor, np.full(len(told), share)])
    print("_CURVE =", tuple(np.round(_logistic(table, hits, counted), 3).tolist()))


def _told(pack: Pack, index: Index, weights: Floats) -> list[tuple[tuple[float, ...], bool]]:
    """Return the curve's signs and whether the first candidate was right, for own questions."""
    index.weights = weights
    found = []
    for sample in pack.questions:
        if sample.kind not in HEADLINE:
            continue
        chance, at, best = index.believed(sample.q)
        if best is not None and best.kind is not Kind.TOPIC:
            hit = bool(set(best.facts) & set(sample.expected))
            found.append((curve_signs(chance, at), hit))
    return found


def _logistic(table: Floats, right: Floats, importance: Floats) -> Floats:
    """Return the coefficients of a logistic regression, by Newton's method."""
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-(table @ weights)))
        gradient = table.T @ (importance * (right - chances)) - 0.1 * weights
        spread = importance * chances * (1 - chances)
        step = np.linalg.solve((table.T * spread) @ table + 0.1 * np.eye(len(weights)), gradient)
        weights = weights + step
    return weights


if __name__ == "__main__":
    main()
