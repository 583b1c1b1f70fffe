"""A pack on the makers Acme and Zenith: something of everything that an answer can rest on."""

from typing import Any

from bot.knowledge.model import (
    Attribute,
    Entity,
    Entry,
    Fact,
    Manifest,
    Pack,
    Scenario,
    Source,
    Topic,
)


def _source(name: str, outlet: str, kind: str, **more: Any) -> Source:
    return Source.model_validate(
        {
            "id": name,
            "title": f"{outlet} writes",
            "outlet": outlet,
            "url": f"https://example.org/{name}",
            "published": "2025-04-24",
            "language": "en",
            "kind": kind,
            **more,
        }
    )


def fact(name: str, statement: str, status: str = "reported", **more: Any) -> Fact:
    """Return a fact on Acme's talks that the agency reports, but for what is given."""
    cites = more.pop("cites", ["agency"])
    return Fact.model_validate(
        {
            "id": name,
            "subject": "acme",
            "attribute": "talks",
            "statement": statement,
            "status": status,
            "said_by": ["The Agency"],
            "as_of": "2025-04-24",
            "citations": [{"source": one, "says": f"{one} on {name}."} for one in cites],
            **more,
        }
    )


SOURCES = [
    _source("agency", "The Agency", "news agency"),
    _source("copy", "Copy Times", "newspaper", derived_from=["agency"]),
    _source("acme-site", "Acme", "company"),
    _source("paper", "The Paper", "newspaper"),
    _source("blog", "Car Blog", "blog"),
    _source("second-blog", "Other Blog", "blog"),
    _source("forum", "Forum", "reader comment"),
    _source("trade", "Trade Weekly", "trade press"),
]

FACTS = [
    fact(
        "talks-reported",
        "The chief of Acme spoke of talks with Zenith.",
        said_by=["Ann Chief"],
        cites=["copy", "agency"],
        contradicts=["denial"],
        superseded_by=["denial"],
    ),
    fact(
        "denial",
        "Acme said on 25 April 2025 that it was not negotiating with Zenith.",
        "confirmed",
        attribute="denial",
        said_by=["Acme"],
        as_of="2025-04-25",
        cites=["acme-site"],
        contradicts=["talks-reported", "deal-claimed"],
    ),
    fact("deal-claimed", "A blog wrote that the deal was signed.", "denied", cites=["blog"]),
    fact("lone-denied", "Zenith denied that it was for sale.", "denied", as_of="2025"),
    fact(
        "no-bought-platforms",
        "Acme buys no platforms.",
        "confirmed",
        attribute="platform",
        said_by=["Ann Chief"],
        as_of="2025-04-29",
        contradicts=["platform-claimed"],
    ),
    fact(
        "platform-claimed",
        "The next Acme was said to stand on Zenith's platform.",
        "denied",
        attribute="platform",
        cites=["blog"],
        superseded_by=["bolt-platform"],
        history=[{"status": "rumour", "as_of": "2025-04-24"}],
    ),
    fact(
        "bolt-platform",
        "The Bolt stands on a platform of its own.",
        "confirmed",
        subject="bolt",
        attribute="platform",
        as_of="2026-05",
        cites=["acme-site"],
    ),
    fact(
        "seats-first",
        "The Bolt was to have two seats.",
        "superseded",
        subject="bolt",
        attribute="seats",
        value=2,
        unit="seats",
        superseded_by=["seats-second"],
    ),
    fact(
        "seats-second",
        "Then the Bolt was to have four seats.",
        "superseded",
        subject="bolt",
        attribute="seats",
        as_of="2025-10",
        value=4,
        unit="seats",
        cites=["paper"],
        superseded_by=["seats-final"],
    ),
    fact(
        "seats-final",
        "The Bolt has five seats.",
        "confirmed",
        subject="bolt",
        attribute="seats",
        as_of="2026-05-25",
        value=5,
        unit="seats",
        said_by=["The Paper", "Trade Weekly"],
        cites=["paper", "trade"],
    ),
    fact(
        "power-agency",
        "The Bolt has 1,050 horsepower.",
        subject="bolt",
        attribute="power",
        value=1050,
        unit="hp",
        contradicts=["power-blog"],
    ),
    fact(
        "power-blog",
        "The Bolt has 1,113 horsepower.",
        subject="bolt",
        attribute="power",
        value=1113,
        unit="hp",
        said_by=["Car Blog"],
        cites=["blog"],
    ),
    fact(
        "price-rumour",
        "The Bolt would cost 50,000 euros.",
        "rumour",
        subject="bolt",
        attribute="price",
        said_by=["Car Blog"],
        as_of="2025-02",
        cites=["blog"],
        review_by="2025-12-31",
        aliases=["bolt price", "how much will the bolt cost at launch"],
    ),
    fact(
        "merger-guess",
        "Acme and Zenith might merge.",
        "speculation",
        attribute="merger",
        said_by=["Trade Weekly"],
        cites=["trade"],
    ),
    fact(
        "forum-opinion",
        "The Bolt looks like a shoe.",
        "opinion",
        subject="bolt",
        attribute="looks",
        said_by=["a reader"],
        cites=["forum"],
    ),
    fact(
        "sales-2023",
        "Acme sold 144,155 cars in 2023.",
        "confirmed",
        attribute="deliveries",
        period="2023",
        value=144155,
        unit="vehicles",
        said_by=["Acme"],
        as_of="2023-12-31",
        cites=["acme-site"],
    ),
    fact(
        "sales-2024",
        "Acme sold 293,724 cars in 2024.",
        "confirmed",
        attribute="deliveries",
        period="2024",
        value=293724,
        unit="vehicles",
        said_by=["Acme"],
        as_of="2024-12-31",
        cites=["paper", "trade"],
        next_expected="2027-01",
    ),
    fact(
        "loss-2023",
        "Acme lost 4.22 billion yuan in 2023.",
        attribute="result",
        period="2023",
        value=-4.22,
        unit="billion CNY",
        as_of="2023-12-31",
    ),
]

