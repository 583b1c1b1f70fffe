"""The contract for programs: a line a question in, a JSON object a line out, in order."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from time import monotonic
from typing import Any, BinaryIO

from bot.answers.answer import Answer
from bot.conversation.question import Question
from bot.knowledge.dates import PARTIAL_DATE, span
from bot.terminal.failures import reference, report
from bot.terminal.plain import shortened, whole

Ask = Callable[[Question], Sequence[Answer]]

_BYTE_ORDER_MARK = "\ufeff"
# Raw in JSON, these would break a line or steer a terminal.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029]")
_DIGITS = 4
_SHOWN = 30


class LineError(ValueError):
    """A line that is meant as JSON but asks nothing; the message says why."""


def serve(source: BinaryIO, sink: BinaryIO, ask: Ask, today: Callable[[], date]) -> None:
    """Answer every line of the source, one line each, flushed before the next is read."""
    for number, text in enumerate(lines_of(source)):
        line = text.removeprefix(_BYTE_ORDER_MARK) if number == 0 else text
        sink.write(encoded(answer_line(line, ask, today())))
        sink.flush()


def lines_of(source: BinaryIO) -> Iterator[str]:
    """Yield the lines without their ends; only a line feed ends one, also after a return."""
    for raw in source:
        yield raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def answer_line(line: str, ask: Ask, today: date) -> dict[str, Any]:
    """Return the object that answers a line; whatever goes wrong becomes an `error` in it."""
    shown = line
    try:
        question = read_line(line, today)
        shown = question.text
        return answered(shown, ask(question))
    except LineError as error:
        return _failed(shown, str(error))
    except Exception as error:  # noqa: BLE001 -- the next line has a right to its answer
        report(error)
        message = f"something unexpected went wrong here (reference {reference(error)})"
        return _failed(shown, message)


def read_line(line: str, today: date) -> Question:
    """Return what a line asks. Raises `LineError`."""
    if not line.lstrip(" \t\r").startswith("{"):
        return ask_for(line, today)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        raise LineError(f"the line begins with {{ but is no JSON: {reason}") from error
    text = _text(value, "text")
    if text is None:
        raise LineError("the key text is missing")
    conversation, as_of = _text(value, "conversation"), _text(value, "as_of")
    return ask_for(text, today, conversation=conversation, as_of=as_of)


def ask_for(
    text: str, today: date, *, conversation: str | None = None, as_of: str | None = None
) -> Question:
    """Return the question for a text. Raises `LineError` where `as_of` is no date."""
    if as_of is not None and not _is_date(as_of):
        shown = shortened(as_of, _SHOWN)
        raise LineError(f"as_of must be a date such as 2025-05-01, not '{shown}'")
    at = monotonic()
    return Question(whole(text), today, conversation=conversation, as_of=as_of, at=at)


def answered(question: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """Return a question with its answers as plain values for JSON."""
    return {"question": whole(question), "answers": [as_values(answer) for answer in answers]}


def as_values(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values for JSON."""
    return {
        "outcome": answer.outcome.value,
        "reason": answer.reason.value if answer.reason else None,
        "entry": answer.entry,
        "facts": list(answer.facts),
        "status": answer.status,
        "as_of": answer.as_of,
        # What disputes or limits the answer belongs to it, also where there is no field for it.
        "text": "\n\n".join((answer.text, *answer.notices)),
        "citations": [
            {
                "source": cited.source,
                "title": cited.title,
                "outlet": cited.outlet,
                "url": cited.url,
                "published": cited.published,
                "says": cited.says,
            }
            for cited in answer.citations
        ],
        "suggestions": [
            {
                "entry": suggestion.entry,
                "question": suggestion.question,
                "confidence": round(suggestion.confidence, _DIGITS),
            }
            for suggestion in answer.suggestions
        ],
        "confidence": round(answer.confidence, _DIGITS),
        "pack": answer.pack,
        "pack_version": answer.pack_version,
    }


def encoded(value: Any) -> bytes:
    """Return a value as one line of JSON that every reader takes for one line."""
    text = json.dumps(value, ensure_ascii=False)
    text = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return whole(text).encode() + b"\n"


def _text(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    if found is None or isinstance(found, str):
        return found if found is None else whole(found)
    raise LineError(f"{key} must be text, not {_KINDS.get(type(found), 'something else')}")


_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def _is_date(text: str) -> bool:
    try:
        span(text)
    except ValueError:
        return False
    return re.fullmatch(PARTIAL_DATE, text) is not None


def _failed(question: str, message: str) -> dict[str, Any]:
    return {"question": whole(question), "error": message, "answers": []}
