"""From questions to the records of a pack.

Each question becomes an entry, and its answer a fact that is `reported` by the place it comes
from: a page that the file names, or the file itself. Nothing becomes firmer by being imported; a
curator raises what the sources carry.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from bot.knowledge.exchange.pairs import LONGEST_RAW, MOST_OTHERS, Pair, Report
from bot.knowledge.exchange.records import pack_files
from bot.knowledge.exchange.slugs import Ids, slug
from bot.knowledge.exchange.texts import block, one_line, statement
from bot.knowledge.folding import fold
from bot.knowledge.model import (
    ID,
    WEB_ADDRESS,
    Attribute,
    Citation,
    Entity,
    EntityKind,
    Entry,
    Fact,
    Manifest,
    Source,
    SourceKind,
    Status,
)
from bot.knowledge.problems import shown

# An address that nobody can ever register, for a file that lies nowhere on the web.
NOWHERE = "https://imported.invalid/"
_LONGEST_UTTERANCE = 300
_LONGEST_TEXT = 4_000
_LONGEST_NAME = 75  # room for a number behind it
_STARTS = 4
_BRACES = str.maketrans("{}", "()")
# The look behind keeps a long row of signs from being tried from each of them.
_SEVERAL = re.compile(r"(?<![\s;,|])[\s;,|]+(?=https?://)", re.IGNORECASE)
_ADDRESS_SIGNS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20"}
_ATTRIBUTE = "imported-answer"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a file beside what stands in it.

    `accessed` is the day on which it was taken over, `address` where people can read it.
    """

    file: str
    accessed: str
    pack: str
    title: str
    language: str = "en"
    address: str = ""
    outlet: str = ""
    kind: SourceKind = SourceKind.BLOG


@dataclass(slots=True)
class _Draft:
    """An entry in the making."""

    pair: Pair
    question: str
    answer: str
    id: str
    aliases: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def built(pairs: Sequence[Pair], origin: Origin, report: Report) -> dict[str, str]:
    """Return the files of the pack that the questions make; what is left out is told.

    Raises `UnreadableError` where no question is left.
    """
    drafts = _entries(pairs, report)
    if not drafts:
        message = "no question with an answer is left"
        raise report.unreadable(1, "nothing-left", message, "mend the lines that are told of")
    sources = _Sources(origin, report)
    facts = [_fact(draft, origin, sources) for draft in drafts]
    if NOWHERE in sources.own.url and sources.own_used:
        message = f"no web address is known for the file: its source has {shown(sources.own.url)}"
        hint = f"import with --url, or mend the source {shown(sources.own.id)} in sources.yaml"
        report.changed(1, "no-address", message, hint)
    return pack_files(
        Manifest(
            id=origin.pack,
            title=origin.title[:_LONGEST_UTTERANCE],
            language=origin.language,
            about=f"Questions and answers taken over from {one_line(origin.file)[:500]}.",
            updated=origin.accessed,
            start_with=tuple(draft.id for draft in drafts[:_STARTS]),
        ),
        {
            "sources": sources.cited(),
            "entities": [
                Entity(
                    id=origin.pack,
                    name=origin.title[:_LONGEST_UTTERANCE],
                    kind=EntityKind.PLATFORM,
                )
            ],
            "attributes": [Attribute(id=_ATTRIBUTE, name="imported answer")],
            "facts": facts,
            "entries": _linked(drafts, report),
        },
    )


