"""The nearest word of a vocabulary: the marks pass over nothing that a full scan would find."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.spelling import Spelling


def _by_scan(word: str, counts: Mapping[str, int], allowed: int) -> str | None:
    """Compare with every word of a near length, the plain way."""
    best: tuple[int, int, str] | None = None
    for length in range(len(word) - allowed, len(word) + allowed + 1):
        alike = sorted(one for one in counts if len(one) == length >= 4 and one.isalpha())
        for known, distance, _ in process.extract(
            word, alike, scorer=OSA.distance, score_cutoff=allowed, limit=8
        ):
            same_start = known[0] == word[0]
            if len(word) <= 6 and not same_start and sorted(known) != sorted(word):
                continue
            rank = (int(distance) * 2 + (not same_start), -counts[known], known)
            if best is None or rank < best:
                best = rank
    return best[2] if best else None


# Few letters, so that words are near each other; some beyond ASCII, some that share a class.
_WORDS = st.text("abcdaßñжaA", min_size=1, max_size=12)


def _edited(word: str, edits: list[tuple[int, int, str]]) -> str:
    for kind, at, letter in edits:
        place = at % (len(word) + 1)
        before, after = word[:place], word[place:]
        if kind == 0:
            word = before + letter + after
        elif kind == 1:
            word = before + after[1:]
        elif kind == 2:
            word = before + letter + after[1:]
        else:
            word = before + after[1:2] + after[:1] + after[2:]
    return word


_EDITS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.sampled_from("abcdñж")), max_size=3
)


@settings(max_examples=400)
@given(st.dictionaries(_WORDS, st.integers(1, 4), min_size=1, max_size=60), st.data())
def test_the_answer_is_that_of_a_scan(counts: dict[str, int], data: st.DataObject) -> None:
    """For words a few edits away from a known one, and for others."""
    spelling = Spelling.build(counts)
    again = Spelling.of(spelling.flat("kept"), "kept")
    for _ in range(8):
        start = data.draw(st.one_of(st.sampled_from(sorted(counts)), _WORDS))
        word = _edited(start, data.draw(_EDITS))
        if not word:
            continue
        for allowed in (1, 2):
            wanted = _by_scan(word, counts, allowed)
            assert spelling.nearest(word, allowed) == wanted
            assert again.nearest(word, allowed) == wanted


@pytest.mark.parametrize("typed", ["leapmotro", "leapmoto", "eapmotor", "leappmotorr", "leapomtor"])
def test_a_slip_is_found(typed: str) -> None:
    """A letter too many or too few, another one, two swapped."""
    spelling = Spelling.build({"leapmotor": 3, "stellantis": 2, "motor": 1})
    assert spelling.nearest(typed, 2) == "leapmotor"


def test_no_words_no_answer() -> None:
    """A vocabulary without a word long enough finds nothing, nor does a word without end."""
    assert Spelling.build({}).nearest("leapmotor", 2) is None
    assert Spelling.build({"abc": 1, "b10x": 1}).nearest("abcd", 1) is None
    assert Spelling.build({"motor": 1}).nearest("m" * 100_000, 2) is None


def test_the_one_used_most_is_meant() -> None:
    """Of words as near, that count; then the alphabet."""
    assert Spelling.build({"baker": 1, "bader": 5}).nearest("baxer", 1) == "bader"
    assert Spelling.build({"baker": 1, "bader": 1}).nearest("baxer", 1) == "bader"
