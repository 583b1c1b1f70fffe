"""`scenario-bot settings`: which settings are in effect, and where each comes from."""

import json
from typing import Annotated, Any

import typer

from bot.terminal.guard import USAGE, tell


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
    page: Annotated[
        bool, typer.Option("--page", help="Write the page on all settings (docs/settings.md).")
    ] = False,
) -> None:
    """Show the settings in effect, secrets hidden, and where each comes from.

    Exit status 2 when a value cannot be used or a name is none.
    """
    from bot.service.settings import Settings, meant, misspelt
    from bot.service.settings_page import effective
    from bot.service.settings_page import page as whole_page

    if page:
        typer.echo(whole_page(), nl=False)
        return
    rows = [
        {"name": one.environment, "value": one.value, "from": one.origin}
        for one in effective(Settings.read())
    ]
    if as_json:
        from bot.terminal.plain import whole

        typer.echo(whole(json.dumps({"settings": rows}, ensure_ascii=False, indent=2)))
    else:
        _show(rows)
    wrong = misspelt()
    for name in wrong:
        tell(f"scenario-bot: there is no setting {name}{meant(name)}")
    if wrong:
        raise typer.Exit(USAGE)


def _show(rows: list[dict[str, Any]]) -> None:
    from bot.terminal.plain import one_line, whole

    longest = max(len(row["name"]) for row in rows)
    for row in rows:
        line = one_line(whole(f"{_shown(row['value'])}  [{row['from']}]"))
        typer.echo(f"{row['name']:<{longest}}  {line}")


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, list):
        return ", ".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)
