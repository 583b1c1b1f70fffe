"""Backups: whole, the same for both databases, and brought back all or not at all."""

import gzip
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.storage import tables
from bot.storage.backup import backup, restore
from bot.storage.engine import PURPOSE, READ, WRITE, make_engine
from bot.storage.place import place
from bot.storage.records import Feedback, GuildSettings, StorageError
from bot.storage.store import Store
from bot.terminal.cli import app
from tests.unit.storage.test_store import ANSWER

Rows = dict[str, list[tuple[object, ...]]]
_MANY = 1_234


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a second database is, without tables, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "other" / "bot.db")
    return str(request.getfixturevalue("postgresql")())


async def fill(where: str) -> int:
    """Put something of many kinds in, and return the number of a proposal that is gone again."""
    async with Store.open(where) as store:
        await store.save_settings(GuildSettings(guild_id=7, language="it", log_questions=False))
        await store.remember_answer(ANSWER)
        told = store.user_hash(9)
        await store.add_feedback(Feedback(ANSWER.message_id, "helpful", told, ANSWER.created))
        for number in range(3):
            last = await store.proposals.propose(
                "alias", "pack", {"text": f'"é\n\U0001f40e\\ {number}'}, by=5, at=number
            )
        await store.set_meta("commands", "0" * 64)
    engine = make_engine(place(where))
    options = {PURPOSE: WRITE}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        rows = [{"user_id": one, "at": 2**62 + one} for one in range(_MANY)]
        connection.execute(tables.visit.insert(), rows)
        connection.execute(tables.proposal.delete().where(tables.proposal.c.id == last.id))
    engine.dispose()
    return last.id


def held(where: str) -> Rows:
    engine = make_engine(place(where))
    with engine.connect().execution_options(**{PURPOSE: READ}) as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }
    engine.dispose()
    return found


async def test_all_comes_back_in_the_same_and_in_the_other_kind_of_database(
    where: str, other: str, tmp_path: Path
) -> None:
    gone = await fill(where)
    before = held(where)
    assert backup(where, tmp_path / "all.jsonl") == sum(map(len, before.values()))
    assert restore(other, tmp_path / "all.jsonl") > _MANY
    assert held(other) == before
    async with Store.open(other) as store:
        assert (await store.settings(7)).language == "it"
        found = await store.answer(ANSWER.message_id)
        assert found is not None
        assert found.facts == ANSWER.facts
        # The key came along, or nobody could delete what is theirs.
        assert await store.forget_user(9) == 1 + 1  # the feedback and the visit
        # A number that was given is not given again: links to it may still be about.
        made = await store.proposals.propose("alias", "pack", {}, by=5, at=9)
        assert made.id == gone + 1


async def test_a_backup_is_taken_while_the_bot_writes(where: str, tmp_path: Path) -> None:
    async with Store.open(where) as store:
        await store.save_settings(GuildSettings(guild_id=1))
        backup(where, tmp_path / "a.jsonl")
        await store.save_settings(GuildSettings(guild_id=2))
        backup(where, tmp_path / "b.jsonl")
    sizes = []
    for name in ("a.jsonl", "b.jsonl"):
        restore(str(tmp_path / f"{name}.db"), tmp_path / name)
        sizes.append(len(held(str(tmp_path / f"{name}.db"))["guild"]))
    assert sizes == [1, 2]


async def test_what_holds_something_is_replaced_only_when_told_so(
    where: str, tmp_path: Path
) -> None:
    file = tmp_path / "all.jsonl.gz"
    await fill(where)
    backup(where, file)
    before = held(where)
    async with Store.open(where) as store:
        await store.save_settings(GuildSettings(guild_id=8))
    changed = held(where)
    with pytest.raises(StorageError, match="is not empty; --replace"):
        restore(where, file)
    assert held(where) == changed
    restore(where, file, replace=True)
    assert held(where) == before


async def test_a_store_that_was_only_opened_is_empty(where: str, tmp_path: Path) -> None:
    await fill(where)
    backup(where, tmp_path / "all.jsonl")
    fresh = tmp_path / "fresh.db"
    async with Store.open(fresh):
        pass
    restore(str(fresh), tmp_path / "all.jsonl")
    assert held(str(fresh)) == held(where)


def cut_in_the_middle(lines: list[bytes]) -> bytes:
    return b"".join(lines)[:-200]


def without_the_end(lines: list[bytes]) -> bytes:
    return b"".join(lines[:-1])


def with_a_row_less(lines: list[bytes]) -> bytes:
    return b"".join(line for line in lines if not line.startswith(b"[7,"))


def with_a_word_changed(lines: list[bytes]) -> bytes:
    return b"".join(lines).replace(b'"it"', b'"fr"')


def with_a_table_less(lines: list[bytes]) -> bytes:
    return b"".join(line for line in lines if b'{"table":"visit"' not in line)


def with_more_behind(lines: list[bytes]) -> bytes:
    return b"".join([*lines, lines[-1]])


