"""The line on what became of a fact, an entry or a scenario, in five languages."""

from typing import Any

import pytest

from bot.answers.changed import changed, fact_changed
from bot.answers.texts import LANGUAGES
from bot.knowledge.comparing import affected, compare
from bot.knowledge.model import Entry, Fact, Pack, Scenario, plain
from tests.unit.answers.small_pack import small_pack

PACK = small_pack()
LATER = "Now as of Jun 2026 (was: May 2026)"


def with_fact(pack: Pack, name: str, **values: Any) -> Pack:
    fact = Fact.model_validate(plain(pack.facts[name]) | values)
    return pack.model_copy(update={"facts": {**pack.facts, name: fact}})


def test_a_denial_is_told_with_who_denied_it() -> None:
    new = with_fact(PACK, "talks-reported", status="denied")
    lines = [fact_changed(PACK, new, "talks-reported", language) for language in LANGUAGES]
    assert lines == [
        "Now denied by Acme, 25 Apr 2025 (was: reported)",
        "Ora smentito da Acme, 25 apr 2025 (prima: riportato)",
        "Désormais démenti par Acme, 25 avr. 2025 (auparavant : rapporté)",
        "Jetzt dementiert von Acme, 25. Apr. 2025 (vorher: berichtet)",
        "Ahora desmentido por Acme, 25 abr 2025 (antes: publicado)",
    ]


@pytest.mark.parametrize(
    ("name", "values", "line"),
    [
        (
            "deal-claimed",
            {"status": "rumour", "said_by": ["Car Blog"]},
            "Now rumour (Car Blog, 24 Apr 2025) (was: denied)",
        ),
        (
            "bolt-platform",
            {"status": "superseded", "superseded_by": ["no-bought-platforms"]},
            "Now out of date (was: confirmed). In its place: Acme buys no platforms.",
        ),
        ("bolt-platform", {"status": "superseded"}, "Now out of date (was: confirmed)"),
        ("seats-first", {"value": 4}, "Now 4 seats (was: 2 seats)"),
        ("seats-first", {"statement": "The Bolt has four."}, "Corrected: The Bolt has four."),
        ("lone-denied", {"as_of": "2025-06"}, "Now as of Jun 2025 (was: 2025)"),
        (
            "bolt-platform",
            {"contradicts": ["no-bought-platforms", "lone-denied"]},
            "Sources disagree on this now: Acme buys no platforms.",
        ),
        # What does not stand disputes nothing.
        ("bolt-platform", {"as_of": "2026-06", "contradicts": ["lone-denied"]}, LATER),
        ("bolt-platform", {"aliases": ["other"], "review_by": "2030"}, ""),
    ],
)
def test_the_weightiest_change_is_told(name: str, values: dict[str, Any], line: str) -> None:
    said = fact_changed(PACK, with_fact(PACK, name, **values), name, "en")
    assert said == line


def test_the_other_side_of_a_new_contradiction_is_told_too() -> None:
    new = with_fact(PACK, "bolt-platform", contradicts=["no-bought-platforms"])
    line = fact_changed(PACK, new, "no-bought-platforms", "en")
    assert line == f"Sources disagree on this now: {PACK.facts['bolt-platform'].statement}"


def test_what_came_and_went() -> None:
    facts = {name: fact for name, fact in PACK.facts.items() if name != "deal-claimed"}
    without = PACK.model_copy(update={"facts": facts})
    statement = PACK.facts["deal-claimed"].statement
    assert changed(PACK, without, "facts", "deal-claimed", "en") == f"Withdrawn: {statement}"
    # What does not stand is not told as if it did, though it is new.
    assert changed(without, PACK, "facts", "deal-claimed", "en") == f"New: Denied: {statement}"
    assert changed(PACK, PACK, "facts", "nothing", "en") == ""
    assert changed(PACK, PACK, "sources", "agency", "en") == ""


def test_an_entry_and_a_scenario() -> None:
    entry = next(iter(PACK.entries.values()))
    answer = Entry.model_validate(plain(entry) | {"answer": f"Well: {entry.answer}"})
    new = PACK.model_copy(update={"entries": {**PACK.entries, entry.id: answer}})
    line = changed(PACK, new, "entries", entry.id, "en")
    assert line == f"The answer was revised: {entry.question}"
    found = Entry.model_validate(plain(entry) | {"aliases": ["found by this"]})
    same = PACK.model_copy(update={"entries": {**PACK.entries, entry.id: found}})
    assert changed(PACK, same, "entries", entry.id, "en") == ""
    scenario = next(one for one in PACK.scenarios.values() if one.status == "open")
    for values, line in (
        ({"status": "ruled out"}, f"Scenario “{scenario.title}”: Ruled out (was: Open)"),
        ({"premise": "Something else."}, f"The scenario was revised: {scenario.title}"),
        ({"aliases": ["that one"]}, ""),
    ):
        made = Scenario.model_validate(plain(scenario) | values)
        new = PACK.model_copy(update={"scenarios": {**PACK.scenarios, scenario.id: made}})
        assert changed(PACK, new, "scenarios", scenario.id, "en") == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_affected_has_a_line_if_it_changed_itself(language: str) -> None:
    for name in PACK.facts:
        for values in ({"status": "opinion"}, {"statement": "New."}, {"said_by": ["Somebody"]}):
            new = with_fact(PACK, name, **values)
            for one in affected(PACK, new, compare(PACK, new)):
                line = changed(PACK, new, one.kind, one.id, language)
                if one.itself:
                    assert line
                    assert "\ufdd0" not in line
                    assert "{" not in line
