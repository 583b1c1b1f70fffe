"""Short hashes of what a record says, by which an answer given earlier can be held against it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.knowledge.model import Entry, Fact, Record, Scenario, plain

# What an answer says of a fact, or lets it decide: other keys help to find or to keep it.
FACT_SUBSTANCE = (
    "subject",
    "attribute",
    "period",
    "value",
    "unit",
    "statement",
    "status",
    "said_by",
    "as_of",
    "contradicts",
    "superseded_by",
)
ENTRY_SUBSTANCE = ("answer", "facts", "presupposes", "known_unknown")
SCENARIO_SUBSTANCE = (
    "premise",
    "facts",
    "status",
    "as_of",
    "deadline",
    "criteria",
    "evidence_for",
    "evidence_against",
)
# Lists of ids whose order says nothing.
UNORDERED = ("contradicts", "superseded_by", "presupposes")
_DIGITS = 12


def fact_version(fact: Fact) -> str:
    """Return a hash of what answers say of a fact, not of review dates, aliases or citations."""
    return digest({key: _value(fact, key) for key in FACT_SUBSTANCE})


def entry_version(entry: Entry) -> str:
    """Return a hash of what an entry answers and to which question, in every language."""
    said = {key: _value(entry, key) for key in (*ENTRY_SUBSTANCE, "question")}
    return digest(said | {"translations": {
        language: [one.question, one.answer] for language, one in entry.translations.items()
    }})  # fmt: skip


def scenario_version(scenario: Scenario) -> str:
    """Return a hash of what answers say of a scenario, not of its signposts or utterances."""
    said = plain(scenario)
    return digest({key: said.get(key) for key in SCENARIO_SUBSTANCE})


def record_version(record: Record) -> str:
    """Return `fact_version` or `entry_version`, and for other records a hash of all they hold."""
    if isinstance(record, Fact):
        return fact_version(record)
    if isinstance(record, Entry):
        return entry_version(record)
    return digest(plain(record))


def _value(record: Record, key: str) -> Any:
    value = getattr(record, key)
    if isinstance(value, tuple):
        return sorted(value) if key in UNORDERED else list(value)
    # Of numbers only the value counts: 30 and 30.0 are shown alike.
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def digest(value: Mapping[str, Any] | list[Any]) -> str:
    """Return a short hash of plain values."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
