"""`scenario-bot shards`: who holds what, for people and for programs."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from bot.storage.shard_records import ProcessNow, ShardNow, Wanted
from bot.storage.store import Store
from bot.terminal.cli import app
from bot.terminal.shards_command import lines
from tests.unit.storage import server

A = ProcessNow("a", "host-1/17", 7_300.0, {"story": "v1"})
B = ProcessNow("b", "host-2/9\x1b[31m", 45.0, {"story": "v2"})


def shard(number: int, holder: str | None, left: float = 8.0) -> ShardNow:
    return ShardNow(number, holder, left, 1)


def test_each_process_has_a_line_and_what_is_wrong_another() -> None:
    shards = [shard(0, "a"), shard(1, "a"), shard(2, "a"), shard(3, "a", 0.0), shard(4, "a")]
    assert list(lines([A, B], shards)) == [
        "2 processes, 5 shards",
        "  host-1/17  for 2 h  shards 0-2, 4  story v1",
        "  host-2/9?[31m  for 45 s  stands by  story v2",
        "nobody holds 3",
        "story is answered from 2 versions: v1, v2",
    ]


def test_nothing_is_shared_yet() -> None:
    assert list(lines([], [])) == [
        "no process has shared shards on this database yet (SCENARIO_BOT_SHARED)"
    ]


def test_sqlite_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", ":memory:")
    result = CliRunner().invoke(app, ["shards"])
    assert result.exit_code == 1
    assert result.stderr.strip() == (
        "scenario-bot: shards are shared over PostgreSQL only; set SCENARIO_BOT_STORAGE"
    )


def test_on_a_server_it_tells_what_is_and_fails_while_a_shard_is_nobodys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def hold(address: str, at_most: int) -> None:
        async with Store.open(address) as store:
            await store.shards.count(3, is_set=False)
            await store.shards.share(Wanted("here/1", at_most, packs={"story": "v1"}))

    with server.running(server.found_or_skipped()) as one:
        address = one.address.format("postgres")
        monkeypatch.setenv("SCENARIO_BOT_STORAGE", address)
        assert CliRunner().invoke(app, ["shards"]).exit_code == 0
        asyncio.run(hold(address, 2))
        result = CliRunner().invoke(app, ["shards"])
        assert result.exit_code == 1
        assert "  here/1  for 0 s  shards 0-1  story v1\nnobody holds 2\n" in result.stdout
        found = json.loads(CliRunner().invoke(app, ["shards", "--json"]).stdout)
        assert [one["holder"] is None for one in found["shards"]] == [False, False, True]
        assert found["processes"][0]["packs"] == {"story": "v1"}