def _entries(pairs: Sequence[Pair], report: Report) -> list[_Draft]:
    """Return an entry for each question that can be one; each wording belongs to one entry."""
    owners: dict[str, _Draft] = {}
    drafts: list[_Draft] = []
    waiting: list[tuple[_Draft, Pair]] = []
    ids = Ids()
    for pair in pairs:
        question = one_line(pair.question)
        answer = _usable(pair, question, report)
        if not answer:
            continue
        other = owners.get(fold(question))
        if other is None:
            draft = _Draft(pair, question, answer, ids.take(_name(pair, question)))
            draft.keys.append(pair.key)
            owners[fold(question)] = draft
            drafts.append(draft)
            waiting.append((draft, pair))
        elif other.answer == answer:
            message = f"{shown(question)} is the same as in line {other.pair.line}: one entry"
            report.changed(pair.line, "same-question", message, "delete one of the two")
            other.keys.append(pair.key)
            waiting.append((other, pair))
        else:
            message = f"{shown(question)} has another answer in line {other.pair.line}"
            hint = "word the two questions so that they differ, or make one answer of both"
            report.lost(pair.line, "same-question", message, hint)
    # Only now: a wording belongs to the question that it is, rather than to one beside it.
    for draft, pair in waiting:
        for wording in pair.others:
            _add(draft, one_line(wording), pair.line, owners, report)
    return drafts


def _name(pair: Pair, question: str) -> str:
    """Return the id that a question has already, or one made from it."""
    if re.fullmatch(ID, pair.name) and len(pair.name) <= _LONGEST_NAME:
        return pair.name
    return slug(pair.name or question)


def _usable(pair: Pair, question: str, report: Report) -> str:
    """Return the answer of a question as an entry may have it, or nothing where none may."""
    line = pair.line
    answer = block(pair.answer) if len(pair.answer) <= LONGEST_RAW else pair.answer
    longest = _LONGEST_TEXT - len(" {}") - 80
    if not question and not answer:
        report.lost(line, "no-question", "question and answer are empty", "delete the line")
    elif not fold(question):
        message = f"the question {shown(question)} has no words" if question else "no question"
        report.lost(line, "no-question", message, "write what people ask")
    elif len(question) > _LONGEST_UTTERANCE:
        message = f"the question is {len(question)} characters long, {_LONGEST_UTTERANCE} may be"
        report.lost(line, "too-long", message, "shorten it; what it explains belongs in the answer")
    elif not answer:
        report.lost(
            line, "no-answer", f"{shown(question)} has no answer", "write one, or delete it"
        )
    elif len(answer) > longest:
        message = f"the answer to {shown(question)} is {len(answer):,} characters long"
        hint = f"{longest:,} may be: shorten it, or make several questions of it"
        report.lost(line, "too-long", message, hint)
    elif answer.translate(_BRACES) != answer:
        message = "braces in the answer are written ( ): in a pack they cite a fact"
        report.changed(line, "braces", message, "see that the answer still reads well")
        return answer.translate(_BRACES)
    else:
        return answer
    return ""


def _add(draft: _Draft, wording: str, line: int, owners: dict[str, _Draft], report: Report) -> None:
    key = fold(wording)
    if key and len(wording) > _LONGEST_UTTERANCE:
        message = f"a wording is {len(wording)} characters long; it is not carried over"
        report.changed(line, "alias", message, f"shorten it to {_LONGEST_UTTERANCE}")
        return
    owner = owners.setdefault(key, draft) if key else None
    if owner is None:
        if wording:
            message = f"the wording {shown(wording)} has no words; it is not carried over"
            report.changed(line, "alias", message, "delete it")
    elif owner is not draft:
        message = f"{shown(wording)} is also asked in line {owner.pair.line}; it stays there"
        report.changed(line, "alias", message, "keep it where the better answer is")
    elif key == fold(draft.question) or any(key == fold(one) for one in draft.aliases):
        if wording not in (draft.question, *draft.aliases):
            message = f"{shown(wording)} is there twice but for case and signs; one is kept"
            report.changed(line, "alias", message, "nothing to do: the search reads them alike")
    elif len(draft.aliases) == MOST_OTHERS:
        message = f"{shown(draft.question)} has more than {MOST_OTHERS} wordings"
        report.changed(line, "alias", message, f"{shown(wording)} is left out")
    else:
        draft.aliases.append(wording)


