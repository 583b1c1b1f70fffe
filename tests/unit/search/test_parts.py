"""The parts of search: times and forms, names and spelling, vectors, and confidence."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.search.analysis import analyse
from bot.search.compiling import compiled
from bot.search.confidence import (
    HIGHEST,
    LOWEST,
    NONE_SIGNS,
    Circumstances,
    Standings,
    confidences,
    probabilities,
    threshold,
)
from bot.search.diversity import diversity, diversity_by_parts
from bot.search.features import FeatureSpace, mixed
from bot.search.forms import form, period_marks, times
from bot.search.lexicon import Lexicon
from bot.search.normalise import words
from bot.search.ordinary import english
from bot.search.scoring import SIGNS
from bot.search.stemming import Stemmer
from bot.search.synonyms import Synonyms, english_synonyms
from bot.search.utterances import Targets
from bot.search.weights import STORY
from tests.unit.search.small_pack import small_pack

WIDTH = len(SIGNS) + len(NONE_SIGNS)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The lexicon of the small pack, with the words of its questions."""
    found = Lexicon(small_pack(), Stemmer())
    for text in ("what does the bolt cost", "is acme negotiating with zenith", "deliveries"):
        found.learn(words(text))
    found.seal()
    return found


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("sales in 2024", ("2024",)),
        ("q1 2025", ("2025", "q1")),
        ("3q25 profit", ("2025", "q3")),
        ("h1 25 loss", ("2025", "h1")),
        ("second half of 2025", ("2025", "h2")),
        ("first 3 months", ("q1",)),
        ("terzo trimestre 2025", ("2025", "q3")),
        ("june 2026", ("2026", "m06")),
        ("may 2025", ("2025", "m05")),
        ("may i ask", ()),
        ("marzo", ("m03",)),
        ("0 to 100", ()),
    ],
)
def test_times_are_read(text: str, marks: tuple[str, ...]) -> None:
    """Years, quarters, halves and months, in digits and in words."""
    assert times(words(text)) == marks


@pytest.mark.parametrize(
    ("period", "marks"),
    [("2025", ("2025",)), ("2025-Q1", ("2025", "q1")), ("2025-06", ("2025", "m06"))],
)
def test_periods_have_the_same_marks(period: str, marks: tuple[str, ...]) -> None:
    """A fact's period is marked as a question names it."""
    assert period_marks(period) == marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wen did it start", "when"),
        ("how many cars", "count"),
        ("quanto costa", "amount"),
        ("chi ha detto", "who"),
        ("warum nicht", "why"),
        ("is it true", "yes-no"),
        ("luce price", ""),
    ],
)
def test_the_form_of_a_question_is_read(text: str, expected: str) -> None:
    """In five languages, wherever the word stands."""
    assert form(words(text)) == expected


def test_names_are_found_the_longest_first(lexicon: Lexicon) -> None:
    """ "Acme Bolt" is the model, and the company only inside its name."""
    text = analyse("how much is the acme bolt", lexicon, repair=True)
    assert text.entities == ("bolt",)
    assert text.inner_entities == ("acme",)
    assert text.attributes == ("price",)


def test_chinese_names_are_cut_out(lexicon: Lexicon) -> None:
    """A run of Chinese characters has no spaces around a name."""
    assert analyse("阿克米销量", lexicon, repair=True).entities == ("acme",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("negotiatng", "negotiating"), ("zenithh", "zenith"), ("dliveries", "deliveries")],
)
def test_spelling_is_mended(lexicon: Lexicon, typed: str, meant: str) -> None:
    """A slip in a word of the pack is read as that word, and said so."""
    assert analyse(typed, lexicon, repair=True).repairs == ((typed, meant),)


@pytest.mark.parametrize("word", ["pizza", "xyz", "q1", "2025", "elephant"])
def test_other_words_are_left_alone(lexicon: Lexicon, word: str) -> None:
    """A word far from all that the pack knows stays, and counts as unknown."""
    text = analyse(word, lexicon, repair=True)
    assert text.repairs == ()
    assert text.read == (word,)


