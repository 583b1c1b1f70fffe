"""Trying web addresses: politely, within bounds, and never inside of a private network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
from yarl import URL

import bot
from bot.terminal.links.addresses import (
    Lookup,
    NotPublicError,
    PublicResolver,
    is_public,
    looked_up,
)

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_FAILED = 500
_WRONG = 400
_TOO_MANY = 429
_PORTS = (80, 443, 8080, 8443)
_NOWHERE = (".invalid", ".test", ".example", ".localhost", ".local", ".internal", ".onion")
_HEADERS = {
    "User-Agent": f"scenario-bot/{bot.__version__} (checks that cited sources are still there)",
    "Accept": "*/*",
}


class State(StrEnum):
    """What became of an address."""

    OK = "ok"
    MOVED = "moved"
    GONE = "gone"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of an address, and why, or where it leads now."""

    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """How far trying goes. `allow_loopback`, `lookup` and `sleep` are for tests alone."""

    seconds: float = 120.0
    seconds_each: float = 15.0
    delay: float = 1.0
    at_once: int = 4
    redirects: int = 5
    most: int = 1_000
    allow_loopback: bool = False
    lookup: Lookup = looked_up
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


async def visited(addresses: Iterable[str], manners: Manners) -> dict[str, Visit]:
    """Try each address once and return what became of it.

    Hosts are tried side by side, the addresses of one host one after the other.
    """
    asked = list(dict.fromkeys(addresses))
    found = {
        one: Visit(State.UNREACHABLE, f"not tried: only {manners.most:,} are tried at once")
        for one in asked[manners.most :]
    }
    hosts: dict[str, list[str]] = {}
    for one in asked[: manners.most]:
        found[one] = Visit(State.UNREACHABLE, "not tried: the time was over")
        hosts.setdefault(_host_of(one), []).append(one)
    # The longest rows first: they decide how long all takes.
    rows = iter(sorted(hosts.values(), key=len, reverse=True))
    resolver = PublicResolver(manners.lookup, allow_loopback=manners.allow_loopback)
    connector = aiohttp.TCPConnector(
        resolver=resolver, use_dns_cache=False, limit=manners.at_once, force_close=True
    )
    timeout = aiohttp.ClientTimeout(total=manners.seconds_each)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers=_HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    ) as session:
        visitor = _Visitor(session, manners)

        async def work() -> None:
            for row in rows:
                for one in row:
                    found[one] = await visitor.visit(one)

        try:
            async with asyncio.timeout(manners.seconds), asyncio.TaskGroup() as group:
                for _ in range(manners.at_once):
                    group.create_task(work())
        except TimeoutError:
            pass
    return found


class _Visitor:
    def __init__(self, session: aiohttp.ClientSession, manners: Manners) -> None:
        self.session = session
        self.manners = manners
        self.turns: dict[str, asyncio.Lock] = {}
        self.last: dict[str, float] = {}

    async def visit(self, address: str) -> Visit:
        """Try an address and follow where it leads."""
        try:
            return await self._followed(URL(address).with_fragment(None))
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
            return self._failed(error)

    async def _followed(self, url: URL) -> Visit:
        moved = ""
        permanent = True
        for _ in range(self.manners.redirects + 1):
            if reason := self._forbidden(url):
                return Visit(State.REFUSED, reason)
            status, location = await self._asked(url)
            if status not in _REDIRECTS:
                return _judged(status, moved)
            if not location:
                return Visit(State.UNREACHABLE, f"answers {status} and leads nowhere")
            url = url.join(URL(location)).with_fragment(None)
            # What is only lent elsewhere has not moved there, nor anywhere behind.
            permanent = permanent and status in _PERMANENT
            moved = str(url) if permanent else moved
        return Visit(State.UNREACHABLE, f"leads on more than {self.manners.redirects} times")

    async def _asked(self, url: URL) -> tuple[int, str]:
        """Return status and location; where HEAD is not understood, GET tells, without a body."""
        for method in ("HEAD", "GET"):
            async with self._turn(url.host or ""):
                response = await self.session.request(method, url, allow_redirects=False)
                # Closing leaves the body unread, however long it is.
                response.close()
            if response.status < _WRONG or response.status == _TOO_MANY:
                break
        return response.status, response.headers.get("Location", "")

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a host is asked nothing and has had its rest."""
        loop = asyncio.get_running_loop()
        async with self.turns.setdefault(host, asyncio.Lock()):
            if host in self.last:
                await self.manners.sleep(self.last[host] + self.manners.delay - loop.time())
            try:
                yield
            finally:
                self.last[host] = loop.time()

    def _forbidden(self, url: URL) -> str:
        """Return why an address is not asked, if it is not."""
        host = url.host or ""
        loose = self.manners.allow_loopback
        if url.scheme not in ("http", "https") or not host:
            return "it leads to what is no web address"
        if url.user is not None or url.password is not None:
            return "it holds a name or a password"
        if url.port not in _PORTS and not loose:
            return f"port {url.port} is none of the web"
        if host.casefold().rstrip(".").endswith(_NOWHERE):
            return "it can lie nowhere on the web"
        if (":" in host or host.replace(".", "").isdigit()) and not is_public(
            host, allow_loopback=loose
        ):
            return "it leads into a private network"
        return ""

    def _failed(self, error: Exception) -> Visit:
        causes = (error, error.__cause__, error.__context__, getattr(error, "os_error", None))
        if any(isinstance(cause, NotPublicError) for cause in causes):
            return Visit(State.REFUSED, "it leads into a private network")
        if isinstance(error, TimeoutError):
            return Visit(State.UNREACHABLE, f"no answer within {self.manners.seconds_each:g} s")
        for kind, reason in _REASONS.items():
            if isinstance(error, kind):
                return Visit(State.UNREACHABLE, reason)
        return Visit(State.UNREACHABLE, "what answers is no web server")


_REASONS: Mapping[type[Exception], str] = {
    aiohttp.ClientConnectorCertificateError: "its certificate is not valid",
    aiohttp.ClientSSLError: "it cannot be reached safely",
    aiohttp.ClientConnectorDNSError: "its host is not known",
    aiohttp.ClientConnectorError: "no connection",
    aiohttp.ServerDisconnectedError: "the connection was closed without an answer",
    ValueError: "it is no usable address",
}


def _judged(status: int, moved: str) -> Visit:
    if status in _GONE:
        return Visit(State.GONE, f"answers {status}")
    if status >= _FAILED:
        return Visit(State.UNREACHABLE, f"answers {status}")
    if status >= _WRONG:
        return Visit(State.REFUSED, f"answers {status}")
    return Visit(State.MOVED, moved) if moved else Visit(State.OK)


def _host_of(address: str) -> str:
    try:
        return URL(address).host or ""
    except ValueError:
        return ""
