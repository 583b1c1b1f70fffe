"""Questions to fit the search's weights on: drawn from what the public sets' tables leave over.

Only the sets' `train` texts are read. Of each entry some become its utterances and others are
asked, so they are as unseen as a member's question. A fifth of the entries is left out: what is
asked of them has no answer. So have texts of the other sets. Some are typed with errors.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.keyboard import with_typos

_LEFT_OUT = 0.2
_ASKED, _NEAR, _FAR = 300, 100, 40
_EACH_ASKED, _EACH_LEFT_OUT = 25, 10
_MISTYPED = 0.15
_SIZES = (60, 100, 150)


@dataclass(frozen=True, slots=True)
class Draw:
    """Entries as (id, question, aliases), and questions with the entry that answers, or None."""

    entries: list[tuple[str, str, tuple[str, ...]]]
    asked: list[tuple[str, str | None]]


def draw(
    pools: Mapping[str, Mapping[str, Sequence[str]]], name: str, aliases: int, seed: str
) -> Draw:
    """Draw entries with so many aliases from the texts of the pool `name`, and questions."""
    chooser = random.Random(f"fit{seed}/{name}/{aliases}")
    ids = sorted(pools[name])
    chooser.shuffle(ids)
    ids = ids[: chooser.choice(_SIZES)]
    left_out = set(ids[: int(len(ids) * _LEFT_OUT)])
    entries: list[tuple[str, str, tuple[str, ...]]] = []
    asked: list[tuple[str, str | None]] = []
    near: list[tuple[str, str | None]] = []
    for entry in ids:
        texts = list(pools[name][entry])
        chooser.shuffle(texts)
        if entry in left_out:
            near += [(text, None) for text in texts[:_EACH_LEFT_OUT]]
            continue
        count = aliases if len(texts) > aliases + 1 else max(0, len(texts) - 2)
        entries.append((entry, texts[0], tuple(texts[1 : 1 + count])))
        asked += [(text, entry) for text in texts[1 + count :][:_EACH_ASKED]]
    chooser.shuffle(asked)
    chooser.shuffle(near)
    others = [
        text
        for other in sorted(pools)
        if other != name
        for t in pools[other].values()
        for text in t
    ]
    far = [(text, None) for text in chooser.sample(others, min(_FAR, len(others)))]
    chosen = asked[:_ASKED] + near[:_NEAR] + far
    return Draw(
        entries,
        [
            (with_typos(text, chooser) if chooser.random() < _MISTYPED else text, entry)
            for text, entry in chosen
        ],
    )
