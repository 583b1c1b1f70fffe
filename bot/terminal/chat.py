"""The chat: with line editing where a person sits, line by line where another program does."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.terminal.failures import report
from bot.terminal.lines import lines_of
from bot.terminal.screen import Screen
from bot.terminal.session import Session

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

INTERRUPTED = 130


def converse(session: Session, screen: Screen, prompt: Callable[[], str]) -> int:
    """Answer what is typed until the end, and return the exit status."""
    while not session.ended:
        try:
            line = prompt()
        except EOFError:
            break
        except KeyboardInterrupt:
            return INTERRUPTED
        if line.strip():
            _take(session, line)
            if not session.ended:
                screen.gap()
    return 0


def answer_piped(session: Session, screen: Screen, source: BinaryIO) -> int:
    """Answer each line of the source, skipping empty ones, and return the exit status."""
    first = True
    for text in lines_of(source):
        line = text.removeprefix("\ufeff") if first else text
        if line.strip():
            if not first:
                screen.gap()
            _take(session, line)
            screen.flush()
            first = False
        if session.ended:
            break
    return 0


def line_editor(
    history: "History",
    completer: "Completer",
    *,
    source: "Input | None" = None,
    sink: "Output | None" = None,
) -> Callable[[], str]:
    """Return a function that asks for a line, with editing, history and completion."""
    from prompt_toolkit import PromptSession

    editor: PromptSession[str] = PromptSession(
        "> ",
        history=history,
        completer=completer,
        complete_while_typing=True,
        reserve_space_for_menu=6,
        key_bindings=_keys(),
        input=source,
        output=sink,
    )
    return editor.prompt


def _keys() -> "KeyBindings":
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("c-c")
    def _(event: Any) -> None:
        """Drop the line, as a shell does; on an empty line, leave."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return keys


def _take(session: Session, line: str) -> None:
    try:
        session.take(line)
    except OSError:  # nobody reads any more
        raise
    except Exception as error:  # noqa: BLE001 -- the conversation goes on
        report(error)
