"""ClaimReview (schema.org, JSON-LD): a review of the claim for each fact with a verdict.

| status | verdict | rating (1 to 5) |
| --- | --- | ---: |
| confirmed | Confirmed | 5 |
| denied | Denied | 1 |
| superseded | Superseded | none: it was so, and no longer is |

`reported`, `rumour`, `speculation` and `opinion` are no verdicts, and such facts are left out. The
rating says how firm a claim is; that it was denied does not prove that it is false, which is why
the explanation says who denied it.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.knowledge.exchange.texts import one_line
from bot.knowledge.model import Entity, EntityKind, Fact, Pack, Source, SourceKind, Status

_VERDICTS = {
    Status.CONFIRMED: ("Confirmed", 5),
    Status.DENIED: ("Denied", 1),
    Status.SUPERSEDED: ("Superseded", None),
}
_BEST, _WORST = 5, 1
_NOTABLE = (SourceKind.COMPANY, SourceKind.REGULATOR)
_ORGANISATIONS = (EntityKind.COMPANY, EntityKind.BRAND, EntityKind.REGULATOR)


def write_claims(pack: Pack, *, site: str = "", publisher: str = "") -> str:
    """Return the reviews of a pack's facts as JSON-LD.

    With a `site` each review has the address of its fact on the HTML page that stands there.
    """
    names = _names(pack)
    reviews = [
        _review(pack, fact, names, site.partition("#")[0], publisher or pack.manifest.title)
        for fact in pack.facts.values()
        if fact.status in _VERDICTS
    ]
    return (
        json.dumps(
            {"@context": "https://schema.org", "@graph": reviews}, ensure_ascii=False, indent=2
        )
        + "\n"
    )


def _review(
    pack: Pack, fact: Fact, names: dict[str, Entity], site: str, publisher: str
) -> dict[str, Any]:
    sources = [pack.sources[citation.source] for citation in fact.citations]
    review: dict[str, Any] = {"@type": "ClaimReview", "@id": f"{site}#fact-{fact.id}"}
    if site:
        review["url"] = f"{site}#fact-{fact.id}"
    claim: dict[str, Any] = {
        "@type": "Claim",
        "author": [_author(name, names) for name in fact.said_by],
        "appearance": [_appearance(source) for source in sources],
    }
    if dates := sorted(source.published for source in sources if source.published):
        claim["datePublished"] = dates[0]
        earliest = next(source for source in sources if source.published == dates[0])
        claim["firstAppearance"] = _appearance(earliest)
    return review | {
        "claimReviewed": one_line(fact.statement),
        "datePublished": fact.as_of,
        "inLanguage": pack.manifest.language,
        "author": {"@type": "Organization", "name": publisher},
        "itemReviewed": claim,
        "reviewRating": _rating(pack, fact),
    }


def _rating(pack: Pack, fact: Fact) -> dict[str, Any]:
    verdict, value = _VERDICTS[fact.status]
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict}
    if value is not None:
        rating |= {"ratingValue": value, "bestRating": _BEST, "worstRating": _WORST}
    return rating | {"ratingExplanation": " ".join(_explained(pack, fact))}


def _explained(pack: Pack, fact: Fact) -> Iterator[str]:
    """Yield why a fact has its verdict, from what its curator wrote."""
    if fact.status is Status.SUPERSEDED:
        for name in fact.superseded_by:
            yield f"Superseded by: {one_line(pack.facts[name].statement)}"
        return
    if fact.status is Status.DENIED:
        for name in sorted(fact.contradicts):
            yield f"Against it: {one_line(pack.facts[name].statement)}"
    for citation in fact.citations:
        source = pack.sources[citation.source]
        yield f"{one_line(source.outlet)}: {one_line(citation.says)}"


def _appearance(source: Source) -> dict[str, Any]:
    work: dict[str, Any] = {
        "@type": "CreativeWork" if source.kind in _NOTABLE else "Article",
        "url": source.url,
        "headline": one_line(source.title),
        "inLanguage": source.language,
        "publisher": {"@type": "Organization", "name": one_line(source.outlet)},
    }
    return work | ({"datePublished": source.published} if source.published else {})


def _author(name: str, names: dict[str, Entity]) -> dict[str, Any]:
    entity = names.get(name.casefold())
    if entity is not None and entity.kind is EntityKind.PERSON:
        return {"@type": "Person", "name": name}
    known = entity is None or entity.kind in _ORGANISATIONS
    return {"@type": "Organization" if known else "Thing", "name": name}


def _names(pack: Pack) -> dict[str, Entity]:
    names: dict[str, Entity] = {}
    for entity in pack.entities.values():
        aliases = (alias for words in entity.aliases.values() for alias in words)
        for name in (entity.name, *aliases):
            names.setdefault(name.casefold(), entity)
    return names
