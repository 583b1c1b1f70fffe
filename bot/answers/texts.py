"""Every fixed sentence that a member reads, by key and language.

The texts lie in `texts_*.py`, one file for each subject. English is complete by definition; a text
that a language lacks is given in English. What a pack says is in none of them.
"""

from collections.abc import Mapping

from bot.answers import (
    texts_asked,
    texts_changed,
    texts_notices,
    texts_refusals,
    texts_scenarios,
    texts_standing,
)

FALLBACK = "en"
LANGUAGES = ("en", "it", "fr", "de", "es")

_GROUPS = (
    texts_asked.TABLE,
    texts_changed.TABLE,
    texts_notices.TABLE,
    texts_refusals.TABLE,
    texts_scenarios.TABLE,
    texts_standing.TABLE,
)


def by_language(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, Mapping[str, str]]:
    """Return a table of texts in the order of `LANGUAGES`, by key and language."""
    return {key: dict(zip(LANGUAGES, texts, strict=True)) for key, texts in table.items()}


def text_of(texts: Mapping[str, str], language: str, /, **values: object) -> str:
    """Return a text in the language (English where there is none) with its values put in."""
    return texts.get(language, texts[FALLBACK]).format(**values)


TEXTS = by_language({key: texts for group in _GROUPS for key, texts in group.items()})


def text(key: str, language: str, /, **values: object) -> str:
    """Return a text of an answer, as `text_of` does."""
    return text_of(TEXTS[key], language, **values)


def text_of_number(key: str, number: int, language: str) -> str:
    """Return a text that counts: that of one, where there is one, has a key that ends so."""
    return text(f"{key}_one" if number == 1 else key, language, count=number)


def language_name(code: str, language: str) -> str:
    """Return what a language is called in another; its code where nobody wrote that down."""
    key = f"language_{code}"
    return text(key, language) if key in TEXTS else code
