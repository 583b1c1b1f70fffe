"""The HTML page: well formed, safe, and with an anchor for everything."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.knowledge.exchange.page import write_page
from bot.knowledge.exchange.pairs import Pair
from bot.knowledge.model import Pack
from tests.unit.exchange.packs import made, pack_in
from tests.unit.terminal.small_pack import write_small_pack

SHIPPED = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"
VOID = {"meta", "br", "link", "hr", "img"}
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</style></title>&amp;&#0;",
    "javascript:alert(1)",
]


class Reader(HTMLParser):
    """Reads a page and sees that its tags are closed in order and its ids are there once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "a":
            self.links.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


def _read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert page.startswith("<!DOCTYPE html>\n<html lang=")
    for link in reader.links:
        target = link["href"] or ""
        if target.startswith("#"):
            assert target[1:] in reader.ids
        else:
            assert target.startswith(("http://", "https://"))
            assert link["rel"] == "noopener"
    assert {"script", "iframe", "img", "link", "form"}.isdisjoint(reader.tags)
    assert not any(name.startswith("on") or name in ("src", "style") for name in reader.attributes)
    return reader


@pytest.mark.parametrize("name", ["shipped", "small"])
def test_everything_has_an_anchor(name: str, tmp_path: Path) -> None:
    pack = pack_in(SHIPPED if name == "shipped" else write_small_pack(tmp_path / "small"))
    reader = _read(write_page(pack))
    anchors = {f"{kind}-{one}" for kind, one in _records(pack)}
    assert anchors <= set(reader.ids)
    numbers = [f"[{number}]" for number in range(1, len(pack.sources) + 1)]
    assert all(number in reader.text for number in numbers)
    assert "{" not in reader.text


def _records(pack: Pack) -> list[tuple[str, str]]:
    lists = {"entry": pack.entries, "fact": pack.facts, "scenario": pack.scenarios}
    return [(kind, one) for kind, records in lists.items() for one in records] + [
        ("source", one) for one in pack.sources
    ]


def test_a_citation_becomes_the_numbers_of_its_sources(tmp_path: Path) -> None:
    page = write_page(pack_in(write_small_pack(tmp_path / "small")))
    assert (
        '<p>No, Acme denied it<sup class="cited"><a href="#fact-acme-denial" '
        'title="Acme denied that there are talks with Zenith.">1</a></sup>.' in page
    )


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    pairs = [
        Pair(
            number, text, f"{text}\n- {text}", origin=text, address=f"https://a.test/?{number}\"'<>"
        )
        for number, text in enumerate(HOSTILE, 1)
    ]
    pack, _ = made(pairs, tmp_path / "made")
    reader = _read(write_page(pack))
    for text in HOSTILE[:2]:
        assert reader.text.count(text) >= 3


def test_lists_and_paragraphs(tmp_path: Path) -> None:
    pack, _ = made([Pair(1, "q", "One.\nTwo:\n- a\n- b\n\nLast.")], tmp_path / "made")
    page = write_page(pack)
    mark = page[page.index("<p>Last.") :].partition("</p>")[0]
    assert "<p>One.<br>Two:</p>\n<ul><li>a</li><li>b</li></ul>\n<p>Last." in page
    assert 'href="#fact-q"' in mark
