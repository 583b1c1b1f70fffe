"""Dates as members read them: 25 Apr 2025, a month, a quarter or a year where no more is known."""

import re
from collections.abc import Mapping

from bot.answers.texts import FALLBACK
from bot.knowledge.dates import PARTIAL_DATE, PERIOD

_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "fr": (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    "de": (
        *("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni"),
        *("Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    ),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
# What a quarter and a half year are called: Q1 and H1, or T1 and S1.
_PARTS: Mapping[str, Mapping[str, str]] = {
    "it": {"Q": "T", "H": "S"},
    "fr": {"Q": "T", "H": "S"},
    "es": {"Q": "T", "H": "S"},
}


def shown(date: str, language: str = FALLBACK) -> str:
    """Return a date or a period for reading: 25 Apr 2025, Apr 2025, Q1 2025, 2025.

    What is no date comes back as it is.
    """
    if not (re.fullmatch(PARTIAL_DATE, date) or re.fullmatch(PERIOD, date)):
        return date
    year, _, rest = date.partition("-")
    if not rest:
        return year
    if rest[0] in "QH":
        return f"{_PARTS.get(language, {}).get(rest[0], rest[0])}{rest[1]} {year}"
    month, _, day = rest.partition("-")
    name = f"{_MONTHS.get(language, _MONTHS[FALLBACK])[int(month) - 1]} {year}"
    if not day:
        return name
    return f"{int(day)}. {name}" if language == "de" else f"{int(day)} {name}"
