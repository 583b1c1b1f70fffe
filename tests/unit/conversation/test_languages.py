import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.languages import Languages, is_foreign_script
from bot.conversation.periods import periods_in
from tests.unit.answers.small_pack import small_pack

LANGUAGES = Languages(small_pack())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("who owns acme", "en"),
        ("chi possiede la acme", "it"),
        ("qui est le patron de acme", "fr"),
        ("wem gehört das und was kostet es", "de"),
        ("cuánto cuesta el bolt", "es"),
        ("acme zenith", "en"),
        ("trattative acme", "it"),
        ("b10 2025", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert LANGUAGES.of(text) == language


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("acme zenith", "it", "it"),
        ("", "fr", "fr"),
        ("who owns acme", "it", "en"),
        ("chi possiede la acme", "en", "it"),
        ("acme zenith", "ja", "en"),
    ],
)
def test_what_is_expected_counts_where_the_words_do_not_tell(
    text: str, expected: str, language: str
) -> None:
    assert LANGUAGES.of(text, expected) == language


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert len(LANGUAGES.of(text)) == 2


def test_scripts() -> None:
    assert is_foreign_script("零跑 acme 汽车公司多少钱")
    assert not is_foreign_script("Việt Nam ở đâu")
    assert not is_foreign_script("2025")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("sales 2024", ("2024",)),
        ("2024 vs 2023", ("2024", "2023")),
        ("q1 and q2 2025 sales", ("2025-Q1", "2025-Q2")),
        ("sales 2025 q3", ("2025-Q3",)),
        ("H1 2025 against 2024", ("2025-H1", "2024")),
        ("2q 2025", ("2025-Q2",)),
        ("t2 2025", ("2025-Q2",)),
        ("q1", ()),
        ("12024 2024km 20,2024", ()),
    ],
)
def test_the_periods_that_a_question_names(text: str, periods: tuple[str, ...]) -> None:
    assert periods_in(text) == periods
