"""Several facts beside each other: their order in time, and how two numbers differ."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.answers.formats import number_of, shown_difference, shown_number
from bot.answers.texts import text
from bot.knowledge.dates import first_day, last_day, span
from bot.knowledge.model import Fact

# Units that name a point in time: their numbers are not quantities.
_NO_QUANTITIES = ("year", "month", "day", "date")


def in_time_order(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts in the order of what they are about: their period, else their date."""

    def time(fact: Fact) -> tuple[object, ...]:
        about = fact.period or fact.as_of
        return last_day(about), first_day(about), fact.as_of, fact.id

    return sorted(facts, key=time)


def difference_line(facts: Sequence[Fact], language: str) -> str | None:
    """Return the line on how two facts in the order of time differ, where that can be reckoned.

    Both must give a number of the same unit for periods of the same length: a half year is not set
    against a year. The factor is left out where it says nothing: between percentages, and when a
    number is not above zero.
    """
    if len(facts) != 2:
        return None
    first, second = facts
    before, after = number_of(first), number_of(second)
    if before is None or after is None or first.unit != second.unit or first.unit is None:
        return None
    if first.unit in _NO_QUANTITIES or first.attribute != second.attribute:
        return None
    if _length(first) != _length(second):
        return None
    difference = shown_difference(after - before, first.unit, language)
    if after > before:
        difference = f"+{difference}"
    if first.unit == "%" or before <= 0 or after <= 0:
        return text("difference", language, difference=difference)
    ratio = (after / before).quantize(Decimal("0.01"))
    if not ratio:
        return text("difference", language, difference=difference)
    shown = shown_number(ratio, language)
    return text("difference_ratio", language, difference=difference, ratio=shown)


def _length(fact: Fact) -> int:
    """Return how many months a fact's period has; 0 where it has none."""
    if fact.period is None:
        return 0
    first, last = span(fact.period)
    return last.month - first.month + 1