def test_what_is_no_word_is_told_from_words(lexicon: Lexicon) -> None:
    """Numbers, names of the pack and plain English are words; slips and gibberish are not."""
    assert all(lexicon.is_word(word) for word in ("2025", "bolt", "elephant", "acme"))
    assert not any(lexicon.is_word(word) for word in ("boltt", "xyzzq"))


def test_vectors_have_length_one_and_unknown_words_shorten_the_match(lexicon: Lexicon) -> None:
    """The cosine of a text with itself is one, and less with a word nobody knows."""
    flat = compiled(small_pack())
    table = csr_matrix(
        (flat["table.values"], flat["table.ids"], flat["table.ends"]),
        shape=(len(flat["rows.owners"]), len(flat["features.idf"])),
    )
    lengths = np.sqrt(table.multiply(table).sum(axis=1))
    # A row that names no concept lacks that view's share.
    assert (lengths <= 1 + 1e-5).all()
    assert lengths.max() == pytest.approx(1, abs=1e-5)
    space = FeatureSpace(flat)
    row = int(np.argmax(lengths))
    texts = [one.text for target in Targets(small_pack()) for one in target.utterances]

    def cosine(text: str) -> float:
        vector = space.vector(analyse(text, lexicon, repair=False))
        dense = np.zeros(table.shape[1])
        dense[vector.ids] = vector.weights
        return float((table @ dense)[row])

    assert cosine(texts[row]) == pytest.approx(1, abs=1e-5)
    assert cosine(f"{texts[row]} zxcvb") < 0.95


def test_mixing_vectors_keeps_both(lexicon: Lexicon) -> None:
    """A quarter of one and three quarters of the other."""
    space = FeatureSpace(compiled(small_pack()))
    texts = [analyse(text, lexicon, repair=False) for text in ("bolt cost", "acme zenith")]
    first, second = (space.vector(text) for text in texts)
    both = mixed(first, second, 0.75)
    assert set(both.ids) == set(first.ids) | set(second.ids)
    assert both.weights.sum() == pytest.approx(
        0.25 * first.weights.sum() + 0.75 * second.weights.sum(), rel=1e-4
    )


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.integers(0, 10))
def test_probabilities_add_up(scores: list[float], column: int) -> None:
    """Whatever the signs are, the options share one."""
    table = np.zeros((len(scores), WIDTH))
    table[:, column] = scores
    chances = probabilities(table, STORY)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()


def test_the_threshold_keeps_its_promise() -> None:
    """From it on, the mean confidence is what was asked for, within its bounds."""
    levels = np.linspace(1, 0, 101)
    found = threshold(levels, np.ones(101), 0.9)
    assert levels[levels >= found].mean() >= 0.9
    assert threshold(np.zeros(10), np.ones(10), 0.9) == HIGHEST
    assert threshold(np.ones(10), np.ones(10), 0.9) >= LOWEST


SHARES = st.floats(0, 1)
# Of one candidate: its chance, its lead, what the regression gives it, how much is explained.
STANDINGS = st.tuples(SHARES, st.floats(-20, 20), st.floats(-0.5, 1.5), SHARES)
CIRCUMSTANCES = st.builds(Circumstances, SHARES, st.floats(0, 1e4), st.integers(0, 10**6), SHARES)


def sure(standing: tuple[float, float, float, float], at: Circumstances) -> float:
    """Return the confidence of a candidate that stands so."""
    chance, lead, ridge, explained = standing
    one = Standings(np.asarray([chance]), np.asarray([lead]), np.asarray([ridge]), explained)
    return float(confidences(one, at)[0])


