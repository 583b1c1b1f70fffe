"""What happened when: the dated facts of a selection, and which of them matter most."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answers.citations import clean
from bot.answers.independence import independent_sources
from bot.answers.per_pack import PerPack
from bot.answers.standing import FIRMNESS, opponents
from bot.knowledge.dates import first_day
from bot.knowledge.model import Fact, Pack
from bot.pictures.selection import Selection, subject_name

# What a scenario rests on counts for more than what an answer cites.
_PER_SCENARIO = 3


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Side(StrEnum):
    """What a fact is to the scenario whose timeline is shown."""

    FOR = "for"
    AGAINST = "against"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated fact. `sources` counts those that say so independently of each other."""

    fact: str
    date: str
    precision: Precision
    statement: str
    status: str
    sources: int
    entity: str
    side: Side | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The facts of a selection, the newest first.

    `language` is the reader's, `original` that of the statements. `total` also counts those that
    were left out by `most_important`.
    """

    pack: str
    version: str
    title: str
    updated: str
    language: str
    original: str
    selection: Selection
    subject: str
    moments: tuple[Moment, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many facts of the selection it does not show."""
        return self.total - len(self.moments)

    def most_important(self, most: int) -> "Timeline":
        """Return it with at most so many facts: those on which most rests, then the newest."""
        if len(self.moments) <= most:
            return self
        ranked = sorted(enumerate(self.moments), key=lambda one: (-one[1].weight, one[0]))
        kept = sorted(place for place, _ in ranked[:most])
        return replace(self, moments=tuple(self.moments[place] for place in kept))


def timeline(pack: Pack, selection: Selection, language: str) -> Timeline:
    """Return the timeline of a selection, for readers of a language.

    Raises `SelectionError` for dates that select nothing.
    """
    selection = selection.checked()
    facts = [fact for fact in _facts(pack, selection.subject) if selection.holds(fact)]
    facts.sort(key=lambda one: (first_day(one.as_of), one.as_of, one.id), reverse=True)
    sides = _sides(pack, selection.subject)
    return Timeline(
        pack=pack.id,
        version=pack.version,
        title=clean(pack.manifest.title),
        updated=pack.manifest.updated,
        language=language,
        original=pack.manifest.language,
        selection=selection,
        subject=subject_name(pack, selection.subject, language),
        moments=tuple(_moment(pack, fact, sides.get(fact.id)) for fact in facts),
        total=len(facts),
    )


def precision(date: str) -> Precision:
    """Return how exactly a partial date is known."""
    return (Precision.YEAR, Precision.MONTH, Precision.DAY)[date.count("-")]


def _facts(pack: Pack, subject: str) -> Sequence[Fact]:
    """Return the facts on an entity, those that a scenario rests on, or all."""
    if subject in pack.scenarios:
        return [pack.facts[name] for name in _sides(pack, subject) if name in pack.facts]
    return [fact for fact in pack.facts.values() if not subject or fact.subject == subject]


def _sides(pack: Pack, subject: str) -> dict[str, Side]:
    scenario = pack.scenarios.get(subject)
    if scenario is None:
        return {}
    found = {one.fact: Side.FOR for one in scenario.evidence_for}
    found |= {one.fact: Side.AGAINST for one in scenario.evidence_against}
    return dict.fromkeys(scenario.facts, Side.CLAIM) | found


def _moment(pack: Pack, fact: Fact, side: Side | None) -> Moment:
    entity = pack.entities.get(fact.subject)
    sources = independent_sources(pack, fact)
    uses = _used(pack)[fact.id]
    return Moment(
        fact=fact.id,
        date=fact.as_of,
        precision=precision(fact.as_of),
        statement=clean(fact.statement),
        status=fact.status.value,
        sources=sources,
        entity=clean(entity.name if entity else fact.subject),
        side=side,
        weight=uses + sources + len(opponents(pack, fact)) + FIRMNESS[fact.status],
    )


def _uses(pack: Pack) -> Counter[str]:
    """Return how much rests on each fact: scenarios and curated answers."""
    found: Counter[str] = Counter()
    for scenario in pack.scenarios.values():
        for piece in (*scenario.evidence_for, *scenario.evidence_against):
            found[piece.fact] += _PER_SCENARIO
    for entry in pack.entries.values():
        found.update(set(entry.facts))
    return found


_used = PerPack(_uses)
