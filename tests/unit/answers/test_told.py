"""What is logged of facts and scenarios, and the sentence that can be made of it later."""

import pytest

from bot.answers.answer import Answer, Outcome
from bot.answers.changed import changed
from bot.answers.texts import LANGUAGES
from bot.answers.told import (
    all_told,
    became,
    corrected_line,
    keys_of,
    subject_in,
    title_of,
    told,
    told_version,
)
from bot.knowledge.model import Fact, Pack, plain
from bot.knowledge.versions import fact_version
from tests.unit.answers.small_pack import small_pack
from tests.unit.answers.test_changed import with_fact

PACK = small_pack()


def changes(old: Pack, new: Pack) -> dict[str, tuple[str | None, str | None]]:
    """Return what is told otherwise, with its details before and after."""
    before = {one.key: one for one in all_told(old)}
    after = {one.key: one for one in all_told(new)}
    found = {}
    for key in before.keys() | after.keys():
        then, now = before.get(key), after.get(key)
        if (then.version if then else None) != (now.version if now else None):
            found[key] = (then.details if then else None, now.details if now else None)
    return found


def test_all_facts_and_scenarios_are_told() -> None:
    keys = [one.key for one in all_told(PACK)]
    assert keys == [*PACK.facts, "scenarios/scenario-merger"]
    assert told(PACK, "no-such-fact") is None
    assert told(PACK, "scenarios/none") is None
    assert told_version(PACK, "no-such-fact") is None


def test_equal_content_has_equal_versions() -> None:
    assert list(all_told(PACK)) == list(all_told(small_pack()))
    assert told_version(PACK, "sales-2024") == fact_version(PACK.facts["sales-2024"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_says_the_same_as_the_packs_themselves(language: str) -> None:
    for name, values in (
        ("talks-reported", {"status": "denied"}),
        ("seats-first", {"value": 4}),
        ("lone-denied", {"as_of": "2025-06"}),
        ("bolt-platform", {"status": "superseded", "superseded_by": ["no-bought-platforms"]}),
        ("price-rumour", {"said_by": ["Somebody"]}),
    ):
        new = with_fact(PACK, name, **values)
        before, after = changes(PACK, new)[name]
        line = became(new, name, before, after, language, name=False)
        assert line == changed(PACK, new, "facts", name, language) != ""


def test_what_others_say_against_a_fact_is_a_change_of_it() -> None:
    new = with_fact(PACK, "sales-2024", contradicts=["power-agency"])
    found = changes(PACK, new)
    assert set(found) == {"sales-2024", "power-agency"}
    line = became(new, "power-agency", *found["power-agency"], "en")
    assert line == ("Bolt: power – Sources disagree on this now: Acme sold 293,724 cars in 2024.")


def test_what_came_and_went_is_told_with_its_statement() -> None:
    facts = {name: fact for name, fact in PACK.facts.items() if name != "sales-2024"}
    without = PACK.model_copy(update={"facts": facts})
    (gone,) = (one for key, one in changes(PACK, without).items() if key == "sales-2024")
    line = became(without, "sales-2024", *gone, "en")
    assert line == "Withdrawn: Acme sold 293,724 cars in 2024."
    line = became(PACK, "sales-2024", *reversed(gone), "en")
    assert line.startswith("New: ")
    assert "Acme sold 293,724 cars in 2024." in line


def test_what_was_kept_in_another_form_is_told_as_nothing() -> None:
    for details in (None, "", '{"record": {"id": "x"}}', "{}"):
        assert became(PACK, "sales-2024", details, details, "en") == ""
        assert subject_in(details) == ""
    state = told(PACK, "sales-2024")
    assert state is not None
    assert subject_in(state.details) == PACK.facts["sales-2024"].subject


def test_a_correction_goes_on_after_the_day() -> None:
    assert corrected_line("Now denied by Acme (was: reported)", "en").startswith("now denied")
    assert corrected_line("Corrected: Acme sold ten.", "en") == "Acme sold ten."
    assert corrected_line("Corretto: Acme ne ha venduti dieci.", "it").startswith("Acme ne")
    assert corrected_line("Szenario „A“: offen", "de").startswith("Szenario")


def test_an_answer_rests_on_what_it_tells_and_what_its_entry_cites() -> None:
    answer = Answer("", Outcome.ANSWERED, "", entry="why-zenith-platform", facts=("bolt-price",))
    assert keys_of(PACK, answer) == ("bolt-price", "no-bought-platforms", "platform-claimed")
    scenario = Answer("", Outcome.ANSWERED, "", entry="scenario-merger")
    keys = keys_of(PACK, scenario)
    assert keys[0] == "scenarios/scenario-merger"
    assert {"merger-guess", "talks-reported", "denial"} <= set(keys)
    assert title_of(PACK, keys[0], "it") == "Una fusione di Acme e Zenith"
    assert title_of(PACK, "no-such-fact", "en") == ""


def test_a_record_comes_back_from_its_details_as_it_was() -> None:
    for fact in PACK.facts.values():
        state = told(PACK, fact.id)
        assert state is not None
        assert Fact.model_validate(plain(fact)) == fact
        assert (state.status, state.text) == (fact.status.value, fact.statement)
