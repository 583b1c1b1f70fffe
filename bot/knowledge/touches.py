"""What a change does to records, and which of its fields stands for what in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.knowledge.edits import Edit, as_typed
from bot.knowledge.model import RECORDS, Pack, Record
from bot.knowledge.nodes import Plain, Step

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """What a change does to one record: edits of one that is there, or a new one.

    `fields` leads from places in the record to those of the change that stand for them.
    """

    kind: str
    id: str
    edits: tuple[Edit, ...] = ()
    new: dict[str, Plain] | None = None
    fields: tuple[tuple[Steps, Steps], ...] = ()

    def field(self, path: Steps) -> Steps:
        """Return where in the change stands what is at a path of the record; () if nowhere."""
        for here, there in sorted(self.fields, key=lambda pair: -len(pair[0])):
            if path[: len(here)] == here:
                return (*there, *path[len(here) :])
        return ()


def record_at(pack: Pack, kind: str, name: str) -> Record | None:
    """Return a record of a pack by its list and id."""
    records: Mapping[str, Record] = getattr(pack, kind)
    return records.get(name)


def added(pack: Pack, kind: str, record: Mapping[str, Any], place: Steps) -> Touch | None:
    """Return the touch that adds a record; None if the pack holds the very same."""
    values = as_typed(record)
    assert isinstance(values, dict)  # noqa: S101 -- for mypy: a mapping stays one
    name = str(values.get("id", ""))
    there = record_at(pack, kind, name)
    if there is not None and there == _record(kind, values):
        return None
    return Touch(kind, name, new=values, fields=(((), place),))


def _record(kind: str, values: Mapping[str, Plain]) -> Record | None:
    try:
        return RECORDS[kind].model_validate(values)
    except ValidationError:
        return None
