"""The questions that go on from an answer."""

from collections.abc import Collection, Iterable

from bot.answers.answer import Related
from bot.answers.naming import entry_question
from bot.knowledge.model import Entry, Pack

SHOWN = 3


def related_to_entry(pack: Pack, entry: Entry, language: str) -> tuple[Related, ...]:
    """Return the entries that the curator named, then those that share facts or tags."""
    nearest = _nearest(pack, entry.facts, entry.tags)
    return _shown(pack, (*entry.related, *nearest), entry.id, language)


def related_to_facts(
    pack: Pack, itself: str, facts: Collection[str], language: str
) -> tuple[Related, ...]:
    """Return the entries that rest on the facts. An entry may share its id with the fact asked."""
    return _shown(pack, _nearest(pack, facts, ()), itself, language)


def related_to_scenario(pack: Pack, scenario: str, language: str) -> tuple[Related, ...]:
    """Return the entries that name a scenario."""
    names = (entry.id for entry in pack.entries.values() if scenario in entry.scenarios)
    return _shown(pack, names, None, language)


def _nearest(pack: Pack, facts: Collection[str], tags: Collection[str]) -> list[str]:
    wanted, labels = set(facts), set(tags)
    ranked = []
    for entry in pack.entries.values():
        # A shared fact says more than a shared tag, and most where it leads the other entry.
        shared = 2 * len(wanted.intersection(entry.facts)) + len(labels.intersection(entry.tags))
        if shared:
            ranked.append((-(shared + (entry.facts[0] in wanted)), entry.id))
    return [name for _, name in sorted(ranked)]


def _shown(
    pack: Pack, names: Iterable[str], itself: str | None, language: str
) -> tuple[Related, ...]:
    found = [name for name in dict.fromkeys(names) if name in pack.entries and name != itself]
    return tuple(
        Related(name, entry_question(pack.entries[name], language)) for name in found[:SHOWN]
    )
