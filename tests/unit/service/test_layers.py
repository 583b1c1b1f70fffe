"""Where settings come from: what counts before what, secrets in files, and what cannot be used."""

import os
from pathlib import Path

import pytest

from bot.service.settings import Settings, SettingsError, meant, misspelt
from bot.service.settings_page import HIDDEN, effective, page

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SCENARIO_BOT_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def toml(text: str, path: str = "scenario-bot.toml") -> None:
    Path(path).write_text(text, encoding="utf-8")


def dotenv(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def origins() -> dict[str, str]:
    return {one.name: one.origin for one in effective(Settings.read()) if one.origin != "default"}


def wrong() -> str:
    with pytest.raises(SettingsError) as found:
        Settings.read()
    assert "\n" not in str(found.value)
    return str(found.value)


def test_the_environment_counts_before_dotenv_before_toml_before_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toml("keep_answers_days = 1\nkeep_feedback_days = 1\nkeep_questions_days = 1\n")
    dotenv("SCENARIO_BOT_KEEP_ANSWERS_DAYS=2\nSCENARIO_BOT_KEEP_FEEDBACK_DAYS=2\n")
    monkeypatch.setenv("SCENARIO_BOT_KEEP_ANSWERS_DAYS", "3")
    settings = Settings.read()
    assert settings.keep_answers_days == 3
    assert settings.keep_feedback_days == 2
    assert settings.keep_questions_days == 1
    assert settings.keep_proposals_days == 180
    assert origins() == {
        "keep_answers_days": "environment",
        "keep_feedback_days": ".env",
        "keep_questions_days": "scenario-bot.toml:keep_questions_days",
    }


def test_an_empty_or_blank_value_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    toml('discord_token = "from toml"\n')
    dotenv("SCENARIO_BOT_DISCORD_TOKEN=\n")
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", "  ")
    token = Settings.read().discord_token
    assert token is not None
    assert token.get_secret_value() == "from toml"


def test_toml_has_lists_switches_and_names_without_a_prefix() -> None:
    toml(
        'packs = ["a", "~/b"]\nhistory = false\nhttp = 8080\n'
        'discord_api_base = "http://localhost:1/api"\n'
    )
    settings = Settings.read()
    assert settings.packs == (Path("a"), Path("~/b").expanduser())
    assert not settings.history
    assert settings.listening() == ("127.0.0.1", 8080)
    assert settings.discord_api_base == "http://localhost:1/api/v10"


def test_another_toml_file_is_named_and_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    toml("keep_answers_days = 1\n")
    toml("keep_answers_days = 2\n", "other.toml")
    monkeypatch.setenv("SCENARIO_BOT_CONFIG", "other.toml")
    assert Settings.read().keep_answers_days == 2
    assert origins()["keep_answers_days"] == "other.toml:keep_answers_days"
    monkeypatch.setenv("SCENARIO_BOT_CONFIG", "none.toml")
    assert wrong() == "none.toml: no such file or directory"
    monkeypatch.setenv("SCENARIO_BOT_CONFIG", ".")
    assert wrong() == ".: is a directory"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "keep_answer_days = 3",
            "scenario-bot.toml: there is no setting 'keep_answer_days'; did you mean keep_answers_",
        ),
        ("[keep]\nanswers = 3", "scenario-bot.toml: there is no setting 'keep'"),
        ('"a\\u001bb" = 3', "scenario-bot.toml: there is no setting 'a?b'"),
        (
            'config = "x.toml"',
            "scenario-bot.toml: 'config' is set in the environment or in .env, not here",
        ),
        ('history = "perhaps"', "scenario-bot.toml: history: write 1 (on) or 0 (off)"),
        ('log = "xml"', "scenario-bot.toml: log: Input should be 'text' or 'json'"),
        (
            'http = "localhost"',
            "scenario-bot.toml: http: write an address and a port such as 127.0.0.1:8080",
        ),
        (
            'discord_gateway_url = "x"',
            "scenario-bot.toml: discord_gateway_url: write an address such as wss://",
        ),
        ("a b", "scenario-bot.toml: this is not TOML: Expected '=' after a key"),
    ],
)
def test_what_is_wrong_in_toml_is_told_with_the_file(text: str, line: str) -> None:
    toml(text)
    assert wrong().startswith(line)


