"""What a pack holds: sources, entities, attributes, facts, scenarios and entries.

The classes are the whole definition of the format: the reader validates against them and
`scenario-bot schema` derives the JSON Schemas from them. All are immutable.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field

from bot.knowledge.dates import PARTIAL_DATE, PERIOD, span


def _in_the_calendar(text: str) -> str:
    span(text)
    return text


ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = r"^[a-z]{2}$"
WEB_ADDRESS = r"^https?://[^\s<>()]+(\([^\s<>()]*\)[^\s<>()]*)*$"

Id = Annotated[str, Field(pattern=ID, max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Utterance = Annotated[str, Field(min_length=1, max_length=300)]
PartialDate = Annotated[str, Field(pattern=PARTIAL_DATE), AfterValidator(_in_the_calendar)]
Period = Annotated[str, Field(pattern=PERIOD), AfterValidator(_in_the_calendar)]
Language = Annotated[str, Field(pattern=LANGUAGE)]
WebAddress = Annotated[str, Field(pattern=WEB_ADDRESS)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Words = dict[Language, tuple[Utterance, ...]]


class Status(StrEnum):
    """How firm a fact is."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    RUMOUR = "rumour"
    SPECULATION = "speculation"
    DENIED = "denied"
    SUPERSEDED = "superseded"
    OPINION = "opinion"


class SourceKind(StrEnum):
    """What sort of publisher a source has."""

    COMPANY = "company"
    REGULATOR = "regulator"
    NEWS_AGENCY = "news agency"
    TRADE_PRESS = "trade press"
    NEWSPAPER = "newspaper"
    BLOG = "blog"
    READER_COMMENT = "reader comment"


class EntityKind(StrEnum):
    """What sort of thing an entity is."""

    COMPANY = "company"
    BRAND = "brand"
    REGULATOR = "regulator"
    PERSON = "person"
    MODEL = "model"
    PLATFORM = "platform"
    PLACE = "place"
    MARKET = "market"
    EVENT = "event"


class ScenarioStatus(StrEnum):
    """Where a scenario stands."""

    OPEN = "open"
    HAPPENED = "happened"
    RULED_OUT = "ruled out"
    OVERTAKEN = "overtaken"


QuestionKind = Literal[
    "plain",
    "foreign",
    "multi",
    "pair-first",
    "followup",
    "offtopic",
    "adversarial",
    "opening",
    "premise",
    "standing",
]


class Record(BaseModel):
    """Anything written in a pack: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Record):
    """A publication that facts cite."""

    id: Id
    title: Text
    outlet: Text
    url: WebAddress
    published: PartialDate | None = None
    accessed: PartialDate | None = None
    language: Language
    kind: SourceKind
    derived_from: tuple[Id, ...] = ()


class Entity(Record):
    """A company, person, model, … that facts are about."""

    id: Id
    name: Utterance
    kind: EntityKind
    officer_of: tuple[Id, ...] = ()
    aliases: Words = {}
    misspellings: tuple[Utterance, ...] = ()


class Attribute(Record):
    """What can be said of an entity, and the words with which people ask for it."""

    id: Id
    name: Utterance
    aliases: Words = {}


class Citation(Record):
    """A source and what it says, in the curator's own words."""

    source: Id
    says: Text
    quote: Annotated[str, Field(min_length=1, max_length=300)] | None = None


class Standing(Record):
    """An earlier status of a fact and since when it held."""

    status: Status
    as_of: PartialDate
    note: Text | None = None


class Fact(Record):
    """One statement: who said it, when, how firm it is, and the sources for it."""

    id: Id
    subject: Id
    attribute: Id
    period: Period | None = None
    value: int | Number | Utterance | None = Field(default=None, union_mode="left_to_right")
    unit: Utterance | None = None
    statement: Text
    status: Status
    said_by: tuple[Utterance, ...] = Field(min_length=1)
    as_of: PartialDate
    history: tuple[Standing, ...] = ()
    citations: tuple[Citation, ...] = Field(min_length=1)
    aliases: tuple[Utterance, ...] = ()
    contradicts: tuple[Id, ...] = ()
    superseded_by: tuple[Id, ...] = ()
    review_by: PartialDate | None = None
    next_expected: PartialDate | None = None
    note: Text | None = None


