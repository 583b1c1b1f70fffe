"""The commands of `scenario-bot`: what they are called and take, and what runs them.

What a command needs is imported in it: `--help` waits for nothing.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args

import typer

import bot
from bot.terminal import writing
from bot.terminal.backup_commands import backup, restore
from bot.terminal.change_commands import diff, export_changes
from bot.terminal.database_commands import database
from bot.terminal.doctor import doctor
from bot.terminal.guard import PROBLEMS, GuardedGroup, refused, tell
from bot.terminal.opening import folders_of, opened, samples_of
from bot.terminal.settings_command import settings as show_settings

if TYPE_CHECKING:
    from bot.conversation.desk import Desk
    from bot.knowledge.model import Pack, SampleQuestion
    from bot.service.settings import Settings
    from bot.terminal.report import Evaluation

T = TypeVar("T")

app = typer.Typer(
    cls=GuardedGroup,
    help="Answers questions about a developing story from a curated fact base, with sources.",
    epilog="Try: scenario-bot ask who founded leapmotor",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Packs = Annotated[
    list[Path] | None,
    typer.Option(
        "--pack",
        metavar="PATH",
        help="Folder of a pack; may be given more than once. Default: SCENARIO_BOT_PACKS,"
        " else the pack that comes with the bot.",
    ),
]
PngFile = Annotated[
    Path | None, typer.Option("--png", metavar="FILE", help="Draw it into this file.")
]
IsLight = Annotated[bool, typer.Option("--light", help="Draw on light ground, not on dark.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scenario-bot {bot.__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take what stands before the command."""


@app.command(
    short_help="Start the bot: on Discord, or as a chat without a token.",
    epilog="Example: scenario-bot run",
)
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


@app.command(
    short_help="Ask one question after another.",
    epilog="Example: printf 'who founded leapmotor?\\n' | scenario-bot chat",
)
def chat(pack: Packs = None) -> None:
    """Ask one question after another in the terminal, or line by line from a pipe."""
    from bot.service.settings import Settings

    settings = Settings.read()
    _chat(folders_of(pack, settings), settings)


@app.command(
    short_help="Answer one question.",
    epilog="Example: scenario-bot ask did leapmotor deny the talks",
)
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


@app.command(
    short_help="Tell or draw what happened when.",
    epilog="Example: scenario-bot timeline leapmotor --from 2025-04 --png timeline.png",
)
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


@app.command(
    short_help="Tell or draw where each scenario stands.",
    epilog="Example: scenario-bot scenarios --png scenarios.png --light",
)
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


@app.command(
    short_help="Answer lines from a program with lines of JSON.",
    epilog="Example: printf 'who founded leapmotor?\\n' | scenario-bot answer",
)
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


@app.command(
    short_help="Tell all that is wrong in a pack.",
    epilog="Example: scenario-bot check --strict --pack knowledge/ferrari-leapmotor",
)
def check(
    pack: Packs = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or github.")
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Also try the sources' web addresses.")
    ] = False,
    links_time: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=1, max=3600, help="How long to try them at most."),
    ] = 120,
    as_json: AsJson = False,
) -> None:
    """Tell all that is wrong in a pack, with file, line and mend. Exit status 1 if anything is."""
    from bot.knowledge.read import read_pack
    from bot.terminal import checking

    if form not in list(checking.Format):
        raise typer.BadParameter(f"'{form}' is not text, json or github.", param_hint="--format")
    form = checking.Format.JSON if as_json else checking.Format(form)
    readings = [(folder, read_pack(folder)) for folder in folders_of(pack)]
    problems = [problem for _, reading in readings for problem in reading.problems]
    values = {"packs": [checking.as_values(*reading) for reading in readings]}
    if form != checking.Format.JSON:
        for folder, reading in readings:
            typer.echo(checking.written(folder, reading, form))
    lost = False
    if links:
        from bot.terminal.links import report
        from bot.terminal.links.visiting import Manners

        folders = [folder for folder, _ in readings]
        found = report.links_of(folders, Manners(seconds=links_time))
        lost = any(report.any_wrong(few, strict=strict) for few in found)
        for folder, few, told in zip(folders, found, values["packs"], strict=True):
            told["links"] = report.as_values(few)
            if form != checking.Format.JSON and (text := report.written(few, folder, form)):
                typer.echo(text)
    if form == checking.Format.JSON:
        print_json(values)
    if checking.errors(problems) or (strict and problems) or lost:
        raise typer.Exit(PROBLEMS)


