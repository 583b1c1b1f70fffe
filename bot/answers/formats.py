"""Numbers and values as people write them, by language."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bot.answers.texts import FALLBACK, text
from bot.knowledge.model import Fact

# The signs that part thousands and decimals. A no-break space keeps a number on one line.
_SIGNS: Mapping[str, tuple[str, str]] = {
    "en": (",", "."),
    "it": (".", ","),
    "fr": ("\u202f", ","),
    "de": (".", ","),
    "es": (".", ","),
}


def shown_number(number: Decimal, language: str) -> str:
    """Return a number with the language's signs for thousands and decimals."""
    thousands, point = _SIGNS.get(language, _SIGNS[FALLBACK])
    plain = f"{number:,f}"
    whole, _, decimals = plain.partition(".")
    if abs(number) < 10_000 and number == number.to_integral_value() and language != "en":
        # Four digits stand together outside English.
        whole = whole.replace(",", "")
    whole = whole.replace(",", thousands).replace("-", "\u2212")
    decimals = decimals.rstrip("0")
    return f"{whole}{point}{decimals}" if decimals else whole


def number_of(fact: Fact) -> Decimal | None:
    """Return a fact's value as an exact number, where it is one that can be reckoned with."""
    if isinstance(fact.value, bool) or not isinstance(fact.value, int | float):
        return None
    try:
        number = Decimal(str(fact.value))
    except InvalidOperation:
        return None
    # A larger number is no quantity that anybody compares, and would fill the screen.
    return number if abs(number) < Decimal(10) ** 15 else None


def shown_value(fact: Fact, language: str) -> str:
    """Return a fact's value with its unit: 87,552 vehicles, 5 %, not for sale."""
    if fact.value is None:
        return ""
    number = number_of(fact)
    value = str(fact.value) if number is None else shown_number(number, language)
    return f"{value} {fact.unit}" if fact.unit else value


def shown_difference(difference: Decimal, unit: str | None, language: str) -> str:
    """Return a difference with its unit; between percentages these are points."""
    number = shown_number(difference, language)
    if unit == "%":
        return text("points", language, number=number)
    return f"{number} {unit}" if unit else number
