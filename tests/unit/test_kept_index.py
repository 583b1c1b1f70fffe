"""What an operator sees of kept indexes: where they lie, and that nothing depends on them."""

from datetime import date
from pathlib import Path

import pytest

from bot.app import open_desk
from bot.conversation.question import Question
from bot.service.settings import Settings
from tests.unit.terminal.small_pack import write_small_pack

TODAY = date(2026, 1, 15)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The folder of a small pack."""
    return write_small_pack(tmp_path / "packs" / "small")


def _settings(monkeypatch: pytest.MonkeyPatch, cache: str) -> Settings:
    monkeypatch.setenv("SCENARIO_BOT_CACHE", cache)
    return Settings.read()


def _answers(pack: Path, settings: Settings | None, told: list[str]) -> object:
    desk = open_desk([pack], settings, told.append)
    return [desk.ask(Question(text, today=TODAY)) for text in ("bolt price?", "zenith", "hello")]


def test_an_index_is_kept_beside_its_pack(monkeypatch: pytest.MonkeyPatch, pack: Path) -> None:
    """In a hidden folder, which is no part of the pack; the answers are the same without it."""
    settings = _settings(monkeypatch, "")
    told: list[str] = []
    first = _answers(pack, settings, told)
    (kept,) = (pack / ".cache").iterdir()
    when = kept.stat().st_mtime_ns
    assert _answers(pack, settings, told) == first == _answers(pack, None, told)
    assert kept.stat().st_mtime_ns == when
    assert told == []


def test_another_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, pack: Path) -> None:
    """It is made where it is not there; `off` keeps nothing."""
    folder = pack.parent / "a" / "b"
    _answers(pack, _settings(monkeypatch, str(folder)), [])
    assert len(list(folder.iterdir())) == 1
    _answers(pack, _settings(monkeypatch, "Off"), [])
    assert not (pack / ".cache").exists()


def test_where_nothing_can_be_kept_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, pack: Path
) -> None:
    """And the answers are the same."""
    (pack / ".cache").write_text("a file", "utf-8")
    told: list[str] = []
    assert _answers(pack, _settings(monkeypatch, ""), told) == _answers(pack, None, [])
    assert len(told) == 1
    assert "SCENARIO_BOT_CACHE" in told[0]
