"""The question that an entry, a scenario or a fact answers, as a member would read it."""

import re

from bot.answers.citations import clean
from bot.answers.dates import shown as shown_date
from bot.knowledge.model import Entry, Fact, Pack, Scenario
from bot.search.result import Kind

_ASKS = re.compile(
    r"(what|when|where|who|whose|which|why|how|is|are|was|were|do|does|did|has|have|had|can|could"
    r"|will|would|should)\b",
    re.IGNORECASE,
)
_WORDS = range(4, 15)


def entry_question(entry: Entry, language: str) -> str:
    """Return an entry's question, in the language where it is translated."""
    translation = entry.translations.get(language)
    return clean(translation.question if translation else entry.question)


def scenario_title(scenario: Scenario, language: str) -> str:
    """Return a scenario's title, in the language where it is translated."""
    translation = scenario.translations.get(language)
    return clean(translation.title if translation else scenario.title)


def fact_question(pack: Pack, fact: Fact, language: str) -> str:
    """Return a question that a fact answers.

    It is the first alias that reads as one. Otherwise it is made from subject, attribute and
    period: "Leapmotor: deliveries (Q1 2025)".
    """
    for alias in fact.aliases:
        if _reads_well(pack, alias):
            asked = _with_names(pack, clean(alias))
            return f"{asked[0].upper()}{asked[1:].rstrip(' ?.')}?"
    subject, attribute = pack.entities.get(fact.subject), pack.attributes.get(fact.attribute)
    period = f" ({shown_date(fact.period, language)})" if fact.period else ""
    return clean(
        f"{subject.name if subject else fact.subject}: "
        f"{attribute.name if attribute else fact.attribute}{period}"
    )


def question_of(pack: Pack, kind: Kind, name: str, language: str) -> str | None:
    """Return the question of an entry, a scenario or a fact, if the pack holds it."""
    if kind is Kind.ENTRY and name in pack.entries:
        return entry_question(pack.entries[name], language)
    if kind is Kind.SCENARIO and name in pack.scenarios:
        return scenario_title(pack.scenarios[name], language)
    if kind is Kind.FACT and name in pack.facts:
        return fact_question(pack, pack.facts[name], language)
    return None


def _reads_well(pack: Pack, alias: str) -> bool:
    words = alias.casefold().split()
    if len(words) not in _WORDS or not _ASKS.match(alias):
        return False
    folded = f" {' '.join(words)} "
    return not any(
        f" {wrong.casefold()} " in folded
        for entity in pack.entities.values()
        for wrong in entity.misspellings
    )


def _with_names(pack: Pack, asked: str) -> str:
    """Write the names in a question as the pack writes them."""
    for entity in sorted(pack.entities.values(), key=lambda one: (len(one.name), one.id)):
        # A name that is an everyday word in small letters stays as typed.
        asked = re.sub(
            rf"(?<!\w){re.escape(entity.name)}(?!\w)",
            entity.name.replace("\\", r"\\"),
            asked,
            flags=re.IGNORECASE,
        )
    return asked
