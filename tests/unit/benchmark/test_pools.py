"""The same seed draws the same case, by the protocol."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.generated import generated
from tests.bench.keyboard import with_typos
from tests.bench.pools import (
    FOLDER_SETTING,
    STORY,
    TEST_CAP,
    Case,
    MissingError,
    Spec,
    drawn,
    read,
    there,
)

POOL: dict[str, Any] = {
    "name": "made",
    "train": {"b": [f"b{number}" for number in range(20)], "a": ["a0", "a1", "a2"], "c": []},
    "question": {"c": "what is c", "a": "what is a"},
    "test": [["one", "a"], ["two", "b"], ["three", "gone"]],
    "oos": {"far": ["far away", "off"], "far_dev": ["for tuning"]},
}


def test_an_entry_gets_its_question_and_so_many_aliases() -> None:
    case = drawn(POOL, 5)
    assert [entry.id for entry in case.entries] == ["a", "b", "c"]
    a, b, c = case.entries
    assert a.question == "what is a"
    assert sorted(a.aliases) == ["a0", "a1", "a2"]
    assert len(b.aliases) == 5
    assert b.question not in b.aliases
    assert (c.question, c.aliases) == ("what is c", ())
    assert len(drawn(POOL, -1).entries[1].aliases) == 19
    assert drawn(POOL, 0).entries[1].aliases == ()


def test_the_draw_is_the_one_of_the_protocol() -> None:
    rng = random.Random("13/made/2")
    texts = {entry: list(POOL["train"][entry]) for entry in "abc"}
    for entry in "abc":
        rng.shuffle(texts[entry])
    a, b, _ = drawn(POOL, 2).entries
    assert a.aliases == tuple(texts["a"][:2])
    assert (b.question, *b.aliases) == tuple(texts["b"][:3])


def test_test_questions_are_capped_and_off_topic_ones_for_tuning_left_out() -> None:
    case = drawn(POOL, 5)
    assert {(one.text, *one.right) for one in case.asked} == {("one", "a"), ("two", "b")}
    assert sorted(one.text for one in case.off_topic) == ["far away", "off"]
    many = POOL | {"test": [[f"t{number}", "a"] for number in range(TEST_CAP + 500)]}
    assert len(set(drawn(many, 5).asked)) == TEST_CAP


def test_a_seed_gives_the_same_draw_and_another_seed_another() -> None:
    assert drawn(POOL, 5) == drawn(POOL, 5)
    assert drawn(POOL, 5, seed=14).entries != drawn(POOL, 5).entries
    assert drawn(POOL, 5).asked == drawn(POOL, 10).asked


def test_a_set_is_read_from_the_named_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_SETTING, str(tmp_path))
    assert not there("made")
    with pytest.raises(MissingError, match="made is not in"):
        read(Spec("made", 5))
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "pool.json").write_text(json.dumps(POOL), encoding="utf-8")
    assert there("made")
    assert read(Spec("made", 5)) == drawn(POOL, 5)
    typed = read(Spec("made", 5, typos=True))
    assert typed == read(Spec("made", 5, typos=True))
    assert typed.entries == drawn(POOL, 5).entries
    assert all(
        one.text != other.text and one.right == other.right
        for one, other in zip(typed.asked, drawn(POOL, 5).asked, strict=True)
    )


@given(st.text(), st.integers())
def test_typing_errors_are_small_and_the_same_again(text: str, seed: int) -> None:
    typed = with_typos(text, random.Random(seed))
    assert typed == with_typos(text, random.Random(seed))
    assert abs(len(typed) - len(text)) <= max(1, len(text) // 8)


@pytest.mark.parametrize("text", ["why", "how do i open a bank account in another country"])
def test_a_text_gets_at_least_one_typing_error(text: str) -> None:
    assert all(with_typos(text, random.Random(seed)) != text for seed in range(200))


def test_generated_entries_are_the_same_again_and_their_questions_have_an_answer() -> None:
    one = generated(1_200)
    assert one == generated(1_200)
    assert one != generated(1_200, seed=14)
    texts = [text for _, question, aliases in one.entries for text in (question, *aliases)]
    assert len(texts) == 1_200
    ids = {id_ for id_, _, _ in one.entries}
    assert len(ids) == 200
    assert {right for _, right in one.questions} <= ids
    assert one.off_topic
    assert len(set(texts) & {text for text, _ in one.questions}) < 0.02 * len(one.questions)


def test_the_story_is_asked_with_its_own_questions() -> None:
    case: Case = read(STORY)
    ids = {entry.id for entry in case.entries}
    assert len(case.asked) > 300
    assert all(one.right and one.right <= ids for one in case.asked)
    assert case.off_topic
    assert not any(one.right for one in case.off_topic)
