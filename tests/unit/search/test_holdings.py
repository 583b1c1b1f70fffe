"""What is kept of a pack's texts."""

import numpy as np

from bot.search.analysis import Analysis, analyse
from bot.search.compiling import compiled
from bot.search.flat import Rows
from bot.search.holdings import Exact, Holdings, StemIdf, held, only_of, stem_idf
from bot.search.lexicon import Lexicon
from bot.search.scoring import Profile
from bot.search.stemming import Stemmer
from bot.search.traits import base
from bot.search.utterances import Targets
from tests.unit.search.small_pack import small_pack

PACK = small_pack()
FLAT = compiled(PACK)
TARGETS = Targets(PACK)
FIRST = FLAT["targets.first"]
HOLDINGS = Holdings(FLAT, FIRST)
LEXICON = Lexicon.kept(FLAT, Stemmer())


def _read(texts: list[str]) -> list[Analysis]:
    return [analyse(text, LEXICON, repair=False) for text in texts]


def test_profiles_and_words_are_those_of_the_texts() -> None:
    """What is made of the numbers equals what the texts themselves say."""
    for number, target in enumerate(TARGETS):
        own = _read([one.text for one in target.utterances])
        wanted = Profile.of(own, _read(target.background), base(PACK, target))
        assert HOLDINGS.profile(number) == wanted
        for row, text in enumerate(own, FIRST[number]):
            assert HOLDINGS.read(row) == " ".join(text.read)


def test_stems_tell_targets_apart() -> None:
    """Of two targets, a stem of one tells more than one of both, and an unseen one most."""
    stem_of = np.asarray([0, 1, 1, 2])  # the second and the third word have one stem
    read = Rows.build(np.asarray([0, 1, 2, 1, 3]), np.asarray([3, 0, 2]))
    stems = held(stem_of, read, np.asarray([0, 2, 3]))
    assert [stems[0], stems[1]] == [[0, 1], [1, 2]]
    figures, unseen = stem_idf(stems, 3)
    assert figures[1] < figures[0] == figures[2] < unseen
    assert only_of(stems, np.asarray([False, True]), 3).tolist() == [2]


def test_a_stem_that_nobody_uses_gets_the_default() -> None:
    """Others get their own figure."""
    figures = StemIdf(FLAT)
    assert figures.get("zqxv", 9.0) == 9.0
    assert 0 < figures.get("bolt", 9.0) < 9.0


def test_an_exact_text_is_found_by_its_first_row() -> None:
    """Only rows that were typed count: a fact's statement is not one."""
    exact = Exact(HOLDINGS, FLAT)
    for number, target in enumerate(TARGETS):
        for row, utterance in enumerate(target.utterances, FIRST[number]):
            found = exact.find(" ".join(_read([utterance.text])[0].read))
            assert found is not None or not utterance.asked
            if found is not None:
                assert found <= row
    assert exact.find("what nobody typed") is None
