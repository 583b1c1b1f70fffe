"""An answer while it is put together, and finishing it: citations numbered, length kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.answers.answer import Answer, Outcome, Related, Why
from bot.answers.citations import cited_facts, numbered
from bot.answers.dates import shown as shown_date
from bot.answers.sentences import first_sentence, shortened
from bot.answers.standing import standing, status_word
from bot.answers.texts import LANGUAGES, language_name, text
from bot.knowledge.dates import last_day
from bot.knowledge.model import Fact, Pack

MAX_TEXT = 1_700


@dataclass(frozen=True, slots=True)
class Request:
    """What an answer is made for. Without `today` nothing is said on what is due or expected.

    `language` is the one to answer in; without it the pack's own is used. `full` asks for all of
    an answer, however long.
    """

    question: str = ""
    today: date | None = None
    language: str | None = None
    confidence: float = 1.0
    full: bool = False
    why: Why | None = None

    def reads(self, pack: Pack) -> str:
        """Return the language to answer in."""
        return self.language or pack.manifest.language


@dataclass(slots=True)
class Sheet:
    """What goes into an answer. Texts hold marks where they cite; `facts` has the leading first.

    `whole` is the text with all that was left out of it, where something was.
    """

    entry: str
    text: str
    language: str
    facts: list[str] = field(default_factory=list)
    status: str | None = None
    standing: str = ""
    as_of: str | None = None
    notices: list[str] = field(default_factory=list)
    related: tuple[Related, ...] = ()
    scenarios: tuple[str, ...] = ()
    short: str | None = None
    whole: str = ""

    def lead(self, pack: Pack, fact: Fact, reader: str) -> None:
        """Take standing, status and date from the fact that leads the answer."""
        self.standing = standing(pack, fact, reader)
        self.status = status_word(pack, fact)
        self.as_of = fact.as_of


def finish(pack: Pack, sheet: Sheet, request: Request) -> Answer:
    """Return the answer: marks become [n], and what they name is listed once.

    An answer in full keeps the numbers that its short form has, and goes on from them.
    """
    brief = shortened(sheet.text, MAX_TEXT, sheet.language)
    whole = sheet.whole or sheet.text
    short = sheet.short or first_sentence(brief, sheet.language)
    beside = [short, sheet.standing, *sheet.notices]
    texts = [whole if request.full else brief, *beside]
    before = [brief, *beside] if request.full else []
    (body, first, firm, *notices), citations = numbered(pack, texts, before)
    facts = dict.fromkeys((*sheet.facts, *cited_facts(texts)))
    return Answer(
        question=request.question,
        outcome=Outcome.ANSWERED,
        text=body,
        short=first,
        entry=sheet.entry,
        facts=tuple(name for name in facts if name in pack.facts),
        status=sheet.status,
        standing=firm,
        as_of=sheet.as_of,
        notices=tuple(notices),
        citations=citations,
        related=sheet.related,
        scenarios=sheet.scenarios,
        confidence=request.confidence,
        abridged=not request.full and brief != whole,
        language=sheet.language,
        reader=request.reads(pack),
        pack=pack.id,
        pack_version=pack.version,
        why=request.why,
    )


def language_notice(shown: str, reader: str) -> list[str]:
    """Return the line that a text is not in the reader's language, where it is not."""
    if shown == reader or reader not in LANGUAGES:
        return []
    return [text("other_language", reader, language=language_name(shown, reader))]


def time_notices(
    facts: Sequence[Fact], today: date | None, reader: str, review_by: str | None = None
) -> list[str]:
    """Return the lines on what is due for review and what is awaited of the leading fact.

    `review_by` is that of the entry itself, where it has one.
    """
    if today is None or not facts:
        return []
    notices = []
    days = [review_by, *(one.review_by for one in facts)]
    due = [day for day in days if day and last_day(day) < today]
    if due:
        notices.append(text("review", reader, date=shown_date(min(due, key=last_day), reader)))
    expected = facts[0].next_expected
    if expected and last_day(expected) >= today:
        notices.append(text("expected", reader, date=shown_date(expected, reader)))
    return notices
