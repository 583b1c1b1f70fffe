"""Times in what members type: "as of 24 April", "what changed since May", "how long ago".

All of them are reckoned from the day that is passed in. A day or month without a year is the last
one before that day, unless the pack has something on just that day of an earlier year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.knowledge.dates import first_day, last_day, span
from bot.knowledge.model import Pack

_MONTHS = (
    "january|jan|gennaio|janvier|januar|jänner|enero",
    "february|feb|febbraio|février|fevrier|februar|febrero",
    "march|mar|marzo|mars|märz|maerz",
    "april|apr|aprile|avril|abril",
    "may|maggio|mai|mayo",
    "june|jun|giugno|juin|juni|junio",
    "july|jul|luglio|juillet|juli|julio",
    "august|aug|agosto|août|aout",
    "september|sept|sep|settembre|septembre|septiembre",
    "october|oct|ottobre|octobre|oktober|octubre",
    "november|nov|novembre|noviembre",
    "december|dec|dicembre|décembre|decembre|dezember|diciembre",
)
_NUMBER_OF = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")
}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|\.|º|er)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>3[01]|[12]\d|0[1-9]))?(?!\d)",
        rf"(?<!\d){_DAY}[./](?P<number>1[0-2]|0?[1-9])[./]{_YEAR}",
        rf"(?<![\d.]){_DAY}\s*(?:of\s+|de\s+|di\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s*(?:de\s+|of\s+)?{_YEAR})?",
        rf"\b(?P<month>{_MONTH})\b\.?\s+(?:the\s+)?{_DAY}(?!\d)(?:,?\s+{_YEAR})?",
        rf"\b(?P<month>{_MONTH})\b\.?(?:,?\s*(?:de\s+|of\s+)?{_YEAR})?",
        rf"(?<!\d){_YEAR}(?!\d)",
    )
]
_TODAY = re.compile(
    r"\b(?:(?P<today>today|now|oggi|aujourd'hui|heute|hoy)"
    r"|(?P<yesterday>yesterday|ieri|hier|gestern|ayer))\b",
    re.IGNORECASE,
)


def _any_of(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways), re.IGNORECASE)


# What asks for the state of things on a day; the date follows.
_KNOWN = _any_of(
    (
        r"(?:what|which|wat|wht)\s+(?:was|were|is|did|do|had|have|has)?\s*"
        r"(?:we|you|people|one|they|anyone)?\s*(?:really\s+|already\s+)?(?:known?|knew)"
        r"(?:\s+(?:about (?:it|this|that)|back then|then|so far))?\s+"
        r"(?:on|in|by|as of|as at|at|before|until|back in)(?:\s+the)?\s+"
    ),
    r"(?:as of|as at|as known (?:on|in)|back (?:on|in))(?:\s+the)?\s+",
    r"(?:known|knew) (?:on|in|by|before)(?:\s+the)?\s+",
    r"(?:state (?:on|of|as of)|according to what was known (?:on|in))(?:\s+the)?\s+",
    r"(?:che )?cosa si sapeva\s+(?:il|al|ad|a|in|nel|nell'|fino al)\s*",
    r"(?:situazione|stato) (?:al|ad|del)\s+",
    r"(?:que|qu'est-ce qu'on) savait(?:-on)?\s+(?:le|en|au|à la date du)\s+",
    r"(?:état|situation) (?:au|en)\s+",
    r"was (?:wusste man|war)\s+(?:am|im|bis zum|bis)\s+|(?:stand|per)\s+",
    r"qué se sab[ií]a\s+(?:el|en|a)\s+|(?:a fecha de|situación a)\s+",
)
_SINCE = _any_of(
    (
        r"(?:what(?:'?s| is| has| have| was)?\s+)?(?:(?:has|have|is)\s+)?"
        r"(?:changed?|new|happened|different|the news|come out)"
        r"(?:\s+(?:here|there|in (?:this|the) story|about (?:it|this|that)))?"
        r"\s+(?:since|after)(?:\s+the)?\s+"
    ),
    r"(?:any|the|all)?\s*(?:news|updates?|changes|developments?)\s+(?:since|after)(?:\s+the)?\s+",
    r"(?:che )?(?:cosa )?(?:è cambiato|c'è di nuovo|è successo|novità)"
    r"\s+(?:dal|da|dopo il|dopo)\s*",
    r"(?:qu'est-ce qui a changé|quoi de neuf|que s'est-il passé|nouveautés)\s+depuis(?:\s+le)?\s+",
    r"(?:was hat sich|was ist neu|was ist passiert|neues|neuigkeiten)\s+seit(?:\s+dem)?\s+",
    r"(?:qué ha (?:cambiado|pasado)|qué hay de nuevo|novedades)\s+desde(?:\s+el)?\s+",
)
_CHANGED_AFTER = re.compile(r"\s*(?:geändert|verändert|getan)\s*\??$", re.IGNORECASE)
_HOW_LONG_AGO = _any_of(
    r"how long ago|how many (?:days|weeks|months|years) ago|how long has it been",
    r"quanto tempo fa|da quanto tempo|il y a combien de temps",
    r"wie lange (?:ist|war) .{0,60}her|vor wie (?:langer|vielen)|hace cuánto|cuánto tiempo hace",
)
_LAST_YEAR = _any_of(
    r"\b(?:last year|l'anno scorso|l'an dernier|l'année dernière|letztes jahr|el año pasado)\b"
)
_THIS_YEAR = _any_of(r"\b(?:this year|quest'anno|cette année|dieses jahr|este año)\b")
_LAST_MONTH = _any_of(
    r"\b(?:last|this|past) (?P<en>month|quarter)\b",
    r"\b(?:il |lo )?(?P<it>mese|trimestre) scorso\b|\b(?:le )?(?P<fr>mois|trimestre) dernier\b",
    r"\b(?:im )?letzte[nrs]? (?P<de>monat|quartal)\b|\b(?:el )?(?P<es>mes|trimestre) pasado\b",
)
_LATEST = {"en": "latest", "it": "ultimo", "fr": "dernier", "de": "neuester", "es": "último"}


class Wanted(StrEnum):
    """What a time in a message asks for."""

    KNOWN = "known"  # the state of things on that day
    SINCE = "since"  # what is new since then


@dataclass(frozen=True, slots=True)
class Timed:
    """A message whose time was read: the rest of it, and the day, month or year it names."""

    wanted: Wanted
    text: str
    day: str


def timed(text: str, today: date, pack: Pack | None = None) -> Timed | None:
    """Return what a message asks of a time in so many words; nothing where it asks none."""
    for wanted, pattern in ((Wanted.SINCE, _SINCE), (Wanted.KNOWN, _KNOWN)):
        found = pattern.search(text)
        if found is None:
            continue
        dated = _date_at(text, found.end(), today, pack)
        if dated is None:
            continue
        day, end = dated
        rest = f"{text[: found.start()]} {_CHANGED_AFTER.sub('', text[end:])}"
        return Timed(wanted, " ".join(rest.split()).strip(" ,.?!:;-"), day)
    return None


def day_named(text: str, today: date) -> str | None:
    """Return the date that a text is and nothing else, such as "yesterday", "May" or "2025-04"."""
    dated = _date_at(text, 0, today, None)
    return dated[0] if dated and dated[1] == len(text) else None


def asks_how_long_ago(text: str) -> bool:
    """Tell whether a message asks how long ago something was."""
    return _HOW_LONG_AGO.search(text) is not None


def in_plain_times(text: str, today: date) -> str:
    """Return a text with "last year" as its number, and "last month" as the latest one."""
    text = _LAST_YEAR.sub(str(today.year - 1), text)
    text = _THIS_YEAR.sub(str(today.year), text)
    return _LAST_MONTH.sub(_latest, text)


def _latest(found: re.Match[str]) -> str:
    language = next(code for code, unit in found.groupdict().items() if unit)
    return f"{_LATEST[language]} {found[language]}"


def _date_at(text: str, place: int, today: date, pack: Pack | None) -> tuple[str, int] | None:
    """Return the date that stands at a place, and where it ends."""
    found = _TODAY.match(text, place)
    if found:
        day = today - timedelta(days=1) if found["yesterday"] else today
        return day.isoformat(), found.end()
    for pattern in _DATES:
        found = pattern.match(text, place)
        if found and (day_text := _read(found, today, pack)):
            return day_text, found.end()
    return None


def _read(found: re.Match[str], today: date, pack: Pack | None) -> str | None:
    parts = found.groupdict()
    month = int(parts["number"]) if parts.get("number") else None
    if parts.get("month"):
        month = _NUMBER_OF[parts["month"].casefold()]
    day = int(parts["day"]) if parts.get("day") else None
    if parts.get("year"):
        return _written(int(parts["year"]), month, day)
    for year in _years(pack, month, day, today):
        if written := _written(year, month, day):
            return written
    return None


def _years(pack: Pack | None, month: int | None, day: int | None, today: date) -> Iterator[int]:
    """Yield the years that may be meant: first the last one in which the pack has just that day."""
    if pack is not None and month:
        ending = f"-{month:02}-{day:02}" if day else f"-{month:02}"
        of_month = [
            fact.as_of[:4]
            for fact in pack.facts.values()
            if (fact.as_of[4:] == ending if day else fact.as_of[4:7] == ending)
            and first_day(fact.as_of) <= today
        ]
        if of_month and day:
            yield int(max(of_month))
    for year in (today.year, today.year - 1):
        written = _written(year, month, day)
        if written and first_day(written) <= today:
            yield year


def _written(year: int, month: int | None, day: int | None) -> str | None:
    text = (
        f"{year}"
        if month is None
        else f"{year}-{month:02}"
        if day is None
        else f"{year}-{month:02}-{day:02}"
    )
    try:
        span(text)
    except ValueError:
        return None
    return text


def months_between(then: str, today: date) -> tuple[str, int] | None:
    """Return how long ago a day, month or year was, as a unit (day, month, year) and a number.

    Nothing comes back for what is not over.
    """
    start, end = first_day(then), last_day(then)
    if end > today:
        return None
    if len(then) == 4:
        return "year", today.year - start.year
    months = (today.year - start.year) * 12 + today.month - start.month
    if len(then) == 10:
        if months and today.day < start.day:
            months -= 1
        if not months:
            return "day", (today - start).days
    return ("year", months // 12) if months >= 24 and len(then) == 7 else ("month", months)
