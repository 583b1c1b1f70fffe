"""The questions that go on from an answer."""

from collections import Counter
from collections.abc import Collection, Iterable

from bot.answers.answer import Related
from bot.answers.naming import entry_question
from bot.answers.per_pack import PerPack
from bot.knowledge.model import Entry, Pack

SHOWN = 3
# What more entries than these share says nothing about two of them, and costs time.
_TELLS = 500


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
    by_fact, by_tag = _sharing(pack)
    shared: Counter[str] = Counter()
    # A shared fact says more than a shared tag, and most where it leads the other entry.
    for fact in set(facts):
        if len(holders := by_fact.get(fact, ())) <= _TELLS:
            for name, leads in holders:
                shared[name] += 3 if leads else 2
    for tag in set(tags):
        if len(tagged := by_tag.get(tag, ())) <= _TELLS:
            shared.update(tagged)
    return sorted(shared, key=lambda name: (-shared[name], name))


def _by_what_is_shared(
    pack: Pack,
) -> tuple[dict[str, list[tuple[str, bool]]], dict[str, list[str]]]:
    """Return the entries by fact, with whether it leads the entry, and by tag."""
    by_fact: dict[str, list[tuple[str, bool]]] = {}
    by_tag: dict[str, list[str]] = {}
    for entry in pack.entries.values():
        for fact in set(entry.facts):
            by_fact.setdefault(fact, []).append((entry.id, fact == entry.facts[0]))
        for tag in set(entry.tags):
            by_tag.setdefault(tag, []).append(entry.id)
    return by_fact, by_tag


_sharing = PerPack(_by_what_is_shared)


def _shown(
    pack: Pack, names: Iterable[str], itself: str | None, language: str
) -> tuple[Related, ...]:
    found = [name for name in dict.fromkeys(names) if name in pack.entries and name != itself]
    return tuple(
        Related(name, entry_question(pack.entries[name], language)) for name in found[:SHOWN]
    )
