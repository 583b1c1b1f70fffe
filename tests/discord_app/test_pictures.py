"""Pictures on Discord: they arrive with their alt text, once drawn, and the list goes without."""

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from bot.answers.texts import LANGUAGES
from bot.discord_app import listings
from bot.discord_app import pictures as module
from bot.discord_app.cooldowns import PRESSES
from bot.discord_app.pictures import Pictures, Wanted
from bot.discord_app.texts import TEXTS
from bot.knowledge.model import Pack
from bot.pictures.canvas import Picture
from tests.discord_app.accepted import check
from tests.discord_app.commands_host import reading
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, options, text, walk
from tests.unit.answers.small_pack import small_pack
from tests.unit.answers.test_real_pack import real_pack

_GALLERY = 12


def gallery(message: Any) -> list[dict[str, Any]]:
    """Return the pictures that a message shows."""
    found = [one for one in walk(message.components) if one["type"] == _GALLERY]
    return [item for one in found for item in one["items"]]


async def opened(message: Any) -> Image.Image:
    """Return the picture that came with a message."""
    [file] = message.attachments
    return Image.open(io.BytesIO(await file.read()))


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("timeline", {}, "25 Apr 2025, Confirmed · 1 source · Acme: Acme said on 25 April"),
        ("timeline", {"about": "Bolt"}, "25 May 2026, Confirmed · 2 sources: The Bolt has five"),
        ("timeline", {"about": "merger"}, "25 Apr 2025, Confirmed · 1 source · Against it"),
        ("scenarios", {}, "For it: 2 sources · Against it: 1 source; To be decided by 31 Dec 2026"),
    ],
)
async def test_the_picture_arrives_with_its_alt_text(
    world: World, command: str, given: dict[str, str], told: str
) -> None:
    result = await world.alice.slash(world.channel, command, **given)
    [file] = result.response.attachments
    assert file.filename == f"{command}-1.png"
    assert told in file.description
    [shown] = gallery(result.response)
    assert shown["media"]["url"] == file.url
    assert shown["description"] == file.description
    assert (await opened(result.response)).width == 1_080


async def test_the_text_under_the_picture_says_the_same(world: World) -> None:
    result = await world.alice.slash(world.channel, "scenarios")
    said = text(result.response)
    for part in (
        "A merger of Acme and Zenith",
        "⏳ Open, as of 1 May 2025",
        "For it: 2 sources · Against it: 1 source",
        "What would settle it: A merger is announced.",
        "To be decided by 31 Dec 2026",
        "Last change: 25 Apr 2025, against it: Acme said on 25 April 2025",
    ):
        assert part in said
    assert "A merger of Acme and Zenith" in options(result.response)
    timeline = await world.alice.slash(world.channel, "timeline", about="bolt")
    assert "**25 May 2026** · The Bolt has five seats. (Confirmed · 2 sources)" in text(
        timeline.response
    )


async def test_dates_choose_and_wrong_ones_are_told(world: World) -> None:
    ask = world.alice.slash
    result = await ask(world.channel, "timeline", **{"from": "2026", "to": "2026-05-20"})
    assert "stands on a platform of its own" in text(result.response)
    assert "five seats" not in text(result.response)
    result = await ask(world.channel, "timeline", **{"from": "soon"})
    assert "That is no date" in text(result.response)
    result = await ask(world.channel, "timeline", **{"from": "2026", "to": "2025"})
    assert "before the first" in text(result.response)
    result = await ask(world.channel, "timeline", about="qqqq")
    assert "nothing by that name" in text(result.response)
    result = await ask(world.channel, "timeline", **{"from": "2040"})
    assert "nothing to list" in text(result.response)
    assert not result.response.attachments


async def test_the_theme_is_dark_unless_light_is_asked_for(world: World) -> None:
    dark = await world.alice.slash(world.channel, "timeline", about="bolt")
    light = await world.alice.slash(world.channel, "timeline", about="bolt", theme="light")
    corners = [(await opened(one.response)).convert("L").getpixel((2, 2)) for one in (dark, light)]
    assert corners[0] < 60
    assert corners[1] > 200


