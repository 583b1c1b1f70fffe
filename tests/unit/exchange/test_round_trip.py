"""What goes out comes back the same, whatever people wrote."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.decode import CONTROL
from bot.knowledge.exchange.exporting import exported
from bot.knowledge.exchange.markdown import from_plain, to_plain
from bot.knowledge.exchange.pairs import Format, Pair, UnreadableError
from bot.knowledge.exchange.reading import guessed, read_pairs
from bot.knowledge.exchange.records import pack_files
from bot.knowledge.exchange.sheets import guarded, unguarded
from bot.knowledge.exchange.texts import block, one_line
from bot.knowledge.folding import fold
from bot.knowledge.model import Attribute, Manifest
from bot.knowledge.parse import read_yaml
from tests.unit.exchange.packs import content, imported, made, pack_in

SHIPPED = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"
STARTER_SIGNS = "=+-@'\"|;,:#*_[](){}<>&\\`~!?%\t\n .aAé零1🙂"
letters = st.one_of(
    st.sampled_from(STARTER_SIGNS), st.characters(exclude_categories=["Cs"], max_codepoint=0x1FAFF)
)
texts = st.text(letters, max_size=60).map(lambda text: CONTROL.sub("", text))
utterances = texts.map(one_line).filter(lambda text: bool(fold(text)))
answers = texts.map(lambda text: block(text.translate(str.maketrans("{}", "()")))).filter(bool)
MANIFEST = Manifest(id="a", title="A", language="en", about="A.", updated="2026")


@st.composite
def questions(draw: st.DrawFn) -> list[Pair]:
    """Draw questions of which no two are alike."""
    spoken = draw(st.lists(utterances, min_size=1, max_size=8, unique_by=fold))
    pairs = []
    while spoken:
        count = draw(st.integers(1, len(spoken)))
        wordings, spoken = spoken[:count], spoken[count:]
        pairs.append(Pair(len(pairs) + 1, wordings[0], draw(answers), tuple(wordings[1:])))
    return pairs


@pytest.mark.parametrize("form", Format)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(pairs=questions())
def test_any_pack_comes_back_from_each_format(form: Format, pairs: list[Pair]) -> None:
    with tempfile.TemporaryDirectory() as place:
        pack, report = made(pairs, Path(place) / "first")
        assert report.left_out == 0
        asked = {(pair.question, pair.others, pair.answer) for pair in pairs}
        assert set(content(pack).values()) == asked
        written = exported(pack, form)
        assert guessed(written) is form
        again, told = imported(written, Path(place), "out")
        assert content(again) == content(pack)
        assert [one for one in told if one.rule != "no-address"] == []


@pytest.mark.parametrize("form", Format)
def test_the_shipped_pack_comes_back_from_each_format(form: Format, tmp_path: Path) -> None:
    pack = pack_in(SHIPPED)
    again, told = imported(exported(pack, form), tmp_path, "out")
    assert content(again) == content(pack)
    assert {one.rule for one in told} <= {"no-address"}
    if form is Format.AZURE:
        related = {name: entry.related for name, entry in pack.entries.items()}
        assert {name: entry.related for name, entry in again.entries.items()} == related


@given(text=texts)
def test_markdown_shows_plain_text_as_it_is(text: str) -> None:
    plain = block(text)
    shown, lost = to_plain(from_plain(plain))
    assert (block(shown), lost) == (plain, [])


@given(text=texts)
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text)[:1] not in tuple("=+-@\t\r＝＋－＠")
    assert unguarded(guarded(text)) == text


@given(names=st.lists(texts.map(one_line).filter(bool), min_size=1, max_size=5))
def test_yaml_holds_any_text(names: list[str]) -> None:
    records = [Attribute(id=f"a-{n}", name=name[:300]) for n, name in enumerate(names)]
    text = pack_files(MANIFEST, {"attributes": records})["attributes.yaml"]
    root, problems = read_yaml(text.encode(), "attributes.yaml")
    assert problems == []
    assert root is not None
    assert [one["name"] for one in root.plain()] == names  # type: ignore[index, union-attr]


@given(data=st.binary(max_size=400), form=st.sampled_from([None, *Format]))
@settings(deadline=None)
def test_no_bytes_bring_reading_down(data: bytes, form: Format | None) -> None:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "any"
        file.write_bytes(data)
        lines = []
        try:
            _, pairs, report = read_pairs(file, form)
            lines = [*(pair.line for pair in pairs), *(one.line for one in report.problems)]
        except UnreadableError as error:
            lines = [error.problem.line]
        # Each end of a line that there may be begins a line.
        assert all(1 <= line <= 1 + len(data) for line in lines)
