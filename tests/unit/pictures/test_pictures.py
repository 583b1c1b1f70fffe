"""The pictures themselves: always the same bytes, never too large, and told in full in words."""

import hashlib
import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.answers.dates import shown as shown_date
from bot.answers.texts import LANGUAGES
from bot.knowledge.model import Pack, Scenario
from bot.pictures.board import board
from bot.pictures.board_picture import board_picture
from bot.pictures.canvas import HIGHEST, WIDTH, Picture
from bot.pictures.selection import Selection
from bot.pictures.texts import sources_word, status_word
from bot.pictures.themes import DARK, LIGHT, THEMES, ThemeName
from bot.pictures.timeline import timeline
from bot.pictures.timeline_picture import MOST, timeline_picture
from bot.pictures.wording import ALT, size
from tests.unit.answers.small_pack import fact, small_pack
from tests.unit.answers.test_real_pack import real_pack

_BYTES = 2 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[3]


def chunks(png: bytes) -> Iterator[str]:
    place = 8
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        yield name.decode("ascii")
        place += 12 + length


def check(picture: Picture, theme: ThemeName) -> None:
    """Hold a picture against what Discord takes and a phone shows."""
    assert len(picture.png) <= _BYTES
    assert size(picture.alt) <= ALT
    assert picture.alt.strip()
    assert "\n" not in picture.alt
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.width == WIDTH
        assert image.height <= HIGHEST
        assert image.convert("RGB").getpixel((2, 2)) == THEMES[theme].page


def test_the_same_pack_gives_the_same_bytes_also_in_another_process() -> None:
    pack = real_pack()
    line = timeline(pack, Selection("ferrari-leapmotor"), "de")
    drawn = [timeline_picture(line, LIGHT).png, board_picture(board(pack, "fr"), DARK).png]
    again = [timeline_picture(line, LIGHT).png, board_picture(board(pack, "fr"), DARK).png]
    assert drawn == again
    program = """
import hashlib
from tests.unit.pictures.test_pictures import *
pack = real_pack()
line = timeline(pack, Selection("ferrari-leapmotor"), "de")
for one in (timeline_picture(line, LIGHT), board_picture(board(pack, "fr"), DARK)):
    print(hashlib.sha256(one.png).hexdigest())
"""
    there = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert there.stdout.split() == [hashlib.sha256(one).hexdigest() for one in drawn]


def test_a_png_holds_nothing_but_the_picture() -> None:
    picture = timeline_picture(timeline(small_pack(), Selection(), "en"), DARK)
    assert set(chunks(picture.png)) == {"IHDR", "PLTE", "IDAT", "IEND"}


def test_every_selection_of_the_shipped_pack_is_drawn() -> None:
    pack = real_pack()
    subjects = ["", *{one.subject for one in pack.facts.values()}, *pack.scenarios]
    for place, subject in enumerate(sorted(subjects)):
        language, theme = LANGUAGES[place % len(LANGUAGES)], (DARK, LIGHT)[place % 2]
        line = timeline(pack, Selection(subject), language)
        check(timeline_picture(line, theme), theme)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_and_its_board_in_every_language(language: str, theme: ThemeName) -> None:
    pack = real_pack()
    line = timeline(pack, Selection("", "2025-04", "2025"), language)
    check(timeline_picture(line, theme), theme)
    shown = board_picture(board(pack, language), theme)
    check(shown, theme)
    # All six scenarios fit, whatever the language.
    assert all(row.title[:30] in shown.alt for row in board(pack, language).rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alt_text_tells_every_fact_that_the_picture_shows(language: str) -> None:
    pack = real_pack()
    for subject in ("", "ferrari-leapmotor", "scenario-leapmotor-based-ferrari"):
        line = timeline(pack, Selection(subject), language)
        alt = timeline_picture(line, DARK).alt
        shown = line.most_important(MOST)
        assert alt.count(" · ") >= len(shown.moments)
        for one in shown.moments:
            told = f"{shown_date(one.date, language)}, {status_word(one.status, language)} · "
            assert f"{told}{sources_word(one.sources, language)}" in alt
            assert one.statement[:8] in alt
        assert (f"+{line.total - len(shown.moments)}" in alt) == (line.total > len(shown.moments))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alt_text_tells_state_sides_and_last_change_of_each_scenario(language: str) -> None:
    rows = board(real_pack(), language).rows
    alt = board_picture(board(real_pack(), language), DARK).alt
    for row in rows:
        part = alt[alt.index(row.title[:30]) :][:200]
        assert status_word(row.status, language) in part
        for weight in (row.speaks_for, row.speaks_against):
            assert sources_word(weight.sources, language) in part
        assert row.last is not None
        assert shown_date(row.last.date, language) in part


def test_an_empty_selection_says_so() -> None:
    picture = timeline_picture(timeline(small_pack(), Selection("bolt", "2040"), "en"), DARK)
    check(picture, DARK)
    assert "Nothing is dated so." in picture.alt


def hostile(statement: str, title: str) -> Pack:
    """Return a pack in which everything is long and hostile, and there is much of it."""
    facts = [
        fact(f"f-{number}", statement or ".", as_of="2026-05", subject=("acme", "bolt")[number % 2])
        for number in range(15)
    ]
    pack = small_pack(*facts)
    [scenario] = pack.scenarios.values()
    named = {
        f"s-{number}": Scenario.model_validate(
            {
                **scenario.model_dump(mode="json"),
                "id": f"s-{number}",
                "title": title or ".",
                "criteria": [statement or "."] * 4,
                "evidence_for": [{"fact": "f-1", "why": "So."}],
                "translations": {},
            }
        )
        for number in range(9)
    }
    manifest = pack.manifest.model_copy(update={"title": title or "."})
    return pack.model_copy(update={"scenarios": named, "manifest": manifest})


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.text(max_size=4_000), st.text(max_size=300), st.sampled_from([DARK, LIGHT]))
@example("W" * 4_000, "W" * 300, DARK)
@example("\u202e零跑 \U0001f525\u0336 שלום عربى " * 150, "\x1b[31m \ue000\ufdd0", LIGHT)
@example("a\n" * 2_000, "\u200b", DARK)
@example("😀" * 2_000, "😀" * 150, DARK)
def test_whatever_is_in_a_pack_a_picture_comes_of_it(
    statement: str, title: str, theme: ThemeName
) -> None:
    pack = hostile(statement, title)
    check(timeline_picture(timeline(pack, Selection(), "de"), theme), theme)
    check(board_picture(board(pack, "de"), theme), theme)
    check(timeline_picture(timeline(pack, Selection("s-3"), "fr"), theme), theme)


def test_where_texts_are_long_fewer_are_shown_and_the_rest_is_counted() -> None:
    picture = board_picture(board(hostile("W " * 2_000, "W" * 300), "en"), DARK)
    assert "more: /scenarios" in picture.alt


def test_a_start_does_not_wait_for_what_draws() -> None:
    program = (
        "import sys; import bot.terminal.session, bot.discord_app.client;"
        "assert 'PIL' not in sys.modules; assert 'fontpkg_inter' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=_ROOT)
