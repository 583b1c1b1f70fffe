"""The commands on changes of a pack: `diff` and `export-changes`."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.guard import PROBLEMS, USAGE, refused, tell
from bot.terminal.opening import folders_of
from bot.terminal.options import print_json

if TYPE_CHECKING:
    from bot.knowledge.changes import Change
    from bot.knowledge.model import Pack
    from bot.service.settings import Settings


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="Folder of a pack, or REVISION:FOLDER.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, to compare it with.")],
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="Of the sentences: en, it, fr, de or es.")
    ] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
) -> None:
    """Tell what differs between two packs, and which answers say something else.

    As with diff, the exit status is 0 where nothing differs, 1 where something does, and 2 where
    the two cannot be compared.
    """
    from bot.answers.texts import LANGUAGES
    from bot.knowledge.comparing import affected, compare
    from bot.terminal import differing
    from bot.terminal.screen import Screen

    if language not in LANGUAGES:
        message = f"'{language}' is none of {', '.join(LANGUAGES)}."
        raise typer.BadParameter(message, param_hint="--language")
    before, after = _pack_of(old), _pack_of(new)
    differences = compare(before, after)
    resting = affected(before, after, differences)
    found = (before, after, differences, resting, language)
    if as_json:
        print_json(differing.as_values(*found))
    else:
        differing.show(Screen(sys.stdout), *found)
    if differences:
        raise typer.Exit(PROBLEMS)


def export_changes(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Accepted changes (JSON); - reads stdin. Default: what the bot's store holds.",
        ),
    ] = None,
    pack: Annotated[
        list[Path] | None,
        typer.Option("--pack", metavar="PATH", help="Folder of the pack. Default as elsewhere."),
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
) -> None:
    """Write accepted changes into the files of a pack, touching only the lines meant.

    Without --from these are what curators accepted on Discord. All files are written or none.
    Exit status 1 if a change could not be written.
    """
    from bot.accepted import note_exported
    from bot.knowledge.changes import ChangeError
    from bot.knowledge.problems import for_people
    from bot.knowledge.writing.export import ExportError, prepare
    from bot.service.settings import Settings
    from bot.storage.records import StorageError
    from bot.terminal import exporting
    from bot.terminal.checking import root_of

    folders = folders_of(pack)
    if len(folders) > 1:
        raise refused("changes are written into one pack; name it with --pack")
    folder = folders[0]
    settings = Settings.read()
    try:
        changes = exporting.changes_in(source) if source else _held(settings, folder)
    except (ChangeError, StorageError) as error:
        raise refused(f"{source}: {error}" if source else str(error)) from None
    try:
        export = prepare(folder, changes)
        if not dry:
            export.write()
            if source is None:
                note_exported(settings, _id_of(folder), exporting.in_files(export))
    except ExportError as error:
        if error.problems:
            tell(for_people(error.problems, root_of(folder)))
        tell(f"scenario-bot: nothing was written: {error}")
        raise typer.Exit(PROBLEMS) from None
    if as_json:
        print_json(exporting.as_values(export, dry=dry))
    else:
        exporting.show(sys.stdout, export, dry=dry)
    if exporting.failed(export):
        raise typer.Exit(PROBLEMS)


def _held(settings: "Settings", folder: Path) -> "tuple[Change, ...]":
    """Return what the store holds for the pack in a folder. Raises `ChangeError`."""
    from bot.accepted import held_for
    from bot.knowledge.changes import read_change

    return tuple(read_change(one) for one in held_for(settings, _id_of(folder)))


def _id_of(folder: Path) -> str:
    return _pack_of(str(folder)).id


def _pack_of(name: str) -> "Pack":
    """Return the pack that a folder or a revision holds. Ends the command where none is."""
    from bot.knowledge.problems import for_people
    from bot.knowledge.read import read_pack
    from bot.terminal.checking import errors
    from bot.terminal.plain import one_line, whole
    from bot.terminal.revisions import RevisionError, folder_of

    shown = one_line(whole(name))
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(folder_of(name))
        except RevisionError as error:
            raise refused(f"{shown}: {error}") from None
        reading = read_pack(folder)
    if reading.pack is None:
        tell(for_people(errors(reading.problems)[:3], ""))
        tell(f"scenario-bot: {shown}: this pack has errors")
        raise typer.Exit(USAGE)
    return reading.pack
