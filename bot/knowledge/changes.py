"""Changes that curators accepted: what each holds, and what it does to the records of a pack.

A change is written down as plain values with the version of this form. What it brings is text as
it would be typed in a file; whether that is right is judged by the rules for files, when the change
is laid over a pack.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.knowledge.dates import last_day
from bot.knowledge.edits import (
    AddItem,
    DropItem,
    DropKey,
    Edit,
    Keys,
    SetKey,
    as_typed,
    found,
)
from bot.knowledge.folding import fold
from bot.knowledge.model import Pack
from bot.knowledge.nodes import Plain
from bot.knowledge.touches import Steps, Touch, added

NONE = "none"

Values = dict[str, Any]


class _Change(BaseModel):
    """What all changes have.

    `base` is the version of the record that the curator looked at, and `result` the one that the
    change makes of it; `overlay.stamped` fills in both.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Whether it only holds for the record that the curator saw.
    guarded: ClassVar[bool] = True

    schema_version: Literal[1] = 1
    id: Annotated[str, Field(min_length=1, max_length=80)]
    base: str | None = None
    result: str | None = None


class _Alias(_Change):
    guarded: ClassVar[bool] = False

    of: Literal["entries", "facts", "scenarios"] = "entries"
    record: str
    alias: str
    language: str | None = None

    @property
    def target(self) -> tuple[str, str]:
        """List and id of the record that is changed."""
        return self.of, self.record

    def _list(self, pack: Pack) -> Keys:
        if self.language in (None, pack.manifest.language):
            return ("aliases",)
        return ("translations", str(self.language), "aliases")

    def _same(self, values: Mapping[str, Plain], path: Keys) -> list[Plain]:
        items = found(dict(values), path)
        key = fold(self.alias)
        return [one for one in items or () if isinstance(one, str) and fold(one) == key]

    def _touch(self, path: Keys, edits: Iterable[Edit], length: int) -> tuple[Touch, ...]:
        fields: tuple[tuple[Steps, Steps], ...] = (((*path, length), ("alias",)),)
        if len(path) > 1:
            fields = (*fields, (path[:-1], ("language",)))
        return (Touch(*self.target, edits=tuple(edits), fields=fields),)


class AddAlias(_Alias):
    """One more way to ask for an entry, a fact or a scenario, in the pack's or another language."""

    kind: Literal["add-alias"] = "add-alias"

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        path = self._list(pack)
        items = found(dict(values), path)
        edits = [] if self._same(values, path) else [AddItem(path, self.alias)]
        return self._touch(path, edits, len(items) if isinstance(items, list) else 0)


class RemoveAlias(_Alias):
    """One way less to ask for a record."""

    kind: Literal["remove-alias"] = "remove-alias"

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        path = self._list(pack)
        return self._touch(path, [DropItem(path, one) for one in self._same(values, path)], 0)


