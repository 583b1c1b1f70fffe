"""Everything a pack can be asked with, and what each utterance leads to."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, Generic, TypeVar, overload

from bot.knowledge.keeping import kept
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


@dataclass
class Target:
    """What an utterance leads to: an entry, a fact, a scenario or a topic left out.

    `facts` are the ids an answer rests on, the most important first. Its texts are put together
    when they are asked for, since most questions need no more than its id and its facts.
    """

    kind: Kind
    id: str
    title: str
    facts: tuple[str, ...]
    _asked: Callable[[], list[Utterance]] = field(repr=False, compare=False)
    _around: Callable[[], list[str]] = field(repr=False, compare=False)

    @cached_property
    def utterances(self) -> list[Utterance]:
        """The texts that lead to it."""
        return self._asked()

    @cached_property
    def background(self) -> list[str]:
        """Further text about it, whose words count as known to it."""
        return self._around()


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
        self._made = kept(self._make, _REMEMBERED)

    def kind(self, number: int) -> Kind:
        """Return what a target is."""
        return self._records[self._place(number)][0]

    def record(self, number: int) -> Any:
        """Return the record of the pack that a target stands for."""
        place = self._place(number)
        return self._records[place][1][number - self._starts[place]]

    def wording(self, number: int, place: int) -> str:
        """Return one of a target's utterances, by its place among them."""
        kind, record = self.kind(number), self.record(number)
        if kind is Kind.ENTRY and place <= len(record.aliases):
            # Most are these, and need nothing put together.
            found: str = record.aliases[place - 1] if place else record.question
            return found
        return self[number].utterances[place].text

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
    language = pack.manifest.language
    return Target(
        Kind.TOPIC,
        topic.id,
        topic.about,
        (),
        lambda: [Utterance(text, language) for text in topic.utterances],
        list,
    )


def _entry(pack: Pack, entry: Entry) -> Target:
    def asked() -> list[Utterance]:
        language = pack.manifest.language
        found = [Utterance(text, language) for text in (entry.question, *entry.aliases)]
        for code, translation in entry.translations.items():
            texts = (translation.question, *translation.aliases)
            found.extend(Utterance(text, code) for text in texts)
        return found

    return Target(
        Kind.ENTRY,
        entry.id,
        entry.question,
        entry.facts,
        asked,
        lambda: [entry.answer, *(pack.facts[fact].statement for fact in entry.facts)],
    )


def _scenario(pack: Pack, scenario: Scenario) -> Target:
    evidence = (*scenario.evidence_for, *scenario.evidence_against)

    def asked() -> list[Utterance]:
        language = pack.manifest.language
        found = [Utterance(text, language) for text in (scenario.title, *scenario.aliases)]
        for code, translation in scenario.translations.items():
            texts = (translation.title, *translation.aliases)
            found.extend(Utterance(text, code) for text in texts)
        return found

    return Target(
        Kind.SCENARIO,
        scenario.id,
        scenario.title,
        tuple(dict.fromkeys((*scenario.facts, *(item.fact for item in evidence)))),
        asked,
        lambda: [scenario.premise, *(item.why for item in evidence)],
    )


def _fact(pack: Pack, fact: Fact) -> Target:
    def asked() -> list[Utterance]:
        language = pack.manifest.language
        return [
            *(Utterance(text, language) for text in fact.aliases),
            Utterance(fact.statement, language, weight=0.6, asked=False),
            *(Utterance(text, language, weight=0.7, asked=False) for text in _made(pack, fact)),
        ]

    return Target(
        Kind.FACT,
        fact.id,
        fact.statement,
        # An answer from a fact tells of its successors and of what disputes it.
        (fact.id, *fact.superseded_by, *fact.contradicts),
        asked,
        lambda: [*fact.said_by, *(citation.says for citation in fact.citations)],
    )


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
