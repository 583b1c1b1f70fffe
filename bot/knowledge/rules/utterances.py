"""What people ask: one utterance has one answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.knowledge.draft import Draft, Placed
from bot.knowledge.folding import fold
from bot.knowledge.model import Entry, Scenario, Topic
from bot.knowledge.nodes import Step
from bot.knowledge.problems import Problem, shown


@dataclass(frozen=True, slots=True)
class _Owner:
    """A record that answers utterances; a topic lies inside the pack's manifest."""

    noun: str
    id: str
    placed: Placed[Any]
    at: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return f"{self.noun} {shown(self.id)}{self.placed.mention(self.at)}"


def same_utterances(draft: Draft) -> Iterator[Problem]:
    """No utterance belongs to two entries, scenarios or topics, and none is there twice."""
    first: dict[str, _Owner] = {}
    for owner in _owners(draft):
        mine: set[tuple[str, str]] = set()
        for path, text in _utterances(owner):
            key = fold(text)
            if not key:
                continue
            other = first.setdefault(key, owner)
            # The same words in two languages of one record are no mistake.
            spoken = (str(path[1]) if path[0] == "translations" else "", key)
            if other is not owner:
                message = f"{shown(text)} is also an utterance of {other}"
                hint = "keep it where the better answer is"
                yield owner.placed.problem("same-utterance", message, hint, at=path)
            elif spoken in mine:
                message, hint = f"{shown(text)} is here twice", "delete one of the two"
                yield owner.placed.problem(
                    "repeated-alias", message, hint, at=path, level="warning"
                )
            mine.add(spoken)


def fact_aliases(draft: Draft) -> Iterator[Problem]:
    """An utterance of a fact is not one of another fact, nor of an answer without that fact."""
    owners: dict[str, _Owner] = {}
    for owner in _owners(draft):
        for _, text in _utterances(owner):
            owners.setdefault(fold(text), owner)
    first: dict[str, Placed[Any]] = {}
    for fact in draft.facts.values():
        for index, alias in enumerate(fact.record.aliases):
            key = fold(alias)
            if not key:
                continue
            at = ("aliases", index)
            other = first.setdefault(key, fact)
            if other is not fact:
                message = (
                    f"{shown(alias)} is also an alias of fact {shown(other.id)}{other.mention()}"
                )
                hint = "keep it with one fact, or say what sets the two apart"
                yield fact.problem("same-fact-alias", message, hint, at=at, level="warning")
            elsewhere = owners.get(key)
            if elsewhere and fact.id not in _rests_on(elsewhere):
                message = (
                    f"{shown(alias)} is an utterance of {elsewhere}, which does not rest on it"
                )
                hint = "list the fact there, or delete the alias"
                yield fact.problem("fact-alias-elsewhere", message, hint, at=at, level="warning")


def _owners(draft: Draft) -> Iterator[_Owner]:
    if draft.manifest:
        for index, topic in enumerate(draft.manifest.record.out_of_scope):
            yield _Owner("topic", topic.id, draft.manifest, ("out_of_scope", index))
    for scenario in draft.scenarios.values():
        yield _Owner("scenario", scenario.id, scenario)
    for entry in draft.entries.values():
        yield _Owner("entry", entry.id, entry)


def _utterances(owner: _Owner) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield path and text of everything with which people ask for a record."""
    record = owner.placed.record
    if owner.at:
        topic: Topic = record.out_of_scope[owner.at[1]]
        for index, text in enumerate(topic.utterances):
            yield (*owner.at, "utterances", index), text
        return
    title = "question" if isinstance(record, Entry) else "title"
    parts: list[tuple[tuple[Step, ...], Any]] = [((), record)]
    parts += [(("translations", language), part) for language, part in record.translations.items()]
    for path, part in parts:
        yield (*path, title), getattr(part, title)
        for index, text in enumerate(part.aliases):
            yield (*path, "aliases", index), text


def _rests_on(owner: _Owner) -> set[str]:
    record = owner.placed.record
    if isinstance(record, Entry):
        return set(record.facts)
    if isinstance(record, Scenario):
        return {evidence.fact for evidence in (*record.evidence_for, *record.evidence_against)}
    return set()
