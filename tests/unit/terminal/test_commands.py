"""The commands from outside: what they write, and with which status they end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot
from bot.terminal import ask_commands, cli
from tests.unit.terminal.conftest import Program
from tests.unit.terminal.small_pack import write_small_pack

Command = Callable[..., Result]
COMMANDS = (
    *("run", "chat", "ask", "answer", "check", "eval", "schema"),
    *("new", "import", "export", "diff", "export-changes", "timeline", "scenarios"),
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = write_small_pack(tmp_path / "broken")
    (folder / "entities.yaml").write_text("- {id: acme, nombre: Acme}\n", encoding="utf-8")
    return folder


def test_version() -> None:
    result = CliRunner().invoke(cli.app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"scenario-bot {bot.__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps_with_an_example(name: str) -> None:
    result = CliRunner().invoke(cli.app, [name, "--help"])
    assert result.exit_code == 0
    assert "Example: " in result.stdout
    assert f"scenario-bot {name}" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["ask"],
        ["ask", "x", "--pack", "nowhere"],
        ["ask", "x", "--pack", "a\0b"],
        ["ask", "x", "--as-of", "soon"],
        ["check", "--pack", __file__],
        ["check", "--format", "xml"],
        ["eval", "nowhere.yaml"],
        ["eval", "--kind", "odd"],
        ["schema", "--folder", f"{__file__}/x"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    result = CliRunner().invoke(cli.app, words)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_ends_with_2_and_one_line(program: Program) -> None:
    result = program("chat", SCENARIO_BOT_HISTORY="perhaps")
    line = b"scenario-bot: SCENARIO_BOT_HISTORY: write 1 (on) or 0 (off)"
    assert (result.returncode, result.stdout, result.stderr.splitlines()) == (2, b"", [line])


@pytest.mark.parametrize("words", [["ask", "x"], ["chat"], ["answer"], ["eval"]])
def test_a_broken_pack_ends_with_1_and_says_where(words: list[str], broken: Path) -> None:
    result = CliRunner().invoke(cli.app, [*words, "--pack", str(broken)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "broken/entities.yaml:1:14: error: there is no key 'nombre' here" in result.stderr
    assert "scenario-bot check" in result.stderr


def test_ask_for_people(command: Command) -> None:
    result = command("ask", "how", "much", "is", "the", "bolt?")
    assert result.exit_code == 0
    assert result.stdout.startswith("It costs 30,000 euros")
    assert "[bold]before[/bold]" in result.stdout
    assert "Clarification" in result.stdout
    assert "\x1b" not in result.stdout


def test_ask_says_unknown_with_0(command: Command) -> None:
    for text in ("", "who won the chess tournament of 1972", "\udcff\x1b[2J", "x" * 100_000):
        result = command("ask", text)
        assert (result.exit_code, result.stderr) == (0, "")
        assert "\x1b" not in result.stdout


def test_no_line_is_wider_than_80_but_addresses(command: Command) -> None:
    for text in ("bolt price", "are acme and zenith in talks", "scenario 2", "talks sales price"):
        for line in command("ask", text).stdout.splitlines():
            assert len(line) <= 80 or line.strip().startswith("https://")


def test_ask_for_programs_is_what_answer_says(command: Command) -> None:
    asked = command("ask", "--json", "bolt price", "--as-of", "2026-01-01")
    line = json.dumps({"text": "bolt price", "as_of": "2026-01-01"})
    assert asked.stdout == command("answer", typed=line).stdout
    assert json.loads(asked.stdout)["answers"][0]["entry"] == "bolt-price"


def test_a_piped_chat_answers_line_by_line(program: Program, pack: Path) -> None:
    typed = b"\n \nbolt price\r\n\xff\x00\n/scenarios\n/scenariosz\nare acme and zenith in talks"
    result = program("run", "--pack", str(pack), typed=typed)
    assert result.returncode == 0
    text = result.stdout.decode()
    assert text.startswith("It costs 30,000 euros")
    assert "\n  1  Acme goes it alone (Open, 25 Apr 2025)\n" in text
    assert "There is no command /scenariosz. Did you mean /scenarios?" in text
    assert "Acme denied it" in text
    assert "\x1b" not in text
    assert "SCENARIO_BOT_DISCORD_TOKEN" in result.stderr.decode()


def test_a_piped_chat_ends_where_it_is_told_to(program: Program, pack: Path) -> None:
    result = program("chat", "--pack", str(pack), typed=b"/quit\nbolt price\n")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_a_token_without_a_discord_to_reach_is_one_line(program: Program, tmp_path: Path) -> None:
    result = program(
        "run",
        SCENARIO_BOT_DISCORD_TOKEN="secret",  # noqa: S106
        SCENARIO_BOT_STORAGE=str(tmp_path / "storage.db"),
        DISCORD_API_BASE="http://127.0.0.1:9/api/v10",
    )
    assert result.returncode == 1
    assert result.stderr.count(b"\n") == 1
    assert b"Discord cannot be reached" in result.stderr
    assert b"secret" not in result.stderr


def test_a_misspelt_setting_is_named(program: Program, pack: Path) -> None:
    result = program("run", "--pack", str(pack), SCENARIO_BOT_TOKEN="secret")  # noqa: S106
    assert result.returncode == 0
    assert b"there is no setting SCENARIO_BOT_TOKEN; it is ignored" in result.stderr


@pytest.mark.parametrize("words", [["ask", "bolt price"], ["answer"], ["chat"], ["check"]])
def test_a_broken_pipe_ends_quietly(words: list[str], pack: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "bot", *words, "--pack", str(pack)],
            input=b"bolt price\n" * 5,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (141, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
@pytest.mark.parametrize("name", ["answer", "chat"])
def test_an_interrupt_ends_with_130(name: str, pack: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", name, "--pack", str(pack)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"bolt price\n")
        process.stdin.flush()
        assert process.stdout.readline()  # it is awake, and waits for the next line
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr
        assert process.stderr.read() == b""


def test_an_unexpected_error_is_one_line_unless_asked_for(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(ask_commands, "today", fail)
    result = command("ask", "x")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "RuntimeError" in result.stderr
    assert "secret" not in result.stderr
    monkeypatch.setenv("SCENARIO_BOT_DEBUG", "1")
    assert "Traceback" in command("ask", "x").stderr


def test_an_encoding_without_the_letter_shows_a_question_mark(program: Program, pack: Path) -> None:
    result = program("ask", "zeigst du mir 零跑", "--pack", str(pack), PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert result.stdout.isascii()


def test_discord_is_not_imported_and_help_imports_next_to_nothing() -> None:
    heavy = "{'discord', 'aiohttp', 'numpy', 'scipy', 'rich', 'pydantic', 'prompt_toolkit'}"
    code = f"import sys, bot.__main__, bot.terminal.cli; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert result.stdout.strip() in (b"set()", b"{'pydantic'}"), result.stderr


def test_check_counts_what_is_sound(command: Command) -> None:
    result = command("check")
    line = "small: 2 sources, 3 entities, 4 facts, 2 scenarios, 3 entries; no problems\n"
    assert (result.exit_code, result.stdout) == (0, line)


def test_check_tells_problems_in_each_form(broken: Path) -> None:
    place = "broken/entities.yaml"
    for words, says in (
        ([], f"{place}:1:14: error: there is no key 'nombre' here"),
        (["--format", "github"], f"::error file={place},line=1,col=14,"),
    ):
        result = CliRunner().invoke(cli.app, ["check", "--pack", str(broken), *words])
        assert result.exit_code == 1
        assert says in result.stdout
    result = CliRunner().invoke(cli.app, ["check", "--pack", str(broken), "--json"])
    (found,) = json.loads(result.stdout)["packs"]
    assert result.exit_code == 1
    assert (found["pack"], found["counts"]) == (None, None)
    assert found["errors"] == sum(one["level"] == "error" for one in found["problems"]) > 0
    assert found["problems"][0]["file"] == place


def test_check_strict_counts_warnings(tmp_path: Path) -> None:
    folder = write_small_pack(tmp_path / "warned")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    words = ["check", "--pack", str(folder)]
    assert CliRunner().invoke(cli.app, words).exit_code == 0
    result = CliRunner().invoke(cli.app, [*words, "--strict"])
    assert result.exit_code == 1
    assert result.stdout.endswith("3 entries; 1 warning\n")


def test_two_packs_of_one_id_are_refused(pack: Path) -> None:
    result = CliRunner().invoke(cli.app, ["ask", "x", "--pack", str(pack), "--pack", str(pack)])
    assert result.exit_code == 1
    assert "two packs have the id 'small'" in result.stderr


def test_schema_is_written_and_found_stale(tmp_path: Path) -> None:
    words = ["schema", "--folder", str(tmp_path / "schema")]
    assert CliRunner().invoke(cli.app, [*words, "--check"]).exit_code == 1
    assert CliRunner().invoke(cli.app, words).exit_code == 0
    assert CliRunner().invoke(cli.app, [*words, "--check"]).exit_code == 0
    (tmp_path / "schema" / "facts.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(cli.app, [*words, "--check"])
    assert result.exit_code == 1
    assert "facts.json" in result.stdout


def test_eval_counts_and_lists(command: Command, tmp_path: Path) -> None:
    own = command("eval")
    assert own.exit_code == 0
    assert "1 conversation\n" in own.stdout
    assert "Conversations wholly right" in own.stdout
    assert own.stderr == ""
    file = tmp_path / "questions.yaml"
    file.write_text("- {id: a, q: bolt price, expected: [acme-denial]}\n", encoding="utf-8")
    result = command("eval", str(file), "--json")
    found = json.loads(result.stdout)
    assert found["totals"]["answered_wrongly"] == 1
    assert found["misses"][0]["got"][0]["entry"] == "bolt-price"
    assert "misses" not in json.loads(command("eval", "--json", "--no-misses").stdout)
    file.write_text("- {id: a}\n", encoding="utf-8")
    assert command("eval", str(file)).exit_code == 1


def run_on(pack: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, [*words, "--pack", str(pack)])


def test_a_timeline_as_text(pack: Path) -> None:
    result = run_on(pack, "timeline")
    assert result.exit_code == 0
    assert "Acme" in result.stdout
    assert "source" in result.stdout
    named = run_on(pack, "timeline", "Bolt", "--from", "2025", "--to", "2030")
    assert named.exit_code == 0
    assert named.stdout.startswith("Bolt\nfrom 2025 · until 2030 · ")
    empty = run_on(pack, "timeline", "--from", "2040")
    assert "from 2040 · 0 facts" in empty.stdout


def test_a_timeline_that_is_long_says_how_to_see_the_rest() -> None:
    short = CliRunner().invoke(cli.app, ["timeline"])
    assert "more: --from DATE --to DATE, or --all" in short.stdout
    whole = CliRunner().invoke(cli.app, ["timeline", "--all"])
    assert "more: --from" not in whole.stdout
    assert len(whole.stdout.splitlines()) > 10 * len(short.stdout.splitlines())


def test_the_board_as_text(pack: Path) -> None:
    result = run_on(pack, "scenarios")
    assert result.exit_code == 0
    assert result.stdout.startswith("  1  Acme goes it alone (Open, 25 Apr 2025)\n")
    assert "For it: " in result.stdout
    assert "What would settle it: " in result.stdout


@pytest.mark.parametrize("command", ["timeline", "scenarios"])
def test_a_picture_in_a_file(pack: Path, tmp_path: Path, command: str) -> None:
    files = [tmp_path / "dark.png", tmp_path / "light.png"]
    dark = run_on(pack, command, "--png", str(files[0]))
    light = run_on(pack, command, "--png", str(files[1]), "--light")
    assert (dark.exit_code, light.exit_code) == (0, 0)
    assert dark.stdout == f"{files[0]}: written\n"
    dark_bytes, light_bytes = (file.read_bytes() for file in files)
    assert dark_bytes.startswith(b"\x89PNG\r\n\x1a\n")
    assert dark_bytes != light_bytes
    again = tmp_path / "again.png"
    run_on(pack, command, "--png", str(again))
    assert again.read_bytes() == dark_bytes


def test_of_several_packs_each_gets_a_picture(pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.png"
    shipped = Path(bot.__file__).parent.parent / "knowledge" / "ferrari-leapmotor"
    result = run_on(pack, "scenarios", "--pack", str(shipped), "--png", str(file))
    assert result.exit_code == 0
    assert sorted(one.name for one in tmp_path.glob("all*.png")) == [
        "all-ferrari-leapmotor.png",
        "all-small.png",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["timeline", "nobody at all"],
        ["timeline", "--from", "soon"],
        ["timeline", "--from", "2026", "--to", "2025"],
        ["timeline", "--png", f"{__file__}/x.png"],
        ["scenarios", "--png", "a\0b"],
    ],
)
def test_what_cannot_be_told_or_drawn_ends_with_2(pack: Path, words: list[str]) -> None:
    result = run_on(pack, *words)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_a_name_that_is_mistyped_gets_a_hint(pack: Path) -> None:
    assert "Did you mean Bolt" in run_on(pack, "timeline", "bolld").stderr


CONVERSATION = """
- {id: a, q: what does the bolt cost, kind: pair-first, expected: [bolt-price]}
- {id: c, q: what is the weather like, kind: followup, after: b}
- {id: b, q: acme zenith deal, kind: followup, after: a, expected: [acme-denial]}
- {id: d, q: bolt price, kind: opening, expected: [acme-denial]}
- {id: p, q: bolt price please, kind: premise, expected: [bolt-price]}
- {id: x, q: bolt price, expected: [bolt-price]}
"""


def test_eval_of_a_file_tells_headline_and_conversations_apart(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(CONVERSATION, encoding="utf-8")
    found = json.loads(command("eval", str(file), "--json").stdout)
    assert list(found["kinds"]) == ["pair-first", "plain"]
    assert found["totals"]["questions"] == found["totals"]["right"] == 2
    assert {kind: one["right"] for kind, one in found["apart"].items()} == {"premise": 1}
    talks = found["conversations"]
    assert (talks["conversations"], talks["wholly_right"]) == (2, 1)
    assert talks["turns"]["questions"] == 4
    assert [(one["id"], one["before"]) for one in found["misses"]] == [("d", [])]
    text = command("eval", str(file)).stdout
    assert "small" in text
    assert "counted apart: 1 question\n" in text
    assert "2 conversations\n" in text


@pytest.mark.parametrize(
    ("kind", "alone", "apart", "talks"),
    [("plain", 1, 0, 0), ("premise", 0, 1, 0), ("followup", 0, 0, 2), ("opening", 0, 0, 2)],
)
def test_eval_of_one_kind(
    command: Command, tmp_path: Path, kind: str, alone: int, apart: int, talks: int
) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(CONVERSATION, encoding="utf-8")
    found = json.loads(command("eval", str(file), "--json", "--kind", kind).stdout)
    assert found["totals"]["questions"] == alone
    assert sum(one["questions"] for one in found["apart"].values()) == apart
    assert found["conversations"]["conversations"] == talks
