"""What is kept of servers, answers and feedback, as plain values.

User ids stand only where a button, a message to that user or a deletion needs them.
"""

from dataclasses import dataclass
from typing import Literal

Verbosity = Literal["short", "full"]
FeedbackKind = Literal["helpful", "not_helpful", "outdated"]
# What becomes of an answer that a changed fact made wrong: put right, marked, or left as it is.
CorrectionPolicy = Literal["edit", "flag", "leave"]


class StorageError(Exception):
    """The store cannot be opened, read or written; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the store is: whether the last reading and writing worked, and else why not.

    `waiting` rows are not written yet, `given_up` ones never will be.
    """

    is_ok: bool
    why: str
    waiting: int
    given_up: int
    backend: Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days each kind is kept.

    Questions count from when they were asked, proposals from their last change; what a curator
    accepted is kept until it is merged into the pack's files, however long that takes.
    """

    answers: int = 90
    feedback: int = 90
    questions: int = 90
    proposals: int = 180
    history: int = 730
    changes: int = 730
    visits: int = 180
    notices: int = 14


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a server has chosen.

    No packs means all packs; `channels` are those where every question is considered; no language
    means that of the question. Members with one of `curator_roles` may curate. Answers no older
    than `corrected_days` are treated as `corrections` says when a fact changes. Curators are told
    what they should know in `notice_channel`. Questions that were not answered are kept for them
    unless `log_questions` is off.
    """

    guild_id: int
    packs: tuple[str, ...] = ()
    channels: tuple[int, ...] = ()
    language: str | None = None
    verbosity: Verbosity = "full"
    curator_roles: tuple[int, ...] = ()
    corrections: CorrectionPolicy = "edit"
    corrected_days: int = 14
    notice_channel: int | None = None
    log_questions: bool = True


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """What was answered to whom in which message: enough for its buttons, deletion, correction.

    `created` is in unix seconds. What was typed is not kept: `question_hash` is
    `Store.question_hash` of it. `versions` are those of `facts`, one for each, as they were told;
    none where they are not known. A fact of another pack than `pack` is named `<pack>//<fact>`.
    `card` is what is needed to make the message's card again; where it is empty, as for a private
    answer, nothing is corrected.
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
    versions: tuple[str, ...] = ()
    card: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a member thinks of an answer. `user_hash` is `Store.user_hash` of the member's id."""

    message_id: int
    kind: FeedbackKind
    user_hash: str
    created: int