@given(STANDINGS, STANDINGS, CIRCUMSTANCES)
def test_what_has_more_for_it_is_surer(
    one: tuple[float, float, float, float],
    other: tuple[float, float, float, float],
    at: Circumstances,
) -> None:
    """A candidate that is ahead in nothing is not surer, and confidences are probabilities."""
    first, second, third, fourth = (min(pair) for pair in zip(one, other, strict=True))
    for standing in (one, other):
        assert 0 <= sure((first, second, third, fourth), at) <= sure(standing, at) + 1e-12 <= 1.1


@given(STANDINGS)
def test_neither_the_evidence_nor_the_lead_makes_up_for_the_other(
    standing: tuple[float, float, float, float],
) -> None:
    """A clear lead in a question about something else is no answer, nor is one of two alike."""
    at = Circumstances(0.0, 5.0, 60, 0.0)
    chance, lead, ridge, explained = standing
    assert sure((min(0.9, chance), lead, 0.01, 0.01), at) < 0.2
    assert sure((chance, 0.0, ridge, explained), at) < 0.85


def test_a_standing_is_measured_against_the_best_other_candidate() -> None:
    """The first leads the second; all others are behind the first; one alone is far ahead."""
    leads = Standings.of([0.6, 0.3, 0.06], [0.9, 0.5, 0.1], 0.4).leads
    assert leads == pytest.approx([math.log(2), -math.log(2), -math.log(10)])
    assert Standings.of([0.4, 0.4, 0.1], [0, 0, 0], 0.4).leads[:2] == pytest.approx([0, 0])
    assert Standings.of([0.6], [0.9], 0.4).leads[0] > 5


@given(st.lists(st.tuples(SHARES, st.floats(-0.5, 1.5)), min_size=1, max_size=8), CIRCUMSTANCES)
def test_the_likelier_candidate_is_never_less_sure(
    given: list[tuple[float, float]], at: Circumstances
) -> None:
    """Whatever speaks for the others, the order stays."""
    shares, ridges = zip(*sorted(given, reverse=True), strict=True)
    found = confidences(Standings.of(shares, ridges, 0.5), at)
    assert (np.diff(found) <= 0).all()


def test_families_join_words_that_share_no_letter() -> None:
    """A phrase and a word of one family read the same; a word of none stands for itself."""
    families = Synonyms(['price cost "how much" fee', "stop quit"], Stemmer())
    assert families.read(["how", "much", "quit", "luce"]) == [("*0",), ("*1",), ("luce",)]
    assert families.read(["cost"]) == families.read(["fee"])


def test_families_that_come_with_the_project_are_read() -> None:
    """Each line of the list has at least two members."""
    families = english_synonyms()
    assert families.read(["how", "much"]) == families.read(["price"])
    assert {"price", "cancel"} <= families.words


def test_ordinary_words_are_known_and_weighed() -> None:
    """The commonest words tell nothing, those nobody knows tell all."""
    words_ = english()
    assert "cheap" in words_
    assert "leapmotro" not in words_
    assert words_.information("the") < 0.05 < words_.information("warranti") < 1
    assert words_.information("zqxv") == 1


def test_an_ordinary_word_is_no_typing_error(lexicon: Lexicon) -> None:
    """ "belt" is one letter from the pack's "bolt", but a word; "bollt" is none."""
    assert lexicon.repair("belt") is None
    assert lexicon.repair("bollt") == "bolt"
    assert lexicon.repair("cancle") == "cancel"


def test_a_target_asked_in_many_ways_is_broad() -> None:
    """Alike utterances make a narrow target, unlike ones a broad one, a single one neither."""
    same, other, third = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
    table = csr_matrix(np.asarray([same, same, other, third, same], np.float32))
    narrow, broad, single = diversity(table, np.asarray([0, 0, 1, 1, 2]), 3)
    assert narrow < 0 < broad
    assert single == 0
    assert not diversity(table, np.arange(5), 5).any()
    parts = diversity_by_parts(
        lambda rows: table[rows], np.asarray([0, 2, 4, 5]), np.asarray([0, 0, 1, 1, 2])
    )
    assert parts.tolist() == [narrow, broad, single]
