"""Questions about scenarios as such: which is likelier, what if, what would have to be true."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.conversation.shelves import Found
from bot.knowledge.model import Pack, Scenario
from bot.search.result import Kind

# A scenario that is among what was found with less than this is not what was meant.
_LIKELY_ENOUGH = 0.05


class Wanted(StrEnum):
    """What is wanted of scenarios."""

    COMPARED = "compared"
    SETTLED = "settled"


_LIKELIEST = re.compile(
    r"\b(?:scenarios?|outcomes?|szenari(?:o|en)|scénarios?|scenari|escenarios?)\b.{0,40}"
    r"\b(?:likel(?:y|ier|iest)|probabl[ey]|plausible|realistic|probabile|wahrscheinlich\w*|possibile)\b"
    r"|\b(?:most|more|least|how) (?:likely|probable|plausible|realistic)\b.{0,30}"
    r"\b(?:scenarios?|outcomes?)\b"
    r"|\bwhat(?:'?s| is| are)? (?:the )?(?:odds|chances|probabilit(?:y|ies))\b"
    r"|\b(?:compare|confronta|comparer?|vergleiche?|compara)\b.{0,20}"
    r"\b(?:all )?(?:the )?(?:scenarios|scenari|scénarios|szenarien|escenarios)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:scenarios?|scénarios?|szenari(?:o|en)|scenari|escenarios?)\s+"
    r"(?P<first>[1-9])\s*(?:and|&|,|vs\.?|versus|or|with|to|e|et|und|y|con|mit|oder)\s*"
    r"(?:(?:scenario|scénario|szenario|escenario)\s+)?(?P<second>[1-9])\b",
    re.IGNORECASE,
)
_SETTLES = re.compile(
    r"\bwhat (?:would|needs?|must|has|have|had) (?:have |need )?(?:to )?"
    r"(?:be true|happen|come true|change)\b"
    r"|\bwhat (?:would|will|could) (?:settle|decide|prove|confirm)\b"
    r"|\bcosa dov(?:rebbe|e) (?:succedere|accadere|essere vero)\b"
    r"|\bque faudrait-il\b|\bwas müsste (?:passieren|geschehen|wahr sein)\b"
    r"|\bqué tendría que (?:pasar|ser verdad|ocurrir)\b",
    re.IGNORECASE,
)


def numbered(pack: Pack) -> dict[int, Scenario]:
    """Return the scenarios that people call by a number: "scenario 2" is an alias."""
    found: dict[int, Scenario] = {}
    for scenario in pack.scenarios.values():
        for alias in scenario.aliases:
            match = re.fullmatch(r"scenario ([1-9])", alias, re.IGNORECASE)
            if match:
                found.setdefault(int(match[1]), scenario)
    return found


def compared(pack: Pack, text: str) -> Sequence[Scenario]:
    """Return the scenarios that a text wants to see beside each other, if it does."""
    if not pack.scenarios:
        return ()
    by_number = numbered(pack)
    if found := _NUMBERED.search(text):
        both = [by_number.get(int(found["first"])), by_number.get(int(found["second"]))]
        named = [one for one in both if one is not None]
        if len(named) == 2 and named[0] is not named[1]:
            return named
    if _LIKELIEST.search(text):
        return tuple(pack.scenarios.values())
    return ()


def settled(found: Found, text: str) -> str | None:
    """Return the scenario of which a text asks what would have to be true, if it does."""
    if not _SETTLES.search(text):
        return None
    for one in found.result.candidates:
        if one.kind is Kind.SCENARIO and one.confidence >= _LIKELY_ENOUGH:
            return one.id
    return None
