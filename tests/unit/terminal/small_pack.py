"""A small pack on disk, for the tests of the terminal; some of its text tries to be clever."""

from pathlib import Path

FILES = {
    "pack.yaml": """
id: small
title: Acme [bold]and[/bold] Zenith
language: en
about: What is known about Acme, its Bolt and Zenith.
updated: 2026-01-01
out_of_scope:
  - id: weather
    about: The weather is not covered here.
    utterances: [what is the weather like, will it rain tomorrow, weather today, is it sunny]
""",
    "sources.yaml": """
- id: gazette-2025-04-24
  title: Acme speaks with Zenith [red]says[/red] its chief
  outlet: The Gazette
  url: https://example.org/a/very/long/address/that/does/not/fit/into/eighty/columns/at-all.html
  published: 2025-04-24
  language: en
  kind: newspaper
- id: acme-2025-04-25
  title: Clarification
  outlet: Acme
  url: https://example.org/acme
  published: 2025-04
  language: en
  kind: company
""",
    "entities.yaml": """
- {id: acme, name: Acme, kind: company, aliases: {en: [Acme Motors]}, misspellings: [akme]}
- {id: zenith, name: Zenith, kind: company}
- {id: bolt, name: Bolt, kind: model}
""",
    "attributes.yaml": """
- {id: price, name: price, aliases: {en: [cost, how much]}}
- {id: talks, name: talks, aliases: {en: [negotiations, deal]}}
- {id: deliveries, name: deliveries, aliases: {en: [sales, cars sold]}}
""",
    "facts.yaml": """
- id: bolt-price
  subject: bolt
  attribute: price
  statement: >-
    The Bolt costs 30,000 euros before options, and nothing that Acme has said since changes that.
  status: confirmed
  said_by: [Acme]
  as_of: 2025-04-25
  citations: [{source: acme-2025-04-25, says: Gives the price.}]
- id: acme-zenith-talks
  subject: acme
  attribute: talks
  statement: Acme and Zenith are in talks.
  status: denied
  said_by: [Acme]
  as_of: 2025-04-25
  history: [{status: reported, as_of: 2025-04-24, note: The chief spoke of talks.}]
  citations:
    - {source: gazette-2025-04-24, says: Reports that the chief spoke of talks.}
    - {source: acme-2025-04-25, says: Denies them.}
- id: acme-denial
  subject: acme
  attribute: talks
  statement: Acme denied that there are talks with Zenith.
  status: confirmed
  said_by: [Acme]
  as_of: 2025-04-25
  citations: [{source: acme-2025-04-25, says: Denies the talks.}]
- id: acme-sales-2024
  subject: acme
  attribute: deliveries
  period: 2024
  statement: Acme sold 250 cars in 2024.
  status: reported
  said_by: [The Gazette]
  as_of: 2025-04-24
  citations: [{source: gazette-2025-04-24, says: Gives 250 cars.}]
""",
    "scenarios.yaml": """
- id: scenario-zenith-platform
  title: A Bolt on the platform of Zenith
  premise: Acme would build its next car on what Zenith has.
  status: open
  as_of: 2025-04-25
  criteria: [A contract is announced.]
  evidence_for: [{fact: acme-sales-2024, why: Acme is small.}]
  evidence_against: [{fact: acme-zenith-talks, why: Acme denied the talks.}]
  aliases: [scenario 2]
- id: scenario-alone
  title: Acme goes it alone
  premise: Acme builds all its cars on its own.
  status: open
  as_of: 2025-04-25
  criteria: [A car without Zenith is shown.]
  evidence_for: [{fact: acme-zenith-talks, why: Acme denied the talks.}]
  aliases: [scenario 1]
""",
    "entries.yaml": """
- id: bolt-price
  question: What does the Bolt cost?
  aliases: [how much is the bolt, price of the bolt, bolt price]
  answer: It costs 30,000 euros {bolt-price}. That is [bold]before[/bold] options, as Acme says.
  facts: [bolt-price]
  related: [zenith-talks]
- id: zenith-talks
  question: Are Acme and Zenith in talks?
  aliases: [is acme negotiating with zenith, acme zenith deal, is the zenith rumour true]
  answer: >-
    No, Acme denied it {acme-denial}. Its chief had spoken of talks the day before
    {acme-zenith-talks}.
  facts: [acme-denial, acme-zenith-talks]
  scenarios: [scenario-zenith-platform]
  related: [bolt-price, acme-sales]
- id: acme-sales
  question: How many cars does Acme sell?
  aliases: [acme sales, acme deliveries per year, cars sold by acme]
  answer: It sold 250 in 2024 {acme-sales-2024}.
  facts: [acme-sales-2024]
  related: [zenith-talks]
""",
    "questions.yaml": """
- {id: t1, q: how much is the bolt, expected: [bolt-price]}
- {id: t2, q: are acme and zenith talking, expected: [acme-denial, acme-zenith-talks]}
- {id: t3, q: who won the chess tournament in 1972, kind: offtopic, expected: []}
- {id: t4, q: and what about zenith, kind: followup, after: t1, expected: [acme-denial]}
""",
}


def write_small_pack(folder: Path) -> Path:
    """Write the pack into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    return folder