@app.command(
    short_help="Count right and wrong answers to test questions.",
    name="eval",
    epilog="Example: scenario-bot eval --kind plain --no-misses",
)
def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(help="Test questions (YAML). Default: those of the pack."),
    ] = None,
    pack: Packs = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only questions of this kind; may be repeated."),
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses/--no-misses", help="Whether to list what came wrong.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Put test questions to the bot and count what comes of them.

    Each is asked alone; then those that follow one another are asked as conversations.
    """
    from bot.knowledge.model import QuestionKind
    from bot.terminal import report
    from bot.terminal.screen import Screen

    unknown = sorted(set(kind or ()) - set(get_args(QuestionKind)))
    if unknown:
        message = f"'{unknown[0]}' is none of {', '.join(get_args(QuestionKind))}."
        raise typer.BadParameter(message, param_hint="--kind")
    folders = folders_of(pack)
    samples = samples_of(file) if file else None
    desk, packs = opened(folders)
    asked = {one.id: one.questions for one in packs} if samples is None else {"": samples}
    found = _evaluated(desk, packs, asked, kind)
    if as_json:
        print_json(report.figures(packs, found, misses=misses))
    else:
        report.show(Screen(sys.stdout), packs, found, misses=misses)


def _evaluated(
    desk: "Desk",
    packs: "Sequence[Pack]",
    asked: "Mapping[str, Sequence[SampleQuestion]]",
    kinds: list[str] | None,
) -> "Evaluation":
    """Ask the test questions, by their pack; `kinds` leaves out those of all other kinds."""
    from bot.conversation.memory import Memory
    from bot.conversation.talk import Talk
    from bot.terminal import conversations, evaluate, report

    every = [sample for samples in asked.values() for sample in samples]
    alone, apart = (
        [one for one in every if one.kind in group and one.kind in (kinds or group)]
        for group in (evaluate.HEADLINE, evaluate.APART)
    )
    talks = []
    if not kinds or set(kinds) & set(evaluate.IN_CONVERSATION):
        talks = [
            talk
            for pack, samples in asked.items()
            for talk in conversations.conversations(samples, pack)
        ]
    if not (alone or apart or talks):
        raise refused("there are no such test questions")
    facts_of = report.facts_of(packs)
    judged = evaluate.judge([*alone, *apart], desk.ask, today(), facts_of)
    verdicts = list(_with_progress(judged, len(alone) + len(apart)))
    ask = Talk(desk, Memory()).ask
    held = (conversations.hold(talk, ask, today(), facts_of) for talk in talks)
    return report.Evaluation(
        verdicts[: len(alone)], verdicts[len(alone) :], list(_with_progress(held, len(talks)))
    )


@app.command(
    short_help="Write the JSON Schemas that help editors.",
    epilog="Example: scenario-bot schema --check",
)
def schema(
    only_check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit status 1 if any is stale.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Where the schemas are. Default: knowledge/schema."),
    ] = None,
) -> None:
    """Write the JSON Schemas of the files of a pack, with which editors help to write them."""
    from bot.knowledge.schema import schemas, stale, write
    from bot.service.settings import shipped_pack

    where = folder or shipped_pack().parent / "schema"
    old = stale(where)
    if not only_check:
        try:
            write(where)
        except OSError as error:
            raise refused(f"{where}: {error.strerror}") from None
        typer.echo(f"{where}: {len(schemas())} schemas, {len(old)} changed")
    elif old:
        typer.echo(f"{where}: not up to date: {', '.join(old)}; run scenario-bot schema")
        raise typer.Exit(PROBLEMS)
    else:
        typer.echo(f"{where}: {len(schemas())} schemas, up to date")


app.command(
    short_help="Tell what differs between two packs.",
    epilog="Example: scenario-bot diff HEAD~1:knowledge/ferrari-leapmotor"
    " knowledge/ferrari-leapmotor",
)(diff)
app.command(
    short_help="Write accepted changes into a pack's files.",
    name="export-changes",
    epilog="Example: scenario-bot export-changes --from accepted.json --dry-run",
)(export_changes)
app.command(
    short_help="Check whether the bot could run here, and tell how to mend what is wrong.",
    name="doctor",
    epilog="Example: scenario-bot doctor",
)(doctor)
app.command(
    short_help="Show the settings in effect and where each comes from.",
    name="settings",
    epilog="Example: scenario-bot settings --json",
)(show_settings)
app.command(
    short_help="Write all that the bot remembers into a file.",
    epilog="Example: scenario-bot backup scenario-bot.jsonl.gz",
)(backup)
app.command(
    short_help="Bring back what a backup holds.",
    epilog="Example: scenario-bot restore scenario-bot.jsonl.gz --replace",
)(restore)
app.add_typer(
    database,
    name="database",
    short_help="Tell the step of the store's tables; upgrade, rollback.",
    epilog="Example: scenario-bot database rollback 0002",
)


def today() -> date:
    """Return the day that it is, the same for everybody."""
    return datetime.now(UTC).date()


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


def _with_progress(items: "Iterable[T]", total: int) -> "Iterable[T]":
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "Asking", total=total, console=Console(stderr=True), transient=True)


def print_json(value: object) -> None:
    """Write a value as JSON on standard output."""
    import json

    from bot.terminal.plain import whole

    typer.echo(whole(json.dumps(value, ensure_ascii=False, indent=2)))


writing.add_to(app, today, print_json)
