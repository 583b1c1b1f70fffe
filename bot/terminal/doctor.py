"""`scenario-bot doctor`: whether the bot could run here, a line each, with the mend."""

import json
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.findings import Finding, State, fail, ok, warn
from bot.terminal.guard import PROBLEMS

if TYPE_CHECKING:
    from bot.knowledge.model import Pack
    from bot.service.settings import Settings
    from bot.storage.looking import Looked


def doctor(
    pack: Annotated[
        list[Path] | None,
        typer.Option("--pack", metavar="PATH", help="Folder of a pack; may be repeated."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not try the token at Discord.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs.")] = False,
) -> None:
    """Check whether the bot could run here, and change nothing. Exit status 1 if it could not."""
    findings = list(_examined(pack, offline=offline))
    if as_json:
        from bot.terminal.plain import whole

        values = {"findings": [asdict(one) for one in findings]}
        typer.echo(whole(json.dumps(values, ensure_ascii=False, indent=2)))
    else:
        _show(findings)
    if any(one.state is State.FAIL for one in findings):
        raise typer.Exit(PROBLEMS)


def _examined(chosen: list[Path] | None, *, offline: bool) -> Iterator[Finding]:
    from bot.service.settings import Settings, SettingsError, meant, misspelt

    try:
        settings = Settings.read()
    except SettingsError as error:
        yield fail("settings", str(error), "docs/settings.md has them all")
        return
    if wrong := misspelt():
        for name in wrong:
            yield warn("settings", f"there is no setting {name}{meant(name)}", "rename or drop it")
    else:
        yield ok("settings", "read; scenario-bot settings shows them")
    folders = tuple(chosen) if chosen else settings.pack_folders()
    packs: list[Pack] = []
    for folder in folders:
        yield _on_pack(folder, packs)
    yield from _on_caches(folders, settings)
    yield from _on_database(settings)
    yield from _on_http(settings)
    from bot.terminal.doctor_discord import (
        Told,
        asked_of_discord,
        on_application,
        on_clock,
        on_token,
    )

    not_asked = Told(why_not="Discord was not asked (--offline)")
    told = not_asked if offline else asked_of_discord(settings)
    yield from on_token(settings, told)
    yield from on_application(settings, told)
    yield on_clock(told, max((one.manifest.updated for one in packs), default=""))


def _on_pack(folder: Path, packs: "list[Pack]") -> Finding:
    from bot.knowledge.read import read_pack
    from bot.terminal.checking import errors, summary

    about = f"pack {folder.name}"
    mend = f"scenario-bot check --pack {folder} tells each"
    if not folder.is_dir():
        return fail(about, f"there is no folder {folder}", "SCENARIO_BOT_PACKS names the folders")
    reading = read_pack(folder)
    wrong = len(errors(reading.problems))
    if reading.pack is None or wrong:
        return fail(about, f"{wrong or 'some'} errors: it cannot be answered from", mend)
    if any(one.id == reading.pack.id for one in packs):
        return fail(about, f"another pack has the id '{reading.pack.id}' too", "rename one of them")
    packs.append(reading.pack)
    if reading.problems:
        return warn(about, f"{len(reading.problems)} warnings", mend)
    return ok(about, summary(folder, reading).splitlines()[0])


def _on_caches(folders: Sequence[Path], settings: "Settings") -> Iterator[Finding]:
    mend = "let the bot's user write there, or name another folder with SCENARIO_BOT_CACHE"
    for folder in dict.fromkeys(settings.cache_of(folder) for folder in folders):
        if folder is None:
            yield warn("cache", "off: every start builds the indexes", "unset SCENARIO_BOT_CACHE")
            continue
        there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
        if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
            yield ok("cache", f"{folder} can be written")
        else:
            yield warn("cache", f"{folder} cannot be written: every start builds the indexes", mend)


def _on_database(settings: "Settings") -> Iterator[Finding]:
    from bot.storage.looking import Tables, look_at
    from bot.storage.records import StorageError

    mend = "SCENARIO_BOT_STORAGE names the database; is it there, and may this user write to it?"
    try:
        found = look_at(settings.storage_place())
    except StorageError as error:
        yield fail("database", str(error), mend)
        return
    if found.tables is Tables.NEWER:
        yield fail(
            "database",
            f"{found.shown}: made by a newer version of the bot",
            "run that version, or go back to a copy from before it",
        )
    elif found.tables is Tables.OLDER:
        what = f"{found.shown}: the next start brings its tables up to date"
        yield warn("database", what, "copy it first: older versions cannot open it after that")
    elif found.tables is Tables.NONE:
        yield ok("database", f"{found.shown}: made at the first start")
    else:
        yield ok("database", f"{found.shown}: opens, tables up to date")
    yield from _on_shards(settings, found)


def _on_shards(settings: "Settings", found: "Looked") -> Iterator[Finding]:
    count = len(found.processes)
    if not settings.shared:
        if count:
            what = f"{count} running here share the shards, and this one would take them all"
            mend = "set SCENARIO_BOT_SHARED=1, or name another database"
            yield warn("shards", f"processes: {what}", mend)
        return
    free = sum(one.holder is None or one.left <= 0 for one in found.shards)
    differing = {
        pack
        for one in found.processes
        for pack, version in one.packs.items()
        if any(other.packs.get(pack, version) != version for other in found.processes)
    }
    if not count:
        yield ok("shards", "shared; no process runs yet")
    elif free:
        mend = "more processes, or a larger SCENARIO_BOT_SHARDS_AT_MOST"
        yield warn("shards", f"nobody holds {free} of {len(found.shards)}", mend)
    elif differing:
        what = f"processes answer from different versions of {', '.join(sorted(differing))}"
        yield warn("shards", what, "scenario-bot shards tells which; deploy the same files to all")
    else:
        yield ok("shards", f"{len(found.shards)} held by processes that run: {count}")


def _on_http(settings: "Settings") -> Iterator[Finding]:
    address = settings.listening()
    if address is None:
        return
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        socket.create_server(address, family=family).close()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        yield warn(
            "http",
            f"{settings.http}: {reason}",
            "is the bot running already? else choose another with SCENARIO_BOT_HTTP",
        )
    else:
        yield ok("http", f"{settings.http} is free")


def _show(findings: Sequence[Finding]) -> None:
    from bot.terminal.plain import one_line, whole

    longest = max(len(one.about) for one in findings)
    for one in findings:
        mend = f" -> {one.mend}" if one.mend else ""
        about = one_line(whole(one.about))
        line = one_line(whole(f"{one.what}{mend}"))
        typer.echo(f"{one.state.value:<5} {about:<{longest}}  {line}")
