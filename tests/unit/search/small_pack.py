"""A pack of three entries, a lone fact, a scenario and a topic, for the tests of search."""

from bot.knowledge.model import (
    Attribute,
    Citation,
    Entity,
    Entry,
    EntryTranslation,
    Evidence,
    Fact,
    Manifest,
    Pack,
    Scenario,
    Source,
    Topic,
)


def _fact(name: str, subject: str, attribute: str, statement: str, **more: object) -> Fact:
    return Fact.model_validate(
        {
            "id": name,
            "subject": subject,
            "attribute": attribute,
            "statement": statement,
            "status": "reported",
            "said_by": ["The Gazette"],
            "as_of": "2025-04-24",
            "citations": [Citation(source="gazette", says=statement)],
            **more,
        }
    )


def small_pack() -> Pack:
    """Return the pack."""
    entities = [
        Entity(
            id="acme",
            name="Acme",
            kind="company",
            aliases={"en": ["Acme Motors"], "zh": ["阿克米"]},
            misspellings=["akme"],
        ),
        Entity(id="bolt", name="Bolt", kind="model", aliases={"en": ["the Bolt", "Acme Bolt"]}),
        Entity(id="zenith", name="Zenith", kind="company"),
    ]
    attributes = [
        Attribute(id="price", name="price", aliases={"en": ["cost", "how much"], "it": ["costa"]}),
        Attribute(id="deliveries", name="deliveries", aliases={"en": ["sales", "sold"]}),
        Attribute(id="talks", name="talks", aliases={"en": ["negotiations", "deal"]}),
    ]
    facts = [
        _fact(
            "bolt-price", "bolt", "price", "The Bolt costs 30,000 euros.", value=30000, unit="EUR"
        ),
        _fact(
            "acme-sales-2023", "acme", "deliveries", "Acme sold 100 cars in 2023.", period="2023"
        ),
        _fact(
            "acme-sales-2024",
            "acme",
            "deliveries",
            "Acme sold 250 cars in 2024.",
            period="2024",
            aliases=["how many cars did acme sell in 2024"],
        ),
        _fact("acme-zenith-talks", "acme", "talks", "Acme denied talks with Zenith."),
    ]
    entries = [
        Entry(
            id="bolt-price",
            question="What does the Bolt cost?",
            aliases=("how much is the bolt", "price of the acme bolt", "bolt price"),
            answer="It costs 30,000 euros {bolt-price}.",
            facts=("bolt-price",),
            translations={
                "it": EntryTranslation(question="Quanto costa la Bolt?", aliases=("prezzo bolt",))
            },
        ),
        Entry(
            id="zenith-talks",
            question="Are Acme and Zenith in talks?",
            aliases=("is acme negotiating with zenith", "acme zenith deal", "zenith rumour true?"),
            answer="Acme denied it {acme-zenith-talks}.",
            facts=("acme-zenith-talks",),
        ),
        Entry(
            id="acme-sales",
            question="How many cars does Acme sell?",
            aliases=("acme sales", "acme deliveries per year", "cars sold by acme"),
            answer="250 in 2024 {acme-sales-2024}.",
            facts=("acme-sales-2024", "acme-sales-2023"),
        ),
    ]
    return Pack(
        manifest=Manifest(
            id="small",
            title="Small",
            language="en",
            about="Acme and its Bolt.",
            updated="2026-01-01",
            out_of_scope=(
                Topic(
                    id="weather",
                    about="The weather is not covered.",
                    utterances=("what is the weather", "will it rain tomorrow", "weather today"),
                ),
            ),
        ),
        version="0",
        sources={
            "gazette": Source(
                id="gazette",
                title="Gazette",
                outlet="The Gazette",
                url="https://example.org/a",
                language="en",
                kind="newspaper",
            )
        },
        entities={entity.id: entity for entity in entities},
        attributes={attribute.id: attribute for attribute in attributes},
        facts={fact.id: fact for fact in facts},
        scenarios={
            "zenith-platform": Scenario(
                id="zenith-platform",
                title="Acme builds on Zenith's platform",
                premise="Acme would use what Zenith has.",
                status="open",
                as_of="2025-04-24",
                criteria=("A contract is announced.",),
                evidence_against=(Evidence(fact="acme-zenith-talks", why="It was denied."),),
                aliases=("scenario 1",),
            )
        },
        entries={entry.id: entry for entry in entries},
    )
