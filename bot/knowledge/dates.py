"""Dates as curators know them: a year, a month or a day, and periods such as 2025-Q1."""

import re
from calendar import monthrange
from datetime import date

PARTIAL_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?$"


def span(text: str) -> tuple[date, date]:
    """Return the first and the last day that a partial date or a period covers.

    Raises `ValueError` with a sentence that names what was typed.
    """
    if re.fullmatch(PERIOD, text):
        year, _, part = text.partition("-")
        if not part:
            return _month(year, 1, text)[0], _month(year, 12, text)[1]
        if part[0] == "Q":
            last = int(part[1]) * 3
            return _month(year, last - 2, text)[0], _month(year, last, text)[1]
        if part[0] == "H":
            last = int(part[1]) * 6
            return _month(year, last - 5, text)[0], _month(year, last, text)[1]
        return _month(year, int(part), text)
    if re.fullmatch(PARTIAL_DATE, text):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"'{text}' is not a day in the calendar") from error
        return day, day
    raise ValueError(f"'{text}' is not a date such as 2025, 2025-04 or 2025-04-24")


def first_day(text: str) -> date:
    """Return the first day that a partial date or period covers."""
    return span(text)[0]


def last_day(text: str) -> date:
    """Return the last day that a partial date or period covers."""
    return span(text)[1]


def _month(year: str, month: int, text: str) -> tuple[date, date]:
    if year == "0000":
        raise ValueError(f"'{text}': there is no year 0000")
    number = int(year)
    return date(number, month, 1), date(number, month, monthrange(number, month)[1])
