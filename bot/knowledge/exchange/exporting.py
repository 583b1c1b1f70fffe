"""From a pack to questions and answers for other programs."""

from collections.abc import Callable, Iterator, Mapping

from bot.knowledge.exchange.azure import write_azure
from bot.knowledge.exchange.building import NOWHERE
from bot.knowledge.exchange.claims import write_claims
from bot.knowledge.exchange.page import write_page
from bot.knowledge.exchange.pairs import Format, Pair
from bot.knowledge.exchange.qnabot import write_qnabot
from bot.knowledge.exchange.sheets import write_sheet
from bot.knowledge.exchange.texts import one_line, without_citations
from bot.knowledge.model import Entry, Pack

# What only goes out.
CLAIMS, PAGE = "claimreview", "html"
_WRITERS: Mapping[str, Callable[[Iterator[Pair]], str]] = {
    Format.CSV: write_sheet,
    Format.AZURE: write_azure,
    Format.QNABOT: write_qnabot,
}
FORMATS = (*(form.value for form in Format), CLAIMS, PAGE)


def exported(pack: Pack, form: str, *, site: str = "", publisher: str = "") -> str:
    """Return a pack in one of `FORMATS`.

    `site` is the address where the HTML page of the pack stands, `publisher` who reviews claims.
    """
    if form == CLAIMS:
        return write_claims(pack, site=site, publisher=publisher)
    if form == PAGE:
        return write_page(pack)
    return _WRITERS[form](pairs_of(pack))


def pairs_of(pack: Pack) -> Iterator[Pair]:
    """Yield the entries of a pack as questions and answers in its main language."""
    for number, entry in enumerate(pack.entries.values(), 1):
        source = pack.sources[pack.facts[entry.facts[0]].citations[0].source]
        address = "" if source.url.startswith(NOWHERE) else source.url
        yield Pair(
            line=number,
            question=one_line(entry.question),
            answer=without_citations(entry.answer),
            others=tuple(map(one_line, entry.aliases)),
            name=entry.id,
            key=entry.id,
            address=address,
            origin=one_line(source.title) if address else "",
            tags=entry.tags,
            related=entry.related,
        )


def left_behind(pack: Pack, form: str) -> list[str]:
    """Return what a pack holds that a format has no place for."""
    if form == PAGE:
        return ["test questions"] if pack.questions else []
    if form == CLAIMS:
        return ["entries", "scenarios", "facts without a verdict"]
    entries = pack.entries.values()
    left = ["facts with their standing"]
    left += ["scenarios"] if pack.scenarios else []
    left += ["translations"] if any(entry.translations for entry in entries) else []
    left += ["topics left out"] if pack.manifest.out_of_scope else []
    if any(_is_linked_further(entry, form) for entry in entries):
        left.append("related questions")
    return left


def _is_linked_further(entry: Entry, form: str) -> bool:
    places = {Format.CSV: 0, Format.QNABOT: 1}
    return len(entry.related) > places.get(Format(form), len(entry.related))
