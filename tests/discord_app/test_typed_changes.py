"""What curators type is read forgivingly, and what cannot be read is named."""

from datetime import date
from typing import Any

import pytest

from bot.discord_app import typed_changes as changes
from bot.discord_app.typed_fields import new_id, read_about, read_date, read_facts, read_source
from bot.knowledge.overlay import Overlay
from tests.discord_app.curation import BASE

TODAY = date(2026, 1, 5)
LINES = "Reuters\nOn engines\nhttps://www.reuters.example/a?b=1\n24.12.2025\nnews agency"


@pytest.mark.parametrize(
    "typed", ["Bolt: price", "bolt / PRICE", "Bolt, price", "the", "bolt price", "Bolt – Price"]
)
def test_subject_and_attribute_are_found_however_they_are_joined(typed: str) -> None:
    subject, attribute, complaints = read_about(typed, BASE)
    if typed == "the":
        assert {one.key for one in complaints} == {"curate_no_entity", "curate_no_attribute"}
    else:
        assert (subject, attribute, complaints) == ("bolt", "price", ())


def test_names_that_are_nearly_right_are_hinted_at() -> None:
    _, _, [entity] = read_about("Akmee: price", BASE)
    assert "Acme" in str(entity.values["hint"])
    _, [fact] = read_facts("denial, denail; Seats Final\n", BASE)
    assert "denial" in str(fact.values["hint"])
    names, _ = read_facts("{denial}, Seats Final", BASE)
    assert names == ("denial", "seats-final")


def test_a_source_is_read_from_lines_in_any_order() -> None:
    for lines in (LINES, "\n".join(reversed(LINES.splitlines()))):
        found = read_source(lines, BASE, TODAY, "about")
        assert found.complaints == ()
        assert found.new["url"] == "https://www.reuters.example/a?b=1"
        assert found.new["published"] == "2025-12-24"
        assert found.new["kind"] == "news agency"
        assert {found.new["outlet"], found.new["title"]} == {"Reuters", "On engines"}


def test_an_address_alone_will_do_for_a_site_that_is_known() -> None:
    found = read_source("see example.org: https://example.org/new.", BASE, TODAY, "It runs.")
    assert found.new["kind"] == "news agency"  # as the first source of that site
    assert found.new["title"] == "It runs."


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("<https://example.org/a>", "https://example.org/a"),
        ("On it (https://example.org/a).", "https://example.org/a"),
        ("(https://example.org/a_(b)).", "https://example.org/a_(b)"),
    ],
)
def test_an_address_may_stand_in_brackets(typed: str, url: str) -> None:
    assert read_source(typed, BASE, TODAY, "It runs.").new["url"] == url


def test_an_address_in_the_pack_that_cannot_be_read_is_no_hindrance() -> None:
    odd = BASE.sources["agency"].model_copy(update={"id": "odd", "url": "https://[x"})
    pack = BASE.model_copy(update={"sources": {"odd": odd, **BASE.sources}})
    assert read_source("https://www.example.org/agency", pack, TODAY, "").known == "agency"


def test_a_source_that_the_pack_has_is_cited_and_not_added_again() -> None:
    for typed in ("agency", "https://example.org/agency/", "http://www.example.org/agency"):
        found = read_source(typed, BASE, TODAY, "")
        assert (found.known, found.new) == ("agency", {})


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "curate_no_address"),
        ("javascript:alert(1)", "curate_no_address"),
        ("https://", "curate_no_address"),
        ("https://[x/y", "curate_no_address"),
        ("https://unknown.example/x", "curate_no_kind"),
    ],
)
def test_what_is_no_source_is_named(typed: str, key: str) -> None:
    assert [one.key for one in read_source(typed, BASE, TODAY, "x").complaints] == [key]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("24.4.2025", "2025-04-24"), ("on 2025-04-24", "2025-04-24"), ("2025", "2025"), ("x", "x")],
)
def test_dates_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert read_date(typed) == read


