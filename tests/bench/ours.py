"""The project's search behind the benchmark's interface: entries in, ranked entries out.

The search reads packs, so each entry becomes one that rests on a fact of its own which says
nothing. This file is all that knows how; nothing but the run-time dependencies is needed.
"""

from collections.abc import Iterable

from bot.knowledge import model
from bot.search.index import Index

_SAYS_NOTHING = "zzqx"


class Search:
    """The search over entries given as (id, question, aliases). `sure`: from there on it answers.

    Ids may be any text.
    """

    def __init__(self, entries: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
        facts: dict[str, model.Fact] = {}
        made: dict[str, model.Entry] = {}
        self._ids: dict[str, str] = {}
        for number, (entry, question, aliases) in enumerate(entries):
            fact, id_ = f"f{number}", f"e{number}"
            self._ids[id_] = entry
            facts[fact] = _fact(fact)
            # Without validation: what is asked of entries here need not pass a curator's check.
            made[id_] = model.Entry.model_construct(
                id=id_, question=question, aliases=aliases, answer=_SAYS_NOTHING, facts=(fact,)
            )
        self._index = Index(_pack(facts, made)) if made else None
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


def _fact(id_: str) -> model.Fact:
    return model.Fact.model_construct(
        id=id_,
        subject="e",
        attribute="a",
        statement=_SAYS_NOTHING,
        status=model.Status.REPORTED,
        said_by=("x",),
        as_of="2025",
        citations=(model.Citation(source="s", says="x"),),
    )


def _pack(facts: dict[str, model.Fact], entries: dict[str, model.Entry]) -> model.Pack:
    text = {"title": "x", "language": "en"}
    return model.Pack.model_construct(
        manifest=model.Manifest(id="p", about="x", updated="2025", **text),
        version="x",
        sources={
            "s": model.Source(
                id="s",
                outlet="x",
                url="https://example.org/",
                kind=model.SourceKind.COMPANY,
                **text,
            )
        },
        entities={"e": model.Entity(id="e", name="zzqx", kind=model.EntityKind.COMPANY)},
        attributes={"a": model.Attribute(id="a", name="zzqy")},
        facts=facts,
        scenarios={},
        entries=entries,
        questions=(),
    )
