"""Fixed texts in five languages, and the words for counts."""

import string

import pytest

from bot.answers.texts import LANGUAGES
from bot.discord_app.texts import text as discord_text
from bot.knowledge.model import ScenarioStatus, Status
from bot.pictures.texts import TEXTS, facts_word, sources_word, status_word, text


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_takes_the_same_values_in_every_language(key: str) -> None:
    def taken(said: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(said) if name}

    assert set(TEXTS[key]) == set(LANGUAGES)
    assert len({frozenset(taken(said)) for said in TEXTS[key].values()}) == 1
    assert all(said == said.strip() and said for said in TEXTS[key].values())


def test_every_status_has_a_word() -> None:
    for language in (*LANGUAGES, "zh"):
        assert all(status_word(one.value, language) for one in (*Status, *ScenarioStatus))


def test_counts() -> None:
    assert [sources_word(count, "en") for count in range(3)] == [
        "no source",
        "1 source",
        "2 sources",
    ]
    assert [facts_word(1, 1, "de"), facts_word(2, 2, "de"), facts_word(2, 9, "de")] == [
        "1 Fakt",
        "2 Fakten",
        "2 von 9 Fakten",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_name_the_commands_as_discord_shows_them(language: str) -> None:
    hint = text("left_out", language, count=3)
    command, since, until = (
        discord_text(f"command_{key}", language) for key in ("timeline", "from", "to")
    )
    assert hint.endswith(f"/{command} {since}:… {until}:…")
    board = text("left_out_scenarios", language, count=3)
    assert board.endswith(f"/{discord_text('command_scenarios', language)}")
