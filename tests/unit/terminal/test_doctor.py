"""`scenario-bot doctor` without Discord: settings, token's shape, packs, cache, database, port."""

import asyncio
import base64
import json
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.storage.shard_records import Wanted
from bot.storage.store import Store
from bot.storage.upgrade import HEAD
from bot.terminal.cli import app
from tests.unit.storage import server

Doctor = Callable[..., tuple[int, dict[str, tuple[str, str, str]]]]

SHAPED = f"{base64.urlsafe_b64encode(b'123456789012345678').decode().rstrip('=')}.Gabc.x_-y"


@pytest.fixture
def doctor(pack: Path) -> Doctor:
    """Return a function that runs the doctor: the status, and what it says of each thing."""

    def run(*words: str, packs: tuple[Path, ...] = (pack,)) -> tuple[int, dict[str, tuple]]:
        chosen = [word for one in packs for word in ("--pack", str(one))]
        result = CliRunner().invoke(app, ["doctor", "--offline", "--json", *chosen, *words])
        found = json.loads(result.stdout)["findings"]
        return result.exit_code, {
            one["about"]: (one["state"], one["what"], one["mend"]) for one in found
        }

    return run


@pytest.fixture(autouse=True)
def _own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", str(tmp_path / "bot.sqlite3"))


def test_where_nothing_is_wrong_the_status_is_0_and_nothing_is_made(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", SHAPED)
    before = sorted(tmp_path.rglob("*"))
    status, found = doctor()
    assert status == 0
    assert {about: state for about, (state, _, _) in found.items()} == {
        "settings": "ok",
        "pack small": "ok",
        "cache": "ok",
        "database": "ok",
        "token": "warn",  # honestly: it was not tried
        "intents": "warn",
        "clock": "ok",
    }
    assert "not asked (--offline)" in found["token"][1]
    assert sorted(tmp_path.rglob("*")) == before


def test_lines_for_people_are_one_each_with_the_mend(pack: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--offline", "--pack", str(pack)])
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 6
    assert all(line.split()[0] in ("ok", "warn", "fail") for line in lines)
    token = next(line for line in lines if " token " in line)
    assert token.startswith("warn")
    assert "-> to go online set SCENARIO_BOT_DISCORD_TOKEN or" in token


def test_a_setting_that_cannot_be_used_fails(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_LOG", "xml")
    status, found = doctor()
    assert status == 1
    assert found["settings"][0] == "fail"
    assert found["settings"][1].startswith("SCENARIO_BOT_LOG: ")


def test_a_name_that_is_no_setting_is_a_warning(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_PACK", "x")
    status, found = doctor()
    assert status == 0
    assert found["settings"][:2] == (
        "warn",
        "there is no setting SCENARIO_BOT_PACK; did you mean SCENARIO_BOT_PACKS?",
    )


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("0123456789abcdef" * 4, "this is the application's public key"),
        ("123456789012345678", "this is an id"),
        ("a" * 32, "this looks like the application's client secret"),
        ("a.b", "it is not three parts with dots between them"),
        ("YWJj.b.c", "its first part is not the id of a bot"),
        ("a b.c.d", "it holds blanks or signs that no token has"),
        ("Bot x.y.z", "it holds blanks or signs that no token has"),
        ("é.y.z", "it holds blanks or signs that no token has"),
    ],
)
def test_what_is_no_token_fails_and_is_not_shown(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, token: str, why: str
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_DISCORD_TOKEN", token)
    status, found = doctor()
    state, what, mend = found["token"]
    assert (status, state) == (1, "fail")
    assert what.startswith(why)
    assert "Reset Token" in mend
    assert token not in str(found)


def test_a_database_that_is_no_database_fails(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").write_bytes(b"nothing of the kind" * 100)
    status, found = doctor()
    assert (status, found["database"][0]) == (1, "fail")
    assert "SCENARIO_BOT_STORAGE" in found["database"][2]


@pytest.mark.parametrize(
    ("step", "state", "what"),
    [
        (HEAD, "ok", "opens, tables up to date"),
        ("0001", "warn", "the next start brings its tables up to date"),
        ("9999", "fail", "made by a newer version of the bot"),
    ],
)
def test_how_far_the_tables_are(
    doctor: Doctor, tmp_path: Path, step: str, state: str, what: str
) -> None:
    file = tmp_path / "bot.sqlite3"
    made = sqlite3.connect(file)
    made.execute("CREATE TABLE alembic_version (version_num TEXT)")
    made.execute("INSERT INTO alembic_version VALUES (?)", (step,))
    made.commit()
    made.close()
    content = file.read_bytes()
    status, found = doctor()
    assert status == (1 if state == "fail" else 0)
    assert found["database"][:2] == (state, f"{file}: {what}")
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    "address", ["mysql://user:pw@host/x", "postgresql://user:pw@127.0.0.1:1/x"]
)
def test_a_server_that_cannot_be_used_fails_without_its_password(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("SCENARIO_BOT_STORAGE", address)
    status, found = doctor()
    assert (status, found["database"][0]) == (1, "fail")
    assert "pw" not in str(found)


def test_a_pack_that_is_broken_twice_there_or_not_there_fails(
    doctor: Doctor, pack: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pack.yaml").write_text("id: [", encoding="utf-8")
    status, found = doctor(packs=(broken, tmp_path / "nowhere", pack))
    assert status == 1
    assert found["pack broken"][0] == "fail"
    assert found["pack broken"][2].startswith("scenario-bot check --pack ")
    assert found["pack nowhere"][1].startswith("there is no folder")
    assert found["pack small"][0] == "ok"
    status, found = doctor(packs=(pack, pack))
    assert (status, found["pack small"][0]) == (1, "fail")


def test_a_cache_that_cannot_be_written_or_is_off_is_a_warning(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SCENARIO_BOT_CACHE", str(tmp_path / "file" / "cache"))
    status, found = doctor()
    assert (status, found["cache"][0]) == (0, "warn")
    monkeypatch.setenv("SCENARIO_BOT_CACHE", "off")
    assert doctor()[1]["cache"][0] == "warn"


def test_a_port_that_is_taken_is_a_warning(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("SCENARIO_BOT_HTTP", f"127.0.0.1:{taken.getsockname()[1]}")
        assert doctor()[1]["http"][0] == "warn"
    monkeypatch.setenv("SCENARIO_BOT_HTTP", "127.0.0.1:0")
    assert doctor()[1]["http"][0] == "ok"


def test_processes_that_share_the_shards_are_looked_at(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hold(at_most: int | None, version: str = "v1") -> None:
        async with Store.open(address) as store:
            await store.shards.count(2, is_set=False)
            wanted = Wanted("here/1", at_most, packs={"story": version})
            await store.shards.share(wanted)

    with server.running(server.found_or_skipped()) as one:
        address = one.address.format("postgres")
        monkeypatch.setenv("SCENARIO_BOT_STORAGE", address)
        assert "shards" not in doctor()[1]
        asyncio.run(hold(1))
        assert doctor()[1]["shards"][0] == "warn"
        assert "SCENARIO_BOT_SHARED=1" in doctor()[1]["shards"][2]
        monkeypatch.setenv("SCENARIO_BOT_SHARED", "1")
        assert doctor()[1]["shards"][:2] == ("warn", "nobody holds 1 of 2")
        asyncio.run(hold(None))
        assert doctor()[1]["shards"][:2] == ("ok", "2 held by processes that run: 2")
        asyncio.run(hold(None, "v2"))
        assert doctor()[1]["shards"][1] == "processes answer from different versions of story"
