"""The commands that try a pack: `check`, `eval` and `schema`."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args

import typer

from bot.terminal.guard import PROBLEMS, refused
from bot.terminal.opening import folders_of, opened, samples_of
from bot.terminal.options import AsJson, Packs, print_json, today

if TYPE_CHECKING:
    from bot.conversation.desk import Desk
    from bot.knowledge.model import Pack, SampleQuestion
    from bot.terminal.report import Evaluation

T = TypeVar("T")


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


def _with_progress(items: "Iterable[T]", total: int) -> "Iterable[T]":
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "Asking", total=total, console=Console(stderr=True), transient=True)


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
