"""JSON Schemas of the files of a pack, for editors; derived from the model.

An editor reads YAML in its own way: `2015` is a number to it, `no` perhaps a truth value, where
the reader of packs sees text. The schemas take such values as well, so that no right file is
marked as wrong.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.dates import PARTIAL_DATE, PERIOD
from bot.knowledge.model import LANGUAGE, RECORDS, WEB_ADDRESS, Manifest, Record
from bot.knowledge.validation import other_names

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MANIFEST = "pack"
_DATES = (PARTIAL_DATE, PERIOD)


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each file of a pack by the name of the file."""
    made = {_MANIFEST: _head("pack.yaml of a pack") | _of(Manifest)}
    for kind, model in RECORDS.items():
        item = _of(model)
        definitions = item.pop("$defs", {})
        made[kind] = _head(f"{kind.capitalize()} of a pack") | {
            # A file without any record is empty, and no mistake.
            "type": ["array", "null"],
            "items": item,
            "$defs": definitions,
        }
        if not definitions:
            del made[kind]["$defs"]
    return made


def write(folder: Path) -> None:
    """Write the schemas as `<name>.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def stale(folder: Path) -> list[str]:
    """Return the names of the files in a folder that `write` would change."""
    names = []
    for name, text in _texts().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            names.append(name)
    return names


def _texts() -> dict[str, str]:
    return {
        f"{name}.json": json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def _head(title: str) -> dict[str, Any]:
    return {"$schema": _DIALECT, "title": title}


def _of(model: type[Record]) -> dict[str, Any]:
    schema: dict[str, Any] = model.model_json_schema(mode="validation")
    properties = schema["properties"]
    for field in model.model_fields.values():
        # pydantic describes only the first of several names of a key.
        for name in other_names(field):
            properties[name] = properties[other_names(field)[0]]
    del schema["title"]
    mended = _mended(schema)
    assert isinstance(mended, dict)  # noqa: S101 -- for mypy: a mapping stays one
    return mended


def _mended(part: Any) -> Any:
    """Return a part of a schema as an editor needs it."""
    if isinstance(part, list):
        return [_mended(item) for item in part]
    if not isinstance(part, Mapping):
        return part
    if "anyOf" in part:
        return _choice(part)
    mended = {key: _mended(value) for key, value in part.items() if key != "default"}
    if isinstance(mended.get("title"), str):
        del mended["title"]
    if "patternProperties" in mended:
        mended["additionalProperties"] = False
    if mended.get("type") == "string" and "enum" not in mended and "const" not in mended:
        mended["type"] = _types(mended.get("pattern", ""))
    return mended


def _choice(part: Mapping[str, Any]) -> Any:
    """Leave out null, which the reader refuses, and the choice if one possibility is left."""
    rest = {
        key: _mended(value)
        for key, value in part.items()
        if key not in ("anyOf", "default", "title")
    }
    options = [_mended(option) for option in part["anyOf"] if option.get("type") != "null"]
    return rest | (options[0] if len(options) == 1 else {"anyOf": options})


def _types(pattern: str) -> str | list[str]:
    """Return what an editor may take a text for."""
    if pattern in _DATES:
        return ["string", "integer"]
    if pattern == WEB_ADDRESS:
        return "string"
    # `no` is Norwegian, and to an old YAML a truth value.
    return ["string", "boolean"] if pattern == LANGUAGE else ["string", "number", "boolean"]
