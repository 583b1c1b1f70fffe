"""The last answer once more, for one who asks about it: its sources, its standing, its date."""

import re
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.dates import shown as shown_date
from bot.answers.independence import independent_sources
from bot.answers.texts import TEXTS, text, text_of_number
from bot.knowledge.model import Pack

_YES_OR_NO = re.compile(
    r"(?:yes|no|not|sì|oui|non|ja|nein|sí)\b(?:[^:.,;?!\n]{0,40}[:,]|,[^:.;?!\n]{0,40}:)\s+",
    re.IGNORECASE,
)


def sourced(pack: Pack, answer: Answer) -> Answer:
    """Return what each source of an answer says."""
    reader = answer.reader
    if not answer.citations:
        return _led(answer, text("no_sources_for_that", reader))
    lines = [
        f"- {one.outlet}{_when(one.published, reader)}: {one.says or one.title} [{one.number}]"
        for one in answer.citations
    ]
    told = [pack.facts[one] for one in answer.facts if one in pack.facts]
    count = independent_sources(pack, *told)
    head = text_of_number("says_sources", count, reader)
    return replace(answer, text="\n".join([head, *lines]), short=head, abridged=False)


def verdict(pack: Pack, answer: Answer) -> Answer:
    """Return how firm an answer is, and on how many independent sources, before the answer."""
    key = f"is_{answer.status}"
    line = text(key, answer.reader) if key in TEXTS else answer.standing
    return counted(pack, _led(answer, line))


def counted(pack: Pack, answer: Answer) -> Answer:
    """Return an answer whose standing tells how many independent sources its first fact has."""
    leading = next((pack.facts[one] for one in answer.facts if one in pack.facts), None)
    if leading is None or not answer.standing or answer.entry in pack.scenarios:
        return answer
    count = independent_sources(pack, leading)
    sources = text_of_number("counted", count, answer.reader)
    return replace(answer, standing=f"{answer.standing} ({sources})")


def without_yes_or_no(answer: Answer) -> Answer:
    """Return an answer that does not begin with "Yes" or "No".

    That word answers the curator's question; somebody else's claim may say the opposite of it.
    """
    found = _YES_OR_NO.match(answer.text)
    if found is None or not answer.short.startswith(found[0]):
        return answer
    return replace(
        answer,
        text=_capital(answer.text[found.end() :]),
        short=_capital(answer.short[found.end() :]),
    )


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def dated(pack: Pack, answer: Answer) -> Answer:
    """Return when it was said or happened, in a line before the answer itself."""
    if not answer.as_of:
        return answer
    return _led(answer, text("dated", answer.reader, date=shown_date(answer.as_of, answer.reader)))


def in_full(pack: Pack, answer: Answer) -> Answer:
    """Return all that an answer has, after a line that says so."""
    return _led(answer, text("all_there_is", answer.reader))


def _led(answer: Answer, line: str) -> Answer:
    return replace(answer, short=line, text=f"{line}\n\n{answer.text}")


def _when(published: str | None, reader: str) -> str:
    return f", {shown_date(published, reader)}" if published else ""
