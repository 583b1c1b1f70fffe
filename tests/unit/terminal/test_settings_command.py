"""`scenario-bot settings`: what is in effect and from where, and no secret in it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.terminal.cli import app
from tests.unit.terminal.conftest import Program

TOKEN = "MTIz.abc.very-secret"


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["settings", *words])
    return result.exit_code, result.stdout, result.stderr


def test_each_setting_has_a_line_with_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", TOKEN)
    Path("scenario-bot.toml").write_text("keep_answers_days = 5\n", encoding="utf-8")
    status, out, err = run()
    lines = {" ".join(line.split()) for line in out.splitlines()}
    assert (status, err) == (0, "")
    assert "SCENARIO_BOT_DISCORD_TOKEN (hidden) [environment]" in lines
    assert "SCENARIO_BOT_KEEP_ANSWERS_DAYS 5 [scenario-bot.toml:keep_answers_days]" in lines
    assert "SCENARIO_BOT_HISTORY 1 [default]" in lines
    assert TOKEN not in out


def test_json_is_the_same_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", f"postgresql://bot:{TOKEN}@host/bot")
    status, out, _ = run("--json")
    rows = {row["name"]: row for row in json.loads(out)["settings"]}
    assert status == 0
    assert rows["SCENARIO_BOT_STORAGE"]["value"] == "(hidden)"
    assert rows["SCENARIO_BOT_HISTORY"] == {
        "name": "SCENARIO_BOT_HISTORY",
        "value": True,
        "from": "default",
    }
    assert TOKEN not in out


def test_a_name_that_is_none_is_a_line_and_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_PACK", "x")
    status, _, err = run()
    assert (status, err) == (
        2,
        "scenario-bot: there is no setting SCENARIO_BOT_PACK; did you mean SCENARIO_BOT_PACKS?\n",
    )


@pytest.mark.parametrize("word", ["settings", "run", "ask"])
def test_a_wrong_file_of_settings_is_a_line_and_status_2(program: Program, word: str) -> None:
    Path("scenario-bot.toml").write_text("pakcs = 1\n", encoding="utf-8")
    result = program(*(["ask", "x"] if word == "ask" else [word]), PYTHONPATH=_here())
    assert result.returncode == 2
    assert result.stderr.decode() == (
        "scenario-bot: scenario-bot.toml: there is no setting 'pakcs'; did you mean packs?\n"
    )


def _here() -> str:
    return str(Path(__file__).parents[3])
