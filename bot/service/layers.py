"""Where settings come from, the strongest first: environment, `.env`, secrets' folder, TOML file.

In each of these a secret may also be named by a file that holds it, such as `discord_token_file`.
"""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    TomlConfigSettingsSource,
)

PREFIX = "SCENARIO_BOT_"
# Where the TOML file is, unless `SCENARIO_BOT_CONFIG` names another.
CONFIG = "scenario-bot.toml"
# The settings that may be in a file of their own.
SECRETS = ("discord_token", "storage")
# What tells where to look is known before there is anything to look in.
BEFORE_FILES = frozenset({"config", "secrets"})

# No token or address is longer; a folder of logs named by mistake is not read whole.
_LONGEST = 65_536


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says why, in one line."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a layer gives, and where in it: `wrong` begins the line on what is wrong."""

    value: Any
    origin: str
    wrong: str


Givens = Mapping[str, Given]


class Layer(PydanticBaseSettingsSource):
    """One of the places, by its name: what it gives, and where each value of it stands."""

    def __init__(
        self, settings_cls: type[BaseSettings], source: PydanticBaseSettingsSource, name: str
    ) -> None:
        super().__init__(settings_cls)
        self._source = source
        self._name = name
        self._found: Givens | None = None

    def given(self) -> Givens:
        """Return what this place gives, by the settings' names. Raises `SettingsError`."""
        if self._found is None:
            # What was found by an alias has that for its key; our names are those in small letters.
            values = {name.lower(): value for name, value in self._values().items()}
            found = {
                name: Given(value, self._origin(name), self._wrong(name))
                for name, value in values.items()
                if not (isinstance(value, str) and not value.strip())
            }
            self._found = found | self._from_files(found)
        return self._found

    def _values(self) -> dict[str, Any]:
        return self._source()

    def _origin(self, name: str) -> str:
        return self._name

    def _wrong(self, name: str) -> str:
        return environment_name(self.settings_cls, name)

    def _from_files(self, found: Givens) -> dict[str, Given]:
        read = {}
        for name in SECRETS:
            file = found.get(f"{name}_file")
            if file is None:
                continue
            if name in found:
                raise SettingsError(f"{file.wrong}: {found[name].wrong} is set too; leave one out")
            path = str(file.value).strip()
            read[name] = Given(
                read_secret(Path(path).expanduser(), file.wrong), f"file {path}", file.wrong
            )
        return read

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the value of one setting."""
        one = self.given().get(field_name)
        return (one.value if one else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the values by the names that the model takes them under."""
        return {_key(self.settings_cls, name): one.value for name, one in self.given().items()}


class SecretsFolder(Layer):
    """A folder with a file for each secret, as Docker and Kubernetes make it."""

    def __init__(self, settings_cls: type[BaseSettings], folder: Path) -> None:
        super().__init__(settings_cls, self, "")
        self._folder = folder

    def _values(self) -> dict[str, Any]:
        found = {}
        for name in SECRETS:
            path = self._path(name)
            try:
                there = path.exists()
            except OSError:
                there = True  # reading it tells why not
            if there:
                found[name] = read_secret(path, self._wrong(name))
        return found

    def _path(self, name: str) -> Path:
        return self._folder / f"{PREFIX}{name}".lower()

    def _origin(self, name: str) -> str:
        return f"file {self._path(name)}"

    def _wrong(self, name: str) -> str:
        return str(self._path(name))


class ConfigFile(Layer):
    """The TOML file: a line for each setting, by its name in small letters without the prefix."""

    def __init__(self, settings_cls: type[BaseSettings], path: Path, *, must_be: bool) -> None:
        super().__init__(settings_cls, self, "")
        self._path = path
        self._must_be = must_be

    def _values(self) -> dict[str, Any]:
        if not self._must_be and not self._path.exists():
            return {}
        try:
            # The library passes over a path that is no file.
            with self._path.open("rb"):
                found = TomlConfigSettingsSource(self.settings_cls, self._path).toml_data
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{self._path}: this is not TOML: {error}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{self._path}: this file is not UTF-8 text") from error
        except (OSError, ValueError) as error:
            raise SettingsError(f"{self._path}: {_reason(error)}") from error
        for name in found:
            if name not in self.settings_cls.model_fields or name in BEFORE_FILES:
                raise SettingsError(f"{self._path}: {self._unknown(name)}")
        return found

    def _unknown(self, name: str) -> str:
        if name in BEFORE_FILES:
            return f"'{name}' is set in the environment or in .env, not here"
        shown = "".join(one if one.isprintable() else "?" for one in name)
        return f"there is no setting '{shown}'{did_you_mean(name, self.settings_cls.model_fields)}"

    def _origin(self, name: str) -> str:
        return f"{self._path}:{name}"

    def _wrong(self, name: str) -> str:
        return f"{self._path}: {name}"


def layers(
    settings_cls: type[BaseSettings],
    environment: PydanticBaseSettingsSource,
    dotenv: PydanticBaseSettingsSource,
) -> tuple[Layer, ...]:
    """Return all places that settings come from, the strongest first."""
    first = Layer(settings_cls, environment, "environment")
    second = Layer(settings_cls, dotenv, ".env")

    def told(name: str) -> str | None:
        one = first.given().get(name) or second.given().get(name)
        return str(one.value).strip() if one else None

    config, folder = told("config"), told("secrets")
    return (
        first,
        second,
        SecretsFolder(settings_cls, Path(folder or "/run/secrets").expanduser()),
        ConfigFile(settings_cls, Path(config or CONFIG).expanduser(), must_be=bool(config)),
    )


def read_secret(path: Path, named: str) -> str:
    """Return what a file holds, trimmed. `named` is what named it, for the line if it cannot be."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST + 1)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{named}: {path} is not UTF-8 text") from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{named}: {path} cannot be read: {_reason(error)}") from error
    if len(text) > _LONGEST:
        raise SettingsError(f"{named}: {path} is too long for a secret")
    if not text.strip():
        raise SettingsError(f"{named}: {path} is empty")
    return text.strip()


def environment_name(settings_cls: type[BaseSettings], name: str) -> str:
    """Return what a setting is called in the environment and in `.env`."""
    key = _key(settings_cls, name)
    return key if key != name else f"{PREFIX}{name}".upper()


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return a few words on the nearest name there is, if one is near."""
    near = difflib.get_close_matches(name, list(known), 1, 0.7)
    return f"; did you mean {near[0]}?" if near else ""


def _key(settings_cls: type[BaseSettings], name: str) -> str:
    field = settings_cls.model_fields.get(name)
    alias = field.validation_alias if field else None
    return alias if isinstance(alias, str) else name


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()
