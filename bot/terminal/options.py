"""What several commands take and tell: the packs, JSON, and the day that it is."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

Packs = Annotated[
    list[Path] | None,
    typer.Option(
        "--pack",
        metavar="PATH",
        help="Folder of a pack; may be given more than once. Default: SCENARIO_BOT_PACKS,"
        " else the pack that comes with the bot.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]


def today() -> date:
    """Return the day that it is, the same for everybody."""
    return datetime.now(UTC).date()


def print_json(value: object) -> None:
    """Write a value as JSON on standard output."""
    import json

    from bot.terminal.plain import whole

    typer.echo(whole(json.dumps(value, ensure_ascii=False, indent=2)))
