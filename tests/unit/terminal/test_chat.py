"""The chat: commands, suggestions by number, line editing, completion and history."""

import io
import re
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.answers.answer import Answer, Outcome, Suggestion
from bot.app import build_desk, read_packs
from bot.conversation.question import Question
from bot.knowledge.model import Evidence
from bot.terminal.chat import answer_piped, converse, line_editor
from bot.terminal.completion import ChatCompleter
from bot.terminal.history import LineHistory, open_history
from bot.terminal.screen import Screen
from bot.terminal.session import COMMANDS, Session
from tests.unit.terminal.conftest import printed

TODAY = date(2026, 11, 24)
QUESTIONS = ("What does the Bolt cost?", "Are Acme and Zenith in talks?", "Acme's sales?")


Say = Callable[[str], str]


class _Desk:
    """A desk that only writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def ask(self, question: Question) -> tuple[Answer, ...]:
        if question.text == "fail":
            raise RuntimeError
        self.asked.append(question)
        return ()


def test_a_scenario_is_told_with_all_of_its_evidence(pack: Path, screen: Screen) -> None:
    [read] = read_packs([pack])
    scenario = next(iter(read.scenarios.values()))
    pieces = [Evidence(fact=next(iter(read.facts)), why=f"Piece{number}.") for number in range(9)]
    long = scenario.model_copy(update={"evidence_for": tuple(pieces)})
    packs = (read.model_copy(update={"scenarios": {long.id: long}}),)
    Session(build_desk(packs), packs, screen, lambda: TODAY).take("/scenario 1")
    told = printed(screen)
    assert all(f"Piece{number} " in told for number in range(9))


@pytest.fixture
def session(pack: Path, screen: Screen) -> Session:
    packs = read_packs([pack])
    return Session(build_desk(packs), packs, screen, lambda: TODAY)


@pytest.fixture
def say(session: Session, screen: Screen) -> Callable[[str], str]:
    """Return a function that types a line and returns what is printed for it."""

    def run(line: str) -> str:
        before = len(printed(screen))
        session.take(line)
        return printed(screen)[before:]

    return run


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as made:
        yield made


def completer() -> ChatCompleter:
    return ChatCompleter(QUESTIONS, COMMANDS, ["scenario-alone", "scenario-zenith"])


def test_before_any_question_the_commands_have_nothing_to_show(say: Say) -> None:
    assert say("/why") == "Nothing has been asked yet.\n"
    assert say("/sources") == "There is no answer with sources yet.\n"
    assert "/facts WORD" in say("/facts")


def test_commands_go_on_from_the_last_answer(say: Say) -> None:
    assert say("are acme and zenith in talks?").startswith("No, Acme denied it")
    why = say("/why")
    assert "“Are Acme and Zenith in talks?”" in why
    assert re.search(r"Next best: “.+”, \d+ points behind", why)
    sources = say("/sources")
    assert "Denies the talks." in sources
    assert "https://example.org/acme" in sources
    facts = say("/facts")
    assert "- Acme denied that there are talks with Zenith." in facts
    assert "Denied (Acme, 25 Apr 2025): acme-zenith-talks" in facts


def test_facts_are_found_by_the_beginnings_of_words(say: Say) -> None:
    assert ": bolt-price" in say("/facts BOL eur")
    assert say("/facts chess") == "No fact holds chess.\n"
    assert say("/facts \x1b[31m?") == "No fact holds �[31m?.\n"


def test_scenarios_by_the_number_people_give_them(say: Say) -> None:
    assert say("/scenarios").splitlines()[0] == "  1  Acme goes it alone (Open, 25 Apr 2025)"
    for wanted in ("2", "scenario-zenith-platform", "zenith-platform"):
        assert "Acme would build its next car on what Zenith has." in say(f"/scenario {wanted}")
    assert say("/scenario").startswith("Which one?\n  1  Acme goes it alone")
    assert say("/scenario 9").startswith("There is no scenario 9.\n  1  Acme goes it alone")


def test_a_number_chooses_a_suggestion(
    say: Say, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = Answer(
        "q",
        Outcome.SUGGESTED,
        "Did you mean …",
        suggestions=(
            Suggestion("bolt-price", "What does the Bolt cost?", 0.4),
            Suggestion("scenario-alone", "Acme goes it alone", 0.3),
            Suggestion("acme-denial", "Did Acme deny it?", 0.2),
        ),
    )
    for number, says in (
        ("1", "It costs 30,000 euros"),
        (" 2 ", "Acme builds all its cars on its own."),
        ("3", "Acme denied that there are talks with Zenith"),
    ):
        session._answers = (offered,)
        assert says in say(number)
    session._answers = (offered,)
    desk = _Desk()
    monkeypatch.setattr(session, "_talk", desk)
    for line in ("4", "2025", "0", "²", "9" * 5_000):
        session._answers = (offered,)
        say(line)
    assert [question.text[:4] for question in desk.asked] == ["4", "2025", "0", "²", "9999"]


def test_help_names_every_command_and_an_unknown_one_the_nearest(say: Say) -> None:
    assert all(name in say("/help") for name in COMMANDS)
    assert say("/sourcez") == "There is no command /sourcez. Did you mean /sources?\n"
    assert "Did you mean" in say("/\x1b" + "x" * 10_000)


@pytest.mark.parametrize("word", ["/quit", "/QUIT", "quit", "Exit", "/exit"])
def test_quit(say: Say, session: Session, word: str) -> None:
    assert say(word) == ""
    assert session.ended


def test_the_greeting_shows_the_pack_and_three_questions(session: Session, screen: Screen) -> None:
    session.greet()
    lines = printed(screen).splitlines()
    assert lines[0] == "Acme [bold]and[/bold] Zenith (as of 1 Jan 2026)"
    assert [line for line in lines if line.startswith("  - ")] == [
        "  - Are Acme and Zenith in talks?",
        "  - How many cars does Acme sell?",
        "  - What does the Bolt cost?",
    ]


def test_typing_editing_and_leaving(session: Session, screen: Screen, keys: PipeInput) -> None:
    editor = line_editor(InMemoryHistory(), completer(), source=keys, sink=DummyOutput())
    # A letter too many is taken back; Ctrl-C drops a line; Ctrl-D ends.
    keys.send_text("bolt pricex\x7f\rnonsense\x03\r  \r/scenarios\r\x04")
    assert converse(session, screen, editor) == 0
    assert printed(screen).startswith("It costs 30,000 euros")
    assert "1  Acme goes it alone" in printed(screen)


def test_ctrl_c_on_an_empty_line_ends_with_130(
    session: Session, screen: Screen, keys: PipeInput
) -> None:
    editor = line_editor(InMemoryHistory(), completer(), source=keys, sink=DummyOutput())
    keys.send_text("\x03")
    assert converse(session, screen, editor) == 130


def test_an_error_does_not_end_the_chat(
    session: Session, screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    session._talk = _Desk()
    assert answer_piped(session, screen, io.BytesIO(b"fail\n/why\n")) == 0
    assert "Nothing has been asked yet." in printed(screen)
    assert "went wrong" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", []),
        ("w", []),
        ("what", ["What does the Bolt cost?"]),
        ("ACME ta", ["Are Acme and Zenith in talks?"]),
        ("acme", ["Acme's sales?", "Are Acme and Zenith in talks?"]),
        ("chess", []),
        ("?!", []),
        ("/scenario", ["/scenarios", "/scenario"]),
        ("/q", ["/quit"]),
        ("/scenario scenario-z", ["scenario-zenith"]),
        ("/facts acme", []),
    ],
)
def test_completion(typed: str, offered: list[str]) -> None:
    found = completer().get_completions(Document(typed), CompleteEvent())
    assert [one.text for one in found] == offered


def test_tab_completes_a_question(session: Session, screen: Screen, keys: PipeInput) -> None:
    editor = line_editor(InMemoryHistory(), completer(), source=keys, sink=DummyOutput())
    buffer = editor.__self__.default_buffer  # type: ignore[attr-defined]
    # Completions are worked out beside the typing: each key waits for what it needs.
    buffer.on_completions_changed += lambda _: buffer.text == "what does" and keys.send_text("\t")
    buffer.on_text_changed += lambda _: buffer.text == QUESTIONS[0] and keys.send_text("\r\x04")
    keys.send_text("what does")
    converse(session, screen, editor)
    assert printed(screen).startswith("It costs 30,000 euros")


def test_history_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "history"
    history = LineHistory(path)
    for line in ("one", "two\nlines \x1b[2J", " ", "é 零跑"):
        history.store_string(line)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(LineHistory(path).load_history_strings()) == ["é 零跑", "two lines �[2J", "one"]


def test_history_is_trimmed_and_made_private_again(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"\xff\n" + b"".join(b"%d\n" % n for n in range(700)))
    path.chmod(0o644)
    history = LineHistory(path)
    history.trim()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = list(history.load_history_strings())
    assert (len(kept), kept[0], kept[-1]) == (500, "699", "200")


def test_history_that_cannot_be_written_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "file" / "history", tmp_path):
        history = LineHistory(path)
        history.trim()
        history.append_string("one")
        assert history.get_strings() == ["one"]
        assert list(history.load_history_strings()) == []


def test_history_can_be_off(tmp_path: Path) -> None:
    open_history(wanted=False).append_string("x")
    assert not list((tmp_path / "home").rglob("history"))
    open_history(wanted=True).append_string("x")
    assert len(list((tmp_path / "home").rglob("history"))) == 1
