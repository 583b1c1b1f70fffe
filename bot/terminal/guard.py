"""How every command ends: with a status, and with a sentence instead of a traceback."""

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from bot.terminal.failures import report

PROBLEMS = 1
USAGE = 2
# As a shell reports a program that a broken pipe or Ctrl-C ended.
BROKEN_PIPE = 141
# So many problems of a broken pack are told where it is not their time.
_SHOWN = 3


class GuardedGroup(TyperGroup):
    """The commands; whatever goes wrong in one becomes a message and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        from bot.app import PackError
        from bot.service.settings import SettingsError

        try:
            result = super().invoke(ctx)
            flush()
        except BrokenPipeError:
            silence()
            raise typer.Exit(BROKEN_PIPE) from None
        except SettingsError as error:
            raise refused(str(error)) from None
        except PackError as error:
            tell(_broken(error))
            raise typer.Exit(PROBLEMS) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt, EOFError):
            raise
        except Exception as error:
            if type(error).__module__.startswith("typer."):  # wrong usage: typer tells it
                raise
            report(error)
            raise typer.Exit(PROBLEMS) from None
        return result


def refused(message: str) -> typer.Exit:
    """Tell that something cannot be used as it is, and return the exit for it."""
    tell(f"scenario-bot: {message}")
    return typer.Exit(USAGE)


def tell(message: str) -> None:
    """Write a message to standard error."""
    typer.echo(message, err=True)


def flush() -> None:
    """Hand on what was printed, while somebody can still be told that nobody reads it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def silence() -> None:
    """Let nothing more be written where nobody reads: the interpreter would complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            try:
                os.dup2(nowhere, stream.fileno())
            except (OSError, ValueError, AttributeError):
                continue
    os.close(nowhere)


def _broken(error: Any) -> str:
    from bot.knowledge.problems import escape, for_people
    from bot.terminal.checking import root_of

    problems = for_people(error.problems[:_SHOWN], root_of(error.folder))
    folder = escape(f"{root_of(error.folder)}/{error.folder.name}").removeprefix("./")
    hint = f"scenario-bot check --pack {folder} tells all"
    return "\n".join(filter(None, (problems, f"scenario-bot: {error}; {hint}")))
