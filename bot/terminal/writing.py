"""The commands for those who write packs: `new`, `import` and `export`."""

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.terminal.guard import PROBLEMS, refused, tell

_LONGEST_ID = 80
_LONGEST_TITLE = 200
# What the ending of a file says about its format.
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "azure-tsv",
    ".html": "html",
    ".htm": "html",
    ".jsonld": "claimreview",
}

Id = Annotated[str | None, typer.Option("--id", metavar="ID", help="Default: from the folder.")]
Title = Annotated[str | None, typer.Option(metavar="TITLE", help="Default: made from the id.")]
Language = Annotated[str, typer.Option(metavar="LANG", help="Two letters: en, it, fr, de, es.")]


def add_to(app: typer.Typer, today: Callable[[], date], print_json: Callable[[Any], None]) -> None:
    """Add the commands to the command line."""

    @app.command(
        short_help="Write a small pack to begin with.",
        epilog="Example: scenario-bot new knowledge/my-story --title 'My story'",
    )
    def new(
        folder: Annotated[Path, typer.Argument(help="A folder that is not there, or empty.")],
        pack: Id = None,
        title: Title = None,
        language: Language = "en",
    ) -> None:
        """Write a small working pack whose comments teach every key; nothing is overwritten."""
        from bot.knowledge.exchange.folders import write_folder
        from bot.knowledge.exchange.starter import starter

        name, called = _named(folder, pack, title)
        files = starter(name, called, _language(language), today())
        with _Writing(folder):
            write_folder(folder, files)
        typer.echo(f"{_shown(folder)}: {len(files)} files; everything in them is made up")
        typer.echo(f"next: edit them, then scenario-bot check --pack {_quoted(folder)}")

    @app.command(
        name="import",
        short_help="Make a pack of questions from another program.",
        epilog="Example: scenario-bot import faq.csv --into knowledge/my-faq",
    )
    def import_(
        file: Annotated[Path, typer.Argument(help="A CSV, TSV or JSON file.")],
        into: Annotated[Path, typer.Option(metavar="FOLDER", help="A folder not there yet.")],
        form: Annotated[
            str | None,
            typer.Option(
                "--format", metavar="FORMAT", help="csv, azure-tsv or qnabot. Default: guessed."
            ),
        ] = None,
        pack: Id = None,
        title: Title = None,
        language: Language = "en",
        url: Annotated[
            str, typer.Option(metavar="URL", help="Where people can read what the file holds.")
        ] = "",
        outlet: Annotated[
            str, typer.Option(metavar="NAME", help="Who publishes it. Default: the title.")
        ] = "",
        kind: Annotated[
            str, typer.Option(metavar="KIND", help="What they are: company, newspaper, blog, …")
        ] = "blog",
        accessed: Annotated[
            str | None, typer.Option(metavar="DATE", help="Since when it is so. Default: today.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
    ) -> None:
        """Make a new pack of the questions and answers in a file of another program.

        All that is not carried over is told with its line and the mend. Exit status 1 if any
        question was left out.
        """
        from bot.knowledge.exchange.building import Origin
        from bot.knowledge.exchange.pairs import Format
        from bot.terminal.importing import imported

        name, called = _named(into, pack, title)
        origin = Origin(
            file=file.name,
            accessed=_date(accessed) if accessed else today().isoformat(),
            pack=name,
            title=called,
            language=_language(language),
            address=_address(url, "--url") if url else "",
            outlet=_plain(outlet, "--outlet"),
            kind=_kind(kind),
        )
        chosen = None if form is None else Format(_choice(form, [*Format], "--format"))
        with _Writing(into):
            found = imported(file, chosen, into, origin)
        if as_json:
            print_json(found.as_values())
        else:
            typer.echo(found.written())
        if found.incomplete:
            raise typer.Exit(PROBLEMS)

    @app.command(
        short_help="Write a pack for other programs, or as a page.",
        epilog="Example: scenario-bot export knowledge/my-faq --format html --out faq.html",
    )
    def export(
        folder: Annotated[Path, typer.Argument(help="Folder of the pack.")],
        out: Annotated[Path, typer.Option(metavar="FILE", help="Where to; - is the output.")],
        form: Annotated[
            str | None,
            typer.Option(
                "--format",
                metavar="FORMAT",
                help="csv, azure-tsv, qnabot, claimreview or html. Default: from FILE's ending.",
            ),
        ] = None,
        site: Annotated[
            str, typer.Option(metavar="URL", help="claimreview: where the HTML page will stand.")
        ] = "",
        publisher: Annotated[
            str, typer.Option(metavar="NAME", help="claimreview: who reviews. Default: the title.")
        ] = "",
    ) -> None:
        """Write a pack as CSV, TSV or JSON for other programs, as ClaimReview or as HTML."""
        from bot.app import read_packs
        from bot.knowledge.exchange.exporting import FORMATS, exported, left_behind
        from bot.knowledge.exchange.folders import write_file
        from bot.terminal.opening import folders_of

        chosen = _choice(form or _ENDINGS.get(out.suffix.lower(), ""), FORMATS, "--format")
        if site:
            site = _address(site, "--site")
        (found,) = read_packs(folders_of([folder]))
        text = exported(found, chosen, site=site, publisher=_plain(publisher, "--publisher"))
        # Spreadsheets read UTF-8 only where a mark says so.
        data = text.encode("utf-8-sig" if chosen == "csv" else "utf-8")
        if str(out) == "-":
            sys.stdout.buffer.write(data)
        else:
            with _Writing(out):
                write_file(out, data, outside=folder)
        if left := left_behind(found, chosen):
            tell(f"not in this format: {', '.join(left)}")


class _Writing:
    """Ends a command with a sentence where a folder or a file cannot be written."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from bot.knowledge.exchange.folders import FolderError

        if isinstance(error, FolderError):
            raise refused(f"{_shown(self.target)}: {error}") from None
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            reason = (error.strerror or type(error).__name__).lower()
            raise refused(f"{_shown(self.target)}: {reason}") from None
        if isinstance(error, ValueError) and "null" in str(error):
            raise refused(f"{_shown(self.target)}: this is no path") from None


def _named(folder: Path, pack: str | None, title: str | None) -> tuple[str, str]:
    """Return the id and the title of a new pack."""
    from bot.knowledge.exchange.slugs import slug
    from bot.knowledge.model import ID

    if pack is not None and not (re.fullmatch(ID, pack) and len(pack) <= _LONGEST_ID):
        _wrong("an id is lower-case words joined by hyphens: my-story", "--id")
    name = pack or slug(folder.name or "pack")
    called = name.replace("-", " ").capitalize() if title is None else _plain(title, "--title")
    if not called:
        _wrong("a title has at least one letter", "--title")
    return name, called


def _language(text: str) -> str:
    from bot.knowledge.model import LANGUAGE

    if not re.fullmatch(LANGUAGE, text):
        _wrong("a language is two letters: en, it, fr, de, es", "--language")
    return text


def _address(text: str, option: str) -> str:
    from bot.knowledge.model import WEB_ADDRESS

    if not re.fullmatch(WEB_ADDRESS, text):
        _wrong("a web address begins with https:// and has no blanks", option)
    return text


def _kind(text: str) -> Any:
    from bot.knowledge.model import SourceKind

    return SourceKind(_choice(text, [*SourceKind], "--kind"))


def _date(text: str) -> str:
    from bot.knowledge.dates import PARTIAL_DATE, span

    try:
        span(text)
    except ValueError as error:
        _wrong(str(error), "--accessed")
    if not re.fullmatch(PARTIAL_DATE, text):
        _wrong("a date is 2025, 2025-04 or 2025-04-24", "--accessed")
    return text


def _plain(text: str, option: str) -> str:
    from bot.terminal.plain import one_line, whole

    line = one_line(whole(text))
    if len(line) > _LONGEST_TITLE:
        _wrong(f"this is longer than {_LONGEST_TITLE} characters", option)
    return line


def _choice(text: str, choices: Any, option: str) -> str:
    names = [str(choice) for choice in choices]
    if text not in names:
        _wrong(f"choose one of: {', '.join(names)}", option)
    return text


def _wrong(message: str, option: str) -> NoReturn:
    raise typer.BadParameter(f"{message}.", param_hint=option)


def _shown(path: Path) -> str:
    from bot.terminal.plain import one_line, whole

    return one_line(whole(str(path)))


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(_shown(path))