ENTRIES: list[dict[str, Any]] = [
    {
        "id": "were-there-talks",
        "question": "Were there talks between Acme and Zenith?",
        "aliases": ["acme zenith talks"],
        "answer": "Disputed: the chief spoke of talks {talks-reported}. Acme denied it {denial}.",
        "facts": ["denial", "talks-reported"],
        "scenarios": ["scenario-merger"],
        "related": ["did-acme-deny"],
        "tags": ["talks"],
        "translations": {
            "it": {
                "question": "Ci sono state trattative tra Acme e Zenith?",
                "aliases": ["trattative acme zenith"],
                "answer": "Smentito: Acme ha negato {denial}. Prima il capo ne parlava "
                "{talks-reported}.",
            },
            "fr": {"question": "Acme et Zenith ont-ils négocié ?"},
        },
    },
    {
        "id": "did-acme-deny",
        "question": "Did Acme deny the talks?",
        "answer": "Yes, on 25 April 2025 {denial}.",
        "facts": ["denial"],
        "tags": ["talks"],
    },
    {
        "id": "terms-of-the-deal",
        "question": "On what terms was the deal signed?",
        "answer": "No terms are known. Acme denied that it negotiates {denial}.",
        "facts": ["denial"],
        "presupposes": ["deal-claimed"],
    },
    {
        "id": "why-zenith-platform",
        "question": "Why does Acme take Zenith's platform?",
        "answer": "It does not: Acme buys none {no-bought-platforms}.",
        "facts": ["no-bought-platforms"],
        "presupposes": ["platform-claimed"],
    },
    {
        "id": "bolt-power",
        "question": "How strong is the Bolt?",
        "answer": "The Bolt has 1,050 horsepower {power-agency}.",
        "facts": ["power-agency"],
        "tags": ["bolt"],
    },
    {
        "id": "bolt-power-both",
        "question": "Why are there two figures for the Bolt's power?",
        "answer": "Sources differ: 1,050 {power-agency} or 1,113 horsepower {power-blog}.",
        "facts": ["power-agency", "power-blog"],
        "tags": ["bolt"],
    },
    {
        "id": "old-seats",
        "question": "How many seats was the Bolt to have?",
        "answer": "Two seats, it was said at first {seats-first}.",
        "facts": ["seats-first"],
        "tags": ["bolt"],
    },
    {
        "id": "bolt-price",
        "question": "What will the Bolt cost?",
        "answer": "About 50,000 euros, by a rumour {price-rumour}.",
        "facts": ["price-rumour"],
        "tags": ["bolt"],
    },
    {
        "id": "all-of-it",
        "question": "What is known of it all?",
        "answer": "Much: {talks-reported} {denial} {deal-claimed} {seats-final} {power-agency} "
        "{forum-opinion} {merger-guess}.",
        "facts": [
            *("denial", "talks-reported", "deal-claimed", "seats-final"),
            *("power-agency", "forum-opinion", "merger-guess"),
        ],
    },
]


def small_pack(*more: Fact, language: str = "en") -> Pack:
    """Return the pack, with further facts (or others in the place of those with the same id)."""
    entities = [
        {"id": "acme", "name": "Acme", "kind": "company", "misspellings": ["akme"]},
        {"id": "zenith", "name": "Zenith", "kind": "company"},
        {"id": "bolt", "name": "Bolt", "kind": "model"},
        {"id": "ann-chief", "name": "Ann Chief", "kind": "person", "officer_of": ["acme"]},
    ]
    attributes = sorted({one.attribute for one in (*FACTS, *more)})
    scenario = Scenario.model_validate(
        {
            "id": "scenario-merger",
            "title": "A merger of Acme and Zenith",
            "premise": "The two makers become one.",
            "status": "open",
            "as_of": "2025-05-01",
            "deadline": "2026-12-31",
            "criteria": ["A merger is announced."],
            "evidence_for": [
                {"fact": "merger-guess", "why": "A trade paper thinks so."},
                {"fact": "talks-reported", "why": "There was word of talks."},
            ],
            "evidence_against": [{"fact": "denial", "why": "Acme denied talks."}],
            "translations": {"it": {"title": "Una fusione di Acme e Zenith"}},
        }
    )
    return Pack(
        manifest=Manifest(
            id="small",
            title="Acme and Zenith",
            language=language,
            about="Two makers.",
            updated="2026-01-01",
            out_of_scope=(
                Topic(id="racing", about="Racing is not covered.", utterances=("who won",)),
            ),
        ),
        version="v1",
        sources={one.id: one for one in SOURCES},
        entities={one["id"]: Entity.model_validate(one) for one in entities},
        attributes={name: Attribute(id=name, name=name) for name in attributes},
        facts={one.id: one for one in (*FACTS, *more)},
        scenarios={scenario.id: scenario},
        entries={one["id"]: Entry.model_validate(one) for one in ENTRIES},
    )
