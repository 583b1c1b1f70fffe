"""The cards and forms of curation: within Discord's limits, whatever stands in them."""

from dataclasses import replace

import pytest
from simcord.components import validate_modal

from bot.answers.texts import LANGUAGES
from bot.discord_app import curate_cards as cards
from bot.discord_app.cards import Card
from bot.discord_app.curate_forms import FORMS, Form, form, typed_in, wrong_card
from bot.discord_app.library import Library
from bot.discord_app.typed_fields import Complaint
from bot.knowledge.freshness import Due, Why
from bot.storage.loop_records import Cluster, Nearest, Proposal, Variant
from tests.discord_app import accepted
from tests.discord_app.curation import DESK
from tests.discord_app.shown import walk

LIBRARY = Library(DESK)
[PACK] = LIBRARY.packs
BAD = "@everyone <@1> **x** `y` [z](https://evil.example) \u202e # {a} ``` 🚗"
LONG = f"{BAD} {'😀 word ' * 400}"
CLUSTER = Cluster(
    id=10**18 - 1,
    guild_id=1,
    state="open",
    text=LONG[:200],
    variants=tuple(Variant(f"{number} {LONG}"[:200], "en", 10**6) for number in range(20)),
    count=10**9,
    askers=10**9,
    first_asked=1,
    last_asked=2**31,
    reason="no_entry",
    nearest=tuple(Nearest("small", name, 0.5) for name in PACK.entries),
    assigned_to=None,
    proposal_id=None,
)
PROPOSAL = Proposal(
    id=10**18 - 1,
    kind="entry",
    pack="small",
    state="proposed",
    payload={
        "changes": [
            {"kind": "add-alias", "of": "entries", "record": "bolt-price", "alias": LONG},
            {"kind": "add-entry", "entry": {"question": LONG}},
            {"kind": "odd", "record": LONG},
        ],
        "form": {"question": LONG, "answer": LONG, "source": LONG},
    },
    note=LONG[:1000],
    proposer_id=None,
    guild_id=1,
    cluster_id=None,
    created=1,
    changed=1,
)
REPORT = replace(
    PROPOSAL,
    kind="outdated",
    payload={"changes": [], "target": "all-of-it", "facts": list(PACK.facts), "count": 10**9},
)
DUE = [(PACK, Due("facts", name, Why.REVIEW, "2025-12-31")) for name in PACK.facts]


def every_card(language: str) -> list[Card]:
    assigned = replace(CLUSTER, state="assigned", assigned_to=1)
    proposals = [replace(PROPOSAL, id=number) for number in range(1, 25)]
    clusters = [replace(CLUSTER, id=number) for number in range(1, 11)]
    kept = cards.queue_card(
        LIBRARY, clusters, 999, [*proposals, REPORT], 99, DUE, 10, language, "**note**"
    )
    return [
        kept,
        cards.queue_card(LIBRARY, (), 0, (), 0, (), 0, language),
        cards.cluster_card(LIBRARY, CLUSTER, language, "**note**"),
        cards.cluster_card(LIBRARY, replace(assigned, state="dismissed"), language),
        cards.proposal_card(LIBRARY, PROPOSAL, language),
        cards.proposal_card(LIBRARY, REPORT, language),
        cards.proposal_card(LIBRARY, replace(REPORT, pack="gone"), language),
        *(cards.due_card(LIBRARY, PACK, name, language) for name in (*PACK.entries, *PACK.facts)),
        cards.due_card(LIBRARY, PACK, "scenario-merger", language),
        cards.targets_card(1, [(f"{place}", LONG) for place in range(30)], language),
        cards.targets_card(1, [], language),
        cards.packs_card("entry", 1, 1, {f"{place}": PACK for place in range(30)}, language),
        cards.done_card("done", 1, language),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_as_discord_takes_it(language: str) -> None:
    for card in every_card(language):
        accepted.check(card, {"-"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_as_discord_takes_it(name: str, language: str) -> None:
    facts = [(one.id, one.statement) for one in PACK.facts.values()]
    typed = {one.name: LONG for one in FORMS[name]}
    shown = form(name, (10**18, 10**18, "abcdef"), typed, language, {"fact": facts})
    assert isinstance(shown, Form)
    validate_modal(shown.to_dict())
    assert len(shown.custom_id) <= 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_what_is_wrong_fits_with_all_that_was_typed(name: str, language: str) -> None:
    complaints = [Complaint(one.name, said=LONG) for one in FORMS[name]] * 4
    typed = {one.name: (LONG * 9)[: one.most] for one in FORMS[name]}
    accepted.check(wrong_card(name, (1, 2), typed, complaints, language), {"-"})


def test_a_message_of_another_form_gives_nothing() -> None:
    assert typed_in(None, "entry") == {}


async def test_discord_py_keeps_no_form_in_memory() -> None:
    assert form("find", (), {}, "en").is_finished()


@pytest.mark.parametrize(("length", "is_offered"), [(58, True), (80, False)])
def test_an_entry_is_changed_in_a_form_only_if_all_of_it_fits(
    length: int, is_offered: bool
) -> None:
    facts = tuple(str(number) * length for number in range(10))
    entry = PACK.entries["bolt-price"].model_copy(update={"facts": facts})
    pack = PACK.model_copy(update={"entries": {**PACK.entries, entry.id: entry}})
    card = cards.due_card(LIBRARY, pack, entry.id, "en")
    ids = [str(one.get("custom_id")) for one in walk(card.to_components())]
    assert any(one.startswith("cur:change:") for one in ids) == is_offered
