from string import Formatter

import pytest

from bot.answers.citations import mark
from bot.answers.sentences import first_sentence
from bot.answers.texts import FALLBACK, LANGUAGES, TEXTS, language_name, text, text_of_number


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_exists_in_every_language_with_the_same_placeholders(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == set(LANGUAGES)
    assert all(one.strip() for one in texts.values())
    expected = _placeholders(texts[FALLBACK])
    assert {language: _placeholders(one) for language, one in texts.items()} == dict.fromkeys(
        LANGUAGES, expected
    )


def test_an_unknown_language_reads_english() -> None:
    assert text("no_entry", "pt") == text("no_entry", "en")


def test_a_value_is_put_in_as_it_is() -> None:
    assert text("premise_denied", "en", statement="{x} %s") == "That has not happened: {x} %s"


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    assert language_name("it", "de") == "Italienisch"
    assert language_name("pt", "de") == "pt"


@pytest.mark.parametrize(
    "key", [key for key in TEXTS if f"{key}_one" in TEXTS and "ago" not in key]
)
def test_one_is_said_otherwise_than_several(key: str) -> None:
    for language in LANGUAGES:
        assert "1" not in text_of_number(key, 1, language)
        assert "2" in text_of_number(key, 2, language)


def test_a_citation_behind_the_only_sentence_belongs_to_it() -> None:
    """Imported answers end so; the citation alone is no rest of an answer."""
    answer = f"Bob is 30. {mark('bob-age')}"
    assert first_sentence(answer, "en") == answer
    assert first_sentence(f"{answer} {mark('other')} He lives.", "en").endswith(mark("other"))
