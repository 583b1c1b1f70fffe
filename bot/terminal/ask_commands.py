"""The commands that ask the bot: `run`, `chat`, `ask` and `answer`.

What a command needs is imported in it: `--help` waits for nothing.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.guard import tell
from bot.terminal.opening import folders_of, opened
from bot.terminal.options import AsJson, Packs, today

if TYPE_CHECKING:
    from bot.service.settings import Settings


def run(pack: Packs = None) -> None:
    """Start the bot: on Discord with a token, else as a chat in the terminal."""
    from bot.service.settings import Settings, meant, misspelt

    settings = Settings.read()
    for name in misspelt():
        tell(f"scenario-bot: there is no setting {name}; it is ignored{meant(name)}.")
    if settings.discord_token:
        raise _online(settings, folders_of(pack, settings))
    tell("This is the chat; to go online set SCENARIO_BOT_DISCORD_TOKEN in .env.")
    _chat(folders_of(pack, settings), settings)


def chat(pack: Packs = None) -> None:
    """Ask one question after another in the terminal, or line by line from a pipe."""
    from bot.service.settings import Settings

    settings = Settings.read()
    _chat(folders_of(pack, settings), settings)


def ask(
    text: Annotated[list[str], typer.Argument(help="The question; quotes are not needed.")],
    pack: Packs = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Answer with what was known then: 2025-05-01."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question. The exit status is 0 for every answer, also for "I do not know"."""
    from bot.terminal.lines import LineError, answered, ask_for, encoded
    from bot.terminal.render import show_answers
    from bot.terminal.screen import Screen

    try:
        question = ask_for(" ".join(text), today(), as_of=as_of)
    except LineError as error:
        raise typer.BadParameter(str(error), param_hint="--as-of") from None
    desk, _ = opened(folders_of(pack))
    answers = desk.ask(question)
    if as_json:
        typer.echo(encoded(answered(question.text, answers)), nl=False)
    else:
        show_answers(Screen(sys.stdout), answers)


def answer(pack: Packs = None) -> None:
    """Answer a line a question from standard input with a JSON object a line, for programs.

    A line is plain text, or an object:
    {"text": "who founded leapmotor?", "conversation": "any id", "as_of": "2025-05-01"}
    """
    from bot.terminal.lines import serve

    desk, _ = opened(folders_of(pack))
    from bot.conversation.memory import Memory
    from bot.conversation.talk import Talk

    if sys.stdin is not None:
        serve(sys.stdin.buffer, sys.stdout.buffer, Talk(desk, Memory()).ask, today)


def _online(settings: "Settings", folders: tuple[Path, ...]) -> typer.Exit:
    """Be on Discord until told to stop."""
    from bot.app import run_online

    return typer.Exit(run_online(settings, folders, tell))


def _chat(folders: tuple[Path, ...], settings: "Settings") -> None:
    from bot.terminal.chat import answer_piped, converse, line_editor
    from bot.terminal.screen import Screen
    from bot.terminal.session import COMMANDS, Session

    desk, packs = opened(folders)
    screen = Screen(sys.stdout)
    session = Session(desk, packs, screen, today)
    if sys.stdin is None:
        return
    if not (sys.stdin.isatty() and screen.is_terminal):
        raise typer.Exit(answer_piped(session, screen, sys.stdin.buffer))
    from bot.terminal.completion import ChatCompleter
    from bot.terminal.history import open_history

    questions = [entry.question for one in packs for entry in one.entries.values()]
    names = [scenario.id for scenario in session.scenarios]
    subjects = [entity.name for one in packs for entity in one.entities.values()]
    completer = ChatCompleter(questions, COMMANDS, names, subjects)
    session.greet()
    editor = line_editor(open_history(wanted=settings.history), completer)
    raise typer.Exit(converse(session, screen, editor))
