"""What goes wrong on purpose: refusals, failures, slow replies; and the limits of a bucket."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord_app.loopback.payloads import Payload


@dataclass
class Fault:
    """What happens to the next request that fits. A set `released` lets a slow reply go.

    Where it `is_served`, what was asked for is done all the same; where it `is_cut`, the connection
    is, and there is no reply.
    """

    method: str
    pattern: str
    reply: Payload | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_served: bool = False
    is_cut: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a request is meant."""
        return method == self.method and re.fullmatch(self.pattern, path) is not None

    def release(self) -> None:
        """Let a reply that was held go."""
        self.released.set()


class Faults:
    """The faults that are still to come, in their order."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault for a request, and forget it."""
        found = next((one for one in self._coming if one.fits(method, path)), None)
        if found is not None:
            self._coming.remove(found)
            found.reached.set()
        return found

    def fail(self, method: str, pattern: str, status: int = 500, code: int = 0) -> None:
        """Fail the next request with a status."""
        body = {"message": "It failed on purpose", "code": code}
        self._add(Fault(method, pattern, body, status))

    def cut(self, method: str, pattern: str, *, served: bool = False) -> None:
        """Cut the connection of the next request, before it is done or after."""
        self._add(Fault(method, pattern, {}, is_served=served, is_cut=True))

    def lose(self, method: str, pattern: str, status: int = 502) -> None:
        """Do what the next request asks for, and answer it as if it had failed."""
        body = {"message": "It was done, and nobody heard of it", "code": 0}
        self._add(Fault(method, pattern, body, status, is_served=True))

    def hold(self, method: str, pattern: str) -> Fault:
        """Hold the reply to the next request until `release()`; the request itself is served."""
        return self._add(Fault(method, pattern), held=True)

    def limit(
        self,
        method: str,
        pattern: str,
        *,
        retry_after: float = 0.05,
        whole: bool = False,
        shared: bool = False,
    ) -> None:
        """Answer the next request with 429, for its bucket, a shared one or the whole bot."""
        scope = "global" if whole else "shared" if shared else "user"
        headers = limited_headers(retry_after, scope)
        self._add(Fault(method, pattern, limited_body(retry_after, whole=whole), 429, headers))

    def _add(self, fault: Fault, *, held: bool = False) -> Fault:
        if not held:
            fault.release()
        self._coming.append(fault)
        return fault


def limited_body(retry_after: float, *, whole: bool = False) -> Payload:
    """Return the body of a 429."""
    return {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": whole,
    }


def limited_headers(retry_after: float, scope: str) -> dict[str, str]:
    """Return the headers of a 429 beyond those of its bucket."""
    headers = {"Retry-After": str(retry_after), "X-RateLimit-Scope": scope, "Via": "1.1 stand-in"}
    return headers | ({"X-RateLimit-Global": "true"} if scope == "global" else {})


class Buckets:
    """Rate limits by route and channel. `sizes` says how many requests a window takes, and how
    long it is in seconds; by default far more than a test makes.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.sizes: dict[tuple[str, str], tuple[int, float]] = {}
        self._clock = clock
        self._windows: dict[tuple[str, str, str], tuple[int, float]] = {}

    def spend(self, method: str, template: str, major: str) -> tuple[float, dict[str, str]]:
        """Count a request. Return the seconds it has to wait (0 if it fits), and the headers."""
        limit, length = self.sizes.get((method, template), (10_000, 1.0))
        now = self._clock()
        used, until = self._windows.get((method, template, major), (0, now + length))
        if now >= until:
            used, until = 0, now + length
        wait = until - now if used >= limit else 0.0
        used = min(used + 1, limit)
        self._windows[method, template, major] = used, until
        left = max(until - now, 0.001)
        return wait, {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(limit - used),
            "X-RateLimit-Reset": f"{now + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{abs(hash((method, template))):x}",
        }


def reply(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a response as Discord sends it."""
    if status == 204:
        return web.Response(status=204, headers=headers)
    # discord.py reads JSON only where the type is exactly this, without a charset.
    told = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(data).encode(), status=status, headers=told)
