"""The commands that keep and bring back all that the bot remembers: `backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.guard import PROBLEMS, tell
from bot.terminal.plain import count


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to; with .gz at its end it is packed.")
    ],
) -> None:
    """Write all that the bot's store holds into a file, while the bot goes on.

    The file holds what is kept on members, and the key of the hashes: keep it as safe as the store.
    """
    from bot.service.settings import Settings
    from bot.storage.backup import backup as write
    from bot.storage.records import StorageError

    try:
        rows = write(Settings.read().storage_place(), file)
    except StorageError as error:
        tell(f"scenario-bot: {error}")
        raise typer.Exit(PROBLEMS) from None
    typer.echo(f"{file}: {count(rows, 'row')}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete what the store holds now.")
    ] = False,
) -> None:
    """Put what a backup holds into the bot's store: all of it, or nothing. Stop the bot before.

    What was written from SQLite can be read into PostgreSQL, and the other way round.
    """
    from bot.service.settings import Settings
    from bot.storage.backup import restore as read
    from bot.storage.records import StorageError

    try:
        rows = read(Settings.read().storage_place(), file, replace=replace)
    except StorageError as error:
        tell(f"scenario-bot: {error}")
        raise typer.Exit(PROBLEMS) from None
    typer.echo(f"{file}: {count(rows, 'row')} brought back")
