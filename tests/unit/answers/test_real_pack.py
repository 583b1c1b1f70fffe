"""Every answer that the pack which we ship can give."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.answers.compose import compose
from bot.answers.naming import question_of
from bot.answers.sheet import Request
from bot.answers.texts import LANGUAGES
from bot.knowledge.model import Pack, Status
from bot.knowledge.read import read_pack
from bot.search.result import Kind
from tests.unit.answers.checks import check_answer, kinds_of

FOLDER = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"


@cache
def real_pack() -> Pack:
    pack = read_pack(FOLDER).pack
    if pack is None:
        pytest.skip("the pack has errors; the check of the pack names them")
    return pack


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_fact_and_scenario_composes(language: str) -> None:
    pack = real_pack()
    for kind, name in kinds_of(pack):
        answer = compose(pack, kind, name, Request(name, date(2027, 6, 1), language))
        check_answer(pack, answer)
        assert question_of(pack, kind, name, language)


def test_nothing_denied_or_superseded_leads() -> None:
    pack = real_pack()
    for kind, name in kinds_of(pack):
        answer = compose(pack, kind, name, Request(name))
        leading = pack.facts[answer.facts[0]]
        if leading.status in (Status.DENIED, Status.SUPERSEDED):
            # Nothing stands in its place: the answer must say so itself.
            assert not leading.superseded_by
            assert answer.standing.startswith(("Denied", "Superseded"))
            assert kind is Kind.ENTRY or answer.text.startswith(("Denied", "Out of date"))


def test_the_denial_reads_as_one_and_shows_the_other_side() -> None:
    answer = compose(real_pack(), Kind.FACT, "leapmotor-denial-2025-04-25", Request())
    assert answer.standing == "Denied by Leapmotor, 25 Apr 2025"
    assert "zhu-says-talks-reuters-2025-04-24" in answer.facts
