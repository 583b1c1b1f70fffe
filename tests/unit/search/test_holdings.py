"""What is kept of a pack's texts."""

import numpy as np

from bot.search.analysis import Analysis, analyse
from bot.search.holdings import Exact, Holdings, Strings
from bot.search.lexicon import Lexicon
from bot.search.scoring import Base, Profile
from bot.search.stemming import Stemmer
from tests.unit.search.small_pack import small_pack

LEXICON = Lexicon(small_pack(), Stemmer())
LEXICON.seal()
BASE = Base(frozenset({"acme"}), frozenset(), frozenset(), "acme", frozenset())


def _read(*texts: str) -> list[Analysis]:
    return [analyse(text, LEXICON, repair=False) for text in texts]


def test_words_come_back() -> None:
    """Each row has its own words, in order and as often as they stood there."""
    strings = Strings()
    rows = [["b", "a", "b"], [], ["c"]]
    for row in rows:
        strings.add(row)
    assert [strings[number] for number in range(len(strings))] == rows
    assert strings.counts().tolist() == [2, 1, 1]
    assert strings.counts(np.asarray([False, True, True])).tolist() == [0, 0, 1]


def test_profiles_are_those_of_the_texts() -> None:
    """A profile made anew equals the one that was there when the target was added."""
    holdings = Holdings()
    own, background = _read("how much is the acme bolt"), _read("acme sells the bolt in june 2025")
    holdings.add(own, background, BASE)
    holdings.add(_read("who owns zenith"), [], BASE)
    assert holdings.profile(0) == Profile.of(own, background, BASE)
    assert holdings.profile(1) == Profile.of(_read("who owns zenith"), [], BASE)
    assert holdings.read(1) == "who owns zenith"
    assert holdings.only_of(np.asarray([False, True])) == {"who", "own", "zenith"}
    idf, unseen = holdings.stem_idf()
    assert max(idf.values()) < unseen


def test_an_exact_text_is_found_by_its_first_row() -> None:
    """Only rows that were typed count, and the first of equal ones."""
    holdings = Holdings()
    holdings.add(_read("one thing", "same words", "same words", "made up"), [], BASE)
    exact = Exact(holdings, [0, 1, 2])
    assert exact.find("same words") == 1
    assert exact.find("made up") is None
    assert Exact(holdings, []).find("one thing") is None
