"""Where each scenario stands: what speaks for and against it, what would settle it, what is new."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.answers.citations import clean
from bot.answers.independence import independent_sources
from bot.answers.naming import scenario_title
from bot.answers.standing import is_overturned
from bot.knowledge.dates import first_day
from bot.knowledge.model import Evidence, Fact, Pack, Scenario, ScenarioStatus
from bot.pictures.timeline import Side

_NUMBERED = re.compile(r"scenario ([1-9][0-9]?)", re.IGNORECASE)
_UNNUMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Weight:
    """What lies on one side: sources that are independent of each other, and pieces of evidence.

    What was denied or superseded since is no longer counted among the sources.
    """

    sources: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Change:
    """The latest dated piece of evidence, and on which side it lies."""

    date: str
    statement: str
    side: Side


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario on the board."""

    scenario: str
    title: str
    status: str
    as_of: str
    speaks_for: Weight
    speaks_against: Weight
    criteria: tuple[str, ...]
    deadline: str | None
    last: Change | None

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.status == ScenarioStatus.OPEN.value


@dataclass(frozen=True, slots=True)
class Board:
    """The scenarios of a pack. `language` is the reader's, `original` that of the statements."""

    pack: str
    version: str
    title: str
    updated: str
    language: str
    original: str
    rows: tuple[Row, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many scenarios of the pack it does not show."""
        return self.total - len(self.rows)

    def first(self, most: int) -> "Board":
        """Return it with at most so many scenarios."""
        return replace(self, rows=self.rows[:most])


def board(pack: Pack, language: str) -> Board:
    """Return the board of a pack, for readers of a language."""
    return Board(
        pack=pack.id,
        version=pack.version,
        title=clean(pack.manifest.title),
        updated=pack.manifest.updated,
        language=language,
        original=pack.manifest.language,
        rows=tuple(_row(pack, one, language) for one in in_order(pack)),
        total=len(pack.scenarios),
    )


def in_order(pack: Pack) -> list[Scenario]:
    """Return the scenarios of a pack; one that people call "scenario 2" is the second."""

    def place(scenario: Scenario) -> int:
        numbers = (_NUMBERED.fullmatch(alias) for alias in scenario.aliases)
        return min((int(found[1]) for found in numbers if found), default=_UNNUMBERED)

    return sorted(pack.scenarios.values(), key=place)


def _row(pack: Pack, scenario: Scenario, language: str) -> Row:
    return Row(
        scenario=scenario.id,
        title=scenario_title(scenario, language),
        status=scenario.status.value,
        as_of=scenario.as_of,
        speaks_for=_weight(pack, scenario.evidence_for),
        speaks_against=_weight(pack, scenario.evidence_against),
        criteria=tuple(map(clean, scenario.criteria)),
        deadline=scenario.deadline,
        last=_last(pack, scenario),
    )


def _weight(pack: Pack, evidence: Iterable[Evidence]) -> Weight:
    facts = _facts(pack, evidence)
    standing = [fact for fact in facts if not is_overturned(fact)]
    return Weight(independent_sources(pack, *standing), len(facts))


def _facts(pack: Pack, evidence: Iterable[Evidence]) -> list[Fact]:
    return [pack.facts[one.fact] for one in evidence if one.fact in pack.facts]


def _last(pack: Pack, scenario: Scenario) -> Change | None:
    sided = [
        (first_day(fact.as_of), len(fact.as_of), fact.id, side, fact)
        for side, evidence in (
            (Side.FOR, scenario.evidence_for),
            (Side.AGAINST, scenario.evidence_against),
        )
        for fact in _facts(pack, evidence)
    ]
    if not sided:
        return None
    *_, side, fact = max(sided, key=lambda one: one[:3])
    return Change(fact.as_of, clean(fact.statement), side)
