"""A pack as one HTML page: questions, scenarios, facts and sources, each with an anchor.

The page holds no script and loads nothing; every text is escaped.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from bot.knowledge.exchange.page_style import STYLE
from bot.knowledge.model import Entry, Evidence, Fact, Pack, Scenario, Source

_PARAGRAPH = re.compile(r"\n\s*\n")
_CITED = re.compile(r"\s*((?:\{[a-z0-9-]+\}\s*)*\{[a-z0-9-]+\})")
_ID = re.compile(r"\{([a-z0-9-]+)\}")
_ITEM = "- "
# A list of ids is long enough to be folded away.
_FOLDED = 6


def write_page(pack: Pack) -> str:
    """Return the page of a pack."""
    return "\n".join(_Page(pack).lines()) + "\n"


class _Page:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.numbers = {name: number for number, name in enumerate(pack.sources, 1)}

    def lines(self) -> Iterator[str]:
        manifest = self.pack.manifest
        yield "<!DOCTYPE html>"
        yield f'<html lang="{escape(manifest.language)}">'
        yield "<head>"
        yield '<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield '<meta name="color-scheme" content="light dark">'
        yield f"<title>{_text(manifest.title)}</title>"
        yield f'<meta name="description" content="{_text(manifest.about)}">'
        yield f"<style>{STYLE}</style>"
        yield "</head>"
        yield "<body>"
        yield "<header>"
        yield f"<h1>{_text(manifest.title)}</h1>"
        yield f"<p>{_text(manifest.about)}</p>"
        updated, version = _text(manifest.updated), _text(self.pack.version)
        yield f'<p class="small">As of {updated} · version <code>{version}</code></p>'
        parts: list[tuple[str, str, Mapping[str, Any], Callable[[Any], Iterator[str]]]] = [
            ("questions", "Questions", self.pack.entries, self._entry),
            ("scenarios", "Scenarios", self.pack.scenarios, self._scenario),
            ("facts", "Facts", self.pack.facts, self._fact),
            ("sources", "Sources", self.pack.sources, self._source),
        ]
        there = [part for part in parts if part[2]]
        yield '<nav aria-label="Parts of this page">'
        for anchor, title, records, _ in there:
            yield f'<a href="#{anchor}">{title} <span class="small">{len(records)}</span></a>'
        yield "</nav>"
        yield "</header>"
        yield "<main>"
        for anchor, title, records, show in there:
            yield from _section(anchor, title, records.values(), show)
        yield "</main>"
        yield "</body>"
        yield "</html>"

    def _entry(self, entry: Entry) -> Iterator[str]:
        yield f'<article id="entry-{entry.id}">'
        yield f"<h3>{_text(entry.question)}{_anchor(f'entry-{entry.id}', entry.question)}</h3>"
        if entry.known_unknown:
            yield "<p>Nobody has answered this yet.</p>"
        yield from self._answer(entry.answer)
        leading = self.pack.facts[entry.facts[0]]
        yield f'<p class="small">{_status(leading.status)} as of {_text(leading.as_of)}</p>'
        scenarios = [
            _link(f"scenario-{name}", self.pack.scenarios[name].title) for name in entry.scenarios
        ]
        related = [
            _link(f"entry-{name}", self.pack.entries[name].question) for name in entry.related
        ]
        yield from _links("Scenarios", scenarios)
        yield from _links("See also", related)
        yield "</article>"

    def _answer(self, answer: str) -> Iterator[str]:
        """Yield an answer in paragraphs and lists; its citations become numbers of sources."""
        for paragraph in _PARAGRAPH.split(answer.strip()):
            items = False
            lines: list[str] = []
            for line in paragraph.split("\n"):
                if line.startswith(_ITEM) != items:
                    yield from _lines(lines, items=items)
                    lines, items = [], not items
                lines.append(self._cited(line.removeprefix(_ITEM)))
            yield from _lines(lines, items=items)

    def _cited(self, line: str) -> str:
        parts = _CITED.split(line)
        texts = [_text(part, keep=True) for part in parts[::2]]
        marks = [self._marks(_ID.findall(part)) for part in parts[1::2]]
        joined = "".join(text + mark for text, mark in zip(texts, [*marks, ""], strict=True))
        return joined.strip()

    def _marks(self, names: Iterable[str]) -> str:
        known = [self.pack.facts[name] for name in dict.fromkeys(names) if name in self.pack.facts]
        marks = "".join(
            f'<a href="#fact-{fact.id}" title="{_text(fact.statement)}">'
            f"{', '.join(map(str, self._numbers(fact)))}</a>"
            for fact in known
        )
        return f'<sup class="cited">{marks}</sup>' if marks else ""

    def _numbers(self, fact: Fact) -> list[int]:
        return sorted({self.numbers[citation.source] for citation in fact.citations})

    def _scenario(self, scenario: Scenario) -> Iterator[str]:
        yield f'<article id="scenario-{scenario.id}">'
        mark = _anchor(f"scenario-{scenario.id}", scenario.title)
        yield f"<h3>{_text(scenario.title)}{mark}</h3>"
        yield f"<p>{_text(scenario.premise)}</p>"
        deadline = f", decided by {_text(scenario.deadline)}" if scenario.deadline else ""
        status, as_of = _status(scenario.status), _text(scenario.as_of)
        yield f'<p class="small">{status} as of {as_of}{deadline}</p>'
        yield from self._evidence("For it", scenario.evidence_for)
        yield from self._evidence("Against it", scenario.evidence_against)
        for title, texts in (
            ("What would settle it", scenario.criteria),
            ("What to watch", scenario.signposts),
        ):
            if texts:
                yield f"<h4>{title}</h4>"
                yield from _lines([_text(text) for text in texts], items=True)
        yield "</article>"

    def _evidence(self, title: str, evidence: Iterable[Evidence]) -> Iterator[str]:
        items = [f"{_text(one.why)}{self._marks([one.fact])}" for one in evidence]
        if items:
            yield f"<h4>{title}</h4>"
            yield from _lines(items, items=True)

    def _fact(self, fact: Fact) -> Iterator[str]:
        yield f'<article id="fact-{fact.id}">'
        mark = _anchor(f"fact-{fact.id}", fact.statement)
        yield f"<p>{_text(fact.statement)}{mark}</p>"
        status, as_of = _status(fact.status), _text(fact.as_of)
        said = ", ".join(map(_text, fact.said_by))
        yield f'<p class="small">{status} as of {as_of} · said by {said}</p>'
        yield "<ul>"
        for citation in fact.citations:
            source = self.pack.sources[citation.source]
            number = f'<a href="#source-{source.id}">[{self.numbers[source.id]}]</a>'
            quoted = f" <q>{_text(citation.quote)}</q>" if citation.quote else ""
            yield f"<li>{number} {_text(source.outlet)}: {_text(citation.says)}{quoted}</li>"
        for standing in fact.history:
            note = f": {_text(standing.note)}" if standing.note else ""
            yield f"<li>Before, as of {_text(standing.as_of)}: {_text(standing.status)}{note}</li>"
        yield "</ul>"
        for title, names in (
            ("Contradicts", fact.contradicts),
            ("Superseded by", fact.superseded_by),
        ):
            yield from _links(
                title, [_link(f"fact-{name}", self.pack.facts[name].statement) for name in names]
            )
        yield "</article>"

    def _source(self, source: Source) -> Iterator[str]:
        number = self.numbers[source.id]
        yield f'<article id="source-{source.id}">'
        dates = [f"published {_text(source.published)}"] if source.published else []
        dates += [f"seen {_text(source.accessed)}"] if source.accessed else []
        yield (
            f"<p><b>[{number}]</b> {_outward(source.url, source.title, source.language)}"
            f'<br><span class="small">'
            f"{' · '.join([_text(source.outlet), _text(source.kind), *dates])}</span></p>"
        )
        yield from _links(
            "Repeats",
            [
                _link(f"source-{name}", f"[{self.numbers[name]}] {self.pack.sources[name].outlet}")
                for name in source.derived_from
            ],
        )
        yield "</article>"


def _section(
    anchor: str, title: str, records: Iterable[Any], show: Callable[[Any], Iterator[str]]
) -> Iterator[str]:
    yield f'<section id="{anchor}" aria-labelledby="{anchor}-title">'
    yield f'<h2 id="{anchor}-title">{title}</h2>'
    for record in records:
        yield from show(record)
    yield "</section>"


def _lines(lines: list[str], *, items: bool) -> Iterator[str]:
    """Yield lines as a list or as a paragraph."""
    if not lines:
        return
    if items:
        yield f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    else:
        yield f"<p>{'<br>'.join(lines)}</p>"


def _links(title: str, links: list[str]) -> Iterator[str]:
    if not links:
        return
    listed = f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
    if len(links) > _FOLDED:
        summary = f'{title} <span class="small">{len(links)}</span>'
        yield f'<details class="small"><summary>{summary}</summary>{listed}</details>'
    else:
        yield f'<div class="links small"><span>{title}</span>{listed}</div>'


def _link(anchor: str, text: str) -> str:
    return f'<a href="#{anchor}">{_text(text)}</a>'


def _anchor(anchor: str, text: str) -> str:
    label = escape(f"Link to: {_text_of(text)}")
    return f' <a class="anchor" href="#{anchor}" aria-label="{label}">#</a>'


def _outward(address: str, title: str, language: str) -> str:
    """Return a link out of the page; what is no web address is text."""
    try:
        usable = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        usable = False
    if not usable:
        return _text(title)
    target = escape(quote(address, safe="%/:=&?~#+!$,;'@()*[]-._"))
    attributes = f'rel="noopener" hreflang="{escape(language)}"'
    return f'<a href="{target}" {attributes}>{_text(title)}</a>'


def _status(status: str) -> str:
    return f'<span class="status {status.replace(" ", "-")}">{_text(status)}</span>'


def _text(text: str, *, keep: bool = False) -> str:
    """Return a text escaped, also for attributes, on one line; `keep` leaves blanks around it."""
    shown = escape(_text_of(text))
    if not keep:
        return shown
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and shown else ""
    return f"{before}{shown}{after}"


def _text_of(text: str) -> str:
    return " ".join(text.split())
