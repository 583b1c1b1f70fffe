"""The settings for people to look at: which are in effect and from where, and the page on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import SecretStr

from bot.service.layers import BEFORE_FILES, CONFIG, environment_name
from bot.service.settings import Settings

HIDDEN = "(hidden)"

_BEGIN = f"""# Settings

Written by `scenario-bot settings --page` from `bot/service/settings.py`; a test compares them.

The bot takes its settings from these places; of one that is set in several, the first counts:

1. the environment;
2. the file `.env` in the folder that the bot is started in;
3. the folder of secrets that Docker or Kubernetes makes, `/run/secrets` (`SCENARIO_BOT_SECRETS`):
   the files `scenario_bot_discord_token` and `scenario_bot_storage`;
4. one TOML file: `{CONFIG}` in the folder that the bot is started in, or the one that
   `SCENARIO_BOT_CONFIG` names;
5. the defaults below.

`scenario-bot settings` shows which are in effect and where each comes from, secrets hidden, and
`--json` the same for programs. A value that cannot be used, and a name that is none in the TOML
file, is told in one line and ends the bot with status 2. A name that is none in the environment or
in `.env` is told and ignored, as it may be that of another version; `scenario-bot settings` ends
with status 2 for it.

A secret may be in a file of its own, of which blanks and line ends around it are dropped. Who sets
both a secret and its file in one place is told to leave one out. An empty value is not set. Folders
and files that do not begin with `/` or `~` are sought from where the bot is started.

| in the environment and `.env` | in the TOML file | what it is | values | default |
| --- | --- | --- | --- | --- |
"""
_END = """
An example of the TOML file:

```toml
packs = ["knowledge/ferrari-leapmotor"]
discord_token_file = "/etc/scenario-bot/token"
storage = "/var/lib/scenario-bot/bot.sqlite3"
keep_answers_days = 30
http = "127.0.0.1:8080"
log = "json"
```
"""


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it is in effect: its names, its value as plain data, where that comes from."""

    name: str
    environment: str
    value: Any
    origin: str


def effective(settings: Settings) -> Iterator[Effective]:
    """Yield every setting. Secrets are hidden."""
    given = Settings.given()
    for name in Settings.model_fields:
        origin = given[name].origin if name in given else "default"
        yield Effective(
            name, environment_name(Settings, name), _plain(getattr(settings, name)), origin
        )


def page() -> str:
    """Return the page on all settings, as Markdown."""
    return _BEGIN + "\n".join(_rows()) + "\n" + _END


def _rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        about = (field.description or "").replace("|", "\\|")
        if not about.endswith("."):
            raise ValueError(f"the setting {name} is not described")
        own = "" if name in BEFORE_FILES else f"`{name}`"
        values = _values(name, field.annotation, field.metadata)
        environment = environment_name(Settings, name)
        yield f"| `{environment}` | {own} | {about} | {values} | {_default(field.default)} |"


def _values(name: str, annotation: Any, metadata: list[Any]) -> str:
    if annotation is bool:
        return "`1` or `0`; in TOML `true` or `false`"
    if annotation in (int, int | None):
        low = next(one.ge for one in metadata if isinstance(one, Ge))
        high = next(one.le for one in metadata if isinstance(one, Le))
        return f"a number from {low} to {high}"
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(annotation))
    if name == "packs":
        return "text with commas; in TOML a list"
    return "text, a secret" if SecretStr in get_args(annotation) else "text"


def _default(value: Any) -> str:
    if value is None or value == ():
        return ""
    return f"`{int(value)}`" if isinstance(value, bool | int) else f"`{value}`"


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return HIDDEN
    return [str(one) for one in value] if isinstance(value, tuple) else value
