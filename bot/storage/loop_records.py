"""What the loop of curation and correction keeps, as plain values. Times are unix seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.storage.records import AskedAnswer, Feedback

ClusterState = Literal["open", "assigned", "dismissed", "resolved"]
ProposalKind = Literal["alias", "entry", "fact", "outdated"]
ProposalState = Literal["proposed", "accepted", "rejected", "undone", "exported", "merged"]
Subject = Literal["proposal", "cluster", "change"]
TargetKind = Literal["scenario", "entity", "fact"]
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Nearest:
    """An entry that came near to a question, and how sure the search was of it."""

    pack: str
    entry: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered, or not surely.

    `text` is folded; `message_id` is that which goes with the question when it is deleted.
    """

    text: str
    asker_id: int
    asked: int
    guild_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None
    language: str | None = None
    reason: str = ""
    nearest: tuple[Nearest, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a missed question, and how often it was asked in it."""

    text: str
    language: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Like questions that were missed. `text` is the oldest wording that is (still) held.

    `count` is how often they were asked, `askers` by how many; `nearest` and `reason` are those of
    the latest. `proposal_id` is what resolved them.
    """

    id: int
    guild_id: int
    state: ClusterState
    text: str
    variants: tuple[Variant, ...]
    count: int
    askers: int
    first_asked: int
    last_asked: int
    reason: str
    nearest: tuple[Nearest, ...]
    assigned_to: int | None
    proposal_id: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that should change in a pack; once accepted, it does.

    `payload` is what becomes content of the pack, `note` what the proposer says about it.
    """

    id: int
    kind: ProposalKind
    pack: str
    state: ProposalState
    payload: Payload
    note: str
    proposer_id: int | None
    guild_id: int | None
    cluster_id: int | None
    created: int
    changed: int


@dataclass(frozen=True, slots=True)
class Event:
    """What was done, by whom (nobody any more, if forgotten or the bot itself), and when."""

    id: int
    subject: Subject
    subject_id: int
    guild_id: int | None
    action: str
    actor_id: int | None
    at: int
    before: Payload | None
    after: Payload | None


@dataclass(frozen=True, slots=True)
class FactState:
    """A fact as a pack has it. Equal versions mean that it is told the same.

    `fact` is its id; scenarios stand beside the facts as `scenarios/<id>`. `details` is all that
    is needed to tell it again when the pack no longer has it so.
    """

    fact: str
    version: str
    status: str
    value: str | None
    text: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class FactChange:
    """What became of a fact: new without `before`, gone without `after`."""

    id: int
    pack: str
    pack_version: str
    fact: str
    at: int
    before: FactState | None
    after: FactState | None
    is_trivial: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """An answer that is to be put right, handed out to be done until its lease ends."""

    answer: AskedAnswer
    changes: tuple[FactChange, ...]
    attempts: int
    claim: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Queued:
    """How many stand in a queue: to be done, handed out, and given up."""

    waiting: int
    claimed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who follows what. Without `channel_id` the member is told in a direct message.

    `last_change` is the newest change that the member was told, or that was there at the start.
    `language` is that of the member's Discord.
    """

    user_id: int
    pack: str
    kind: TargetKind
    target: str
    created: int
    channel_id: int | None = None
    guild_id: int | None = None
    last_change: int = 0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is to be sent once, handed out to be sent until its lease ends."""

    id: int
    key: str
    user_id: int | None
    channel_id: int | None
    guild_id: int | None
    payload: Payload
    created: int
    attempts: int
    claim: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldQuestion:
    """A missed question as it is held on the one who asked."""

    text: str
    guild_id: int
    asked: int


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held on one user, the newest first."""

    answers: tuple[AskedAnswer, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    questions: tuple[HeldQuestion, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    events: tuple[Event, ...] = ()
    assigned: tuple[int, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    notices: tuple[Notice, ...] = ()
    visited: int | None = None

    @property
    def count(self) -> int:
        """How many records there are."""
        lists = (self.answers, self.feedback, self.questions, self.proposals, self.events)
        others = (self.assigned, self.subscriptions, self.notices)
        return sum(map(len, (*lists, *others))) + (self.visited is not None)

    @property
    def since(self) -> int | None:
        """When the oldest record was made."""
        times = [one.created for one in self.answers]
        times += [one.created for one in self.feedback]
        times += [one.asked for one in self.questions]
        times += [one.created for one in self.proposals]
        times += [one.at for one in self.events]
        times += [one.created for one in self.subscriptions]
        times += [one.created for one in self.notices]
        times += [] if self.visited is None else [self.visited]
        return min(times, default=None)
