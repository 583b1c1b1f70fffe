"""`kill -9` at any point: what was acknowledged is there, nothing is half written."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.storage import tables
from bot.storage.store import Store

_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def fast(where: str) -> Iterator[str]:
    """Return where a database is, a file in memory: what a process leaves is the same there."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    if where.startswith("postgresql") or not memory.is_dir():
        yield where
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield str(shutil.copy(where, folder))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forks")
async def test_nothing_that_was_acknowledged_is_lost_when_writers_are_killed(fast: str) -> None:
    where, on_server = fast, fast.startswith("postgresql")
    # On a server a dead client is an everyday thing; the file is what could break.
    count = 30 if on_server else 200
    done = subprocess.run(  # noqa: ASYNC221 - nothing else is to happen meanwhile
        [sys.executable, "-m", "tests.unit.storage.killed", where, str(count), "1"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    said = [line.split() for line in done.stdout.splitlines()]
    assert len(said) > count  # they did write
    if not on_server:
        connection = sqlite3.connect(where)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    async with Store.open(where) as store:
        standing = {one.id: one for one in await store.proposals.standing()}
        changed = {one.pack_version for one in await store.changes.after(0, limit=100_000)}
        sent = {one.key for one in (await store.held_on(7)).notices}
        events, feedback = await store._database.read(_history_and_feedback)
        for kind, *numbers in said:
            if kind == "accepted":
                assert standing[int(numbers[0])].payload["alias"].split()[0] == numbers[1]
            elif kind == "feedback":
                assert int(numbers[0]) in feedback
            elif kind == "notice":
                assert numbers[0] in sent
        # The first time that a pack is seen, nothing has changed.
        assert len({line[1] for line in said if line[0] == "change"} - changed) <= 1
        # Also of what was not acknowledged any more, all is there or nothing.
        assert events == {one: ["proposed", "accepted"] for one in standing}
        assert {one.facts for one in (await store.held_on(3)).answers} == {("fact",)}


def _history_and_feedback(connection: Connection) -> tuple[dict[int, list[str]], set[int]]:
    events: dict[int, list[str]] = {}
    found = select(tables.history.c.subject_id, tables.history.c.action)
    for number, action in connection.execute(found.order_by(tables.history.c.id)):
        events.setdefault(number, []).append(action)
    return events, set(connection.scalars(select(tables.feedback.c.message_id)))