class _Add(_Change, ABC):
    @abstractmethod
    def _records(self) -> Iterator[tuple[str, Values, Steps]]:
        """Yield what is added: the kind, the record, and the way to its list."""

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this adds; what the pack holds with the same content is left out."""
        return tuple(
            touch
            for kind, record, place in self._records()
            if (touch := added(pack, kind, record, place))
        )

    @property
    def target(self) -> tuple[str, str]:
        """List and id of the record that is added."""
        kind, record, _ = next(self._records())
        return kind, str(record.get("id", ""))


class AddEntry(_Add):
    """A new entry, as it would stand in a file."""

    kind: Literal["add-entry"] = "add-entry"
    entry: Values

    def _records(self) -> Iterator[tuple[str, Values, Steps]]:
        yield "entries", self.entry, ("entry",)


class AddSource(_Add):
    """A new source; a fact that cites it may follow."""

    kind: Literal["add-source"] = "add-source"
    source: Values

    def _records(self) -> Iterator[tuple[str, Values, Steps]]:
        yield "sources", self.source, ("source",)


class AddFact(_Add):
    """A new fact with the sources that the pack does not hold yet."""

    kind: Literal["add-fact"] = "add-fact"
    fact: Values
    sources: tuple[Values, ...] = ()

    def _records(self) -> Iterator[tuple[str, Values, Steps]]:
        yield "facts", self.fact, ("fact",)
        for index, source in enumerate(self.sources):
            yield "sources", source, ("sources", index)


class ChangeEntry(_Change):
    """Another question, answer or list of facts; what is None stays as it is."""

    kind: Literal["change-entry"] = "change-entry"
    entry: str
    language: str | None = None
    question: str | None = None
    answer: str | None = None
    facts: tuple[str, ...] | None = None

    @property
    def target(self) -> tuple[str, str]:
        """List and id of the record that is changed."""
        return "entries", self.entry

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        at: Keys = ()
        if self.language not in (None, pack.manifest.language):
            at = ("translations", str(self.language))
        edits: list[Edit] = []
        fields: list[tuple[Steps, Steps]] = [(at, ("language",))] if at else []
        for key, text in (("question", self.question), ("answer", self.answer)):
            if text is not None:
                edits.append(SetKey((*at, key), text))
                fields.append(((*at, key), (key,)))
        if self.facts is not None:
            edits.append(SetKey(("facts",), list(self.facts)))
            fields.append((("facts",), ("facts",)))
        return (Touch(*self.target, edits=tuple(edits), fields=tuple(fields)),)


class _OfFact(_Change):
    fact: str
    citations: tuple[Values, ...] = ()
    sources: tuple[Values, ...] = ()

    @property
    def target(self) -> tuple[str, str]:
        """List and id of the record that is changed."""
        return "facts", self.fact

    def _touches(
        self,
        pack: Pack,
        values: Mapping[str, Plain],
        edits: list[Edit],
        fields: Sequence[tuple[Steps, Steps]],
    ) -> tuple[Touch, ...]:
        """Return the edits of the fact with its new citations, and the new sources."""
        places = [*fields]
        there = values.get("citations")
        cited = list(there) if isinstance(there, list) else []
        for index, citation in enumerate(self.citations):
            item = as_typed(citation)
            edits.append(AddItem(("citations",), item))
            if item not in cited:
                places.append((("citations", len(cited)), ("citations", index)))
                cited.append(item)
        fact = Touch(*self.target, edits=tuple(edits), fields=tuple(places))
        new = (
            added(pack, "sources", source, ("sources", index))
            for index, source in enumerate(self.sources)
        )
        return (fact, *filter(None, new))


class ChangeFact(_OfFact):
    """Another value, wording or date of a fact; what is None stays as it is."""

    kind: Literal["change-fact"] = "change-fact"
    value: str | int | float | None = None
    unit: str | None = None
    period: str | None = None
    statement: str | None = None
    as_of: str | None = None

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        keys = ("period", "value", "unit", "statement", "as_of")
        edits: list[Edit] = [
            SetKey((key,), as_typed(value))
            for key in keys
            if (value := getattr(self, key)) is not None
        ]
        return self._touches(pack, values, edits, [((key,), (key,)) for key in keys])


class ChangeStatus(_OfFact):
    """Another status of a fact since a day; the one before goes into its history.

    `said_by` names who says so now, where it is somebody else; `superseded_by` and `contradicts`
    are added to what the fact holds.
    """

    kind: Literal["change-status"] = "change-status"
    status: str
    as_of: str
    said_by: tuple[str, ...] | None = None
    note: str | None = None
    superseded_by: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        edits: list[Edit] = [SetKey(("status",), self.status), SetKey(("as_of",), self.as_of)]
        if self.said_by is not None:
            edits.append(SetKey(("said_by",), list(self.said_by)))
        if values.get("status") not in (None, self.status):
            before: dict[str, Plain] = {key: values.get(key) for key in ("status", "as_of")}
            if self.note:
                before["note"] = self.note
            edits.append(AddItem(("history",), before))
        for key in ("contradicts", "superseded_by"):
            edits += [AddItem((key,), name) for name in getattr(self, key)]
        keys = ("status", "as_of", "said_by")
        fields: list[tuple[Steps, Steps]] = [((key,), (key,)) for key in keys]
        for key in ("history", "contradicts", "superseded_by"):
            there = values.get(key)
            length = len(there) if isinstance(there, list) else 0
            if key == "history":
                fields += [((key, length, one), (one,)) for one in ("as_of", "note")]
            else:
                # What the fact names already stays in its place.
                fields += [
                    ((key, length + index), (key, index))
                    for index in range(len(getattr(self, key)))
                ]
        return self._touches(pack, values, edits, fields)


class Reviewed(_Change):
    """A fact or an entry was gone over and stands until another day.

    `next_expected` moves the day on which news is due; `none` says that none is due any more.
    """

    kind: Literal["reviewed"] = "reviewed"
    of: Literal["facts", "entries"]
    record: str
    review_by: str
    next_expected: str | None = None

    @property
    def target(self) -> tuple[str, str]:
        """List and id of the record that is changed."""
        return self.of, self.record

    def touches(self, pack: Pack, values: Mapping[str, Plain]) -> tuple[Touch, ...]:
        """Return what this does to a record with these values."""
        edits: list[Edit] = []
        now = values.get("review_by")
        # Whoever went over it later, in the file, knows better.
        if not isinstance(now, str) or not _later(now, self.review_by):
            edits.append(SetKey(("review_by",), self.review_by))
            if self.next_expected == NONE:
                edits.append(DropKey(("next_expected",)))
            elif self.next_expected is not None:
                edits.append(SetKey(("next_expected",), self.next_expected))
        fields: tuple[tuple[Steps, Steps], ...] = tuple(
            ((key,), (key,)) for key in ("review_by", "next_expected")
        )
        return (Touch(*self.target, edits=tuple(edits), fields=fields),)


Change = (
    AddAlias
    | RemoveAlias
    | AddEntry
    | AddFact
    | AddSource
    | ChangeEntry
    | ChangeFact
    | ChangeStatus
    | Reviewed
)
_CHANGE: TypeAdapter[Change] = TypeAdapter(Annotated[Change, Field(discriminator="kind")])


class AcceptedChanges(Protocol):
    """Where accepted changes come from, such as a database; oldest first."""

    def accepted(self, pack: str) -> Iterable[Change]:
        """Return the changes accepted for the pack with this id."""
        ...


class ChangeError(ValueError):
    """Values that are no change; the message says where and why."""


def read_change(values: Any) -> Change:
    """Return the change that plain values hold. Raises `ChangeError`."""
    try:
        return _CHANGE.validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # The union names the kind as the first step.
        place = ".".join(str(step) for step in first["loc"][1:])
        raise ChangeError(f"{place}: {first['msg']}" if place else first["msg"]) from None


def as_values(change: Change) -> dict[str, Any]:
    """Return a change as plain values for JSON; `read_change` reads them again."""
    values = change.model_dump(mode="json", exclude_none=True)
    return {"schema_version": change.schema_version, "kind": change.kind} | values


def _later(one: str, other: str) -> bool:
    try:
        return last_day(one) > last_day(other)
    except ValueError:
        return False
