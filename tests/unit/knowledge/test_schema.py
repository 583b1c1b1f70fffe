"""The JSON Schemas that editors use: in step with the model, and fair to right files."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.knowledge.schema import schemas, stale, write

ROOT = Path(__file__).parents[3]
SCHEMAS = schemas()
PACKS = [*(ROOT / "knowledge").glob("*/pack.yaml"), ROOT / "tests" / "packs" / "good" / "pack.yaml"]


class EditorLoader(yaml.SafeLoader):
    """YAML as an editor reads it: with numbers and truth values, but dates are text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def files() -> list[tuple[str, Path]]:
    found = []
    for manifest in PACKS:
        for path in sorted(manifest.parent.rglob("*.y*ml")):
            parts = path.relative_to(manifest.parent).with_suffix("").parts
            if parts[0] in SCHEMAS:
                found.append((parts[0], path))
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_written_schemas_are_those_of_the_model() -> None:
    assert stale(ROOT / "knowledge" / "schema") == []


@pytest.mark.parametrize(
    ("kind", "path"), files(), ids=[str(path.relative_to(ROOT)) for _, path in files()]
)
def test_right_files_are_right_in_an_editor(kind: str, path: Path) -> None:
    with path.open(encoding="utf-8") as opened:
        value = yaml.load(opened, Loader=EditorLoader)  # noqa: S506 -- a SafeLoader
    validator = jsonschema.Draft202012Validator(SCHEMAS[kind])
    assert [error.message for error in validator.iter_errors(value)] == []


FACT = {
    "id": "a",
    "subject": "b",
    "attribute": "c",
    "statement": "It is so.",
    "status": "reported",
    "said_by": ["B"],
    "as_of": 2025,
    "citations": [{"source": "s", "says": "It."}],
}


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, True),
        ({"value": 1.5}, True),
        ({"value": True}, True),
        ({"period": 2025}, True),
        ({"as_of": "2025-04-24"}, True),
        ({"id": 2015, "unit": 1, "aliases": [True, 3]}, True),
        ({"as_of": "2025-4"}, False),
        ({"as_of": None}, False),
        ({"value": None}, False),
        ({"value": [1]}, False),
        ({"status": "sure"}, False),
        ({"colour": "red"}, False),
        ({"citations": []}, False),
        ({"citations": [{"source": "s"}]}, False),
    ],
)
def test_facts_in_an_editor(change: dict[str, Any], right: bool) -> None:
    assert jsonschema.Draft202012Validator(SCHEMAS["facts"]).is_valid([FACT | change]) is right


def test_empty_lists_and_the_other_name_of_a_language_are_right() -> None:
    questions = jsonschema.Draft202012Validator(SCHEMAS["questions"])
    assert questions.is_valid(None)
    assert questions.is_valid([{"id": "a", "q": "b", "language": "no"}, {"id": "b", "q": "c"}])
    assert not questions.is_valid([{"id": "a", "q": "b", "langauge": "no"}])


def test_what_is_stale_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    assert sorted(stale(folder)) == sorted(f"{name}.json" for name in SCHEMAS)
    write(folder)
    assert stale(folder) == []
    (folder / "facts.json").write_text("{}", encoding="utf-8")
    assert stale(folder) == ["facts.json"]
    write(folder)
    assert json.loads((folder / "facts.json").read_text(encoding="utf-8")) == SCHEMAS["facts"]
