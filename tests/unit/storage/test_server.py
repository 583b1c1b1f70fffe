"""What is PostgreSQL's own: connections that break, locks of others, several processes."""

import asyncio
from dataclasses import replace

import psycopg
import pytest

from bot.storage.records import GuildSettings, StorageError
from bot.storage.store import Store
from tests.unit.storage.conftest import emptied


@pytest.fixture
def address(postgresql_upgraded: str) -> str:
    return emptied(postgresql_upgraded)


async def test_connections_that_broke_are_made_again(address: str) -> None:
    async with Store.open(address) as store:
        await asyncio.gather(*(store.set_meta(f"{number}", "a") for number in range(8)))
        _run(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'scenario-bot' AND datname = current_database()",
        )
        await asyncio.gather(*(store.set_meta(f"{number}", "b") for number in range(8)))
        assert [await store.meta(f"{number}") for number in range(8)] == ["b"] * 8
        assert store.health().is_ok
        assert store.health().backend == "postgresql"


async def test_settings_that_are_known_go_on_while_others_hold_the_tables(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engine.LOCK_MILLISECONDS", 20)
    monkeypatch.setattr("bot.storage.guilds._BELIEVED_SECONDS", 0.0)
    chosen = GuildSettings(30, language="it")
    async with Store.open(address) as store:
        await store.save_settings(chosen)
        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE guild, meta IN ACCESS EXCLUSIVE MODE")
            assert await store.settings(30) == chosen
            with pytest.raises(StorageError, match="lock timeout"):
                await store.settings(31)
            with pytest.raises(StorageError, match="lock timeout"):
                await store.set_meta("name", "value")
            health = store.health()
            assert not health.is_ok
            assert "lock timeout" in health.why
            assert "\n" not in health.why
            with pytest.raises(StorageError):
                await store.ping()
        await store.ping()
        assert store.health().is_ok


async def test_processes_see_what_others_have_chosen(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Store.open(address) as first, Store.open(address) as second:
        assert await second.settings(30) == GuildSettings(30)
        await first.save_settings(GuildSettings(30, language="it"))
        assert await second.settings(30) == GuildSettings(30)  # believed for a while
        monkeypatch.setattr("bot.storage.guilds._BELIEVED_SECONDS", 0.0)
        assert await second.settings(30) == GuildSettings(30, language="it")


async def test_of_two_processes_that_change_settings_at_once_none_loses(address: str) -> None:
    async with Store.open(address) as first, Store.open(address) as second:
        await asyncio.gather(
            *(
                store.change_settings(
                    30, lambda old, new=number: replace(old, channels=(*old.channels, new))
                )
                for number, store in enumerate((first, second) * 5)
            )
        )
    async with Store.open(address) as third:
        assert sorted((await third.settings(30)).channels) == list(range(10))


async def test_several_processes_share_a_key(address: str) -> None:
    async with Store.open(address) as first, Store.open(address) as second:
        assert first.user_hash(40) == second.user_hash(40)


async def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StorageError) as raised:
        async with Store.open("postgresql://user:secret@127.0.0.1:1/bot"):
            pass
    assert str(raised.value).startswith("postgresql://127.0.0.1/bot: ")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def _run(address: str, sql: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql)


async def test_a_server_that_is_gone_without_a_word_is_not_waited_for(address: str) -> None:
    async with Store.open(address) as store:
        with store._database._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            told = driver.info.get_parameters()
    most = int(told["keepalives_idle"]) + 3 * int(told["keepalives_interval"])
    assert (most, told["keepalives_count"], told["tcp_user_timeout"]) == (25, "3", "25000")
