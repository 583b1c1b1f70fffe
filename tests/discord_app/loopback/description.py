"""Discord's published API description, and what in a request is not as it says."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

VARIABLE = "SCENARIO_BOT_OPENAPI"
_SHARED = Path(__file__).resolve().parents[4] / "shared" / "discord-api" / "openapi.json"
_HERE = "urn:discord-api"


def where() -> Path:
    """Return where the description is looked for."""
    return Path(os.environ.get(VARIABLE) or _SHARED)


def missing() -> str:
    """Return a plain message when the description is not there, else nothing."""
    if where().is_file():
        return ""
    return f"{where().name} is not there; set {VARIABLE} to hold requests against it"


@cache
def published() -> "Description | None":
    """Return the description, read once for all tests, or None where there is none."""
    path = where()
    return Description(json.loads(path.read_bytes())) if path.is_file() else None


class Description:
    """The routes and the bodies that an OpenAPI document allows."""

    def __init__(self, document: dict[str, Any]) -> None:
        # Discord takes ids as numbers too, as discord.py sends some; the description does not say.
        ids = document["components"]["schemas"]
        ids["SnowflakeType"] = {"anyOf": [ids["SnowflakeType"], {"type": "integer", "minimum": 0}]}
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(_HERE, resource)
        self._document = document
        self._validators: dict[str, Draft202012Validator] = {}
        # Paths without variables first: /webhooks/…/messages/@original before …/{message_id}.
        ordered = sorted(document["paths"], key=lambda path: path.count("{"))
        self._routes = [(path, re.compile(_pattern(path))) for path in ordered]

    def problems(self, method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """Return what in a request is not as described. `body` is None where there is none."""
        found = self._operation(method.lower(), path)
        if found is None:
            return [f"{method} {path}: no such route in the API description"]
        template, values, operation = found
        parameters = self._parameters(template, method.lower(), operation)
        said = [
            self._parameter_problem(name, at, (values if place == "path" else query).get(name))
            for name, place, at in parameters
        ]
        known = {name for name, _, _ in parameters}
        said += [f"there is no query parameter {name}" for name in query if name not in known]
        said += self._body_problems(template, method.lower(), operation, body)
        return [f"{method} {template}: {problem}" for problem in said if problem]

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, str], Any] | None:
        for template, pattern in self._routes:
            match = pattern.fullmatch(path)
            if match and method in self._document["paths"][template]:
                return template, match.groupdict(), self._document["paths"][template][method]
        return None

    def _parameters(self, template: str, method: str, operation: Any) -> list[tuple[str, str, str]]:
        """Return the name, the place and the schema's address of each parameter of a route."""
        shared = self._document["paths"][template].get("parameters", ())
        levels = ((("paths", template), shared), (("paths", template, method), operation))
        listed = [
            (one, _address(*at, "parameters", str(index), "schema"))
            for at, level in levels
            for index, one in enumerate(
                level.get("parameters", ()) if level is operation else level
            )
        ]
        return [(one["name"], one["in"], at) for one, at in listed]

    def _parameter_problem(self, name: str, at: str, value: str | None) -> str:
        if value is None or any(
            self._validator(at).is_valid(one) for one in (value, *_read(value))
        ):
            return ""
        return f"the parameter {name} cannot be {value!r}"

    def _body_problems(self, template: str, method: str, operation: Any, body: Any) -> list[str]:
        wanted = operation.get("requestBody")
        if body is None:
            return ["a body is missing"] if wanted and wanted.get("required") else []
        if wanted is None:
            return ["there should be no body"]
        place = ("requestBody", "content", "application/json", "schema")
        validator = self._validator(_address("paths", template, method, *place))
        return [
            f"{one.json_path}: {_short(one.message)}"
            for one in map(_innermost, validator.iter_errors(body))
        ]

    def _validator(self, at: str) -> Draft202012Validator:
        if at not in self._validators:
            self._validators[at] = Draft202012Validator({"$ref": at}, registry=self._registry)
        return self._validators[at]


def _innermost(error: ValidationError) -> ValidationError:
    """Return the error at the bottom of a choice: in the branch that the `type` points to."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            branches.setdefault(one.schema_path[0], []).append(one)
        meant = [
            found
            for found in branches.values()
            if not any(
                list(one.relative_path) == ["type"]
                or (one.validator == "type" and not one.relative_path)
                for one in found
            )
        ]
        error = max((meant or list(branches.values()))[0], key=lambda one: len(one.path))
    return error


def _short(message: str) -> str:
    return message if len(message) <= 240 else f"{message[:100]} … {message[-100:]}"


def _address(*parts: str) -> str:
    """Return the address of a part of the description: a JSON pointer behind its name."""
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in parts)
    return f"{_HERE}#/{quote('/'.join(escaped), safe='/~@')}"


def _pattern(path: str) -> str:
    parts = re.split(r"\{(\w+)\}", path)
    return "".join(
        f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )


def _read(value: str) -> list[Any]:
    """Return what a query parameter may stand for: a number or a truth value in letters."""
    if value.lower() in ("true", "false"):
        return [value.lower() == "true"]
    if value in ("0", "1"):
        return [int(value), value == "1"]
    return [int(value)] if re.fullmatch(r"-?\d+", value) else []
