"""What has come due by a day, and what a changed fact flags."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.freshness import Why, due, flagged
from bot.knowledge.model import Pack, Scenario, Status, plain
from bot.knowledge.read import read_pack

GOOD = Path(__file__).parents[2] / "packs" / "good"


def good() -> Pack:
    pack = read_pack(GOOD).pack
    assert pack is not None
    return pack


def told(pack: Pack, day: date) -> list[tuple[str, str, str | None]]:
    return [(one.id, one.why.value, one.written) for one in due(pack, day)]


def test_a_date_is_over_when_its_last_day_is() -> None:
    assert told(good(), date(2025, 12, 31)) == []
    # The fact expects news in 2025-12, and the scenario ends on the 31st.
    assert told(good(), date(2026, 1, 1)) == [
        ("acme-price", "news", "2025-12"),
        ("price-cut", "deadline", "2025-12-31"),
    ]
    assert told(good(), date(2026, 12, 31)) == told(good(), date(2026, 1, 1))
    assert told(good(), date(2027, 1, 1))[-1] == ("acme-price", "review", "2026")


def test_since_is_the_first_day_on_which_it_is_due() -> None:
    pack = good()
    found = due(pack, date(2030, 1, 1))
    assert found
    for one in found:
        assert one.since is not None
        same = [(other.id, other.why) for other in due(pack, one.since)]
        earlier = [(other.id, other.why) for other in due(pack, one.since - timedelta(1))]
        assert (one.id, one.why) in same
        assert (one.id, one.why) not in earlier


@settings(deadline=None)
@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)), st.integers(0, 500))
def test_what_is_due_stays_due(day: date, days: int) -> None:
    pack = good()
    later = {(one.id, one.why) for one in due(pack, day + timedelta(days))}
    assert {(one.id, one.why) for one in due(pack, day)} <= later


def test_no_news_is_awaited_of_a_fact_that_fell() -> None:
    pack = good()
    fallen = pack.facts["acme-price"].model_copy(update={"status": Status.DENIED})
    pack = pack.model_copy(update={"facts": {**pack.facts, "acme-price": fallen}})
    assert Why.NEWS not in {one.why for one in due(pack, date(2030, 1, 1))}


def test_an_entry_may_be_due_for_review() -> None:
    pack = good()
    entry = pack.entries["what-price"].model_copy(update={"review_by": "2025-07"})
    pack = pack.model_copy(update={"entries": {**pack.entries, "what-price": entry}})
    assert told(pack, date(2025, 8, 1)) == [("what-price", "review", "2025-07")]


def test_a_settled_scenario_has_no_deadline() -> None:
    pack = good()
    made = Scenario.model_validate(plain(pack.scenarios["price-cut"]) | {"status": "ruled out"})
    pack = pack.model_copy(update={"scenarios": {"price-cut": made}})
    assert Why.DEADLINE not in {one.why for one in due(pack, date(2030, 1, 1))}


def test_an_open_scenario_older_than_its_evidence_is_due() -> None:
    pack = good()
    newer = pack.facts["jane-says-no"].model_copy(update={"as_of": "2025-06-01"})
    pack = pack.model_copy(update={"facts": {**pack.facts, "jane-says-no": newer}})
    found = [one for one in due(pack, date(2025, 6, 2)) if one.why is Why.NEWER_FACT]
    assert [(one.id, one.facts, one.written) for one in found] == [
        ("price-cut", ("jane-says-no",), None)
    ]


def test_a_changed_fact_flags_its_scenarios_and_entries() -> None:
    old = good()
    changed = old.facts["jane-says-no"].model_copy(update={"status": Status.DENIED})
    new = old.model_copy(update={"facts": {**old.facts, "jane-says-no": changed}})
    assert [(one.kind, one.id, one.why, one.facts) for one in flagged(old, new)] == [
        ("entries", "did-jane-deny", Why.CHANGED_FACT, ("jane-says-no",)),
        ("scenarios", "price-cut", Why.CHANGED_FACT, ("jane-says-no",)),
    ]
    reviewed = old.facts["jane-says-no"].model_copy(update={"review_by": "2028"})
    same = old.model_copy(update={"facts": {**old.facts, "jane-says-no": reviewed}})
    assert flagged(old, same) == ()
