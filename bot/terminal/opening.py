"""What commands work on: the folders of packs, the desk over them, and test questions."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.terminal.guard import PROBLEMS, refused, tell

if TYPE_CHECKING:
    from bot.conversation.desk import Desk
    from bot.knowledge.model import Pack, SampleQuestion
    from bot.service.settings import Settings


def folders_of(chosen: list[Path] | None, settings: "Settings | None" = None) -> tuple[Path, ...]:
    """Return the folders of the packs. Ends the command where one is no folder to read."""
    from bot.service.settings import Settings

    folders = tuple(chosen) if chosen else (settings or Settings.read()).pack_folders()
    for folder in folders:
        reason = _unreadable(folder)
        if reason:
            raise refused(f"{_shown(folder)}: {reason}; --pack takes the folder of a pack")
    return folders


def _unreadable(folder: Path) -> str:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    except ValueError:
        return "this is no path"
    return ""


def _shown(path: Path) -> str:
    from bot.terminal.plain import one_line, whole

    return one_line(whole(str(path)))


def opened(folders: tuple[Path, ...]) -> "tuple[Desk, tuple[Pack, ...]]":
    """Return the desk over the packs in the folders, and the packs. Raises `PackError`."""
    from bot.app import build_desk, read_packs
    from bot.service.settings import Settings

    settings = Settings.read()
    packs = read_packs(folders)
    return build_desk(packs, [settings.cache_of(folder) for folder in folders]), packs


def samples_of(file: Path) -> "list[SampleQuestion]":
    """Return the test questions of a file. Ends the command where they cannot be read."""
    from bot.knowledge.problems import for_people
    from bot.knowledge.read import read_questions
    from bot.terminal.checking import errors

    if not file.is_file():
        raise refused(f"{_shown(file)}: there is no such file")
    samples, problems = read_questions(file)
    if problems:
        tell(for_people(problems, file.parent.as_posix()))
    if errors(problems):
        raise typer.Exit(PROBLEMS)
    return list(samples)
