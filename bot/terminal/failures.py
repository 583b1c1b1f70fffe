"""Unexpected errors: a short reference for people, the traceback for those who ask for it.

What went wrong is told by the kind of error and the place in the code, never by its message,
which could repeat what somebody typed.
"""

import hashlib
import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.service.hiding import Hide

DEBUG = "SCENARIO_BOT_DEBUG"


def reference(error: BaseException) -> str:
    """Return a short mark that is the same whenever the same thing goes wrong."""
    return hashlib.sha256(_place(error).encode()).hexdigest()[:8]


def told(error: BaseException) -> str:
    """Return a line that says what to report, and how to see more."""
    return (
        f"scenario-bot: something unexpected went wrong ({_place(error)}). Please report this"
        f" with the reference {reference(error)}; {DEBUG}=1 shows the traceback."
    )


def report(error: BaseException) -> None:
    """Write the line to standard error, and the traceback where it is asked for."""
    if hide := _debugging():
        typer.echo(hide("".join(traceback.format_exception(error))), err=True, nl=False)
    typer.echo(told(error), err=True)


def _debugging() -> "Hide | None":
    """Return what takes secrets out of a traceback, or nothing where none is wanted."""
    from bot.service.hiding import hiding
    from bot.service.settings import Settings, SettingsError

    try:
        settings = Settings.read()
    except SettingsError:
        return hiding() if os.environ.get(DEBUG) == "1" else None
    return hiding(*settings.secrets_in_it()) if settings.debug else None


def _place(error: BaseException) -> str:
    """Return the kind of an error and the innermost place in the bot's own code."""
    package = Path(__file__).parent.parent
    place = "outside the bot"
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(package):
            place = f"{path.relative_to(package).as_posix()}:{line}"
    return f"{type(error).__name__} in {place}"
