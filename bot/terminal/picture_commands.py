"""The commands that tell or draw what a pack holds: `timeline` and `scenarios`."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.guard import refused
from bot.terminal.opening import folders_of
from bot.terminal.options import Packs

PngFile = Annotated[
    Path | None, typer.Option("--png", metavar="FILE", help="Draw it into this file.")
]
IsLight = Annotated[bool, typer.Option("--light", help="Draw on light ground, not on dark.")]


def timeline(
    name: Annotated[
        list[str] | None,
        typer.Argument(help="An entity or a scenario; without it, all that the pack holds."),
    ] = None,
    pack: Packs = None,
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first date: 2025-04.")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="DATE", help="The last date: 2025-06-30.")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Every fact, not only those on which most rests.")
    ] = False,
    png: PngFile = None,
    light: IsLight = False,
) -> None:
    """Tell what happened when, the newest first; with --png, draw it for a phone instead."""
    from bot.app import read_packs
    from bot.pictures.selection import Selection, SelectionError
    from bot.pictures.timeline import timeline as timeline_of
    from bot.terminal import looking
    from bot.terminal.screen import Screen

    try:
        Selection("", since, until).checked()
    except SelectionError:
        message = "dates are written 2025, 2025-04 or 2025-04-24, and --to is not before --from."
        raise typer.BadParameter(message, param_hint="--from, --to") from None
    packs, subject = read_packs(folders_of(pack)), ""
    if wanted := " ".join(name or ()):
        found = looking.holder_of(packs, wanted)
        if found is None:
            raise refused(looking.not_there(packs, wanted))
        packs, subject = (found[0],), found[1]
    lines = [timeline_of(one, Selection(subject, since, until), "en") for one in packs]
    if png is None:
        screen = Screen(sys.stdout)
        for place, line in enumerate(lines):
            if place:
                screen.gap()
            shown = line if everything else line.most_important(looking.TOLD)
            looking.show_timeline(screen, shown, "--from DATE --to DATE, or --all")
        return
    from bot.pictures.themes import DARK, LIGHT
    from bot.pictures.timeline_picture import timeline_picture

    theme = LIGHT if light else DARK
    drawings = [(one.pack, partial(timeline_picture, one, theme)) for one in lines]
    for path in looking.write_pictures(png, drawings):
        typer.echo(f"{path}: written")


def scenarios(pack: Packs = None, png: PngFile = None, light: IsLight = False) -> None:
    """Tell where each scenario stands, and what speaks for and against it; with --png, draw it."""
    from bot.app import read_packs
    from bot.pictures.board import board
    from bot.terminal import looking
    from bot.terminal.screen import Screen

    boards = [board(one, "en") for one in read_packs(folders_of(pack))]
    if png is None:
        looking.show_boards(Screen(sys.stdout), boards)
        return
    from bot.pictures.board_picture import board_picture
    from bot.pictures.themes import DARK, LIGHT

    theme = LIGHT if light else DARK
    drawings = [(one.pack, partial(board_picture, one, theme)) for one in boards]
    for path in looking.write_pictures(png, drawings):
        typer.echo(f"{path}: written")
