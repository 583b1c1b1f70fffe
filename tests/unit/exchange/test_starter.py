"""The first pack: sound, and it answers its own test questions."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Outcome
from bot.app import build_desk
from bot.conversation.question import Question
from bot.knowledge.exchange.folders import write_folder
from bot.knowledge.exchange.starter import starter
from bot.knowledge.model import RECORDS
from bot.knowledge.parse import read_yaml
from bot.knowledge.read import read_pack

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("language", ["en", "it", "fr", "de", "es", "ja"])
def test_it_is_sound_and_answers_its_questions(language: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "first", starter("first", "First", language, TODAY))
    reading = read_pack(tmp_path / "first")
    assert reading.problems == ()
    pack = reading.pack
    assert pack is not None
    assert pack.manifest.language == language
    desk = build_desk([pack])
    for sample in pack.questions:
        answers = desk.ask(Question(sample.q, TODAY))
        stated = {fact for one in answers if one.outcome is Outcome.ANSWERED for fact in one.facts}
        assert stated & set(sample.expected) or not sample.expected, sample.q
        assert stated == set() or sample.expected, sample.q


def test_it_shows_every_kind_of_record_and_most_keys() -> None:
    files = starter("first", "First", "en", TODAY)
    assert set(files) == {"pack.yaml", *(f"{kind}.yaml" for kind in RECORDS)}
    for kind in ("facts", "scenarios", "entries", "sources"):
        text = files[f"{kind}.yaml"]
        assert text.startswith("# ")
        shown = [key for key in RECORDS[kind].model_fields if f"{key}:" in text]
        assert len(shown) >= len(RECORDS[kind].model_fields) * 0.6


@given(title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=50))
def test_any_title_stays_a_text(title: str) -> None:
    text = starter("first", title, "en", TODAY)["pack.yaml"]
    root, problems = read_yaml(text.encode(), "pack.yaml")
    assert problems == []
    assert root is not None
    assert root.at(("title",)).value == title
