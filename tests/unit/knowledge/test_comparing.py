"""What differs between two packs, how much it weighs, and which answers rest on it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.comparing import Difference, Weight, affected, compare
from bot.knowledge.model import Entry, Fact, Pack, plain
from bot.knowledge.read import read_pack
from bot.knowledge.versions import entry_version, fact_version

GOOD = Path(__file__).parents[2] / "packs" / "good"


def good() -> Pack:
    pack = read_pack(GOOD).pack
    assert pack is not None
    return pack


def with_fact(pack: Pack, name: str, **values: Any) -> Pack:
    fact = Fact.model_validate(plain(pack.facts[name]) | values)
    return pack.model_copy(update={"facts": {**pack.facts, name: fact}})


def with_entry(pack: Pack, name: str, **values: Any) -> Pack:
    entry = Entry.model_validate(plain(pack.entries[name]) | values)
    return pack.model_copy(update={"entries": {**pack.entries, name: entry}})


def said(differences: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.id, one.field or one.what, one.weight.value) for one in differences]


def test_a_pack_does_not_differ_from_itself() -> None:
    assert compare(good(), good()) == ()


@pytest.mark.parametrize(
    ("values", "field", "weight"),
    [
        ({"status": "denied"}, "status", "substance"),
        ({"value": 31000}, "value", "substance"),
        ({"unit": "dollars"}, "unit", "substance"),
        ({"statement": "It costs less."}, "statement", "substance"),
        ({"as_of": "2025-05"}, "as_of", "substance"),
        ({"period": "2025-Q2"}, "period", "substance"),
        ({"said_by": ["Acme"]}, "said_by", "substance"),
        ({"contradicts": []}, "contradicts", "substance"),
        ({"aliases": ["acme price"]}, "aliases", "trivial"),
        ({"review_by": "2027"}, "review_by", "trivial"),
        ({"next_expected": "2027"}, "next_expected", "trivial"),
        ({"note": "Another note."}, "note", "trivial"),
        ({"citations": [{"source": "herald-2025", "says": "Price."}]}, "citations", "trivial"),
    ],
)
def test_a_change_of_a_fact_weighs_as_answers_do(
    values: dict[str, Any], field: str, weight: str
) -> None:
    old = good()
    new = with_fact(old, "acme-price", **values)
    assert said(compare(old, new)) == [("facts", "acme-price", field, weight)]
    same = fact_version(old.facts["acme-price"]) == fact_version(new.facts["acme-price"])
    assert same == (weight == "trivial")
    assert bool(affected(old, new, compare(old, new))) == (weight == "substance")


def test_numbers_count_by_their_value_and_ids_without_order() -> None:
    pack = good()
    one = with_fact(pack, "acme-price", value=30000.0, contradicts=["acme-price-old", "x"])
    other = with_fact(pack, "acme-price", value=30000, contradicts=["x", "acme-price-old"])
    assert fact_version(one.facts["acme-price"]) == fact_version(other.facts["acme-price"])
    assert compare(one, other) == ()


def test_old_and_new_values_are_told() -> None:
    old = good()
    new = with_fact(old, "acme-price", status="confirmed", review_by="2027")
    first, second = compare(old, new)
    assert (first.path, first.old, first.new) == (("status",), "reported", "confirmed")
    assert (second.path, second.old, second.new) == (("review_by",), "2026", "2027")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"answer": "It costs 3 euros {acme-price}."}, [("answer", "substance")]),
        ({"facts": ["acme-price", "jane-says-no"]}, [("facts", "substance")]),
        ({"question": "What is the price?"}, [("question", "trivial")]),
        ({"aliases": ["cost"]}, [("aliases", "trivial")]),
        (
            {"translations": {"it": {"question": "Quanto?", "answer": "Tanto {acme-price}."}}},
            [
                ("translations.it.aliases", "trivial"),
                ("translations.it.answer", "substance"),
                ("translations.it.question", "trivial"),
            ],
        ),
    ],
)
def test_a_change_of_an_entry(values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    old = good()
    new = with_entry(old, "what-price", **values)
    assert [(one.field, one.weight.value) for one in compare(old, new)] == expected
    itself = [one for one in affected(old, new, compare(old, new)) if one.itself]
    assert bool(itself) == any(weight == "substance" for _, weight in expected)


def test_the_version_of_an_entry_is_of_what_it_answers() -> None:
    old = good()
    version = entry_version(old.entries["what-price"])
    same = with_entry(old, "what-price", aliases=["cost"], tags=["x"], review_by="2027")
    other = with_entry(old, "what-price", question="What is the price?")
    assert entry_version(same.entries["what-price"]) == version
    assert entry_version(other.entries["what-price"]) != version


def test_what_came_and_went() -> None:
    old = good()
    facts = {name: fact for name, fact in old.facts.items() if name != "jane-says-no"}
    new = old.model_copy(update={"facts": facts})
    assert said(compare(old, new)) == [("facts", "jane-says-no", "removed", "substance")]
    assert said(compare(new, old)) == [("facts", "jane-says-no", "added", "substance")]
    gone = compare(old, new)[0]
    assert gone.new is None
    assert gone.old["statement"] == old.facts["jane-says-no"].statement


def test_all_that_rests_on_a_changed_fact_is_affected() -> None:
    old = good()
    new = with_fact(old, "acme-price", status="denied")
    found = affected(old, new, compare(old, new))
    assert [(one.kind, one.id, one.facts, one.itself) for one in found] == [
        ("facts", "acme-price", ("acme-price",), True),
        ("entries", "what-price", ("acme-price",), False),
        ("scenarios", "price-cut", ("acme-price",), False),
    ]


def test_an_answer_that_rests_on_a_fact_no_longer_is_affected() -> None:
    old = good()
    changed = with_fact(old, "acme-price", status="denied")
    new = with_entry(changed, "what-price", facts=["jane-says-no"])
    assert ("entries", "what-price", ("acme-price",)) in {
        (one.kind, one.id, one.facts) for one in affected(old, new, compare(old, new))
    }


def test_what_a_new_fact_contradicts_is_affected() -> None:
    old = good()
    made = plain(old.facts["jane-says-no"]) | {"id": "new", "contradicts": ["acme-price-old"]}
    new = old.model_copy(update={"facts": {**old.facts, "new": Fact.model_validate(made)}})
    found = {(one.kind, one.id) for one in affected(old, new, compare(old, new))}
    assert found == {("facts", "acme-price-old"), ("entries", "what-price")}


def test_another_name_of_an_outlet_changes_what_is_said_and_a_title_does_not() -> None:
    old = good()
    source = old.sources["herald-2025"]
    for values, weight in (({"outlet": "Herald"}, "substance"), ({"title": "Other"}, "trivial")):
        made = source.model_copy(update=values)
        new = old.model_copy(update={"sources": {**old.sources, source.id: made}})
        assert [one.weight.value for one in compare(old, new)] == [weight]
        assert bool(affected(old, new, compare(old, new))) == (weight == "substance")


def test_questions_and_the_manifest_are_compared_too() -> None:
    old = good()
    manifest = old.manifest.model_copy(update={"about": "Something else."})
    new = old.model_copy(update={"manifest": manifest, "questions": old.questions[:1]})
    assert said(compare(old, new)) == [
        ("questions", "t2", "removed", "trivial"),
        ("pack", "small", "about", "trivial"),
    ]


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["reported", "denied", "opinion"]),
        "value": st.sampled_from([30000, 5, "dear"]),
        "statement": st.sampled_from(["The car costs 30,000 euros.", "No."]),
        "aliases": st.sampled_from([[], ["a"], ["b", "a"]]),
        "review_by": st.sampled_from(["2026", "2027-01"]),
        "contradicts": st.sampled_from([[], ["acme-price-old"]]),
        "as_of": st.sampled_from(["2025-04-01", "2025"]),
    },
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_a_version_changes_exactly_with_the_substance(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    pack = good()
    old, new = (with_fact(pack, "acme-price", **values) for values in (one, other))
    differences = compare(old, new)
    weighty = any(one.weight is Weight.SUBSTANCE for one in differences)
    versions = {fact_version(each.facts["acme-price"]) for each in (old, new)}
    assert weighty == (len(versions) == 2)
    back = compare(new, old)
    assert [(d.path, d.old, d.new) for d in differences] == [(d.path, d.new, d.old) for d in back]
