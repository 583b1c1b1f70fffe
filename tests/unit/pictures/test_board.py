"""The board as data: sides weighed by independent sources, what settles it, what came last."""

from bot.knowledge.model import Pack, Scenario
from bot.pictures.board import Row, board, in_order
from bot.pictures.timeline import Side
from tests.unit.answers.small_pack import small_pack
from tests.unit.answers.test_real_pack import real_pack


def with_scenario(**changes: object) -> Pack:
    pack = small_pack()
    [scenario] = pack.scenarios.values()
    changed = Scenario.model_validate({**scenario.model_dump(mode="json"), **changes})
    return pack.model_copy(update={"scenarios": {changed.id: changed}})


def row_of(pack: Pack) -> Row:
    [row] = board(pack, "en").rows
    return row


def evidence(*names: str) -> list[dict[str, str]]:
    return [{"fact": name, "why": "So it is."} for name in names]


def test_a_row_holds_state_sides_criteria_and_deadline() -> None:
    row = row_of(small_pack())
    assert (row.title, row.status, row.as_of) == (
        "A merger of Acme and Zenith",
        "open",
        "2025-05-01",
    )
    assert (row.speaks_for.sources, row.speaks_for.pieces) == (2, 2)
    assert (row.speaks_against.sources, row.speaks_against.pieces) == (1, 1)
    assert row.criteria == ("A merger is announced.",)
    assert row.deadline == "2026-12-31"
    assert row.is_open


def test_copies_of_one_report_count_once() -> None:
    row = row_of(with_scenario(evidence_for=evidence("talks-reported", "power-agency")))
    # Both facts rest on the agency, one of them through its copy as well.
    assert (row.speaks_for.sources, row.speaks_for.pieces) == (1, 2)


def test_what_was_denied_or_superseded_speaks_for_nothing_any_more() -> None:
    row = row_of(with_scenario(evidence_for=evidence("deal-claimed", "seats-first")))
    assert (row.speaks_for.sources, row.speaks_for.pieces) == (0, 2)


def test_the_last_change_is_the_latest_dated_evidence_of_either_side() -> None:
    row = row_of(small_pack())
    assert row.last is not None
    assert (row.last.date, row.last.side) == ("2025-04-25", Side.AGAINST)
    later = row_of(with_scenario(evidence_for=evidence("seats-final", "gone")))
    assert later.last is not None
    assert (later.last.date, later.last.side) == ("2026-05-25", Side.FOR)
    assert row_of(with_scenario(evidence_for=[], evidence_against=[])).last is None


def test_scenarios_stand_by_the_number_that_people_give_them() -> None:
    assert [one.aliases[0] for one in in_order(real_pack())] == [
        f"scenario {number}" for number in range(1, 7)
    ]
    assert board(real_pack(), "it").rows[0].title == "Una Ferrari sulla piattaforma Leapmotor"


def test_a_part_of_the_board_knows_what_it_leaves_out() -> None:
    part = board(real_pack(), "en").first(2)
    assert (len(part.rows), part.total, part.left_out) == (2, 6, 4)
