"""The project's search behind the benchmark's interface: entries in, ranked entries out.

The search reads packs, so the entries become a pack of entries alone, without entities and facts.
This file is all that knows how; nothing but the run-time dependencies is needed.
"""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.knowledge import model
from bot.search.cache import open_index
from bot.search.confidence import Circumstances, Standings
from tests.bench.fitting import Sample

_SAYS_NOTHING = "zzqx"


class Search:
    """The search over entries given as (id, question, aliases). `sure`: from there on it answers.

    Ids may be any text.
    """

    def __init__(
        self, entries: Iterable[tuple[str, str, tuple[str, ...]]], kept: Path | None = None
    ) -> None:
        """Build the index, or take it up from a folder in which it is kept."""
        entries = list(entries)
        self.pack = entries_pack(entries)
        self._ids = {f"e{number}": entry for number, (entry, _, _) in enumerate(entries)}
        self._index = open_index(self.pack, kept).index if entries else None
        self.sure = self._index.sure if self._index else 1.0

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return entries with their confidence, best first."""
        if self._index is None:
            return []
        return [
            (self._ids[found.id], found.confidence)
            for found in self._index.rank(text)
            if found.id in self._ids
        ]

    def sample(self, text: str, entry: str | None) -> Sample:
        """Return a question's options with the right one, for fitting; None: no entry answers."""
        assert self._index is not None
        table, targets = self._index.options(text)
        right = np.zeros(len(table), bool)
        if entry is not None:
            right[:-1] = [self._ids[target.id] == entry for target in targets]
        right[-1] = not right.any()
        return Sample(table, right)

    def standings(self, text: str) -> tuple[str, Standings, Circumstances] | None:
        """Return the best entry and what its confidence is made from, for fitting."""
        found = self._index.standings(text) if self._index is not None else None
        return found and (self._ids[found[0].id], *found[1:])


def entries_pack(entries: Iterable[tuple[str, str, tuple[str, ...]]]) -> model.Pack:
    """Return a pack of entries given as (id, question, aliases); theirs are e0, e1, …"""
    made: dict[str, model.Entry] = {}
    content = blake2b(digest_size=12)
    for number, (entry, question, aliases) in enumerate(entries):
        # Without validation: what is asked of entries here need not pass a curator's check.
        made[f"e{number}"] = model.Entry.model_construct(
            id=f"e{number}", question=question, aliases=aliases, answer=_SAYS_NOTHING, facts=()
        )
        content.update("\0".join((entry, question, *aliases, "\n")).encode())
    return model.Pack.model_construct(
        manifest=model.Manifest(id="p", title="x", language="en", about="x", updated="2025"),
        version=content.hexdigest(),
        sources={},
        entities={},
        attributes={},
        facts={},
        scenarios={},
        entries=made,
        questions=(),
    )
