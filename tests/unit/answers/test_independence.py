"""Rewrites of one report count once."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.independence import independent_sources, origins
from bot.knowledge.model import Pack, Source
from tests.unit.answers.small_pack import fact, small_pack


def pack_of(derived: dict[str, list[str]]) -> Pack:
    sources = {
        name: Source.model_validate(
            {
                "id": name,
                "title": name,
                "outlet": name,
                "url": f"https://example.org/{name}",
                "language": "en",
                "kind": "newspaper",
                "derived_from": origin,
            }
        )
        for name, origin in derived.items()
    }
    return small_pack().model_copy(update={"sources": sources})


def test_two_rewrites_of_one_report_are_one_source() -> None:
    pack = pack_of({"wire": [], "copy": ["wire"], "copy-of-copy": ["copy"], "own": []})
    assert origins(pack, "copy-of-copy") == {"wire"}
    one = fact("x", "X.", cites=["copy", "copy-of-copy"])
    assert independent_sources(pack, one) == 1
    assert independent_sources(pack, one, fact("y", "Y.", cites=["own", "wire"])) == 2
    assert independent_sources(pack) == 0


def test_a_source_with_two_origins_joins_them() -> None:
    pack = pack_of({"a": [], "b": [], "both": ["a", "b"]})
    assert independent_sources(pack, fact("x", "X.", cites=["a", "b", "both"])) == 1
    assert independent_sources(pack, fact("x", "X.", cites=["a", "b"])) == 2


def test_sources_that_only_repeat_each_other_are_one() -> None:
    pack = pack_of({"a": ["b"], "b": ["a"]})
    assert independent_sources(pack, fact("x", "X.", cites=["a", "b"])) == 1


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), min_size=1
    )
)
def test_there_are_never_more_than_sources_and_at_least_one(derived: dict[str, list[str]]) -> None:
    pack = pack_of(derived)
    cites = list(derived)
    count = independent_sources(pack, fact("x", "X.", cites=cites))
    assert 1 <= count <= len(cites)
    assert count >= independent_sources(pack, fact("x", "X.", cites=cites[:1]))
