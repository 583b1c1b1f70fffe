"""The index of a pack: what it finds, how sure it is, and that it is the same every time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.index import Index
from bot.search.result import Kind, Verdict
from tests.unit.search.small_pack import small_pack

PACK = small_pack()


@pytest.fixture(scope="module")
def index() -> Index:
    """One index for all tests of this module."""
    return Index(PACK)


def test_an_exact_utterance_wins(index: Index) -> None:
    """Each utterance of the pack leads to its own entry, with full confidence."""
    for entry in PACK.entries.values():
        for utterance in (entry.question, *entry.aliases):
            result = index.search(utterance.upper() + " ??")
            assert (result.exact, result.verdict) == (True, Verdict.SURE)
            assert result.best is not None
            assert (result.best.id, result.best.confidence) == (entry.id, 1.0)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how mcuh does the boltt cost", "bolt-price"),
        ("quanto costa bolt", "bolt-price"),
        ("akme and zenith negotiations?", "zenith-talks"),
        ("acme cars sold", "acme-sales"),
    ],
)
def test_sloppy_questions_find_their_entry(index: Index, question: str, expected: str) -> None:
    """Typos, other languages, other words and misspelled names lead to the entry meant."""
    assert index.rank(question)[0].id == expected


def test_a_year_tells_two_facts_apart(index: Index) -> None:
    """The same question for another year finds that year's fact before the other's."""
    for year in ("2023", "2024"):
        assert f"acme-sales-{year}" in index.rank(f"acme deliveries {year}")[0].facts
    candidates = [candidate.id for candidate in index.rank("in 2024 acme sold how many cars")]
    assert candidates[0] in {"acme-sales-2024", "acme-sales"}


def test_a_topic_left_out_is_recognised(index: Index) -> None:
    """What the pack leaves out on purpose is said to be out of scope."""
    result = index.search("weather today?")
    assert result.verdict is Verdict.OUT_OF_SCOPE
    assert result.best is not None
    assert result.best.kind is Kind.TOPIC


def test_words_that_the_best_candidate_does_not_know_are_told(index: Index) -> None:
    """A word of no utterance is missing, one of another target too; in an exact one none."""
    missing = index.search("does the bolt cost more on zanzibar").missing
    assert "zanzibar" in missing
    assert not {"bolt", "cost"} & set(missing)
    assert "zenith" in index.search("bolt price zenith").missing
    assert index.search("price of the acme bolt").missing == ()


def test_a_text_is_read_with_what_only_topics_left_out_use(index: Index) -> None:
    """The weather is no name of the pack's, and yet a word that it knows."""
    reading = index.read("weather acme")
    assert (reading.left_out, reading.unknown) == (frozenset({0}), frozenset())


@pytest.mark.parametrize("text", ["", "   ", "???", "\x00\x01", "😀😀", "a", "https://example.org"])
def test_what_is_no_question_is_refused(index: Index, text: str) -> None:
    """There is nothing to look for in these."""
    assert index.search(text).verdict is Verdict.NOT_A_QUESTION


def test_unknown_words_are_no_match(index: Index) -> None:
    """Words that the pack does not know lead nowhere."""
    assert index.search("gluten free pancakes recipe").verdict is Verdict.NOTHING


def test_the_same_pack_makes_the_same_index() -> None:
    """Two indexes of one pack agree to the last digit."""
    questions = ["bolt price?", "acme zenith", "how many sold 2024", "qwerty", "acme motors deal"]
    one, other = Index(PACK), Index(small_pack())
    assert [one.search(text) for text in questions] == [other.search(text) for text in questions]
    assert one.sure == other.sure


def test_a_result_tells_why(index: Index) -> None:
    """Repairs and the words that counted are part of the result."""
    result = index.search("bolt prise")
    assert ("prise", "price") in result.repairs
    assert {word for word, _ in result.words} & {"bolt", "price"}
    assert "bolt" in result.entities


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_gets_a_result(text: str) -> None:
    """Nothing that can be typed raises; confidences are probabilities, best first."""
    result = _shared().search(text)
    confidences = [candidate.confidence for candidate in result.candidates]
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert confidences == sorted(confidences, reverse=True)


_INDEX: list[Index] = []


def _shared() -> Index:
    if not _INDEX:
        _INDEX.append(Index(PACK))
    return _INDEX[0]


@pytest.mark.parametrize("text", ["x1 q ty b6 dous s e r b8m q9", "zz zz", "b c d e f g h"])
def test_gibberish_is_left_alone(index: Index, text: str) -> None:
    """What a cat types on the keyboard is near to nothing, however many letters match."""
    assert index.search(text).verdict is Verdict.NOTHING


def test_a_measure_the_entity_lacks_is_not_answered(index: Index) -> None:
    """Nobody gave Zenith's price: what else is known of Zenith is no answer to that."""
    for question in ("zenith price", "how much is zenith", "what does zenith cost"):
        assert index.search(question).verdict is not Verdict.SURE
