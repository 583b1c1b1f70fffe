"""Everything a pack can be asked with, and what each utterance leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.knowledge.model import Entry, Fact, Pack, Scenario
from bot.search.result import Kind


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


def targets(pack: Pack) -> list[Target]:
    """Return all targets of a pack: entries, scenarios, facts, topics, in the pack's order."""
    return [
        *(_entry(pack, entry) for entry in pack.entries.values()),
        *(_scenario(pack, scenario) for scenario in pack.scenarios.values()),
        *(_fact(pack, fact) for fact in pack.facts.values()),
        *(
            Target(
                Kind.TOPIC,
                topic.id,
                topic.about,
                utterances=[Utterance(text, pack.manifest.language) for text in topic.utterances],
            )
            for topic in pack.manifest.out_of_scope
        ),
    ]


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
