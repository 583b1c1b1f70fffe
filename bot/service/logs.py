"""The log: lines for people or for programs, each with the id of the event that it belongs to.

It is the standard library's. What a line says beyond its text is in `extra={"fields": {…}}`.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from bot.service.hiding import Hide, hiding
from bot.service.settings import Settings
from bot.service.tracing import current


class _Lines(logging.Formatter):
    def __init__(self, hide: Hide | None = None) -> None:
        super().__init__()
        self.hide = hide or hiding()


class TextLines(_Lines):
    """Lines for people: time, level, where, the event in brackets, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        trace = current()
        event = f" [{trace.name}]" if trace else ""
        rest = "".join(f" {name}={_plain(value)}" for name, value in _fields(record).items())
        when = self.formatTime(record)
        line = f"{when} {record.levelname} {record.name}{event}: {record.getMessage()}{rest}"
        trouble = _trouble(self, record)
        return self.hide(f"{line}\n{trouble}" if trouble else line)


class JsonLines(_Lines):
    """Lines for programs: an object each, whatever a message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as an object on one line."""
        values: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.hide(record.getMessage()),
        }
        if trace := current():
            values["request"] = trace.name
        for name, value in _fields(record).items():
            plain = value is None or isinstance(value, bool | int | float)
            values.setdefault(name, value if plain else self.hide(str(value)))
        if trouble := _trouble(self, record):
            values["traceback"] = self.hide(trouble)
        # Lone surrogates and signs that end a line for some programs stay escaped.
        return json.dumps(values)


def set_up(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Log what an operator has to know to standard error, and return what writes it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    hide = hiding(*settings.secrets_in_it())
    handler.setFormatter(JsonLines(hide) if settings.log == "json" else TextLines(hide))
    handler.addFilter(_is_for_operators)
    root = logging.getLogger()
    root.addHandler(handler)
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    # Libraries tell their steps, and in some of them what was sent to whom.
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("bot").setLevel(level)
    # That it cannot speak (voice).
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    return handler


def _is_for_operators(record: logging.LogRecord) -> bool:
    """Tell whether a line may be shown, whatever level somebody gave a library's logger."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == "bot"


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    fields = getattr(record, "fields", None)
    return fields if isinstance(fields, Mapping) else {}


def _plain(value: object) -> str:
    text = str(value)
    # What members typed may hold line ends, and quotes to look like other fields.
    plain = text.isprintable() and text and not set(' "=') & set(text)
    return text if plain else json.dumps(text)


def _trouble(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""
