"""Dates as Discord shows them: a full date as a timestamp in the reader's own way."""

from datetime import UTC, datetime, time

from bot.answers.dates import shown as shown_date
from bot.answers.texts import LANGUAGES
from bot.discord_app.escaping import escaped
from bot.knowledge.dates import span

_FULL = len("2025-04-25")


def stamp(day: str) -> int | None:
    """Return the noon of a full date: nearly everywhere it is that day then.

    There is none for a month or a year.
    """
    if len(day) != _FULL:
        return None
    try:
        first, _ = span(day)
    except ValueError:
        return None
    return int(datetime.combine(first, time(12), UTC).timestamp())


def shown(day: str, language: str, style: str = "D") -> str:
    """Return a date for a text display."""
    second = stamp(day)
    return escaped(shown_date(day, language)) if second is None else f"<t:{second}:{style}>"


def with_timestamp(line: str, day: str | None, language: str) -> str:
    """Return an escaped line in which a day, as `answers` writes it, is a timestamp.

    Where the line does not hold the day, nothing is changed.
    """
    second = stamp(day or "")
    if day is None or second is None:
        return line
    # The line may be in another language than the labels: that of the one who asked.
    for code in (language, *LANGUAGES):
        before, found, after = line.rpartition(escaped(shown_date(day, code)))
        if found:
            return f"{before}<t:{second}:D> (<t:{second}:R>){after}"
    return line