def test_ids_are_made_of_words_and_are_new() -> None:
    assert new_id("How loud is the Bolt, at 100 km/h?", ()) == "how-loud-is-the-bolt-at-100"
    assert new_id("denial", BASE.facts) == "denial-2"
    assert new_id("日本", ()) == "new"


def applied(made: changes.Made) -> Any:
    assert made.complaints == ()
    return Overlay(made.changes).on(BASE)


def test_a_fact_that_an_answer_rests_on_is_cited_in_it() -> None:
    typed = {"question": "Did they deny?", "answer": "They did.", "facts": "denial"}
    laid = applied(changes.entry(BASE, typed, ["did they deny", "denied it?"], TODAY, "x"))
    entry = laid.pack.entries["did-they-deny"]
    assert entry.answer == "They did {denial}."
    assert entry.aliases == ("denied it?",)


def test_blanks_are_no_answer() -> None:
    typed = {"question": "Did they deny?", "answer": " \n", "facts": "denial"}
    for made in (
        changes.entry(BASE, typed, [], TODAY, "x"),
        changes.changed_entry(BASE, "bolt-price", typed, "x"),
    ):
        assert made.changes == ()
        assert "answer" in {one.field for one in made.complaints}


def test_an_entry_comes_with_a_fact_of_its_own() -> None:
    typed = {
        "question": "How loud is the Bolt?",
        "answer": "It makes 60 decibels.",
        "about": "Bolt: power",
        "source": f"{LINES}\nstatus: rumour\nsaid by: Ann Chief\nas of: 1.1.2026",
    }
    laid = applied(changes.entry(BASE, typed, [], TODAY, "x"))
    fact = laid.pack.facts["it-makes-60-decibels"]
    assert (fact.status.value, fact.said_by, fact.as_of) == ("rumour", ("Ann Chief",), "2026-01-01")
    assert laid.pack.entries["how-loud-is-the-bolt"].facts == (fact.id,)


def test_of_wordings_that_are_taken_only_the_others_are_added() -> None:
    taken = ("did acme deny the talks", "en")
    made = changes.aliases(BASE, "bolt-price", [taken, ("bolt sticker tag", "it")], "x")
    assert [one.alias for one in made.changes] == ["bolt sticker tag"]  # type: ignore[union-attr]
    refused = changes.aliases(BASE, "bolt-price", [taken], "x")
    assert refused.changes == ()
    assert refused.complaints


def test_a_wording_goes_to_its_language_where_there_is_a_translation() -> None:
    made = changes.aliases(
        BASE, "were-there-talks", [("parlano ancora", "it"), ("sprechen sie noch", "de")], "x"
    )
    entry = applied(made).pack.entries["were-there-talks"]
    assert "parlano ancora" in entry.translations["it"].aliases
    assert "sprechen sie noch" in entry.aliases


def test_a_review_moves_the_day_and_ends_the_wait_for_news_that_never_came() -> None:
    laid = applied(changes.reviewed(BASE, ["sales-2024"], date(2027, 6, 1), "x"))
    fact = laid.pack.facts["sales-2024"]
    assert (fact.review_by, fact.next_expected) == ("2027-08-30", None)
    assert changes.reviewed(BASE, ["scenario-merger"], TODAY, "x").complaints


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 6, 30), "2026-06"), (date(2026, 7, 1), None)]
)
def test_news_of_a_month_is_waited_for_until_the_month_is_over(
    today: date, expected: str | None
) -> None:
    fact = BASE.facts["sales-2024"].model_copy(update={"next_expected": "2026-06"})
    pack = BASE.model_copy(update={"facts": {**BASE.facts, fact.id: fact}})
    made = changes.reviewed(pack, [fact.id], today, "x")
    assert made.complaints == ()
    assert Overlay(made.changes).on(pack).pack.facts[fact.id].next_expected == expected
