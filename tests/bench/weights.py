"""Fit the weights and the curve that `bot/search` holds anew, and print them.

    python -m tests.bench.weights [--draws 4] [--without SET]

For packs without names: questions on entries drawn from the public sets' training texts
(`draws.py`). For packs with names: held-out utterances of the story pack, with its near misses and
foreign attributes. The curve is fitted with the weights that are stored, on the former and on the
story's own test questions. `--without` leaves a set out of the curve's questions and prints how
such a curve does on that set's test questions: what may be expected of a set never seen. Such a
curve does not hear of the number of entries, of which two sets tell nothing.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack
from bot.search.confidence import NONE_SIGNS, Circumstances, Standings, curve_signs
from bot.search.index import Index
from bot.search.result import Kind
from bot.search.scoring import SIGNS
from bot.search.weights import PLAIN, STORY
from bot.service.settings import shipped_pack
from bot.terminal.evaluate import HEADLINE
from tests.bench.draws import draw
from tests.bench.fitting import Sample, balance, fit, logistic
from tests.bench.held_out import NO_ANSWER, held_out
from tests.bench.measures import auroc, calibration_error, calibration_noise, coverage
from tests.bench.ours import Search
from tests.bench.pools import PUBLIC, Case, folder, read

_POOLS = ("clinc150", "hint3_curekart", "hint3_powerplay11")
_ALIASES = (0, 1, 2, 5, 10)
# How often members are taken to ask what no entry answers, when the curve is fitted.
_NO_ANSWER_ASKED = 0.1
# And when the weights are: more, so that questions that no entry answers are told apart.
_NO_ANSWER_DRAWN = 0.35
_HELD_OUT = 3000
_WEAK = 2.0
# Each draw weighs as much as this many questions in the fit of the curve, the story as much as all
# draws of one set and size.
_EACH_DRAW = 400
# The place of the number of entries among the curve's signs.
_ENTRIES = -2

Floats = npt.NDArray[np.float64]
Pools = Mapping[str, Mapping[str, Sequence[str]]]


class Tried(NamedTuple):
    """A question's best candidate as the curve sees it, and whether it was right."""

    signs: tuple[float, ...]
    right: bool
    weight: float


def main() -> None:
    """Print the weights and the curve, or how a curve does on a set that is left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4, help="draws of each set and size")
    parser.add_argument("--without", choices=_POOLS, help="leave this set out, and test on it")
    arguments = parser.parse_args()
    pools = {
        name: json.loads((folder() / name / "pool.json").read_text("utf-8"))["train"]
        for name in _POOLS
    }
    pack = read_pack(shipped_pack()).pack
    if pack is None:
        raise SystemExit("the story pack does not load; run scenario-bot check")
    story = Index(pack)
    kept = [name for name in _POOLS if name != arguments.without]
    samples: list[Sample] = []
    tried: list[Tried] = []
    for search, asked in _drawn(pools, kept, arguments.draws):
        if arguments.without is None:
            samples += [search.sample(text, entry) for text, entry in asked]
        tried += _tried(search, asked)
    tried += _told(pack, story, arguments.draws)
    curve = _curve(tried, entries=arguments.without is None)
    if arguments.without is not None:
        for spec in PUBLIC:
            if spec.name == arguments.without:
                print(f"{spec.title}: {_tested(read(spec), curve)}")
        return
    plain = fit(
        samples, balance(samples, _NO_ANSWER_DRAWN), np.zeros(len(PLAIN)), strength=_WEAK, steps=40
    )
    own = held_out(pack, story, _HELD_OUT, seed=11)
    named = fit(own, balance(own, NO_ANSWER), STORY, strength=_WEAK, steps=30)
    print("_FITTED = {")
    for name, *both in zip((*SIGNS, *NONE_SIGNS), plain, named, strict=True):
        print(f'    "{name}": ({both[0]:.2f}, {both[1]:.2f}),')
    print("}")
    print("_CURVE =", tuple(np.round(curve, 2).tolist()))


def _drawn(
    pools: Pools, names: Sequence[str], draws: int
) -> Iterator[tuple[Search, list[tuple[str, str | None]]]]:
    for name in names:
        for aliases in _ALIASES:
            for number in range(draws):
                sample = draw(pools, name, aliases, str(number))
                yield Search(sample.entries), sample.asked


def _tried(search: Search, asked: Sequence[tuple[str, str | None]]) -> list[Tried]:
    """Return what the curve sees of a draw; a tenth of it weighs on what has no answer."""
    without = sum(entry is None for _, entry in asked)
    shares = (
        _EACH_DRAW * (1 - _NO_ANSWER_ASKED) / max(1, len(asked) - without),
        _EACH_DRAW * _NO_ANSWER_ASKED / max(1, without),
    )
    found = []
    for text, entry in asked:
        standing = search.standings(text)
        if standing is not None:
            best, *rest = standing
            found.append(Tried(curve_signs(*rest), best == entry, shares[entry is None]))
    return found


def _told(pack: Pack, index: Index, draws: int) -> list[Tried]:
    """Return what the curve sees of the story's own questions."""
    found = []
    for sample in (one for one in pack.questions if one.kind in HEADLINE):
        standing = None if sample.after else index.standings(sample.q)
        if standing is not None and standing[0].kind is not Kind.TOPIC:
            hit = bool(set(standing[0].facts) & set(sample.expected))
            found.append(Tried(curve_signs(*standing[1:]), hit, 1.0))
    share = _EACH_DRAW * draws / max(1, len(found))
    return [one._replace(weight=share) for one in found]


def _curve(tried: Sequence[Tried], *, entries: bool) -> Floats:
    signs, right, weight = (np.asarray(column, float) for column in zip(*tried, strict=True))
    if not entries:
        signs[:, _ENTRIES] = 0
    return logistic(signs, right, weight)


def _tested(case: Case, curve: Floats) -> str:
    """Return how the search does on a case with this curve."""
    search = Search((one.id, one.question, one.aliases) for one in case.entries)

    def sure(standings: Standings, at: Circumstances) -> float:
        return float(1 / (1 + np.exp(-np.dot(curve, curve_signs(standings, at)))))

    answered: list[tuple[float, bool]] = []
    off_topic: list[float] = []
    for question in (*case.asked, *case.off_topic):
        found = search.standings(question.text)
        score = sure(*found[1:]) if found else 0.0
        if question.right:
            answered.append((score, found is not None and found[0] in question.right))
        else:
            off_topic.append(score)
    scores = [score for score, _ in answered]
    told = {
        "ECE": calibration_error(answered),
        "of which noise": calibration_noise(scores),
        "coverage at 95 %": coverage(answered),
    }
    if off_topic:
        mixed = answered + [(score, False) for score in off_topic]
        told |= {
            "ECE mixed": calibration_error(mixed),
            "AUROC": auroc(scores, off_topic),
            "coverage mixed": coverage(answered, off_topic),
        }
    return ", ".join(f"{name} {100 * value:.1f}" for name, value in told.items())


if __name__ == "__main__":
    main()
