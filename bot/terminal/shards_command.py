"""`scenario-bot shards`: which process holds which shard, and from which versions each answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bot.terminal.guard import PROBLEMS, tell
from bot.terminal.options import AsJson, print_json
from bot.terminal.plain import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.storage.shard_records import ProcessNow, ShardNow


def shards(as_json: AsJson = False) -> None:
    """Show the processes that share the bot's shards. Exit status 1 when a shard is nobody's."""
    from bot.service.settings import Settings
    from bot.storage.looking import look_at
    from bot.storage.records import StorageError

    try:
        looked = look_at(Settings.read().storage_place())
        if not looked.is_server:
            raise StorageError(  # noqa: TRY301 - told like any other
                "shards are shared over PostgreSQL only; set SCENARIO_BOT_STORAGE"
            )
    except StorageError as error:
        tell(f"scenario-bot: {error}")
        raise typer.Exit(PROBLEMS) from None
    processes, found = looked.processes, looked.shards
    if as_json:
        print_json({"processes": list(map(asdict, processes)), "shards": list(map(asdict, found))})
    else:
        for line in lines(processes, found):
            typer.echo(line)
    if len(_held(found)) < len(found):
        raise typer.Exit(PROBLEMS)


def lines(processes: Sequence[ProcessNow], shards: Sequence[ShardNow]) -> Iterator[str]:
    """Return what a person reads: a line for each process, then what is not as it should be."""
    if not shards:
        yield "no process has shared shards on this database yet (SCENARIO_BOT_SHARED)"
        return
    held = _held(shards)
    yield f"{count(len(processes), 'process', 'processes')}, {count(len(shards), 'shard')}"
    for one in processes:
        mine = [number for number, holder in held.items() if holder == one.word]
        packs = ", ".join(f"{pack} {version}" for pack, version in one.packs.items())
        part = f"shards {_ranges(mine)}" if mine else "stands by"
        yield f"  {_plain(one.name)}  for {_span(one.age)}  {part}  {packs}"
    free = [one.number for one in shards if one.number not in held]
    if free:
        yield f"nobody holds {_ranges(free)}"
    for pack in sorted({pack for one in processes for pack in one.packs}):
        versions = {one.packs[pack] for one in processes if pack in one.packs}
        if len(versions) > 1:
            yield f"{pack} is answered from {len(versions)} versions: {', '.join(sorted(versions))}"


def _held(shards: Sequence[ShardNow]) -> dict[int, str]:
    """Return who holds each shard: those whose lease has not ended."""
    return {one.number: one.holder for one in shards if one.holder is not None and one.left > 0}


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in short, such as "0-3, 7"."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts)


def _span(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _plain(name: str) -> str:
    """Return the name of a machine as a terminal may be shown it."""
    return "".join(one if one.isprintable() else "?" for one in name)
