"""The shipped story as a whole: its pack is sound, and its test questions get their answers."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_desk, read_packs
from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack
from bot.search.confidence import HIGHEST
from bot.search.index import Index
from bot.service.settings import shipped_pack
from bot.terminal.conversations import conversations
from bot.terminal.evaluate import HEADLINE, Verdict, by_kind, judge, totals

TODAY = date(2026, 11, 24)
LANGUAGES = {"it", "fr", "de", "es"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The shipped pack."""
    return read_packs([shipped_pack()])[0]


@pytest.fixture(scope="module")
def verdicts(pack: Pack) -> list[Verdict]:
    """What comes of the pack's own questions."""
    desk = build_desk([pack])
    asked = [sample for sample in pack.questions if sample.kind in HEADLINE]
    return list(judge(asked, desk.ask, TODAY, lambda name: ()))


def test_the_pack_has_no_problem() -> None:
    """Neither errors nor warnings."""
    assert read_pack(shipped_pack()).problems == ()


def test_the_pack_is_as_large_as_the_story(pack: Pack) -> None:
    """Every researched claim and source, ninety entries and more, each with its aliases."""
    assert len(pack.facts) >= 305
    assert len(pack.sources) >= 154
    assert len(pack.entries) >= 90
    few = [
        entry.id
        for entry in pack.entries.values()
        if not entry.known_unknown and not 4 <= len(entry.aliases) <= 16
    ]
    assert few == []
    translated = [
        entry
        for entry in pack.entries.values()
        if {code for code, one in entry.translations.items() if one.aliases} >= LANGUAGES
    ]
    assert len(translated) >= 25


def test_every_file_names_its_schema() -> None:
    """Editors find the schema in each file's first line."""
    for file in sorted(shipped_pack().rglob("*.yaml")):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), file.name
        schema = (file.parent / Path(first.partition("=")[2])).resolve()
        assert schema.is_file(), file.name


def test_reader_comments_are_no_evidence(pack: Pack) -> None:
    """What readers wrote under the article is opinion, and no scenario rests on it."""
    comments = {"italpassion-reader-nonsense", "italpassion-reader-low-cost-hedge"}
    assert {pack.facts[name].status.value for name in comments} == {"opinion"}
    for scenario in pack.scenarios.values():
        evidence = {one.fact for one in (*scenario.evidence_for, *scenario.evidence_against)}
        assert not evidence & comments


def test_questions_get_their_answers(verdicts: list[Verdict]) -> None:
    """Most are answered rightly, few wrongly, and what is off topic is left alone."""
    kinds = by_kind(verdicts)
    figures = totals(verdicts)
    assert kinds["plain"].came["right"] / kinds["plain"].questions >= 0.85
    assert kinds["foreign"].came["right"] / kinds["foreign"].questions >= 0.85
    assert figures["answered_wrongly_share"] <= 0.03
    assert figures["off_limits_answered_share"] <= 0.05


def test_conversations_and_premises_are_there(pack: Pack) -> None:
    """Sixty conversations of two to five turns, in five languages, and thirty false premises."""
    kinds = Counter(sample.kind for sample in pack.questions)
    assert kinds["opening"] >= 60
    assert kinds["premise"] >= 30
    assert kinds["standing"] >= 20
    talks = [talk for talk in conversations(pack.questions) if talk.turns[0].kind == "opening"]
    assert len(talks) == kinds["opening"]
    assert {len(talk.turns) for talk in talks} == {2, 3, 4, 5}
    languages = Counter(talk.turns[0].lang for talk in talks)
    assert all(languages[one] >= 3 for one in LANGUAGES)
    premises = [sample for sample in pack.questions if sample.kind == "premise"]
    assert all(sample.expected and sample.note for sample in premises)
    assert {sample.lang for sample in premises} == LANGUAGES | {"en"}


def test_what_is_kept_for_measuring_shapes_nothing(pack: Pack) -> None:
    """Conversations and premises do not set how sure the search must be."""
    headline = tuple(sample for sample in pack.questions if sample.kind in HEADLINE)
    assert len(headline) < len(pack.questions)
    without = pack.model_copy(update={"questions": headline})
    assert Index(without).sure == Index(pack).sure < HIGHEST


def test_every_answer_names_its_sources(verdicts: list[Verdict]) -> None:
    """An answer has sources, a standing and a date; a refusal has no sources."""
    for verdict in verdicts:
        for answer in verdict.answers:
            if answer.outcome == "answered":
                assert answer.citations, verdict.sample.q
                assert answer.standing, verdict.sample.q
                assert answer.as_of, verdict.sample.q
            else:
                assert answer.citations == (), verdict.sample.q
