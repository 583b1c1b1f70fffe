"""The doctor asks Discord: a token taken or refused, intents, endpoint, clock, no answer."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.service.settings import Settings
from bot.terminal.doctor_discord import (
    Told,
    asked_of_discord,
    on_application,
    on_clock,
    on_token,
)
from bot.terminal.findings import Finding, State
from tests.discord_app.loopback import StandIn

CONTENT = 1 << 19


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(settings: Settings, told: Told) -> dict[str, Finding]:
    """Return what is found, by what it is about."""

    def every() -> Iterator[Finding]:
        yield from on_token(settings, told)
        yield from on_application(settings, told)

    return {one.about: one for one in every()}


def settings(base: str, token: str, **more: Any) -> Settings:
    return Settings(_env_file=None, discord_token=token, DISCORD_API_BASE=base, **more)


async def test_a_token_that_discord_takes_is_well_and_the_clock_is_compared() -> None:
    async with StandIn() as server:
        server.tells_time = True
        chosen = settings(server.api_base, server.token)
        told = await asyncio.to_thread(asked_of_discord, chosen)
    findings = found(chosen, told)
    assert findings["token"].state is State.OK
    assert findings["token"].what == "Discord takes it, as that of scenario-bot"
    assert findings["intents"].state is State.OK
    clock = on_clock(told, "2025-04")
    assert (clock.state, clock.what) == (State.OK, "within 30 s of Discord's")


async def test_a_token_that_discord_refuses_fails() -> None:
    async with StandIn() as server:
        chosen = settings(server.api_base, "not-the-token")
        told = await asyncio.to_thread(asked_of_discord, chosen)
        server.excuse()
    one = found(chosen, told)["token"]
    assert one.state is State.FAIL
    assert one.what.startswith("Discord refuses it: it is not three parts")


async def test_where_discord_is_not_reached_that_is_said() -> None:
    async with StandIn() as server:
        base = server.api_base
    chosen = settings(base, "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc.xyz")
    told = await asyncio.to_thread(asked_of_discord, chosen)
    findings = found(chosen, told)
    assert findings["token"].state is State.WARN
    assert "Discord could not be reached" in findings["token"].what
    assert findings["intents"].state is State.WARN


@pytest.mark.parametrize(
    ("wanted", "flags", "state"),
    [
        (False, 0, State.OK),
        (True, CONTENT, State.OK),
        (True, 1 << 18, State.OK),
        (True, 0, State.FAIL),
        (False, CONTENT, State.WARN),
    ],
)
def test_the_intent_is_compared_with_the_settings(wanted: bool, flags: int, state: State) -> None:
    chosen = settings("http://127.0.0.1:1/api/v10", "x", message_content=wanted)
    findings = found(chosen, Told(200, {"username": "b"}, {"flags": flags}))
    assert findings["intents"].state is state
    assert bool(findings["intents"].mend) is (state is not State.OK)


def test_an_endpoint_that_takes_the_commands_away_fails() -> None:
    chosen = settings("http://127.0.0.1:1/api/v10", "x")
    application = {"flags": 0, "interactions_endpoint_url": "https://example.org"}
    findings = found(chosen, Told(200, {"username": "b"}, application))
    assert findings["commands"].state is State.FAIL


def test_a_clock_that_is_wrong_is_told() -> None:
    assert on_clock(Told(ahead=-90.0), "").what == "it is 90 s behind Discord's"
    assert on_clock(Told(ahead=90.0), "").state is State.WARN
    assert on_clock(Told(), "9999-01").state is State.FAIL
    assert on_clock(Told(), "2025").state is State.OK