def test_toml_that_is_no_text_is_told() -> None:
    Path("scenario-bot.toml").write_bytes(b"packs = '\xff'")
    assert wrong() == "scenario-bot.toml: this file is not UTF-8 text"


def test_a_secret_is_read_from_its_file_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text("\n abc.def \r\n", encoding="utf-8")
    Path("place").write_text("postgresql://bot:pw@host/bot\n", encoding="utf-8")
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN_FILE", "token")
    toml('storage_file = "place"\n')
    settings = Settings.read()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "abc.def"
    assert settings.storage_place() == "postgresql://bot:pw@host/bot"
    shown = {one.name: (one.value, one.origin) for one in effective(settings)}
    assert shown["discord_token"] == (HIDDEN, "file token")
    assert shown["storage"] == (HIDDEN, "file place")
    assert "abc" not in str(shown)
    assert "pw" not in str(shown)


def test_a_secret_counts_before_a_file_of_a_weaker_place(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text("weak", encoding="utf-8")
    toml('discord_token_file = "token"\n')
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", "strong")
    token = Settings.read().discord_token
    assert token is not None
    assert token.get_secret_value() == "strong"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "token cannot be read: no such file or directory"),
        (b"", "token is empty"),
        (b" \n", "token is empty"),
        (b"\xff", "token is not UTF-8 text"),
        (b"x" * 70_000, "token is too long for a secret"),
    ],
)
def test_a_file_of_a_secret_that_cannot_be_used_is_told(
    content: bytes | None, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        Path("token").write_bytes(content)
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN_FILE", "token")
    assert wrong() == f"SCENARIO_BOT_DISCORD_TOKEN_FILE: {line}"


def test_a_secret_and_its_file_in_one_place_are_one_too_many() -> None:
    dotenv("SCENARIO_BOT_STORAGE=a\nSCENARIO_BOT_STORAGE_FILE=b\n")
    assert wrong() == ("SCENARIO_BOT_STORAGE_FILE: SCENARIO_BOT_STORAGE is set too; leave one out")


def test_a_folder_of_secrets_counts_between_dotenv_and_toml(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("run").mkdir()
    Path("run/scenario_bot_discord_token").write_text("docker\n", encoding="utf-8")
    toml('discord_token = "toml"\n')
    dotenv("SCENARIO_BOT_SECRETS=run\n")
    token = Settings.read().discord_token
    assert token is not None
    assert token.get_secret_value() == "docker"
    assert origins()["discord_token"] == "file run/scenario_bot_discord_token"
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", "environment")
    assert origins()["discord_token"] == "environment"
    Path("run/scenario_bot_storage").mkdir()
    assert wrong() == (
        "run/scenario_bot_storage: run/scenario_bot_storage cannot be read: is a directory"
    )


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("192.0.2.1:9090", ("192.0.2.1", 9090)),
        (":9090", ("127.0.0.1", 9090)),
        ("[::1]:9090", ("::1", 9090)),
        ("localhost:0", ("localhost", 0)),
        ("", None),
    ],
)
def test_where_to_listen(
    written: str, meaning: tuple[str, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_HTTP", written)
    assert Settings.read().listening() == meaning


@pytest.mark.parametrize("written", ["::1:80", "host:", "a b:80", "host:99999", "host:٣"])
def test_what_is_no_place_to_listen(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_HTTP", written)
    assert wrong().startswith("SCENARIO_BOT_HTTP: write an address and a port")


def test_names_in_dotenv_that_are_none_are_found_with_what_was_meant() -> None:
    dotenv("SCENARIO_BOT_DISCORD_TOKN=x\nSCENARIO_BOT_CONFIG=\nOTHER=1\n")
    assert misspelt() == ("SCENARIO_BOT_DISCORD_TOKN",)
    assert meant("SCENARIO_BOT_DISCORD_TOKN") == "; did you mean SCENARIO_BOT_DISCORD_TOKEN?"
    assert meant("SCENARIO_BOT_ZZZZZZZZZZZZZZZZZZZ") == ""


def test_the_page_on_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scenario-bot settings --page"


def test_the_example_on_the_page_can_be_used() -> None:
    Path("token").write_text("x", encoding="utf-8")
    example = page().partition("```toml\n")[2].partition("```")[0]
    toml(example.replace("/etc/scenario-bot/token", "token"))
    assert Settings.read().log == "json"
