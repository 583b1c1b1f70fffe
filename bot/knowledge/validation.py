"""What pydantic finds wrong with a record, in words for curators and at the exact place."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, ValidationError
from pydantic.fields import FieldInfo

from bot.knowledge.dates import PARTIAL_DATE, PERIOD
from bot.knowledge.model import ID, LANGUAGE, WEB_ADDRESS, Record
from bot.knowledge.nodes import Node, Step
from bot.knowledge.problems import Problem, near, shown

# A value that may be a number or text: pydantic complains once for each of them.
_NUMBER_ERRORS = ("int_", "float_", "finite_number")
_SHAPES = {"str": "text", "list": "a list", "dict": "a mapping of keys and values"}
_ONE_TEXT = "write one text here; one that begins with [ or { needs quotes"
_DATE = "a date is 2025, 2025-04 or 2025-04-24"
_PATTERNS = {
    ID: ("bad-id", "is no id", "an id is lower-case words, joined by hyphens: leapmotor-c10"),
    PARTIAL_DATE: ("bad-date", "is no date", _DATE),
    PERIOD: ("bad-date", "is no period", "a period is 2025, 2025-H1, 2025-Q3 or 2025-06"),
    LANGUAGE: ("bad-language", "is no language", "a language is two letters: en, it, zh"),
    WEB_ADDRESS: ("bad-address", "is no web address", "begin with https:// and use no blanks"),
}

Made = Record | None


def validate(model: type[Record], node: Node, file: str) -> tuple[Made, list[Problem]]:
    """Return the record that a node holds, or None and what is wrong with it.

    What lies in a broken part of the node is left out: that part has its own problem.
    """
    raw = node.plain()
    name = raw.get("id") if isinstance(raw, dict) else None
    record_id = name if isinstance(name, str) else ""
    try:
        record = model.model_validate(raw)
    except ValidationError as error:
        problems: list[Problem] = []
        details = error.errors(include_url=False, include_input=False)
        typed = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
        for detail in details:
            if detail["type"] != "missing" or not _misspelt(detail["loc"], typed):
                problems.extend(_problem(model, node, file, record_id, detail))
        return None, problems
    return (record if node.whole() else None), []


def _misspelt(loc: tuple[Step, ...], typed: set[tuple[Step, ...]]) -> bool:
    """Tell whether a missing key is there under a name much like it."""
    beside = [str(other[-1]) for other in typed if other[:-1] == loc[:-1]]
    return bool(near(str(loc[-1]), beside))


def allowed_keys(model: type[Record]) -> list[str]:
    """Return the keys with which a record may be written."""
    keys = dict.fromkeys(model.model_fields)
    for field in model.model_fields.values():
        keys |= dict.fromkeys(other_names(field))
    return [*keys]


def other_names(field: FieldInfo) -> list[str]:
    """Return all names of a key that has several."""
    alias = field.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else ()
    return [choice for choice in choices if isinstance(choice, str)]


def _problem(
    model: type[Record], root: Node, file: str, record_id: str, detail: Mapping[str, Any]
) -> Iterator[Problem]:
    kind, loc = detail["type"], detail["loc"]
    if kind.startswith(_NUMBER_ERRORS):
        return
    path, at_key = _path(root, loc, kind)
    node = root.at(path)
    if _explained(node, root, path, kind):
        return
    rule, message, hint = _words(model, node, path, loc, kind, detail.get("ctx", {}))
    place = node.key if at_key and node.key else (node.line, node.column)
    yield Problem(
        file=file,
        line=place[0],
        column=place[1],
        level="error",
        rule=rule,
        message=message,
        hint=hint,
        id=record_id,
    )


def _path(root: Node, loc: tuple[Step, ...], kind: str) -> tuple[tuple[Step, ...], bool]:
    """Return the steps of a location that lead to nodes, and whether its key is meant."""
    path: list[Step] = []
    node = root
    for step in loc:
        below = node.child(step)
        if below is None:
            break
        path.append(step)
        node = below
    return tuple(path), kind == "extra_forbidden" or "[key]" in loc


def _explained(node: Node, root: Node, path: tuple[Step, ...], kind: str) -> bool:
    """Tell whether an error only follows from a problem that is named already."""
    if any(root.at(path[:depth]).broken for depth in range(len(path) + 1)):
        return True
    return (kind == "missing" and node.partial) or (kind == "too_short" and bool(node.value))


def _words(
    model: type[Record],
    node: Node,
    path: tuple[Step, ...],
    loc: tuple[Step, ...],
    kind: str,
    context: Mapping[str, Any],
) -> tuple[str, str, str]:
    """Return rule, message and hint."""
    typed = node.value if isinstance(node.value, str) else ""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind == "missing":
        missing = str(loc[-1])
        return "missing-key", f"the key {shown(missing)} is missing", _example(missing)
    if kind == "extra_forbidden":
        keys = allowed_keys(_model_at(model, path[:-1]))
        hint = near(str(loc[-1]), keys) or f"the keys here are: {', '.join(keys)}"
        return "unknown-key", f"there is no key {shown(str(loc[-1]))} here", hint
    if kind in ("enum", "literal_error") and isinstance(node.value, str):
        choices = _choices(_type_at(model, path))
        hint = " ".join(filter(None, (near(typed, choices), f"one of: {', '.join(choices)}")))
        return "bad-choice", f"{shown(typed)} is no {shown(key)}", hint
    if kind == "string_pattern_mismatch":
        rule, message, hint = _PATTERNS.get(context["pattern"], ("invalid", "is not right", ""))
        return rule, f"{shown(key if '[key]' in loc else typed)} {message}", hint
    if kind == "value_error":
        return "bad-date", str(context["error"]), _DATE
    if kind == "string_too_long":
        limit = context["max_length"]
        message = f"this is {len(typed)} characters long, {limit} are allowed"
        return "too-long", message, "shorten it"
    if kind == "string_too_short":
        return "empty-value", "the value is empty", "leave the key out, or write a value"
    if kind == "too_short":
        return "empty-list", "the list is empty", "at least one item is needed here"
    wanted = _wanted(kind, loc)
    if not wanted:
        return "invalid", f"this value is not right ({kind.replace('_', ' ')})", ""
    what = shown(key) if path and isinstance(path[-1], str) else "this"
    is_now = _SHAPES[type(node.value).__name__]
    return "wrong-type", f"{what} must be {wanted}, not {is_now}", _shape_hint(wanted)


def _wanted(kind: str, loc: tuple[Step, ...]) -> str:
    if kind in ("string_type", "enum", "literal_error"):
        return "a number or text" if loc and loc[-1] == "constrained-str" else "text"
    if kind in ("tuple_type", "list_type"):
        return "a list"
    return _SHAPES["dict"] if kind in ("dict_type", "model_type") else ""


def _shape_hint(wanted: str) -> str:
    if wanted == "a list":
        return "write [one, two], or one '- ' line for each item"
    return "write 'key: value' lines" if wanted == _SHAPES["dict"] else _ONE_TEXT


def _example(key: str) -> str:
    examples = {"as_of": "as_of: 2025-04-24", "facts": "facts: [fact-id]", "id": "id: some-words"}
    return f"add for example {shown(examples[key])}" if key in examples else f"add '{key}: …'"


def _type_at(model: type[Record], path: tuple[Step, ...]) -> Any:
    """Return the type that the model has at the end of a path."""
    here: Any = model
    for step in path:
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, Record):
            here = here.model_fields[str(step)].annotation if step in here.model_fields else None
        else:
            # A mapping's values, or a list's items.
            arguments = get_args(here)
            here = (arguments[-1] if get_origin(here) is dict else arguments[0]) if arguments else 0
    return _bare(here)


def _model_at(model: type[Record], path: tuple[Step, ...]) -> type[Record]:
    found = _type_at(model, path)
    return found if isinstance(found, type) and issubclass(found, Record) else model


def _bare(annotation: Any) -> Any:
    """Return a type without `Annotated` and without `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(a for a in get_args(annotation) if a is not type(None))
        else:
            return annotation


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(choice) for choice in get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [str(choice) for choice in annotation]
    return []
