"""Timelines as data: what is selected, in which order, and what matters most."""

import pytest

from bot.knowledge.dates import first_day
from bot.pictures.selection import (
    NoDateError,
    ReversedError,
    Selection,
    SelectionError,
    subject_called,
)
from bot.pictures.timeline import Precision, Side, Timeline, timeline
from tests.unit.answers.small_pack import fact, small_pack
from tests.unit.answers.test_real_pack import real_pack


def names(line: Timeline) -> list[str]:
    return [one.fact for one in line.moments]


def test_all_facts_the_newest_first() -> None:
    pack = small_pack()
    line = timeline(pack, Selection(), "en")
    assert sorted(names(line)) == sorted(pack.facts)
    days = [first_day(one.date) for one in line.moments]
    assert days == sorted(days, reverse=True)
    assert (line.total, line.left_out, line.subject) == (len(pack.facts), 0, "")


def test_the_facts_on_an_entity() -> None:
    line = timeline(small_pack(), Selection("bolt"), "en")
    assert line.subject == "Bolt"
    assert {one.entity for one in line.moments} == {"Bolt"}
    assert "seats-final" in names(line)
    assert "denial" not in names(line)


def test_the_facts_that_a_scenario_rests_on_and_their_sides() -> None:
    line = timeline(small_pack(), Selection("scenario-merger"), "it")
    assert line.subject == "Una fusione di Acme e Zenith"
    assert {one.fact: one.side for one in line.moments} == {
        "denial": Side.AGAINST,
        "talks-reported": Side.FOR,
        "merger-guess": Side.FOR,
    }


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        ("2026", "", ["seats-final", "bolt-platform"]),
        ("2026-05-02", "2026-05-24", ["bolt-platform"]),  # of May, no day given: it may be then
        ("2025-04-25", "2025-04-25", ["denial", "lone-denied"]),
        ("", "2023", ["sales-2023", "loss-2023"]),
        ("2030", "2031", []),
    ],
)
def test_dates_select_what_lies_in_them_at_least_in_part(
    since: str, until: str, shown: list[str]
) -> None:
    assert sorted(names(timeline(small_pack(), Selection("", since, until), "en"))) == sorted(shown)


@pytest.mark.parametrize("day", ["soon", "2025-13", "2025-02-30", "0000", "2025-Q1", "٢٠٢٥"])
def test_what_is_no_date_is_refused(day: str) -> None:
    for selection in (Selection(since=day), Selection(until=day)):
        with pytest.raises(NoDateError):
            timeline(small_pack(), selection, "en")


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ReversedError):
        Selection("", "2025-05", "2025-04").checked()
    assert issubclass(ReversedError, SelectionError)
    assert Selection("", "2025-04-20", "2025-04").checked()


def test_a_moment_says_how_exact_how_firm_and_on_how_many_sources() -> None:
    line = timeline(small_pack(), Selection(), "en")
    by_name = {one.fact: one for one in line.moments}
    assert by_name["talks-reported"].sources == 1  # an agency and its copy
    assert by_name["seats-final"].sources == 2
    assert by_name["seats-final"].precision is Precision.DAY
    assert by_name["bolt-platform"].precision is Precision.MONTH
    assert by_name["lone-denied"].precision is Precision.YEAR
    assert by_name["lone-denied"].status == "denied"


def test_what_matters_most_is_kept_in_the_order_of_time() -> None:
    line = timeline(small_pack(), Selection(), "en")
    few = line.most_important(4)
    assert len(few.moments) == 4
    assert few.left_out == line.total - 4
    assert "denial" in names(few)  # a scenario and most of the answers rest on it
    assert names(few) == [name for name in names(line) if name in names(few)]
    assert line.most_important(1_000) is line


def test_a_fact_of_an_unknown_entity_is_shown_with_its_id() -> None:
    stray = fact("stray", "Nobody knows it.", subject="ghost", as_of="2026-06")
    line = timeline(small_pack(stray), Selection(), "en")
    assert line.moments[0].entity == "ghost"


@pytest.mark.parametrize(
    ("wanted", "subject"),
    [
        ("acme", "acme"),
        ("  ACME ", "acme"),
        ("Ann  Chief", "ann-chief"),
        ("una fusione di acme e zenith", "scenario-merger"),
        ("scenario-merger", "scenario-merger"),
        ("nobody", ""),
        ("", ""),
    ],
)
def test_a_subject_by_what_people_call_it(wanted: str, subject: str) -> None:
    assert subject_called(small_pack(), wanted) == subject


def test_scenarios_of_the_story_by_number() -> None:
    assert subject_called(real_pack(), "Scenario 2") == "scenario-china-only-ferrari"
