"""What is kept, as plain values. User ids stand only where a button or a deletion needs them."""

from dataclasses import dataclass
from typing import Literal

Verbosity = Literal["short", "full"]
FeedbackKind = Literal["helpful", "not_helpful", "outdated"]


class StorageError(Exception):
    """The store cannot be opened, read or written; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a server has chosen.

    No packs means all packs; `channels` are those where every question is considered; no language
    means that of the question. Members with one of `curator_roles` may curate.
    """

    guild_id: int
    packs: tuple[str, ...] = ()
    channels: tuple[int, ...] = ()
    language: str | None = None
    verbosity: Verbosity = "full"
    curator_roles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """What was answered to whom in which message: enough for its buttons and its deletion.

    `created` is in unix seconds. What was typed is not kept: `question_hash` is
    `Store.question_hash` of it.
    """

    message_id: int
    channel_id: int
    guild_id: int | None
    asker_id: int
    pack: str
    pack_version: str
    entry: str | None
    facts: tuple[str, ...]
    question_hash: str
    created: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a member thinks of an answer. `user_hash` is `Store.user_hash` of the member's id."""

    message_id: int
    kind: FeedbackKind
    user_hash: str
    created: int


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held on one user, the newest first."""

    answers: tuple[AskedAnswer, ...] = ()
    feedback: tuple[Feedback, ...] = ()

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self.answers) + len(self.feedback)

    @property
    def since(self) -> int | None:
        """When the oldest record was made, in unix seconds."""
        times = [one.created for one in self.answers] + [one.created for one in self.feedback]
        return min(times, default=None)
