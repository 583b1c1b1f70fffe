"""All settings of the bot, in one place: environment, then `.env`, then the defaults below."""

import os
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import bot

PREFIX = "SCENARIO_BOT_"
_API_BASE, _GATEWAY_URL = "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"
_UNPREFIXED = frozenset({_API_BASE, _GATEWAY_URL})
_SWITCH = "write 1 (on) or 0 (off)"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says why, in one line."""


def shipped_pack() -> Path:
    """Return the folder of the pack that lies beside the code."""
    return Path(bot.__file__).resolve().parent.parent / "knowledge" / "ferrari-leapmotor"


def _folders(value: object) -> object:
    """Split a comma-separated list of folders; `~` is the home folder."""
    if isinstance(value, str):
        return tuple(Path(part.strip()).expanduser() for part in value.split(",") if part.strip())
    return value


def _numbers(value: object) -> object:
    """Split a comma-separated list of Discord's ids."""
    if isinstance(value, str):
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("write ids of servers, such as 1234567890, with commas between")
        return tuple(map(int, parts))
    return value


def _api_base(value: object) -> object:
    """Check the address of an HTTP API, and name the version we speak where it names none."""
    if not isinstance(value, str) or not value.strip():
        return None
    address = value.strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address):
        raise ValueError("write an address such as https://discord.com/api/v10")
    return f"{address}/v10" if address.endswith("/api") else address


def _gateway_url(value: object) -> object:
    """Check the address of a gateway. What it says behind a `?` the library writes itself."""
    if not isinstance(value, str) or not value.strip():
        return None
    address = value.strip().partition("?")[0]
    if not re.fullmatch(r"wss?://[^\s/#]+(/[^\s#]*)?", address):
        raise ValueError("write an address such as wss://gateway.discord.gg/")
    return address


def _trimmed(value: object) -> object:
    """Drop blanks around a value; nothing but blanks counts as not set."""
    return (value.strip() or None) if isinstance(value, str) else value


Days = Annotated[int, Field(ge=1, le=3_650)]


class Settings(BaseSettings):
    """The settings, each with the prefix `SCENARIO_BOT_` in the environment or in `.env`.

    Where Discord is has no prefix: other programs that speak to a stand-in read the same names.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    discord_token: Annotated[SecretStr | None, BeforeValidator(_trimmed)] = Field(
        default=None, description="The bot's token. Without it the bot opens in the terminal."
    )
    packs: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)] = Field(
        default=(), description="Folders of the packs to answer from, separated by commas."
    )
    history: bool = Field(
        default=True, description="Whether the chat in the terminal remembers what was typed."
    )
    message_content: bool = Field(
        default=False,
        description="Whether the bot may read messages that are not for it; only servers with"
        " channels where every question is considered need it (a privileged intent).",
    )
    # The address of a server holds its password.
    curating_servers: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)] = Field(
        default=(),
        description="Ids of the servers whose curators may change the packs, separated by commas."
        " Packs are shared: for a bot that anybody may invite, name them. Default: all.",
    )
    storage: Annotated[SecretStr | None, BeforeValidator(_trimmed)] = Field(
        default=None,
        description="Where to keep what must be remembered: a file, sqlite:///file or"
        " postgresql://user:password@host/name. Default: a file in the user's data folder.",
    )
    keep_answers_days: Days = Field(
        default=90, description="How long it is kept which message answered what to whom."
    )
    keep_feedback_days: Days = Field(default=90, description="How long feedback is kept.")
    keep_questions_days: Days = Field(
        default=90, description="How long questions that were not answered are kept."
    )
    keep_proposals_days: Days = Field(
        default=180,
        description="How long proposals are kept that are not, or no longer, part of a pack.",
    )
    keep_history_days: Days = Field(
        default=730, description="How long it is kept what curators decided."
    )
    keep_changes_days: Days = Field(
        default=730, description="How long it is kept which facts changed."
    )
    keep_visits_days: Days = Field(
        default=180, description="How long it is kept when a member last asked what changed."
    )
    keep_notices_days: Days = Field(
        default=14, description="How long a message that could not be sent is kept, at most."
    )
    cache: Annotated[str | None, BeforeValidator(_trimmed)] = Field(
        default=None,
        description="A folder for the packs' compiled indexes, or off. Default: .cache in each"
        " pack's folder. Where it cannot be written, the bot compiles at every start.",
    )
    discord_api_base: Annotated[str | None, BeforeValidator(_api_base)] = Field(
        default=None,
        validation_alias=_API_BASE,
        description="Where Discord's HTTP API is, if not at Discord (no prefix).",
    )
    discord_gateway_url: Annotated[str | None, BeforeValidator(_gateway_url)] = Field(
        default=None,
        validation_alias=_GATEWAY_URL,
        description="Where Discord's gateway is, if not where the API says (no prefix).",
    )
    debug: bool = Field(
        default=False, description="Whether an unexpected error shows its full traceback."
    )

    @classmethod
    def read(cls) -> Self:
        """Read the settings. Raises `SettingsError` with one line that names what is wrong."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"][:1]).upper()
            named = name if name in _UNPREFIXED else f"{PREFIX}{name}"
            reason = _SWITCH if first["type"].startswith("bool") else first["msg"]
            raise SettingsError(f"{named}: {reason.removeprefix('Value error, ')}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(".env: this file is not UTF-8 text") from error
        except OSError as error:
            raise SettingsError(f".env: cannot be read: {error.strerror}") from error
        except ValueError as error:  # such as a byte that no path may hold
            raise SettingsError(f"the settings cannot be read ({type(error).__name__})") from error

    def pack_folders(self) -> tuple[Path, ...]:
        """Return the folders to answer from: those that are set, else the shipped pack."""
        return self.packs or (shipped_pack(),)

    def cache_of(self, pack: Path) -> Path | None:
        """Return the folder for the compiled index of the pack in a folder, unless it is off."""
        if self.cache is None:
            return pack / ".cache"
        return None if self.cache.casefold() in ("off", "0") else Path(self.cache).expanduser()

    def storage_place(self) -> str:
        """Return the file (or URL) of the storage: the one that is set, else the usual one."""
        if self.storage:
            chosen = self.storage.get_secret_value()
            return chosen if "://" in chosen else str(Path(chosen).expanduser())
        from platformdirs import user_data_path

        return str(user_data_path("scenario-bot", appauthor=False) / "scenario-bot.sqlite3")


def misspelt() -> tuple[str, ...]:
    """Return the names in the environment that look like settings of the bot but are none."""
    known = {
        f"{PREFIX}{name}".upper()
        for name in Settings.model_fields
        if name.upper() not in _UNPREFIXED
    }
    return tuple(
        sorted(
            name
            for name in os.environ
            if name.upper().startswith(PREFIX) and name.upper() not in known
        )
    )
