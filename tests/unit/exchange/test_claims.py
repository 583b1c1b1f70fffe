"""ClaimReview: what has a verdict, and what the review says."""

import json
from pathlib import Path
from typing import Any

from bot.knowledge.exchange.claims import write_claims
from tests.unit.exchange.packs import pack_in
from tests.unit.terminal.small_pack import write_small_pack

SHIPPED = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"


def _reviews(text: str) -> dict[str, dict[str, Any]]:
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return {one["@id"].partition("#fact-")[2]: one for one in found["@graph"]}


def test_a_denied_and_a_confirmed_claim(tmp_path: Path) -> None:
    pack = pack_in(write_small_pack(tmp_path / "small"))
    reviews = _reviews(write_claims(pack, site="https://acme.test/faq#x", publisher="Desk"))
    assert set(reviews) == {"bolt-price", "acme-zenith-talks", "acme-denial"}
    denied = reviews["acme-zenith-talks"]
    assert denied["@type"] == "ClaimReview"
    assert denied["url"] == "https://acme.test/faq#fact-acme-zenith-talks"
    assert denied["claimReviewed"] == "Acme and Zenith are in talks."
    assert denied["datePublished"] == "2025-04-25"
    assert denied["author"] == {"@type": "Organization", "name": "Desk"}
    assert denied["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Denied",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
        "ratingExplanation": "The Gazette: Reports that the chief spoke of talks. "
        "Acme: Denies them.",
    }
    claim = denied["itemReviewed"]
    assert claim["@type"] == "Claim"
    assert claim["author"] == [{"@type": "Organization", "name": "Acme"}]
    assert [one["url"] for one in claim["appearance"]] == [
        "https://example.org/a/very/long/address/that/does/not/fit/into/eighty/columns/at-all.html",
        "https://example.org/acme",
    ]
    assert claim["datePublished"] == "2025-04"
    assert reviews["bolt-price"]["reviewRating"]["ratingValue"] == 5


def test_without_a_site_there_is_no_address(tmp_path: Path) -> None:
    pack = pack_in(write_small_pack(tmp_path / "small"))
    reviews = _reviews(write_claims(pack))
    assert reviews
    for review in reviews.values():
        assert "url" not in review
        assert review["author"]["name"] == pack.manifest.title


def test_the_shipped_pack_has_a_review_for_each_verdict_and_no_other() -> None:
    pack = pack_in(SHIPPED)
    verdicts = {"confirmed", "denied", "superseded"}
    reviews = _reviews(write_claims(pack))
    assert set(reviews) == {fact.id for fact in pack.facts.values() if fact.status in verdicts}
    for name, review in reviews.items():
        rating = review["reviewRating"]
        assert rating["alternateName"].casefold() == pack.facts[name].status
        assert rating["ratingExplanation"]
        assert ("ratingValue" in rating) == (pack.facts[name].status != "superseded")
        assert review["itemReviewed"]["appearance"]
    people = [a["@type"] for r in reviews.values() for a in r["itemReviewed"]["author"]]
    assert "Person" in people
