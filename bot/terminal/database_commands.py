"""The tables of the store, for a change of version: `database`, `… upgrade` and `… rollback`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.guard import PROBLEMS, refused, tell

if TYPE_CHECKING:
    from bot.storage.steps import Loss

database = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Tell which step the store's tables are at; nothing is changed.",
)


@database.callback()
def steps(context: typer.Context) -> None:
    """Tell which step the store's tables are at, and which steps this version knows."""
    if context.invoked_subcommand is not None:
        return
    with _told():
        from bot.storage.steps import steps as found_at

        found = found_at(_place())
    for step, brought in found.known.items():
        mark = "*" if step == found.at else " "
        typer.echo(f"{mark} {step}  {brought}")
    if found.at is None:
        typer.echo(f"{found.shown}: no tables yet; a start makes them")
    elif found.is_newer:
        typer.echo(f"{found.shown}: tables {found.at} are of a newer version of the bot")
        raise typer.Exit(PROBLEMS)
    elif found.at != found.newest:
        typer.echo(f"{found.shown}: tables {found.at}; a start brings them to {found.newest}")
    else:
        typer.echo(f"{found.shown}: tables {found.at}, the newest that this version knows")


@database.command(
    short_help="Bring the tables up to date, as a start does.",
    epilog="Example: scenario-bot database upgrade",
)
def upgrade() -> None:
    """Bring the tables up to date, as a start does. Take a backup with the old version before."""
    with _told():
        from bot.storage.steps import bring_up

        before = bring_up(_place())
    if before.at == before.newest:
        typer.echo(f"{before.shown}: tables {before.at}, as they were")
    else:
        typer.echo(f"{before.shown}: tables {before.at or 'made'} -> {before.newest}")


@database.command(
    short_help="Take the tables back, for an older version of the bot.",
    epilog="Example: scenario-bot database rollback 0002 --backup before.jsonl.gz --yes",
)
def rollback(
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step, as `database` has it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it, and lose what it would lose.")] = False,
    backup: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a backup into this file first.")
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="Write none: there is one already.")
    ] = False,
) -> None:
    """Take the tables back to a step, all or nothing. Stop every bot before.

    Without --yes it tells what would be lost, and changes nothing.
    """
    if yes and (backup is None) != no_backup:
        raise refused("say where a backup goes, --backup FILE, or --no-backup")
    with _told():
        from bot.storage.backup import backup as write
        from bot.storage.steps import losses, roll_back

        where = _place()
        if not yes:
            _tell_losses(losses(where, step), "would be lost")
            tell("Nothing was changed. With --backup FILE --yes it is done.")
            return
        losses(where, step)  # what refuses it does so before a backup is written
        if backup is not None:
            typer.echo(f"{backup}: {write(where, backup):,} rows")
        _tell_losses(roll_back(where, step), "lost")
        typer.echo(f"tables {step}; start the version of the bot that they are of, not this one")


def _tell_losses(lost: "tuple[Loss, ...]", how: str) -> None:
    for one in lost:
        name = f"{one.table}.{one.column}" if one.column else one.table
        moved = f" ({one.moved})" if one.moved else ""
        typer.echo(f"{how}: {name}, {one.rows:,} {'row' if one.rows == 1 else 'rows'}{moved}")
    if not lost:
        typer.echo(f"{how}: nothing")


def _place() -> str:
    from bot.service.settings import Settings

    return Settings.read().storage_place()


@contextmanager
def _told() -> Iterator[None]:
    from bot.storage.records import StorageError

    try:
        yield
    except StorageError as error:
        tell(f"scenario-bot: {error}")
        raise typer.Exit(PROBLEMS) from None
