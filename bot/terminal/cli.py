"""The commands of `scenario-bot`, in the order in which `--help` lists them.

Each lies in a module by subject. What it needs is imported in it: `--help` waits for nothing.
"""

from typing import Annotated

import typer

import bot
from bot.terminal import writing
from bot.terminal.ask_commands import answer, ask, chat, run
from bot.terminal.backup_commands import backup, restore
from bot.terminal.change_commands import diff, export_changes
from bot.terminal.database_commands import database
from bot.terminal.doctor import doctor
from bot.terminal.guard import GuardedGroup
from bot.terminal.options import print_json, today
from bot.terminal.pack_commands import check, evaluate, schema
from bot.terminal.picture_commands import scenarios, timeline
from bot.terminal.settings_command import settings
from bot.terminal.shards_command import shards

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


app.command(
    short_help="Start the bot: on Discord, or as a chat without a token.",
    epilog="Example: scenario-bot run",
)(run)
app.command(
    short_help="Ask one question after another.",
    epilog="Example: printf 'who founded leapmotor?\\n' | scenario-bot chat",
)(chat)
app.command(
    short_help="Answer one question.",
    epilog="Example: scenario-bot ask did leapmotor deny the talks",
)(ask)
app.command(
    short_help="Tell or draw what happened when.",
    epilog="Example: scenario-bot timeline leapmotor --from 2025-04 --png timeline.png",
)(timeline)
app.command(
    short_help="Tell or draw where each scenario stands.",
    epilog="Example: scenario-bot scenarios --png scenarios.png --light",
)(scenarios)
app.command(
    short_help="Answer lines from a program with lines of JSON.",
    epilog="Example: printf 'who founded leapmotor?\\n' | scenario-bot answer",
)(answer)
app.command(
    short_help="Tell all that is wrong in a pack.",
    epilog="Example: scenario-bot check --strict --pack knowledge/ferrari-leapmotor",
)(check)
app.command(
    short_help="Count right and wrong answers to test questions.",
    name="eval",
    epilog="Example: scenario-bot eval --kind plain --no-misses",
)(evaluate)
app.command(
    short_help="Write the JSON Schemas that help editors.",
    epilog="Example: scenario-bot schema --check",
)(schema)
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
)(settings)
app.command(
    short_help="Show which process holds which of the shards that they share.",
    epilog="Example: scenario-bot shards",
)(shards)
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
writing.add_to(app, today, print_json)