async def test_pages_after_the_first_have_no_picture_and_going_back_brings_it_again(
    world: World,
) -> None:
    result = await world.alice.slash(world.channel, "timeline", theme="light")
    first = result.response.attachments[0].description
    await world.restart()
    await world.alice.click(result.response, label="Next")
    assert "Page 2 of 2" in text(result.response)
    assert not result.response.attachments
    assert not gallery(result.response)
    await world.alice.click(result.response, label="Back")
    assert result.response.attachments[0].description == first
    assert (await opened(result.response)).convert("L").getpixel((2, 2)) > 200


async def test_pictures_are_in_the_language_of_the_member(world: World) -> None:
    with reading("it"):
        result = await world.alice.slash(world.channel, "scenarios")
    assert "Una fusione di Acme e Zenith: Aperto" in result.response.attachments[0].description
    assert "A favore: 2 fonti · Contro: 1 fonte" in text(result.response)


async def test_where_drawing_fails_the_text_comes_alone(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Picture:
        raise MemoryError("no room")

    monkeypatch.setattr(module, "_timeline", broken)
    result = await world.alice.slash(world.channel, "timeline")
    assert "The Bolt has five seats" in text(result.response)
    assert not result.response.attachments
    assert "where=picture error=MemoryError" in caplog.text


async def test_where_files_are_refused_the_text_comes_alone(world: World) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=403, code=50013, times=1)
    result = await world.alice.slash(world.channel, "scenarios")
    assert "A merger of Acme and Zenith" in text(result.response)
    assert not result.response.attachments


async def test_a_slow_picture_is_announced_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_app.asking.SOON", 0.0)
    result = await world.alice.slash(world.channel, "timeline", about="bolt")
    assert "The Bolt has five seats" in text(result.response)
    assert result.response.attachments


async def test_who_asks_too_often_must_wait(world: World) -> None:
    for _ in range(PRESSES.times):
        await world.alice.slash(world.channel, "timeline")
    result = await world.alice.slash(world.channel, "timeline")
    assert "One moment" in text(result.response)


async def test_scenarios_are_offered_for_a_timeline(world: World) -> None:
    offered = await world.alice.autocomplete(world.channel, "timeline", "about", "merg")
    assert [one["name"] for one in offered] == ["A merger of Acme and Zenith"]
    result = await world.alice.slash(world.channel, "timeline", about=offered[0]["value"])
    assert "A merger of Acme and Zenith" in result.response.attachments[0].description


