"""Edits of one record: what an accepted change does to it, in memory and in its file alike.

Values are as a file holds them: text, lists of them and mappings, never numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.model import Record, plain
from bot.knowledge.nodes import Plain

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetKey:
    """Give a key its value, whether or not it has one; mappings on the way are made."""

    path: Keys
    value: Plain


@dataclass(frozen=True, slots=True)
class DropKey:
    """Leave a key out."""

    path: Keys


@dataclass(frozen=True, slots=True)
class AddItem:
    """Put a value at the end of a list that does not hold it yet; the list is made if need be."""

    path: Keys
    value: Plain


@dataclass(frozen=True, slots=True)
class DropItem:
    """Take a value out of a list, and leave the key out where nothing remains."""

    path: Keys
    value: Plain


Edit = SetKey | DropKey | AddItem | DropItem


def as_typed(value: Any) -> Plain:
    """Return a value with every number and truth value as it would be typed in a file."""
    if isinstance(value, Mapping):
        return {str(key): as_typed(one) for key, one in value.items() if one is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_typed(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def typed(record: Record) -> dict[str, Plain]:
    """Return a record as its file would hold it."""
    return {key: as_typed(value) for key, value in plain(record).items()}


def found(values: Plain, path: Keys) -> Plain:
    """Return what is at a path, None where nothing is."""
    for key in path:
        if not isinstance(values, dict) or key not in values:
            return None
        values = values[key]
    return values


def applied(values: Mapping[str, Plain], edits: Iterable[Edit]) -> dict[str, Plain]:
    """Return a record's values with the edits made; nothing that was given is changed."""
    changed = dict(values)
    for edit in edits:
        changed = _edited(changed, edit.path, edit)
    return changed


def needed(values: Mapping[str, Plain], edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that still change something, each after those before it."""
    rest: list[Edit] = []
    now = dict(values)
    for edit in edits:
        after = _edited(now, edit.path, edit)
        if after != now:
            rest.append(edit)
        now = after
    return tuple(rest)


def _edited(values: dict[str, Plain], path: Keys, edit: Edit) -> dict[str, Plain]:
    key, below = path[0], path[1:]
    inner = values.get(key)
    if below:
        if inner is None and isinstance(edit, DropKey | DropItem):
            return values
        changed = _edited(inner if isinstance(inner, dict) else {}, below, edit)
        # A mapping that lost its last key says nothing any more.
        return _with(values, key, changed or None)
    match edit:
        case SetKey(_, value):
            return _with(values, key, value)
        case DropKey():
            return _with(values, key, None)
        case AddItem(_, value):
            items = inner if isinstance(inner, list) else []
            return values if value in items else _with(values, key, [*items, value])
        case DropItem(_, value):
            if not isinstance(inner, list) or value not in inner:
                return values
            return _with(values, key, [one for one in inner if one != value] or None)


def _with(values: dict[str, Plain], key: str, value: Plain) -> dict[str, Plain]:
    if value is None:
        return {name: one for name, one in values.items() if name != key}
    return {**values, key: value}
