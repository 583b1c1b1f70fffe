"""Numbered sources: which ones an answer lists, and the [n] marks in its text.

While an answer is put together, a citation is a mark that names the fact. Numbers come last, when
it is known all that is cited. The signs around a mark are characters that no text may hold.
"""

import re
from collections.abc import Container, Iterable, Sequence

from bot.answers.answer import Cited
from bot.knowledge.model import Fact, Pack, SourceKind

# How many sources an answer lists. Only facts that have no source among them add to it.
LISTED = 6
PER_FACT = 3

OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARK = f"{OPEN}[^{CLOSE}]*{CLOSE}"
_MARKS = re.compile(rf"\s*{MARK}(?:\s*{MARK})*")
_ONE_MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_PLACEHOLDER = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}")
_CITED = re.compile(r"\s*\{[a-z0-9-]+\}")
_STRAY = re.compile(f"[{OPEN}{CLOSE}]")

_AUTHORITY = {
    SourceKind.COMPANY: 0,
    SourceKind.REGULATOR: 0,
    SourceKind.NEWS_AGENCY: 1,
    SourceKind.NEWSPAPER: 2,
    SourceKind.TRADE_PRESS: 2,
    SourceKind.BLOG: 3,
    SourceKind.READER_COMMENT: 4,
}


def mark(fact: str) -> str:
    """Return the mark that cites a fact."""
    return f"{OPEN}{fact}{CLOSE}"


def without_citations(answer: str) -> str:
    """Return a curated answer without its `{fact-id}` citations."""
    return _CITED.sub("", answer)


def clean(text: str) -> str:
    """Return a pack's text on one line, without the signs of marks."""
    return " ".join(_STRAY.sub("", text).split())


def cited_statement(fact: Fact) -> str:
    """Return a fact's statement with its mark before the full stop."""
    statement = clean(fact.statement)
    if statement.endswith((".", "!", "?")):
        return f"{statement[:-1]} {mark(fact.id)}{statement[-1]}"
    return f"{statement} {mark(fact.id)}"


def with_marks(answer: str, facts: Container[str]) -> str:
    """Return an entry's answer with marks for its placeholders; a brace that is none is text."""
    return _PLACEHOLDER.sub(
        lambda found: mark(found[1]) if found[1] in facts else found[0], _STRAY.sub("", answer)
    ).strip()


def cited_facts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the facts that texts cite, in order."""
    return tuple(dict.fromkeys(name for text in texts for name in _ONE_MARK.findall(text)))


def numbered(
    pack: Pack, texts: Sequence[str], before: Sequence[str] = ()
) -> tuple[list[str], tuple[Cited, ...]]:
    """Replace the marks in texts by [n] and return the texts with the sources they name.

    What the texts in `before` cite is numbered first, as it is where they stand alone; the texts
    cite it too.
    """
    facts = _facts(pack, [*before, *texts])
    chosen = _chosen(pack, _facts(pack, before) if before else facts)
    numbers: dict[str, int] = {}

    def shown(found: re.Match[str]) -> str:
        group = set()
        for name in _ONE_MARK.findall(found[0]):
            for source in _sources(pack, pack.facts.get(name)):
                if source in chosen:
                    group.add(numbers.setdefault(source, len(numbers) + 1))
        return "".join([" ", *(f"[{number}]" for number in sorted(group))]) if group else ""

    if before:
        for text in before:
            _MARKS.sub(shown, text)
        chosen |= _chosen(pack, facts)
    replaced = [_MARKS.sub(shown, text).strip() for text in texts]
    return replaced, tuple(_cited(pack, facts, source, numbers[source]) for source in numbers)


def best_outlet(pack: Pack, fact: Fact) -> str:
    """Return the outlet of the most authoritative source of a fact."""
    return next((clean(pack.sources[name].outlet) for name in _sources(pack, fact)), "")


def authority(pack: Pack, fact: Fact) -> tuple[bool, int]:
    """Return the rank of a fact's best source: the lower, the more authoritative."""
    return min((_rank(pack, name) for name in _sources(pack, fact)), default=(True, 9))


def _sources(pack: Pack, fact: Fact | None) -> list[str]:
    """Return the sources of a fact: originals before copies, the most authoritative first."""
    names = dict.fromkeys(one.source for one in fact.citations) if fact else {}
    return sorted((name for name in names if name in pack.sources), key=lambda n: _rank(pack, n))[
        :PER_FACT
    ]


def _rank(pack: Pack, name: str) -> tuple[bool, int]:
    source = pack.sources[name]
    return bool(source.derived_from), _AUTHORITY[source.kind]


def _facts(pack: Pack, texts: Iterable[str]) -> list[Fact]:
    return [pack.facts[name] for name in cited_facts(texts) if name in pack.facts]


def _chosen(pack: Pack, facts: Sequence[Fact]) -> set[str]:
    """Choose the sources to list: one for each fact, then the most authoritative others."""
    chosen: dict[str, None] = {}
    others: list[str] = []
    for fact in facts:
        names = _sources(pack, fact)
        if names and not any(name in chosen for name in names):
            chosen[names[0]] = None
        others += names
    for name in sorted(dict.fromkeys(others), key=lambda n: _rank(pack, n)):
        if len(chosen) >= LISTED:
            break
        chosen[name] = None
    return set(chosen)


def _cited(pack: Pack, facts: Sequence[Fact], name: str, number: int) -> Cited:
    source = pack.sources[name]
    says = dict.fromkeys(
        clean(one.says) for fact in facts for one in fact.citations if one.source == name
    )
    return Cited(
        number=number,
        source=name,
        title=clean(source.title),
        outlet=clean(source.outlet),
        url=source.url,
        published=source.published,
        says=" ".join(says),
    )
