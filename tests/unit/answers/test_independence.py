"""Counting sources: rewrites of one report count once."""

import pytest

from bot.answers.independence import independent_sources, origins
from bot.knowledge.model import Pack, Source
from tests.unit.answers.small_pack import fact, small_pack


def pack_of(**derived: list[str]) -> Pack:
    """Return the small pack with sources that derive from others as given."""
    sources = {
        name: Source.model_validate(
            {
                "id": name,
                "title": name,
                "outlet": name,
                "url": f"https://example.org/{name}",
                "language": "en",
                "kind": "newspaper",
                "derived_from": before,
            }
        )
        for name, before in derived.items()
    }
    return small_pack().model_copy(update={"sources": sources})


def test_a_source_goes_back_to_where_the_chain_begins() -> None:
    pack = pack_of(a=[], b=["a"], c=["b"], d=["b", "e"], e=[])
    assert origins(pack, "a") == {"a"}
    assert origins(pack, "c") == {"a"}
    assert origins(pack, "d") == {"a", "e"}


def test_sources_that_derive_from_each_other_are_one() -> None:
    pack = pack_of(a=["b"], b=["a"])
    assert origins(pack, "a") == origins(pack, "b")


@pytest.mark.parametrize(
    ("cites", "count"),
    [
        (["a"], 1),
        (["a", "b", "c"], 1),
        (["b", "c"], 1),
        (["a", "e"], 2),
        (["a", "e", "d"], 1),  # d rests on both, so the three are not apart
        (["f", "a"], 2),
        (["gone"], 0),
    ],
)
def test_rewrites_count_once(cites: list[str], count: int) -> None:
    pack = pack_of(a=[], b=["a"], c=["b"], d=["b", "e"], e=[], f=[])
    assert independent_sources(pack, fact("x", "X.", cites=cites)) == count


def test_several_facts_share_what_they_rest_on() -> None:
    pack = pack_of(a=[], b=["a"], e=[])
    one, other = fact("x", "X.", cites=["a"]), fact("y", "Y.", cites=["b", "e"])
    assert independent_sources(pack, one, other) == 2
    assert independent_sources(pack) == 0
