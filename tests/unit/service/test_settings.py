"""Settings: environment before `.env` before defaults, and one line on what is wrong."""

import os
from pathlib import Path

import pytest

from bot.service.settings import Settings, SettingsError, misspelt, shipped_pack


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SCENARIO_BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_the_shipped_pack_answers() -> None:
    settings = Settings.read()
    assert settings.discord_token is None
    assert settings.pack_folders() == (shipped_pack(),)
    assert settings.history


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "SCENARIO_BOT_PACKS= a , ~/b ,\nSCENARIO_BOT_HISTORY=0\nOTHER=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("HOME", "/home/x")
    monkeypatch.setenv("SCENARIO_BOT_HISTORY", "1")
    settings = Settings.read()
    assert settings.pack_folders() == (Path("a"), Path("/home/x/b"))
    assert settings.history


def test_servers_that_curate_are_named_by_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_CURATING_SERVERS", " 12 , 34,")
    assert Settings.read().curating_servers == (12, 34)
    monkeypatch.setenv("SCENARIO_BOT_CURATING_SERVERS", "my server")
    with pytest.raises(SettingsError, match="CURATING_SERVERS: write ids of servers"):
        Settings.read()


def test_an_empty_value_is_not_set(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "SCENARIO_BOT_DISCORD_TOKEN=\nSCENARIO_BOT_PACKS=\nSCENARIO_BOT_HISTORY=\n",
        encoding="utf-8",
    )
    settings = Settings.read()
    assert settings.discord_token is None
    assert settings.pack_folders() == (shipped_pack(),)


def test_the_token_is_trimmed_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", " secret ")
    settings = Settings.read()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "secret"
    assert "secret" not in repr(settings)
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", "   ")
    assert Settings.read().discord_token is None


def test_a_wrong_value_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_HISTORY", "per\x1bhaps")
    with pytest.raises(SettingsError) as found:
        Settings.read()
    assert str(found.value) == "SCENARIO_BOT_HISTORY: write 1 (on) or 0 (off)"


def test_a_file_that_is_no_text_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SCENARIO_BOT_HISTORY=\xff\n")
    with pytest.raises(SettingsError, match=r"^\.env: this file is not UTF-8 text$"):
        Settings.read()


def test_names_that_are_no_settings_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_TOKEN", "x")
    monkeypatch.setenv("SCENARIO_BOT_PACKS", "x")
    assert misspelt() == ("SCENARIO_BOT_TOKEN",)


def test_a_password_of_the_database_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://bot:secret@host/bot"
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", f" {address} ")
    settings = Settings.read()
    assert settings.storage_place() == address
    assert "secret" not in repr(settings)
    monkeypatch.setenv("HOME", "/home/x")
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", "~/bot.db")
    assert Settings.read().storage_place() == str(Path("/home/x/bot.db"))


def test_how_long_things_are_kept_is_a_number_of_days(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read().keep_answers_days == 90
    monkeypatch.setenv("SCENARIO_BOT_KEEP_ANSWERS_DAYS", "7")
    assert Settings.read().keep_answers_days == 7
    monkeypatch.setenv("SCENARIO_BOT_KEEP_ANSWERS_DAYS", "0")
    with pytest.raises(SettingsError, match=r"^SCENARIO_BOT_KEEP_ANSWERS_DAYS: [^\n]+$"):
        Settings.read()
