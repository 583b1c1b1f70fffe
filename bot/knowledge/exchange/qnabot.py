"""QnABot's JSON: `{"qna": [{"qid": …, "q": […], "a": …, "t": …, "alt": {"markdown": …}}]}`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.knowledge.exchange.json_items import json_items
from bot.knowledge.exchange.markdown import from_plain, to_plain
from bot.knowledge.exchange.pairs import LONGEST_RAW, Pair, Report
from bot.knowledge.exchange.texts import block, cleaned
from bot.knowledge.problems import shown

_LIST = "qna"
_KIND = "qna"
# Questions that QnABot asks itself when nothing answers.
_ITS_OWN = ("no_hits", "no_hits_orig", "no_hits_alternate", "no_verified_identity")
_CARRIED = {"qid", "q", "a", "t", "tags", "next", "type", "alt"}
# Marks of the designer that say nothing about the answer.
_MARKS = {"selected", "_id", "_score", "enableQidIntent"}
_TEMPLATE = "{{"
_NAMES = {
    "l": "a Lambda hook",
    "args": "arguments of a hook",
    "r": "a card",
    "sa": "session attributes",
    "slots": "slots",
    "rp": "a reprompt",
    "elicitResponse": "a response bot",
    "conditionalChaining": "chaining",
    "botRouting": "routing to another bot",
    "clientFilterValues": "filters",
}


def read_qnabot(text: str, report: Report) -> Iterator[Pair]:
    """Yield the questions of an export. Raises `UnreadableError` where it is no JSON."""
    for line, item in json_items(text, _LIST, report):
        if not isinstance(item, dict):
            message = "this item is no object with qid, q and a"
            report.lost(line, "shape", message, "delete it, or export the questions again")
        elif (pair := _pair(line, item, report)) is not None:
            yield pair


def write_qnabot(pairs: Iterable[Pair]) -> str:
    """Return questions as QnABot imports them."""
    listed = list(pairs)
    names = {pair.key: pair.name for pair in listed}
    items = []
    for pair in listed:
        item: dict[str, Any] = {
            "qid": pair.name,
            "type": _KIND,
            "q": [pair.question, *pair.others],
            # Handlebars would run what stands in double braces.
            "a": pair.answer.replace("{{", "{ {"),
            "alt": {"markdown": from_plain(pair.answer).replace("{{", "{ {"), "ssml": ""},
            "t": pair.tags[0] if pair.tags else "",
            "tags": ",".join(tag.replace(",", " ") for tag in pair.tags[1:]),
        }
        following = [names[name] for name in pair.related if name in names]
        if following:
            item["next"] = following[0]
        items.append(item)
    return json.dumps({_LIST: items}, ensure_ascii=False, indent=2) + "\n"


def _pair(line: int, item: dict[str, Any], report: Report) -> Pair | None:
    kind = _text(item, "type", line, report) or _KIND
    name = _text(item, "qid", line, report)
    if kind.casefold() != _KIND:
        message = f"{shown(name)} is of type {shown(kind)}, which is no question with an answer"
        report.lost(line, "other-type", message, "write an entry by hand if people ask for it")
        return None
    asked = item.get("q")
    asked = [asked] if isinstance(asked, str) else asked
    listed = asked if isinstance(asked, list) else []
    questions = [cleaned(one, line, report) for one in listed if isinstance(one, str)]
    if asked is not listed or len(questions) < len(listed):
        message = f"{shown(name)}: q must be a list of texts; what is none is not carried over"
        report.changed(line, "shape", message, "mend q in the file")
    if any(question in _ITS_OWN for question in questions):
        message = f"{shown(name)} is what QnABot says when nothing answers"
        report.lost(line, "its-own", message, "nothing to do: the bot has words of its own for it")
        return None
    answer = _answer(line, item, name, report)
    if _TEMPLATE in answer:
        message = f"the answer of {shown(name)} has a template in {{{{…}}}} that only QnABot fills"
        report.lost(line, "template", message, "write the answer out in the file")
        return None
    _tell_others(line, item, name, report)
    topic, tags = _text(item, "t", line, report), _text(item, "tags", line, report)
    following = _text(item, "next", line, report)
    return Pair(
        line=line,
        question=questions[0] if questions else "",
        answer=answer,
        others=tuple(questions[1:]),
        name=name,
        key=name,
        tags=tuple(filter(None, (topic.strip(), *(tag.strip() for tag in tags.split(","))))),
        related=(following,) if following.strip() else (),
    )


def _answer(line: int, item: Mapping[str, Any], name: str, report: Report) -> str:
    """Return the plain answer, or what the Markdown one says."""
    plain = _text(item, "a", line, report).strip()
    alt = item.get("alt")
    alt = alt if isinstance(alt, dict) else {}
    markdown = _text(alt, "markdown", line, report).strip()
    if _text(alt, "ssml", line, report).strip():
        message = f"{shown(name)}: the spoken form of the answer is not carried over"
        report.changed(line, "spoken", message, "nothing to do: the bot does not speak")
    if not markdown or len(markdown) > LONGEST_RAW:
        return plain
    read, lost = to_plain(markdown)
    read = cleaned(read, line, report)
    if not plain:
        if lost:
            message = f"{' and '.join(lost)} are not carried over; their words stay"
            report.changed(line, "formatting", message, "see that the answer still reads well")
        return read
    if block(read) != block(plain):
        message = f"{shown(name)}: the Markdown answer says something else than the plain one"
        report.changed(line, "other-answer", message, "the plain one is taken; compare the two")
    return plain


def _tell_others(line: int, item: Mapping[str, Any], name: str, report: Report) -> None:
    """Tell what else an item holds that a pack has no place for."""
    others = [
        _NAMES.get(key, shown(key))
        for key, value in item.items()
        if key not in _CARRIED and key not in _MARKS and _says_something(value)
    ]
    if others:
        message = f"{shown(name)}: not carried over: {', '.join(others[:8])}"
        report.changed(line, "no-place", message, "see that the answer is right without")


def _says_something(value: Any) -> bool:
    """Tell whether a value is more than empty texts; the depth is that of the reader."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)
        elif one not in ("", None, False):
            return True
    return False


def _text(item: Mapping[str, Any], key: str, line: int, report: Report) -> str:
    value = item.get(key)
    if value is None or isinstance(value, str):
        return cleaned(value or "", line, report)
    message = f"{shown(key)} must be text; it is not carried over"
    report.changed(line, "shape", message, "mend it in the file")
    return ""
