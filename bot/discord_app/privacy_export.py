"""What a member takes along: all that is held on the member, as JSON."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

from bot.storage.loop_records import Event, Held, Notice, Proposal, Subscription
from bot.storage.records import AskedAnswer, Feedback, Retention

# Some 4 MB of answers, where Discord takes 10.
RECORDS_AT_MOST = 10_000


def exported(user_id: int, held: Held, now: datetime, retention: Retention) -> bytes:
    """Return all that is held on a user as JSON; ids are texts, since they outgrow numbers."""
    value = {
        "user_id": str(user_id),
        "exported": _time(int(now.timestamp())),
        "remembered_days": asdict(retention),
        "answers": [_answer(one) for one in held.answers[:RECORDS_AT_MOST]],
        "feedback": [_feedback(one) for one in held.feedback[:RECORDS_AT_MOST]],
        "unanswered_questions": [
            {"text": one.text, "guild_id": _id(one.guild_id), "asked": _time(one.asked)}
            for one in held.questions[:RECORDS_AT_MOST]
        ],
        "proposals": [_proposal(one) for one in held.proposals[:RECORDS_AT_MOST]],
        "decisions": [_event(one) for one in held.events[:RECORDS_AT_MOST]],
        "assigned_questions": list(held.assigned[:RECORDS_AT_MOST]),
        "following": [_subscription(one) for one in held.subscriptions[:RECORDS_AT_MOST]],
        "messages_to_you": [_notice(one) for one in held.notices[:RECORDS_AT_MOST]],
        "asked_what_changed": None if held.visited is None else _time(held.visited),
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def left_out(held: Held) -> int:
    """Return how many records are too many for the file."""
    lists = (
        *(held.answers, held.feedback, held.questions, held.proposals, held.events),
        *(held.assigned, held.subscriptions, held.notices),
    )
    return sum(max(0, len(records) - RECORDS_AT_MOST) for records in lists)


def _answer(one: AskedAnswer) -> dict[str, object]:
    return {
        "message_id": str(one.message_id),
        "channel_id": str(one.channel_id),
        "guild_id": _id(one.guild_id),
        "pack": one.pack,
        "pack_version": one.pack_version,
        "entry": one.entry,
        "facts": list(one.facts),
        "question_fingerprint": one.question_hash,
        "created": _time(one.created),
        "card": one.card,
    }


def _feedback(one: Feedback) -> dict[str, object]:
    return {
        "message_id": str(one.message_id),
        "kind": one.kind,
        "created": _time(one.created),
    }


def _proposal(one: Proposal) -> dict[str, object]:
    return {
        "kind": one.kind,
        "pack": one.pack,
        "guild_id": _id(one.guild_id),
        "state": one.state,
        "content": dict(one.payload),
        "note": one.note,
        "created": _time(one.created),
        "changed": _time(one.changed),
    }


def _event(one: Event) -> dict[str, object]:
    return {
        "subject": one.subject,
        "number": one.subject_id,
        "guild_id": _id(one.guild_id),
        "action": one.action,
        "at": _time(one.at),
    }


def _subscription(one: Subscription) -> dict[str, object]:
    return {
        "pack": one.pack,
        "kind": one.kind,
        "target": one.target,
        "channel_id": _id(one.channel_id),
        "guild_id": _id(one.guild_id),
        "language": one.language,
        "created": _time(one.created),
    }


def _notice(one: Notice) -> dict[str, object]:
    return {"content": dict(one.payload), "created": _time(one.created)}


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
