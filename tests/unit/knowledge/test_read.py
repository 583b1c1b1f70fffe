"""Reading a pack: what it holds, and its version."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.loaders import FAST, PureLoader
from bot.knowledge.model import Pack, Status
from bot.knowledge.problems import for_people
from bot.knowledge.read import read_pack, read_questions

GOOD = Path(__file__).parents[2] / "packs" / "good"
MANIFEST = "id: made\ntitle: Made\nlanguage: en\nabout: Made by a test.\nupdated: 2025\n"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"pack": MANIFEST, **files}.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pack_of(folder: Path) -> Pack:
    reading = read_pack(folder)
    assert reading.pack is not None, for_people(reading.problems)
    return reading.pack


def test_a_pack_holds_what_its_files_say() -> None:
    pack = pack_of(GOOD)
    assert pack.id == "small"
    assert [*pack.facts] == ["acme-price", "acme-price-old", "jane-says-no"]
    assert [*pack.entries] == ["did-jane-deny", "what-price"]
    price = pack.facts["acme-price"]
    assert (price.value, price.unit, price.period) == (30000, "euros", "2025-Q1")
    assert price.citations[0].quote == "30,000 euros"
    assert price.aliases == ("how much is the acme?", "acme price")
    assert [h.status for h in pack.facts["acme-price-old"].history] == [
        Status.RUMOUR,
        Status.CONFIRMED,
    ]
    assert pack.entries["what-price"].translations["it"].question == "Quanto costa l'auto?"
    assert [question.q for question in pack.questions] == ["how much is it", "no"]
    assert pack.manifest.out_of_scope[0].utterances == ("will it rain",)


def test_the_version_is_of_the_content(tmp_path: Path) -> None:
    one = "- {id: a, name: A, kind: brand}\n"
    two = "- id: b\n  kind: brand\n  name: >-\n    B\n"
    plain = write(tmp_path / "plain", entities=one + two)
    split = write(tmp_path / "split", entities__x="# later\n" + two, entities__y=one)
    other = write(tmp_path / "other", entities=one + two.replace("B", "C"))
    version = pack_of(plain).version
    assert pack_of(split) == pack_of(plain)
    assert pack_of(other).version != version
    assert len(version) == 12
    assert set(version) <= set("0123456789abcdef")


def test_the_version_is_the_same_on_every_machine(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", entities="- {id: a, name: Ä, kind: brand}\n")
    assert pack_of(folder).version == "b20054cf2677"


@settings(max_examples=25)
@given(st.permutations(range(6)), st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_the_version_does_not_depend_on_files(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], files: list[int]
) -> None:
    records = [f"- {{id: e{i}, name: Entity {i}, kind: brand}}\n" for i in range(6)]
    lists: dict[str, str] = {}
    for i in order:
        name = f"entities__f{files[i]}"
        lists[name] = lists.get(name, "") + records[i]
    made = pack_of(write(tmp_path_factory.mktemp("made") / "p", **lists))
    straight = write(tmp_path_factory.mktemp("straight") / "p", entities="".join(records))
    assert made == pack_of(straight)


def test_no_pack_without_soundness() -> None:
    reading = read_pack(GOOD.parent / "many-at-once")
    assert reading.pack is None
    assert list(reading.problems) == sorted(reading.problems)
    assert {problem.id for problem in reading.problems} >= {"", "acme-price", "b", "what-price"}


KEYS = ["id", "name", "kind", "aliases", "officer_of", "misspellings", "status", "value", "x"]
VALUES = st.recursive(
    st.sampled_from(["acme", "company", "2025", "no", "", "{a}", "A b"]) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["pack", "entities", "facts", "entries", "questions"]), VALUES)
def test_any_values_are_a_pack_or_have_problems(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    text = json.dumps(value, ensure_ascii=True)
    folder = write(tmp_path_factory.mktemp("any") / "p", **{name: text})
    fast, pure = (read_pack(folder, loader=loader) for loader in (FAST, PureLoader))
    assert fast == pure
    assert (fast.pack is None) == any(problem.level == "error" for problem in fast.problems)


def test_questions_that_stand_alone(tmp_path: Path) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text(
        "- id: a\n  language: it\n  q: 'no'\n  expected: [some-fact]\n"
        "- id: b\n  q: and then\n  kind: followup\n  after: a\n"
        "- id: c\n  q: and then\n  kind: followup\n  after: x\n"
        "- id: d\n  q: and then\n  kind: followup\n"
        "- id: a\n  q: again\n",
        encoding="utf-8",
    )
    questions, problems = read_questions(file)
    assert [(q.id, q.lang, q.q, q.after) for q in questions] == [
        ("a", "it", "no", None),
        ("b", "en", "and then", "a"),
        ("c", "en", "and then", "x"),
        ("d", "en", "and then", None),
    ]
    assert [(p.line, p.rule) for p in problems] == [
        (12, "unknown-id"),
        (15, "followup-without-after"),
        (16, "duplicate-id"),
    ]
    assert {problem.file for problem in problems} == {"asked.yaml"}


def test_a_questions_file_that_is_not_there(tmp_path: Path) -> None:
    questions, problems = read_questions(tmp_path / "none.yaml")
    assert questions == ()
    assert [problem.rule for problem in problems] == ["unreadable"]