# -- drawing, without Discord --------------------------------------------------------------------


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Draw nothing, and write down in which thread what would have been drawn."""
    found: list[tuple[object, ...]] = []

    def draw(pack: Pack, *more: object) -> Picture:
        found.append((threading.get_ident(), pack.version, *more))
        return Picture(b"png" * 100, "alt")

    monkeypatch.setattr(module, "_timeline", draw)
    monkeypatch.setattr(module, "_board", draw)
    return found


async def test_a_burst_of_the_same_is_drawn_once_beside_the_loop(
    drawn: list[tuple[object, ...]],
) -> None:
    pictures, pack = Pictures(), small_pack()
    wanted = Wanted()
    burst = [pictures.of("timeline", [pack], "en", wanted) for _ in range(200)]
    assert all(found == [Picture(b"png" * 100, "alt")] for found in await asyncio.gather(*burst))
    assert len(drawn) == 1
    assert drawn[0][0] != threading.get_ident()
    await pictures.of("timeline", [pack], "en", wanted)
    assert len(drawn) == 1


async def test_each_pack_version_language_theme_and_selection_is_drawn_anew(
    drawn: list[tuple[object, ...]],
) -> None:
    pictures, pack = Pictures(), small_pack()
    newer = pack.model_copy(update={"version": "v2"})
    every: list[tuple[str, Pack, str, Wanted]] = [
        ("timeline", pack, "en", Wanted()),
        ("timeline", newer, "en", Wanted()),
        ("timeline", pack, "de", Wanted()),
        ("timeline", pack, "en", Wanted(theme="light")),
        ("timeline", pack, "en", Wanted(since="2025")),
        ("scenarios", pack, "en", Wanted()),
    ]
    for name, one, language, wanted in every * 2:
        assert await pictures.of(name, [one], language, wanted)
    assert len(drawn) == len(every)


async def test_what_is_kept_is_bounded(
    drawn: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_BYTES", 1_000)  # three of these pictures
    pictures, pack = Pictures(), small_pack()
    for year in range(2001, 2011):
        await pictures.of("timeline", [pack], "en", Wanted(since=str(year)))
    assert len(drawn) == 10
    await pictures.of("timeline", [pack], "en", Wanted(since="2010"))
    assert len(drawn) == 10
    await pictures.of("timeline", [pack], "en", Wanted(since="2001"))
    assert len(drawn) == 11


async def test_who_gives_up_does_not_stop_it_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going, go = threading.Event(), threading.Event()

    def slow(*_: object) -> Picture:
        going.set()
        assert go.wait(20)
        return Picture(b"png", "alt")

    monkeypatch.setattr(module, "_timeline", slow)
    pictures, pack = Pictures(), small_pack()
    patient = asyncio.create_task(pictures.of("timeline", [pack], "en", Wanted()))
    gone = asyncio.create_task(pictures.of("timeline", [pack], "en", Wanted()))
    await asyncio.to_thread(going.wait, 20)
    gone.cancel()
    assert await pictures.of("timeline", [pack], "en", Wanted(), patience=0) == []
    go.set()
    assert await patient == [Picture(b"png", "alt")]


async def test_a_full_queue_sends_the_text_alone_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_WAITING", 1)
    go = threading.Event()

    def slow(*_: object) -> Picture:
        assert go.wait(20)
        return Picture(b"png", "alt")

    monkeypatch.setattr(module, "_timeline", slow)
    pictures, pack = Pictures(), small_pack()
    first = asyncio.create_task(pictures.of("timeline", [pack], "en", Wanted()))
    await asyncio.sleep(0)
    assert await pictures.of("timeline", [pack], "en", Wanted(since="2025")) == []
    go.set()
    assert len(await first) == 1


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ((), Wanted()),
        (("abc",), Wanted("abc")),
        (("", "2025", "2026-01", "light"), Wanted("", "2025", "2026-01", "light")),
        (("", "2026", "2025", "pink"), Wanted()),
        (("", "soon", "", "dark"), Wanted()),
        (("", "2025-99-99", "x" * 90, "", "more"), Wanted()),
    ],
)
def test_what_a_button_wants_is_read_with_care(parts: tuple[str, ...], wanted: Wanted) -> None:
    assert Wanted.read(parts) == wanted
    assert Wanted.read(wanted.parts()) == wanted


def _drawn_alone(name: str, language: str) -> Picture:
    draw: dict[str, Callable[[], Picture | None]] = {
        "timeline": lambda: module._timeline(real_pack(), module.Selection(), language, "dark"),
        "scenarios": lambda: module._board(real_pack(), language, "light"),
    }
    picture = draw[name]()
    assert picture is not None
    return picture


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["timeline", "scenarios"])
def test_a_card_with_four_pictures_is_accepted(name: str, language: str) -> None:
    picture = _drawn_alone(name, language)
    card = listings.card(name, [real_pack()] * 4, language, 0, Wanted(), [picture] * 4)
    check(card, set())
    files = listings.files(name, [picture] * 4)
    assert len({one.filename for one in files}) == 4
    assert all(one.description == picture.alt for one in files)


def test_the_choices_of_themes_have_texts_in_every_language() -> None:
    assert all(set(TEXTS[f"theme_{name}"]) == set(LANGUAGES) for name in ("dark", "light"))


async def test_buttons_of_a_board_are_few_enough_for_the_menu(world: World) -> None:
    result = await world.alice.slash(world.channel, "scenarios")
    assert labels(result.response) == []
