"""The files of a first pack, about a market that does not exist; `starter` fills in the rest."""

FILES = {
    "pack.yaml": """
# What this pack is. Everything in it is made up: replace it bit by bit by what you know, and run
# `scenario-bot check` after each edit; it names file, line and the mend.
id: @ID@                 # lower-case words joined by hyphens; never changes
title: @TITLE@
language: @LANGUAGE@     # two letters: the language in which most of the pack is written
about: What is known about Riverside Market, an example that does not exist.
updated: @DAY@           # when somebody last went over the whole pack: 2025, 2025-04 or 2025-04-24
start_with: [opening-hours, entrance-fee]   # entries that a newcomer is offered as examples
out_of_scope:            # what people ask here that this pack does not answer, on purpose
  - id: weather
    about: The weather is not covered here; a weather service will help.
    utterances: [what is the weather like, will it rain tomorrow, weather forecast, is it sunny]
""",
    "sources.yaml": """
# Where facts come from: one record for each publication.
- id: riverside-2025-03-01          # outlet and date make an id that stays readable
  title: Opening hours and prices
  outlet: Riverside Market
  url: https://example.org/riverside/visit     # begins with https:// (or http://)
  published: 2025-03-01
  accessed: @DAY@        # when you read it
  language: en                      # of the publication
  # company, regulator, news agency, trade press, newspaper, blog, reader comment
  kind: company
- id: gazette-2025-04-10
  title: Riverside Market may get a hall
  outlet: The Gazette
  url: https://example.org/gazette/market-hall
  published: 2025-04-10
  accessed: @DAY@
  language: en
  kind: newspaper
- id: post-2025-04-11
  title: A roof for the market?
  outlet: The Post
  url: https://example.org/post/roof
  published: 2025-04-11
  accessed: @DAY@
  language: en
  kind: newspaper
  derived_from: [gazette-2025-04-10]   # it repeats that report, so the two count as one
- id: riverside-2025-04-12
  title: No contract for a hall
  outlet: Riverside Market
  url: https://example.org/riverside/statement
  published: 2025-04-12
  accessed: @DAY@
  language: en
  kind: company
""",
    "entities.yaml": """
# Whom and what the facts are about. Members are understood by every name that stands here.
- id: riverside-market
  name: Riverside Market
  kind: company          # company, brand, regulator, person, model, platform, place, market, event
  aliases:
    en: [the market, Riverside]      # by language; what people really call it
  misspellings: [riversyde market]
- id: market-hall
  name: market hall
  kind: place
  aliases:
    en: [the hall, covered market]
""",
    "attributes.yaml": """
# What can be said of an entity, and the words with which people ask for it.
- id: opening-hours
  name: opening hours
  aliases:
    en: [open, hours, opening times, closes]
- id: price
  name: price
  aliases:
    en: [cost, fee, how much, ticket, admission]
- id: plans
  name: plans
  aliases:
    en: [plan, planned, going to build, in the works]
- id: denial
  name: denial
  aliases:
    en: [denied, deny, statement]
""",
    "facts.yaml": """
# One statement each: who said it, when, and how firm it is. Answers rest on facts.
- id: opening-hours-2025
  subject: riverside-market          # an entity
  attribute: opening-hours           # an attribute
  statement: Riverside Market is open on Saturdays from 8 am to 2 pm.   # one plain sentence
  # confirmed: a company or a regulator says it itself, or two independent sources do.
  # The others: reported, rumour, speculation, denied, superseded, opinion.
  status: confirmed
  said_by: [Riverside Market]        # names of entities or outlets
  as_of: 2025-03-01                  # since when this is known
  citations:
    - source: riverside-2025-03-01
      says: Gives the opening hours.       # in your own words
  review_by: 2099-12-31              # look at it again by then (the bot says so when it is over)
- id: entrance-fee-2025
  subject: riverside-market
  attribute: price
  period: 2025                       # the time the value is about; leave it out where there is none
  value: 0
  unit: euros
  statement: Entering Riverside Market costs nothing in 2025.
  status: confirmed
  said_by: [Riverside Market]
  as_of: 2025-03-01
  citations:
    - {source: riverside-2025-03-01, says: Says that entrance is free.}
- id: hall-plans
  subject: market-hall
  attribute: plans
  statement: Riverside Market has signed a contract for a market hall.
  status: denied                     # it was reported, and then those concerned denied it
  said_by: [The Gazette]
  as_of: 2025-04-12
  history:                           # how it stood before, oldest first
    - {status: reported, as_of: 2025-04-10, note: The Gazette reported a contract.}
  citations:
    - {source: gazette-2025-04-10, says: Reports a signed contract for a hall.}
    - {source: post-2025-04-11, says: Repeats the report of the Gazette.}
- id: hall-denial
  subject: market-hall
  attribute: denial
  statement: Riverside Market says that no contract for a market hall has been signed.
  status: confirmed
  said_by: [Riverside Market]
  as_of: 2025-04-12
  citations:
    - {source: riverside-2025-04-12, says: Denies that there is a contract.}
  contradicts: [hall-plans]
  aliases: [did riverside market deny the hall contract]    # questions this fact alone answers
""",
    "scenarios.yaml": """
# What might happen, with what speaks for it and against it.
- id: hall-by-2027
  title: The market moves into a hall
  premise: By the end of 2027 Riverside Market would be held in a hall of its own.
  status: open           # open, happened, ruled out, overtaken
  as_of: 2025-04-12
  criteria: [A market day is held in the hall.]        # what would settle it
  evidence_for:
    - {fact: entrance-fee-2025, why: Free entrance draws more visitors than the square can hold.}
  evidence_against:
    - {fact: hall-denial, why: No contract has been signed.}
  signposts: [The town council votes on a site.]       # what to watch
  aliases: [hall scenario, will the market get a roof]
""",
    "entries.yaml": """
# The FAQ: a question as people ask it, and the answer that you stand for.
- id: opening-hours
  question: When is Riverside Market open?
  # Four to twelve, as people really type them: short, long, with other words, not only shuffled.
  aliases:
    - opening hours of the market
    - what time does riverside market open
    - when does the market close
    - is the market open on saturday
    - market hours
  # The first sentence is short and stands alone. {fact-id} cites a fact.
  answer: >-
    On Saturdays, from 8 am to 2 pm {opening-hours-2025}. On other days the square is empty.
  facts: [opening-hours-2025]        # all that it cites; the first is the one it rests on most
  related: [entrance-fee]            # entries offered as buttons
  tags: [visiting]
- id: entrance-fee
  question: Does Riverside Market cost anything to enter?
  aliases:
    - how much is the entrance
    - is the market free
    - price of a ticket for riverside market
    - do i have to pay to get in
    - entrance fee
  answer: No, entrance is free {entrance-fee-2025}.
  facts: [entrance-fee-2025]
  related: [opening-hours]
  tags: [visiting]
- id: hall-contract
  question: Has Riverside Market signed a contract for a hall?
  aliases:
    - is the market getting a hall
    - market hall contract
    - did they sign for a covered market
    - are they building a market hall
    - is the hall rumour true
  # What was denied never leads: the denial does, and what it denies follows.
  answer: >-
    No, the market denied it {hall-denial}. The Gazette had reported a signed contract
    {hall-plans}.
  facts: [hall-denial, hall-plans]
  scenarios: [hall-by-2027]
  tags: [hall]
- id: hall-opening-date
  question: When will the market hall open?
  aliases:
    - opening date of the hall
    - when is the hall finished
    - how long until the market hall is ready
    - date for the new hall
  answer: Nobody has named a date; the market says that there is no contract {hall-denial}.
  facts: [hall-denial]
  presupposes: [hall-plans]          # the question takes this for granted, and it was denied
  known_unknown: true                # nobody has answered it yet: the bot says so instead
  scenarios: [hall-by-2027]
  tags: [hall]
""",
    "questions.yaml": """
# The pack's own test, for `scenario-bot eval`: write down what was really asked, as it was typed.
- id: t001
  q: at what time does the market open on saturdays
  lang: en
  kind: plain            # plain, foreign, multi, pair-first, followup, offtopic, adversarial
  expected: [opening-hours-2025]     # facts on one of which a right answer rests
- id: t002
  q: how much do i pay to enter riverside market
  lang: en
  expected: [entrance-fee-2025]
- id: t003
  q: was a contract for the market hall signed
  lang: en
  expected: [hall-denial]
- id: t004
  q: who won the world cup in 1998
  lang: en
  kind: offtopic
  expected: []           # the bot should not answer
""",
}