def of_something_else(_: list[bytes]) -> bytes:
    return b'{"format": "something else"}\n'


def no_text(_: list[bytes]) -> bytes:
    return bytes(range(256)) * 10


def nothing(_: list[bytes]) -> bytes:
    return b""


def with_a_wrong_type(lines: list[bytes]) -> bytes:
    return signed(line.replace(b"[7,", b'["seven",') for line in lines)


def with_a_number_too_large(lines: list[bytes]) -> bytes:
    return signed(line.replace(b"[7,", b"[%d," % 2**64) for line in lines)


def with_a_child_without_parent(lines: list[bytes]) -> bytes:
    return signed(
        line
        for line in lines
        if not (line.startswith(b"[%d," % ANSWER.message_id) and b'"helpful"' not in line)
        or line.startswith(b"[%d,0," % ANSWER.message_id)
    )


def signed(lines: Iterable[bytes]) -> bytes:
    """Return the lines with an end that fits them: damage that no hash shows."""
    *rest, _ = lines
    body = b"".join(rest)
    rows = sum(line.startswith(b"[") for line in rest)
    end = {"rows": rows, "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


@pytest.mark.parametrize(
    "damage",
    [
        cut_in_the_middle, without_the_end, with_a_row_less, with_a_word_changed,
        with_a_table_less, with_more_behind, of_something_else, no_text, nothing,
        with_a_wrong_type, with_a_number_too_large, with_a_child_without_parent,
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
async def test_of_a_damaged_backup_nothing_is_taken(
    where: str, tmp_path: Path, damage: Callable[[list[bytes]], bytes], packed: bool
) -> None:
    await fill(where)
    file = tmp_path / "all.jsonl"
    backup(where, file)
    damaged = damage(file.read_bytes().splitlines(keepends=True))
    assert damaged != file.read_bytes()
    file.write_bytes(gzip.compress(damaged) if packed else damaged)
    before = held(where)
    with pytest.raises(StorageError) as caught:
        restore(where, file, replace=True)
    assert "\n" not in str(caught.value)
    assert held(where) == before


async def test_a_packed_backup_that_was_cut_off_is_refused(where: str, tmp_path: Path) -> None:
    await fill(where)
    file = tmp_path / "all.jsonl.gz"
    backup(where, file)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(StorageError, match="is no whole backup"):
        restore(str(tmp_path / "other.db"), file)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"version": 2}, "in a form that this version"), ({"tables": "9999"}, "holds tables 9999")],
)
def test_a_backup_of_another_version_is_refused(
    where: str, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    file = tmp_path / "all.jsonl"
    backup(where, file)
    head, *rest = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(json.dumps({**json.loads(head), **change}).encode() + b"\n" + b"".join(rest))
    with pytest.raises(StorageError, match=told):
        restore(where, file)


def test_a_file_in_place_stays_when_a_backup_fails(tmp_path: Path, sqlite_file: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("the one of yesterday")
    broken = Path(shutil.copy(sqlite_file, tmp_path / "bot.db"))
    broken.write_bytes(broken.read_bytes()[:8192] + b"\0" * 4096)
    with pytest.raises(StorageError):
        backup(str(broken), file)
    assert file.read_text() == "the one of yesterday"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("end", ["", "-wal", "-journal"])
def test_the_database_itself_is_not_written_over(
    end: str, tmp_path: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = Path(shutil.copy(sqlite_file, tmp_path / "bot.db"))
    before = where.read_bytes()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError, match="the database itself"):
        backup(str(where), Path(f"bot.db{end}"))
    assert where.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["bot.db"]


def test_only_the_owner_may_read_a_backup(where: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        backup(where, tmp_path / "all.jsonl")
    finally:
        os.umask(old)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "all.jsonl").stat().st_mode) == 0o600


def test_what_is_no_database_of_the_bot_is_not_backed_up(nowhere: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no such database|no tables of the bot"):
        backup(nowhere, tmp_path / "all.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_where_a_backup_cannot_be_written_it_is_told(where: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        backup(where, tmp_path / "missing" / "all.jsonl")
    with pytest.raises(StorageError, match="cannot be read"):
        restore(where, tmp_path / "missing" / "all.jsonl")


def command(where: str, *words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"SCENARIO_BOT_STORAGE": where})


async def test_the_commands(sqlite_file: Path, tmp_path: Path) -> None:
    where, file = str(shutil.copy(sqlite_file, tmp_path / "bot.db")), str(tmp_path / "all.jsonl.gz")
    await fill(where)
    before = held(where)
    made = command(where, "backup", file)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == f"{file}: {sum(map(len, before.values())):,} rows\n"
    refused = command(where, "restore", file)
    assert refused.exit_code == 1
    assert refused.stderr == (
        f"scenario-bot: {where}: is not empty; --replace deletes what it holds\n"
    )
    done = command(where, "restore", file, "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    assert held(where) == before
