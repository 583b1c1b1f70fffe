"""Accepted changes over a pack: what is laid on, what has settled, and what is in conflict."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.changes import (
    AddAlias,
    AddEntry,
    AddFact,
    AddSource,
    Change,
    ChangeEntry,
    ChangeError,
    ChangeFact,
    ChangeStatus,
    RemoveAlias,
    Reviewed,
    as_values,
    read_change,
)
from bot.knowledge.model import Fact, Pack, Status, plain
from bot.knowledge.overlay import Overlaid, Overlay, State, problems_of, stamped
from bot.knowledge.read import read_pack

GOOD = Path(__file__).parents[2] / "packs" / "good"
SOURCE = {
    "id": "acme-2025",
    "title": "A denial",
    "outlet": "Acme",
    "url": "https://example.org/denial",
    "language": "en",
    "kind": "company",
}
FACT = {
    "id": "acme-price-may",
    "subject": "acme",
    "attribute": "price",
    "value": 29000.5,
    "unit": "euros",
    "statement": "The car costs 29,000.50 euros.",
    "status": "confirmed",
    "said_by": ["Acme"],
    "as_of": "2025-05-01",
    "citations": [{"source": "acme-2025", "says": "Gives the price."}],
    "aliases": ["acme price in may"],
}
ENTRY = {
    "id": "price-in-may",
    "question": "What did the car cost in May?",
    "answer": "It cost 29,000.50 euros {acme-price-may}.",
    "facts": ["acme-price-may"],
}


def good() -> Pack:
    pack = read_pack(GOOD).pack
    assert pack is not None
    return pack


def alias(text: str, name: str = "1", **more: Any) -> AddAlias:
    return AddAlias(id=name, record="what-price", alias=text, **more)


def lowered(name: str = "1", **more: Any) -> ChangeStatus:
    values = {
        "status": "rumour",
        "as_of": "2025-05-02",
        "note": "Acme said no.",
        "citations": ({"source": "acme-2025", "says": "Denies the price."},),
        "sources": (SOURCE,),
    }
    return ChangeStatus(id=name, fact="acme-price", **{**values, **more})


def laid(pack: Pack, *changes: Change) -> Overlaid:
    return Overlay(changes).on(pack)


def accepted(pack: Pack, *changes: Change) -> tuple[Change, ...]:
    """Return changes as they are when each was made with those before it in view."""
    done: tuple[Change, ...] = ()
    for change in changes:
        done = (*done, stamped(laid(pack, *done).pack, change))
    return done


def states(overlaid: Overlaid) -> list[str]:
    return [one.state.value for one in overlaid.outcomes]


def test_no_changes_leave_the_pack_itself() -> None:
    pack = good()
    assert laid(pack).pack is pack


def test_an_alias_is_added_and_taken_away() -> None:
    pack = good()
    added = laid(pack, alias("what does it cost")).pack
    assert added.entries["what-price"].aliases == ("price of the car", "what does it cost")
    assert pack.entries["what-price"].aliases == ("price of the car",)
    gone = laid(added, RemoveAlias(id="2", record="what-price", alias="Price of the car!")).pack
    assert gone.entries["what-price"].aliases == ("what does it cost",)
    other = laid(pack, alias("quanto costa", language="it")).pack
    assert other.entries["what-price"].translations["it"].aliases == (
        "prezzo dell'auto",
        "quanto costa",
    )
    fact = AddAlias(id="3", of="facts", record="jane-says-no", alias="jane says no")
    assert laid(pack, fact).pack.facts["jane-says-no"].aliases[-1] == "jane says no"


def test_a_status_changes_with_its_history_and_sources() -> None:
    pack = good()
    after = laid(pack, lowered(contradicts=("acme-price-old", "jane-says-no"))).pack
    fact = after.facts["acme-price"]
    assert (fact.status, fact.as_of) == (Status.RUMOUR, "2025-05-02")
    assert [(one.status, one.as_of, one.note) for one in fact.history] == [
        (Status.REPORTED, "2025-04-01", "Acme said no.")
    ]
    assert [one.source for one in fact.citations] == ["herald-2025", "acme-2025"]
    assert fact.contradicts == ("acme-price-old", "jane-says-no")
    assert fact.statement == pack.facts["acme-price"].statement
    assert after.sources["acme-2025"].outlet == "Acme"


def test_records_are_added_together() -> None:
    add_fact = AddFact(id="1", fact=FACT, sources=(SOURCE,))
    overlaid = laid(good(), add_fact, AddEntry(id="2", entry=ENTRY))
    assert states(overlaid) == ["applied", "applied"]
    assert overlaid.pack.facts["acme-price-may"].value == 29000.5
    assert [*overlaid.pack.entries] == sorted(overlaid.pack.entries)
    assert overlaid.pack.entries["price-in-may"].known_unknown is False


def test_an_entry_a_fact_and_their_dates_change() -> None:
    pack = good()
    after = laid(
        pack,
        ChangeEntry(id="1", entry="what-price", answer="A lot {acme-price}.", question="Price?"),
        ChangeFact(id="2", fact="acme-price", value=31000, statement="It costs 31,000 euros."),
        Reviewed(id="3", of="facts", record="acme-price", review_by="2028", next_expected="none"),
        Reviewed(id="4", of="entries", record="what-price", review_by="2028-01"),
        ChangeEntry(id="5", entry="what-price", language="it", answer="Molto {acme-price}."),
    ).pack
    entry, fact = after.entries["what-price"], after.facts["acme-price"]
    assert (entry.question, entry.answer) == ("Price?", "A lot {acme-price}.")
    assert entry.translations["it"].answer == "Molto {acme-price}."
    assert entry.facts == pack.entries["what-price"].facts
    assert (fact.value, fact.statement) == (31000, "It costs 31,000 euros.")
    assert (fact.review_by, fact.next_expected, entry.review_by) == ("2028", None, "2028-01")


def test_the_version_follows_from_what_is_different() -> None:
    pack = good()
    one, two = alias("one"), AddAlias(id="2", record="did-jane-deny", alias="two")
    version = laid(pack, one, two).pack.version
    assert version != pack.version
    assert len(version) == len(pack.version)
    assert laid(pack, two, one).pack.version == version
    assert laid(pack, one.model_copy(update={"id": "x"}), two).pack.version == version
    assert laid(pack, one).pack.version not in (version, pack.version)


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (alias("will it rain"), ("alias",), "same-utterance"),
        (alias("x" * 301), ("alias",), "too-long"),
        (alias("a\u202eb"), ("alias",), "control-character"),
        (alias("come stai", language="xx"), ("language",), "missing-key"),
        (lowered(status="refuted"), ("status",), "bad-choice"),
        (lowered(as_of="2025-02-30"), ("as_of",), "bad-date"),
        (lowered(sources=()), ("citations", 0, "source"), "unknown-id"),
        (
            lowered(sources=({**SOURCE, "url": "example.org"},)),
            ("sources", 0, "url"),
            "bad-address",
        ),
        (lowered(status="superseded"), ("status",), "no-successor"),
        (lowered(superseded_by=("none",)), ("superseded_by", 0), "unknown-id"),
        (lowered(as_of="2020"), ("as_of",), "history-order"),
        (AddFact(id="1", fact=FACT), ("fact", "citations", 0, "source"), "unknown-id"),
        (AddFact(id="1", fact={**FACT, "value": ""}), ("fact", "value"), "empty-value"),
        (AddFact(id="1", fact={**FACT, "valu": 3}), ("fact", "valu"), "unknown-key"),
        (AddEntry(id="1", entry={**ENTRY, "facts": []}), ("entry", "facts"), "empty-list"),
        (AddEntry(id="1", entry={**ENTRY, "id": "No id"}), ("entry", "id"), "bad-id"),
        (AddSource(id="1", source={**SOURCE, "kind": "paper"}), ("source", "kind"), "bad-choice"),
        (
            ChangeEntry(id="1", entry="what-price", answer="A lot {jane-says-no}."),
            ("answer",),
            "cites-unlisted",
        ),
        (
            Reviewed(id="1", of="facts", record="acme-price", review_by="2024"),
            ("review_by",),
            "",
        ),
        (
            Reviewed(id="1", of="facts", record="acme-price", review_by="2027-13"),
            ("review_by",),
            "bad-date",
        ),
    ],
)
def test_a_problem_is_told_at_the_field_that_was_typed(
    change: Change, field: tuple[str | int, ...], rule: str
) -> None:
    pack = good()
    problems = [one for one in problems_of(pack, change) if one.level == "error"]
    if not rule:
        # An earlier day than the file's is no news, and nothing to complain about.
        assert problems == []
        assert states(laid(pack, change)) == ["settled"]
        return
    rules = {(one.field, one.rule) for one in problems}
    assert (field, rule) in rules
    overlaid = laid(pack, change)
    assert states(overlaid) == ["invalid"]
    assert overlaid.pack is pack


def test_a_message_names_no_place_that_is_not_there() -> None:
    (problem,) = problems_of(good(), alias("will it rain"))
    assert problem.message == "'will it rain' is also an utterance of topic 'weather'"


def test_a_warning_is_told_and_does_not_hinder() -> None:
    change = AddSource(id="1", source=SOURCE)
    overlaid = laid(good(), change)
    assert states(overlaid) == ["applied"]
    assert [(one.level, one.rule) for one in overlaid.outcomes[0].problems] == [
        ("warning", "uncited-source")
    ]


def test_one_wrong_change_does_not_take_the_others_along() -> None:
    pack = good()
    overlaid = laid(pack, alias("one", "1"), lowered("2", status="refuted"), alias("three", "3"))
    assert states(overlaid) == ["applied", "invalid", "applied"]
    assert overlaid.pack.entries["what-price"].aliases[-2:] == ("one", "three")
    assert overlaid.of(State.INVALID)[0].id == "2"


def test_the_wrong_ones_among_many_are_found() -> None:
    pack = good()
    right = [alias(f"alias number {number}", str(number)) for number in range(40)]
    wrong = {7: "will it rain", 8: "does jane deny it", 31: "scenario one"}
    changes = [alias(wrong.get(n, one.alias), one.id) for n, one in enumerate(right)]
    # Of two who want the same words, whoever was first has them.
    changes[33] = AddAlias(id="33", record="did-jane-deny", alias="alias number 3")
    overlaid = laid(pack, *changes)
    broken = [n for n, one in enumerate(overlaid.outcomes) if one.state is State.INVALID]
    assert broken == [7, 8, 31, 33]
    assert len(overlaid.pack.entries["what-price"].aliases) == 1 + 40 - 4


def test_changes_that_are_only_right_together() -> None:
    """The answer must not lead with a denied fact: the denial comes first in it."""
    pack = good()
    status = lowered("1", status="denied")
    facts = ChangeEntry(
        id="2",
        entry="what-price",
        answer="It does not {jane-says-no} {acme-price}.",
        facts=("jane-says-no", "acme-price"),
    )
    answer = ChangeEntry(id="3", entry="what-price", language="it", answer="No {acme-price}.")
    (outcome,) = laid(pack, status).outcomes
    assert [(one.kind, one.record, one.rule) for one in outcome.problems] == [
        ("entries", "what-price", "denied-leads")
    ]
    italian = answer.model_copy(update={"answer": "No {jane-says-no} {acme-price}."})
    assert states(laid(pack, status, facts, italian)) == ["applied"] * 3
    wrong = alias("will it rain", "4")
    assert states(laid(pack, wrong, status, facts, italian)) == ["invalid"] + ["applied"] * 3


def test_a_record_that_is_not_there() -> None:
    change = AddAlias(id="1", record="what-prise", alias="x")
    (outcome,) = laid(good(), change).outcomes
    assert (outcome.state, outcome.problems[0].rule) == (State.INVALID, "unknown-id")
    assert outcome.problems[0].hint == "did you mean 'what-price'?"
    stamped_once = change.model_copy(update={"base": "123"})
    assert states(laid(good(), stamped_once)) == ["conflict"]


MANY: tuple[Callable[[], Change], ...] = (
    lambda: alias("one"),
    lambda: RemoveAlias(id="r", record="what-price", alias="price of the car"),
    lowered,
    lambda: AddFact(id="f", fact=FACT, sources=(SOURCE,)),
    lambda: AddSource(id="s", source=SOURCE),
    lambda: ChangeEntry(id="e", entry="what-price", answer="A lot {acme-price}."),
    lambda: ChangeFact(id="v", fact="acme-price", value=31000),
    lambda: Reviewed(id="w", of="facts", record="acme-price", review_by="2028"),
)


@pytest.mark.parametrize("make", MANY)
def test_what_the_files_hold_falls_away(make: Callable[[], Change]) -> None:
    pack = good()
    (change,) = accepted(pack, make())
    first = laid(pack, change)
    assert states(first) == ["applied"]
    again = laid(first.pack, change)
    assert states(again) == ["settled"]
    assert again.pack is first.pack
    assert again.touches == ()


def test_a_whole_row_of_changes_falls_away_once_it_is_in_the_files() -> None:
    pack = good()
    changes = accepted(
        pack,
        lowered("1"),
        lowered("2", status="speculation", as_of="2025-05-03", superseded_by=("jane-says-no",)),
        alias("one", "3"),
        RemoveAlias(id="4", record="what-price", alias="one"),
        AddFact(id="5", fact=FACT),
        ChangeFact(id="6", fact="acme-price-may", statement="It was 29,000.50 euros."),
        AddEntry(id="7", entry=ENTRY),
        AddAlias(id="8", record="price-in-may", alias="may price"),
    )
    first = laid(pack, *changes)
    assert states(first) == ["applied"] * 2 + ["settled"] * 2 + ["applied"] * 4
    assert states(laid(first.pack, *changes)) == ["settled"] * 8


def test_an_alias_taken_back_stays_so_whatever_else_is_accepted() -> None:
    """Whoever forgets what has settled must not bring it back."""
    pack = good()
    changes = accepted(
        pack,
        alias("one", "1"),
        RemoveAlias(id="2", record="what-price", alias="one"),
        alias("b", "3"),
    )
    first = laid(pack, *changes)
    assert first.pack.entries["what-price"].aliases == ("price of the car", "b")
    assert states(laid(first.pack, *changes)) == ["settled"] * 3
    left = [one.change for one in first.outcomes if one.state is not State.SETTLED]
    assert laid(pack, *left).pack.version == first.pack.version


def test_changes_that_take_each_other_back_leave_nothing_to_do() -> None:
    pack = good()
    answer = pack.entries["what-price"].answer
    changes = accepted(
        pack,
        ChangeEntry(id="1", entry="what-price", answer="A lot {acme-price}."),
        ChangeEntry(id="2", entry="what-price", answer=answer),
    )
    overlaid = laid(pack, *changes)
    assert states(overlaid) == ["settled", "settled"]
    assert overlaid.pack is pack


def test_a_change_whose_record_moved_on_is_kept_and_left_out() -> None:
    pack = good()
    changes = accepted(pack, lowered(), alias("one", "2"))
    fact = Fact.model_validate(plain(pack.facts["acme-price"]) | {"value": 28000})
    moved = pack.model_copy(update={"facts": {**pack.facts, "acme-price": fact}})
    overlaid = laid(moved, *changes)
    assert states(overlaid) == ["conflict", "applied"]
    assert overlaid.outcomes[0].problems[0].rule == "changed-since"
    assert overlaid.pack.facts["acme-price"] == fact
    # What answers do not say may change without a conflict.
    noted = Fact.model_validate(plain(pack.facts["acme-price"]) | {"note": "x", "aliases": ["y"]})
    quiet = pack.model_copy(update={"facts": {**pack.facts, "acme-price": noted}})
    overlaid = laid(quiet, *changes)
    assert states(overlaid) == ["applied", "applied"]
    assert overlaid.pack.facts["acme-price"].note == "x"


def test_two_records_with_one_id_are_a_conflict() -> None:
    pack = laid(good(), AddFact(id="1", fact=FACT, sources=(SOURCE,))).pack
    other = AddFact(id="2", fact={**FACT, "value": 5})
    (outcome,) = laid(pack, other).outcomes
    assert outcome.state is State.CONFLICT
    assert (outcome.problems[0].rule, outcome.problems[0].field) == ("duplicate-id", ("fact", "id"))


def test_a_status_set_by_hand_without_the_citation_does_not_settle_the_change() -> None:
    pack = good()
    (change,) = accepted(pack, lowered())
    by_hand = plain(pack.facts["acme-price"]) | {"status": "rumour", "as_of": "2025-05-02"}
    fact = Fact.model_validate(by_hand)
    moved = pack.model_copy(update={"facts": {**pack.facts, "acme-price": fact}})
    assert states(laid(moved, change)) == ["conflict"]


def test_changes_are_written_down_and_read_again() -> None:
    changes = tuple(make() for make in MANY)
    values = json.loads(json.dumps(Overlay(changes).as_values()))
    assert {one["schema_version"] for one in values} == {1}
    assert Overlay.from_values(values).changes == changes


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Unable to extract tag"),
        ({"kind": "delete-all"}, "delete-all"),
        ({"kind": "add-alias", "id": "1", "record": "a"}, "alias: Field required"),
        ({**as_values(alias("x")), "schema_version": 2}, "schema_version"),
        ({**as_values(alias("x")), "of": "sources"}, "of: "),
        ({**as_values(alias("x")), "more": 1}, "more: "),
        ([], "Input should be"),
    ],
)
def test_what_is_no_change_is_refused(values: Any, message: str) -> None:
    with pytest.raises(ChangeError, match=message):
        read_change(values)


ANY = st.one_of(
    st.builds(
        AddAlias,
        id=st.uuids().map(str),
        record=st.sampled_from(["what-price", "did-jane-deny", "none"]),
        alias=st.sampled_from(["one", "two", "price of the car", "will it rain", "One!"])
        | st.text(min_size=1, max_size=8),
        language=st.sampled_from([None, "en", "it", "xx"]),
    ),
    st.builds(
        RemoveAlias,
        id=st.uuids().map(str),
        record=st.sampled_from(["what-price", "did-jane-deny"]),
        alias=st.sampled_from(["one", "price of the car", "does jane deny it"]),
    ),
    st.builds(
        lowered,
        st.uuids().map(str),
        status=st.sampled_from(["denied", "rumour", "reported", "superseded"]),
        as_of=st.sampled_from(["2025-05", "2025-06", "2020"]),
    ),
    st.builds(
        ChangeFact,
        id=st.uuids().map(str),
        fact=st.sampled_from(["acme-price", "jane-says-no"]),
        value=st.sampled_from([1, "x", None]),
        statement=st.sampled_from([None, "Yes.", "No."]),
    ),
    st.builds(
        ChangeEntry,
        id=st.uuids().map(str),
        entry=st.sampled_from(["what-price", "did-jane-deny"]),
        answer=st.sampled_from(["A {acme-price}.", "B {jane-says-no}.", "C."]),
    ),
)


@settings(deadline=None)
@given(st.lists(ANY, max_size=6))
def test_whatever_is_accepted_the_pack_is_sound_and_laying_on_twice_is_once(
    raw: list[Change],
) -> None:
    pack = good()
    changes = accepted(pack, *raw)
    once = laid(pack, *changes)
    assert len(once.outcomes) == len(changes)
    again = laid(once.pack, *changes)
    held = [one.state for one in once.outcomes]
    for before, after in zip(held, again.outcomes, strict=True):
        if before in (State.APPLIED, State.SETTLED):
            assert after.state in (State.SETTLED, State.CONFLICT), (changes, held, again.outcomes)
    # What was accepted stays in force: the pack does not change a second time.
    if all(state in (State.APPLIED, State.SETTLED) for state in held):
        assert again.pack.version == once.pack.version
        assert State.CONFLICT not in {one.state for one in again.outcomes}
    # What has settled may be forgotten.
    left = [one.change for one in once.outcomes if one.state is not State.SETTLED]
    assert laid(pack, *left).pack.version == once.pack.version
