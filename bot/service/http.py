"""A small HTTP server for those who watch over the bot: /healthz, /readyz and /metrics."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.service.health import Check, Health
from bot.service.layers import SettingsError
from bot.service.metrics import Metrics, Now

_log = logging.getLogger(__name__)


@asynccontextmanager
async def serving(
    host: str, port: int, health: Health, metrics: Metrics, now: Callable[[], Awaitable[Now]]
) -> AsyncIterator[int]:
    """Answer at an address until the end; yield the port. Raises `SettingsError`."""

    async def alive(_: web.Request) -> web.Response:
        return _told(health.alive())

    async def ready(_: web.Request) -> web.Response:
        return _told(health.ready())

    async def counted(_: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=metrics.text(await now()), headers=headers)

    app = web.Application(client_max_size=1_024)
    app.add_routes(
        [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", counted)]
    )
    app.on_response_prepare.append(_plainly)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            message = f"SCENARIO_BOT_HTTP: cannot listen at {host}:{port}: {reason}"
            raise SettingsError(message) from error
        taken = int(runner.addresses[0][1])
        _log.info("http=%s:%d", host, taken)
        yield taken
    finally:
        await runner.cleanup()


def _told(checks: Sequence[Check]) -> web.Response:
    is_ok = all(one.is_ok for one in checks)
    values = {
        "status": "ok" if is_ok else "failing",
        "checks": [{"name": one.name, "ok": one.is_ok, "why": one.why} for one in checks],
    }
    return web.Response(
        text=json.dumps(values) + "\n",
        status=200 if is_ok else 503,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def _plainly(_: web.Request, response: web.StreamResponse) -> None:
    """Tell nobody which versions answer."""
    response.headers["Server"] = "scenario-bot"
