"""The parts of search: times and forms, names and spelling, vectors, and confidence."""

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
    Sample,
    as_asked,
    balance,
    fit,
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


def test_the_fit_learns_which_sign_counts() -> None:
    """Where one sign alone tells the right option, its weight grows until the samples are won."""
    generator = np.random.default_rng(3)
    samples = []
    for _ in range(200):
        options = np.zeros((4, WIDTH))
        options[:3, 2] = generator.random(3)
        options[3, len(SIGNS)] = 1
        right = np.zeros(4, bool)
        right[int(np.argmax(options[:3, 2])) if options[:3, 2].max() > 0.5 else 3] = True
        samples.append(Sample(options, right))
    start = np.zeros(WIDTH)
    weights = fit(samples, np.ones(len(samples)), start, strength=0.01)
    assert weights[2] > 5
    hits = [
        sample.right[int(np.argmax(probabilities(sample.options, weights)))] for sample in samples
    ]
    assert np.mean(hits) > 0.9


def test_a_strong_prior_is_kept() -> None:
    """Few samples do not move weights that were fitted on many."""
    sample = Sample(np.eye(2, WIDTH), np.asarray([True, False]))
    assert fit([sample], np.ones(1), STORY, strength=1e6) == pytest.approx(STORY, abs=1e-3)


def test_questions_without_an_answer_get_their_share() -> None:
    """However many were sampled, they weigh as much as members ask."""
    samples = [Sample(np.zeros((1, WIDTH)), np.asarray([number < 30])) for number in range(40)]
    importance = balance(samples, 0.2)
    assert importance[:30].sum() / importance.sum() == pytest.approx(0.2)


def test_the_threshold_keeps_its_promise() -> None:
    """From it on, the mean confidence is what was asked for, within its bounds."""
    confidence = np.linspace(1, 0, 101)
    found = threshold(confidence, np.ones(101), 0.9)
    assert confidence[confidence >= found].mean() >= 0.9
    assert threshold(np.zeros(10), np.ones(10), 0.9) == HIGHEST
    assert threshold(np.ones(10), np.ones(10), 0.9) >= LOWEST


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.builds(
        Circumstances, st.floats(0, 1), st.floats(0, 1e4), st.integers(0, 10**6), st.floats(0, 1)
    ),
)
def test_the_curve_keeps_the_order(one: float, other: float, at: Circumstances) -> None:
    """What is likelier stays likelier, and probabilities stay probabilities."""
    assert 0 <= as_asked(one, at) <= 1
    if one <= other:
        assert as_asked(one, at) <= as_asked(other, at)


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
