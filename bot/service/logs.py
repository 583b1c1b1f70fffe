"""The log: lines for people or for programs, each with the id of the event that it belongs to.

It is the standard library's. What a line says beyond its text is in `extra={"fields": {…}}`.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from bot.service.settings import Settings
from bot.service.tracing import current


class TextLines(logging.Formatter):
    """Lines for people: time, level, where, the event in brackets, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        trace = current()
        event = f" [{trace.name}]" if trace else ""
        rest = "".join(f" {name}={_plain(value)}" for name, value in _fields(record).items())
        when = self.formatTime(record)
        line = f"{when} {record.levelname} {record.name}{event}: {record.getMessage()}{rest}"
        trouble = _trouble(self, record)
        return f"{line}\n{trouble}" if trouble else line


class JsonLines(logging.Formatter):
    """Lines for programs: an object each, whatever a message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as an object on one line."""
        values: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := current():
            values["request"] = trace.name
        values |= {name: value for name, value in _fields(record).items() if name not in values}
        if trouble := _trouble(self, record):
            values["traceback"] = trouble
        # Lone surrogates and signs that end a line for some programs stay escaped.
        return json.dumps(values, default=str)


def set_up(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Log what an operator has to know to standard error, and return what writes it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log == "json" else TextLines())
    root = logging.getLogger()
    root.addHandler(handler)
    level = settings.log_level.upper()
    root.setLevel(level)
    # The library tells each step of every connection, and that it cannot speak (voice).
    logging.getLogger("discord").setLevel(_at_least(level, logging.WARNING))
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    # It tells of each step when the tables are brought up to date, in words of its own.
    logging.getLogger("alembic").setLevel(_at_least(level, logging.WARNING))
    # Others tell their steps, and in some of them what was sent to whom.
    for name in ("aiohttp", "asyncio", "PIL", "sqlalchemy", "watchfiles"):
        logging.getLogger(name).setLevel(_at_least(level, logging.WARNING))
    return handler


def _at_least(level: str, least: int) -> int:
    return max(least, logging.getLevelNamesMapping()[level])


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