class Evidence(Record):
    """A fact that speaks for or against a scenario, and why."""

    fact: Id
    why: Text


class TitleTranslation(Record):
    """A scenario's title and utterances in another language."""

    title: Utterance
    aliases: tuple[Utterance, ...] = ()


class Scenario(Record):
    """What might happen, with the evidence on both sides.

    `facts` say who put it forward; they are no evidence for it.
    """

    id: Id
    title: Utterance
    premise: Text
    facts: tuple[Id, ...] = ()
    status: ScenarioStatus
    as_of: PartialDate
    deadline: PartialDate | None = None
    criteria: tuple[Text, ...] = Field(min_length=1)
    evidence_for: tuple[Evidence, ...] = ()
    evidence_against: tuple[Evidence, ...] = ()
    signposts: tuple[Text, ...] = ()
    aliases: tuple[Utterance, ...] = ()
    translations: dict[Language, TitleTranslation] = {}


class EntryTranslation(Record):
    """An entry's question, utterances and, where there is one, answer in another language."""

    question: Utterance
    aliases: tuple[Utterance, ...] = ()
    answer: Text | None = None


class Entry(Record):
    """A question of the FAQ with its curated answer.

    `known_unknown` marks a question that nobody has answered yet: the bot says so instead.
    """

    id: Id
    question: Utterance
    aliases: tuple[Utterance, ...] = ()
    answer: Text
    facts: tuple[Id, ...] = Field(min_length=1)
    presupposes: tuple[Id, ...] = ()
    known_unknown: bool = False
    scenarios: tuple[Id, ...] = ()
    related: tuple[Id, ...] = ()
    tags: tuple[Utterance, ...] = ()
    review_by: PartialDate | None = None
    translations: dict[Language, EntryTranslation] = {}


class Topic(Record):
    """Something people ask for that the pack does not answer, on purpose."""

    id: Id
    about: Text
    utterances: tuple[Utterance, ...] = Field(min_length=1)


class Manifest(Record):
    """`pack.yaml`: what a pack is.

    `start_with` are the entries that a newcomer is offered as examples.
    """

    id: Id
    title: Utterance
    language: Language
    about: Text
    updated: PartialDate
    start_with: tuple[Id, ...] = ()
    out_of_scope: tuple[Topic, ...] = ()


class SampleQuestion(Record):
    """A test question and the facts on one of which a right answer rests."""

    id: Id
    q: str
    lang: Language = Field(validation_alias=AliasChoices("lang", "language"), default="en")
    kind: QuestionKind = "plain"
    expected: tuple[Id, ...] = ()
    after: Id | None = None
    note: Text | None = None


class Pack(BaseModel):
    """All that one folder of knowledge holds, indexed by id.

    `version` is a short hash of the content: equal content, equal version, on every machine.
    """

    model_config = ConfigDict(frozen=True)

    manifest: Manifest
    version: str
    sources: Mapping[str, Source]
    entities: Mapping[str, Entity]
    attributes: Mapping[str, Attribute]
    facts: Mapping[str, Fact]
    scenarios: Mapping[str, Scenario]
    entries: Mapping[str, Entry]
    questions: tuple[SampleQuestion, ...] = ()

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.manifest.id


# The lists of a pack, by the name of their file or folder.
RECORDS: Mapping[str, type[Record]] = {
    "sources": Source,
    "entities": Entity,
    "attributes": Attribute,
    "facts": Fact,
    "scenarios": Scenario,
    "entries": Entry,
    "questions": SampleQuestion,
}


def plain(record: Record) -> dict[str, Any]:
    """Return a record as plain values, without what was left out."""
    return record.model_dump(mode="json", exclude_defaults=True)
