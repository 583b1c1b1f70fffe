"""What is written holds no secret, no question and no member's name, whatever fails.

`written` (in `conftest.py`) looks through the output of every test here. These see that it can
fail, and look at the whole program as a process, with all switched on that makes it tell more.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.discord_app.loopback import TOKEN, StandIn, payloads
from tests.faults.conftest import MESSAGES, QUESTION, UNKNOWN
from tests.faults.written import NAME, PASSWORD, Written
from tests.unit.storage import server as postgresql_server
from tests.unit.terminal.small_pack import write_small_pack

_log = logging.getLogger("bot.test")
LOUD = {"SCENARIO_BOT_DEBUG": "1", "SCENARIO_BOT_LOG_LEVEL": "debug"}


@pytest.fixture
def postgresql() -> Iterator[postgresql_server.Server]:
    with postgresql_server.running(postgresql_server.found_or_skipped()) as one:
        yield one


@pytest.mark.parametrize("secret", [PASSWORD, QUESTION, f"{NAME}9001", "interaction-1234567890"])
async def test_a_leak_is_found_wherever_it_is(written: Written, secret: str) -> None:
    def log() -> None:
        _log.debug("of %s", secret)

    def trace() -> None:
        try:
            raise ValueError(secret)  # noqa: TRY301
        except ValueError:
            _log.exception("it failed")

    def warned() -> None:
        logging.getLogger("discord.http").warning("%s", secret)

    def fields() -> None:
        _log.info("answered", extra={"fields": {"question": secret}})

    def printed() -> None:
        sys.stdout.write(secret)

    def complained() -> None:
        sys.stderr.write(secret)

    def elsewhere() -> None:
        written.add(secret)

    for leak in (log, trace, warned, fields, printed, complained, elsewhere):
        assert written.leaks() == []
        leak()
        assert written.excuse(), leak.__name__
    assert written.leaks() == []


async def test_the_token_is_hidden_from_the_log_and_found_elsewhere(written: Written) -> None:
    sys.stderr.write(TOKEN)
    assert "the token is in the output" in written.excuse()[0]


def test_what_is_no_secret_is_no_leak(written: Written) -> None:
    _log.info("answered", extra={"fields": {"entry": "bolt-price", "question": "0f0f"}})
    sys.stdout.write("scenario-bot: online as scenario-bot in 1 server\n")
    assert written.leaks() == []


class Program:
    """`scenario-bot run` as a process, and what it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.text = ""
        self._changed = asyncio.Event()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.text += line.decode()
            self._changed.set()

    async def told(self, what: str, times: int = 1) -> None:
        """Wait until it has told something so often."""
        async with asyncio.timeout(30):
            while self.text.count(what) < times:
                self._changed.clear()
                await self._changed.wait()

    async def ended(self) -> int | None:
        async with asyncio.timeout(30):
            await self.reading
            return await self.process.wait()


@asynccontextmanager
async def program(
    server: StandIn, pack: Path, written: Written, *, token: str = TOKEN, **more: str
) -> AsyncIterator[Program]:
    """Run the program; all that it has written is looked through with the rest."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY_URL": server.gateway.url,
        "SCENARIO_BOT_DISCORD_TOKEN": token,
        "SCENARIO_BOT_CACHE": "off",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONASYNCIODEBUG": "1",
        **LOUD,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--pack", str(pack)),
        cwd=pack.parent,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    one = Program(process)
    try:
        yield one
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await one.ended()
        written.add(one.text)
        sys.stdout.write(one.text)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.mark.parametrize("log", ["text", "json"])
async def test_nothing_secret_is_written_by_a_program_that_fails(
    pack: Path, written: Written, postgresql: postgresql_server.Server, log: str
) -> None:
    address = postgresql.address.format("postgres").replace("//bot@", f"//bot:{PASSWORD}@")
    more = {"SCENARIO_BOT_STORAGE": address, "SCENARIO_BOT_LOG": log}
    async with StandIn() as server, program(server, pack, written, **more) as bot:
        await bot.told("online as")
        author = payloads.user(7_001, f"{NAME}7001")
        options = [{"type": 3, "name": "question", "value": QUESTION}]
        data = {"id": "1", "name": "ask", "type": 1, "options": options}

        async def ask(times: int) -> None:
            await server.say(QUESTION, author=author)
            await server.say(UNKNOWN, author=author)
            await server.interact(2, data, asker=author)
            await bot.told("answered", times)

        await ask(3)
        server.faults.fail("POST", MESSAGES, 403, 50013)
        await server.say(QUESTION, author=author)
        await bot.told("Forbidden")
        server.faults.limit("POST", r"/interactions/.*/callback", retry_after=0.01)
        await asyncio.to_thread(postgresql.stop)
        await ask(6)
        await bot.told("not written")
        server.faults.cut("POST", MESSAGES)
        await server.gateway.cut(server.gateway.session_of(None))
        await server.say(QUESTION, author=author, direct=True)
        await bot.told("answered", 7)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended() == 1
        assert "rows could not be written" in bot.text


async def test_nothing_secret_is_written_where_the_token_is_refused(
    pack: Path, written: Written
) -> None:
    async with (
        StandIn() as server,
        program(server, pack, written, token=f"{TOKEN}-which-is-wrong") as bot,
    ):
        assert await bot.ended() == 1
        assert "Discord refused the token" in bot.text


@pytest.mark.parametrize("host", ["127.0.0.1:1", "127.0.0.1:port"])
async def test_nothing_secret_is_written_where_the_database_cannot_be_reached(
    pack: Path, written: Written, host: str
) -> None:
    address = f"postgresql://bot:{PASSWORD}@{host}/bot"
    async with (
        StandIn() as server,
        program(server, pack, written, SCENARIO_BOT_STORAGE=address) as bot,
    ):
        assert await bot.ended() in (1, 2)
        assert "scenario-bot: " in bot.text
        assert server.requests == []
