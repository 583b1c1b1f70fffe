"""Everything a pack can be asked with, and what each utterance leads to."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any, Generic, TypeVar, overload

from bot.knowledge.model import Entry, Fact, Pack, Scenario, Topic
from bot.search.result import Kind

T = TypeVar("T")

# Targets that are not made again.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text that leads to a target. `weight` (0 to 1) is how much its evidence counts."""

    text: str
    language: str
    weight: float = 1.0
    asked: bool = True  # False: made from a statement or from names, nobody typed it


@dataclass(slots=True)
class Target:
    """What an utterance leads to: an entry, a fact, a scenario or a topic left out.

    `facts` are the ids an answer rests on, the most important first. `background` is further
    text about the target, whose words count as known to it.
    """

    kind: Kind
    id: str
    title: str
    facts: tuple[str, ...] = ()
    utterances: list[Utterance] = field(default_factory=list)
    background: list[str] = field(default_factory=list)


class Targets(Sequence[Target]):
    """All targets of a pack: entries, scenarios, facts, topics, in the pack's order.

    They are made when they are asked for, as a large pack has very many.
    """

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._records: tuple[tuple[Kind, list[Any]], ...] = (
            (Kind.ENTRY, list(pack.entries.values())),
            (Kind.SCENARIO, list(pack.scenarios.values())),
            (Kind.FACT, list(pack.facts.values())),
            (Kind.TOPIC, list(pack.manifest.out_of_scope)),
        )
        self._starts = [0, *accumulate(len(records) for _, records in self._records)]
        self._made = lru_cache(maxsize=_REMEMBERED)(self._make)

    def kind(self, number: int) -> Kind:
        """Return what a target is."""
        return self._records[self._place(number)][0]

    def record(self, number: int) -> Any:
        """Return the record of the pack that a target stands for."""
        place = self._place(number)
        return self._records[place][1][number - self._starts[place]]

    @overload
    def __getitem__(self, number: int) -> Target: ...
    @overload
    def __getitem__(self, number: slice) -> list[Target]: ...
    def __getitem__(self, number: int | slice) -> Target | list[Target]:
        if isinstance(number, slice):
            return [self._make(one) for one in range(*number.indices(len(self)))]
        return self._made(number)

    def __iter__(self) -> Iterator[Target]:
        # Whoever goes through all of them needs none twice.
        return map(self._make, range(len(self)))

    def __len__(self) -> int:
        return self._starts[-1]

    def _place(self, number: int) -> int:
        if not 0 <= number < self._starts[-1]:
            raise IndexError(number)
        return bisect_right(self._starts, number) - 1

    def _make(self, number: int) -> Target:
        return _MAKERS[self.kind(number)](self._pack, self.record(number))


class Each(Generic[T]):
    """What is so of each target, by its number, found when it is asked for."""

    def __init__(self, find: Callable[[int], T]) -> None:
        self._find = lru_cache(maxsize=_REMEMBERED)(find)

    def __getitem__(self, number: Any) -> T:
        return self._find(number)


def _topic(pack: Pack, topic: Topic) -> Target:
    target = Target(Kind.TOPIC, topic.id, topic.about)
    target.utterances = [Utterance(text, pack.manifest.language) for text in topic.utterances]
    return target


def _entry(pack: Pack, entry: Entry) -> Target:
    language = pack.manifest.language
    target = Target(Kind.ENTRY, entry.id, entry.question, entry.facts)
    target.utterances = [Utterance(text, language) for text in (entry.question, *entry.aliases)]
    for code, translation in entry.translations.items():
        for text in (translation.question, *translation.aliases):
            target.utterances.append(Utterance(text, code))
    target.background = [entry.answer, *(pack.facts[fact].statement for fact in entry.facts)]
    return target


def _scenario(pack: Pack, scenario: Scenario) -> Target:
    language = pack.manifest.language
    evidence = (*scenario.evidence_for, *scenario.evidence_against)
    target = Target(
        Kind.SCENARIO,
        scenario.id,
        scenario.title,
        tuple(dict.fromkeys((*scenario.facts, *(item.fact for item in evidence)))),
    )
    target.utterances = [Utterance(text, language) for text in (scenario.title, *scenario.aliases)]
    for code, translation in scenario.translations.items():
        for text in (translation.title, *translation.aliases):
            target.utterances.append(Utterance(text, code))
    target.background = [scenario.premise, *(item.why for item in evidence)]
    return target


def _fact(pack: Pack, fact: Fact) -> Target:
    language = pack.manifest.language
    # An answer from a fact tells of its successors and of what disputes it.
    target = Target(
        Kind.FACT, fact.id, fact.statement, (fact.id, *fact.superseded_by, *fact.contradicts)
    )
    target.utterances = [
        *(Utterance(text, language) for text in fact.aliases),
        Utterance(fact.statement, language, weight=0.6, asked=False),
        *(Utterance(text, language, weight=0.7, asked=False) for text in _made(pack, fact)),
    ]
    target.background = [*fact.said_by, *(citation.says for citation in fact.citations)]
    return target


def _made(pack: Pack, fact: Fact) -> Iterator[str]:
    """Make the question that subject, attribute and period ask together."""
    subject = pack.entities[fact.subject].name
    attribute = pack.attributes[fact.attribute].name
    period = f" {fact.period.replace('-', ' ')}" if fact.period else ""
    yield f"{subject} {attribute}{period}"


_MAKERS: dict[Kind, Callable[[Pack, Any], Target]] = {
    Kind.ENTRY: _entry,
    Kind.SCENARIO: _scenario,
    Kind.FACT: _fact,
    Kind.TOPIC: _topic,
}