class _Sources:
    """The file as a source, and the pages that its lines name."""

    def __init__(self, origin: Origin, report: Report) -> None:
        self.origin = origin
        self.report = report
        self.ids = Ids()
        self.by_address: dict[str, Source] = {}
        self.own_used = False
        name = one_line(origin.file)[:_LONGEST_UTTERANCE]
        outlet = origin.outlet or origin.title
        named = f"{outlet} import {origin.accessed}"
        self.own = self._source(origin.address or NOWHERE + quote(name), name, outlet, named)

    def of(self, pair: Pair) -> tuple[Source, ...]:
        """Return the sources of an answer: the pages it names, else the file."""
        addresses = [_web_address(one) for one in _SEVERAL.split(pair.address)]
        found = dict.fromkeys(filter(None, addresses))
        if not found:
            self.own_used = True
            return (self.own,)
        for address in found:
            if address not in self.by_address:
                outlet = (urlsplit(address).hostname or "").removeprefix("www.")
                title = one_line(pair.origin)
                self.by_address[address] = self._source(address, title, outlet, outlet)
        return tuple(self.by_address[address] for address in found)

    def cited(self) -> Iterator[Source]:
        """Yield the sources that an answer rests on."""
        if self.own_used:
            yield self.own
        yield from self.by_address.values()

    def _source(self, address: str, title: str, outlet: str, named: str) -> Source:
        outlet = one_line(outlet)[:_LONGEST_UTTERANCE] or "unknown"
        return Source(
            id=self.ids.take(slug(named)),
            title=title[:_LONGEST_UTTERANCE] or address[:_LONGEST_TEXT],
            outlet=outlet,
            url=address,
            accessed=self.origin.accessed,
            language=self.origin.language,
            kind=self.origin.kind,
        )


def _fact(draft: _Draft, origin: Origin, sources: _Sources) -> Fact:
    pair, cited = draft.pair, sources.of(draft.pair)
    says = f"Answers the question: {draft.question}"
    named = one_line(pair.origin or pair.address)
    if cited == (sources.own,) and named:
        says = f"{says} (said to be from: {named[:_LONGEST_UTTERANCE]})"
    return Fact(
        id=draft.id,
        subject=origin.pack,
        attribute=_ATTRIBUTE,
        statement=statement(draft.question, draft.answer),
        status=Status.REPORTED,
        said_by=tuple(dict.fromkeys(source.outlet for source in cited)),
        as_of=origin.accessed,
        citations=tuple(Citation(source=source.id, says=says[:_LONGEST_TEXT]) for source in cited),
        note=f"Imported from {one_line(origin.file)[:500]}, line {pair.line}.",
    )


def _linked(drafts: Sequence[_Draft], report: Report) -> Iterator[Entry]:
    names: dict[str, str] = {}
    for draft in drafts:
        for key in draft.keys:
            names.setdefault(key, draft.id)
    for draft in drafts:
        related: dict[str, None] = {}
        for key in draft.pair.related:
            if names.get(key, draft.id) != draft.id:
                related[names[key]] = None
            elif key not in names:
                message = f"{shown(draft.question)} leads to {shown(key)}, which is not here"
                report.changed(draft.pair.line, "related", message, "add it, or leave it out")
        tags = dict.fromkeys(one_line(tag)[:_LONGEST_UTTERANCE] for tag in draft.pair.tags)
        yield Entry(
            id=draft.id,
            question=draft.question,
            aliases=tuple(draft.aliases),
            answer=f"{draft.answer} {{{draft.id}}}",
            facts=(draft.id,),
            related=tuple(related),
            tags=tuple(filter(None, tags)),
        )


def _web_address(text: str) -> str:
    """Return a text as the address of a page, or nothing if it is none."""
    text = text.strip()
    if not text.lower().startswith(("http://", "https://")):
        return ""
    scheme, _, rest = text.partition("://")
    text = f"{scheme.lower()}://{rest}"
    if not re.fullmatch(WEB_ADDRESS, text):
        text = "".join(_ADDRESS_SIGNS.get(sign, sign) for sign in text)
    try:
        usable = bool(urlsplit(text).hostname)
    except ValueError:
        usable = False
    return text if usable and re.fullmatch(WEB_ADDRESS, text) else ""
