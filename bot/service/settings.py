"""All settings of the bot, in one place: what they are called, what they may be, the defaults.

Where they come from is `service.layers`.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

import bot
from bot.service.layers import (
    PREFIX,
    Givens,
    SettingsError,
    did_you_mean,
    environment_name,
    layers,
)

__all__ = ["PREFIX", "Settings", "SettingsError", "meant", "misspelt", "shipped_pack"]

_API_BASE, _GATEWAY_URL = "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"
_SWITCH = "write 1 (on) or 0 (off)"


def shipped_pack() -> Path:
    """Return the folder of the pack that lies beside the code."""
    return Path(bot.__file__).resolve().parent.parent / "knowledge" / "ferrari-leapmotor"


def _folders(value: object) -> object:
    """Split a comma-separated list of folders; `~` is the home folder."""
    if isinstance(value, str):
        return tuple(Path(part.strip()).expanduser() for part in value.split(",") if part.strip())
    if isinstance(value, list):  # of the TOML file
        return tuple(Path(one).expanduser() if isinstance(one, str) else one for one in value)
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


def _listening(value: object) -> object:
    """Check the address at which to listen; a port alone is one of this machine only."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        return None
    host, _, port = value.strip().rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and int(port) < 65_536
    if not is_port or not re.fullmatch(r"[\w.:-]*", bare) or (":" in bare and bare == host):
        raise ValueError("write an address and a port such as 127.0.0.1:8080")
    return f"{host or '127.0.0.1'}:{port}"


def _trimmed(value: object) -> object:
    """Drop blanks around a value; nothing but blanks counts as not set."""
    return (value.strip() or None) if isinstance(value, str) else value


def _small(value: object) -> object:
    return (value.strip().lower() or None) if isinstance(value, str) else value


def _over_a_server(value: bool, info: ValidationInfo) -> bool:
    """Refuse shared shards without the database that they are shared over."""
    storage = info.data.get("storage")
    place = storage.get_secret_value() if storage else ""
    if value and not place.startswith("postgres"):
        raise ValueError("shards are shared over PostgreSQL; set SCENARIO_BOT_STORAGE to one")
    return value


Days = Annotated[int, Field(ge=1, le=3_650)]
Name = Annotated[str | None, BeforeValidator(_trimmed)]


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
    discord_token_file: Name = Field(
        default=None, description="A file that holds the bot's token, in place of the token."
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
    storage_file: Name = Field(
        default=None,
        description="A file that holds the address of the database, with its password.",
    )
    shared: Annotated[bool, AfterValidator(_over_a_server)] = Field(
        default=False,
        description="Whether other processes with the same token share the shards with this one:"
        " each takes its part, and those of a process that is lost. Needs PostgreSQL.",
    )
    shard_count: Annotated[int | None, Field(ge=1, le=100_000)] = Field(
        default=None,
        description="How many shards there are in all. Default: what Discord recommends.",
    )
    shards_at_most: Annotated[int | None, Field(ge=1, le=100_000)] = Field(
        default=None,
        description="How many shards this process takes at most, where they are shared.",
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
    http: Annotated[str | None, BeforeValidator(_listening)] = Field(
        default=None,
        description="Where to answer /healthz, /readyz and /metrics, such as 127.0.0.1:8080;"
        " a port alone is reached from this machine only. Default: nowhere.",
    )
    log: Annotated[Literal["text", "json"], BeforeValidator(_small)] = Field(
        default="text", description="Whether log lines are for people (text) or programs (json)."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_small)] = (
        Field(default="info", description="From which level on lines are logged.")
    )
    log_questions: bool = Field(
        default=False,
        description="Whether the log shows what was asked; else a hash stands for it, equal for"
        " equal questions.",
    )
    debug: bool = Field(
        default=False, description="Whether an unexpected error shows its full traceback."
    )
    config: Name = Field(
        default=None,
        description="The TOML file of settings. Default: scenario-bot.toml in the folder that the"
        " bot is started in, if it is there.",
    )
    secrets: str = Field(
        default="/run/secrets",
        repr=False,
        description="A folder with files named scenario_bot_discord_token and"
        " scenario_bot_storage, as Docker makes it.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the places that settings come from, the strongest first."""
        return (init_settings, *layers(settings_cls, env_settings, dotenv_settings))

    @classmethod
    def given(cls) -> Givens:
        """Return what is set anywhere, and where. Raises `SettingsError`."""
        found: dict[str, Any] = {}
        for layer in layers(cls, EnvSettingsSource(cls), DotEnvSettingsSource(cls)):
            found = {**layer.given(), **found}
        return found

    @classmethod
    def read(cls) -> Self:
        """Read the settings. Raises `SettingsError` with one line that names what is wrong."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"][:1]).lower()
            given = cls.given().get(name)
            named = given.wrong if given else environment_name(cls, name)
            reason = _SWITCH if first["type"].startswith("bool") else first["msg"]
            raise SettingsError(f"{named}: {reason.removeprefix('Value error, ')}") from error
        except SettingsError:
            raise
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

    def listening(self) -> tuple[str, int] | None:
        """Return the host and port to answer HTTP at, if any."""
        if self.http is None:
            return None
        host, _, port = self.http.rpartition(":")
        return host.removeprefix("[").removesuffix("]"), int(port)

    def secrets_in_it(self) -> list[str]:
        """Return what nobody may read: the token, and the storage's address, but not a file."""
        token = self.discord_token.get_secret_value() if self.discord_token else ""
        place = self.storage.get_secret_value() if self.storage else ""
        return [one for one in (token, place if "://" in place else "") if one]

    def storage_place(self) -> str:
        """Return the file (or URL) of the storage: the one that is set, else the usual one."""
        if self.storage:
            chosen = self.storage.get_secret_value()
            return chosen if "://" in chosen else str(Path(chosen).expanduser())
        from platformdirs import user_data_path

        return str(user_data_path("scenario-bot", appauthor=False) / "scenario-bot.sqlite3")


def misspelt() -> tuple[str, ...]:
    """Return the names in the environment and `.env` that look like settings but are none."""
    from dotenv import dotenv_values

    known = {environment_name(Settings, name) for name in Settings.model_fields}
    try:
        names = {*os.environ, *dotenv_values(".env", encoding="utf-8", interpolate=False)}
    except (OSError, ValueError):  # reading the settings tells what is wrong with it
        names = set(os.environ)
    return tuple(
        sorted(
            name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known
        )
    )


def meant(name: str) -> str:
    """Return a few words on which setting a name may have been meant for, if one is near."""
    known = [environment_name(Settings, one) for one in Settings.model_fields]
    return did_you_mean(name.upper(), known)
