"""A stand-in for Discord on this machine, for what only sockets show."""

from tests.discord_app.loopback.payloads import TOKEN
from tests.discord_app.loopback.server import Request, StandIn

__all__ = ["TOKEN", "Request", "StandIn"]
