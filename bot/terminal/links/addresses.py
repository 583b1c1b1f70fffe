"""Which addresses may be connected to: public ones, whatever form they come in."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

Lookup = Callable[[str, int], Awaitable[list[str]]]

# Translators and tunnels carry an IPv4 address inside; nothing that is cited needs them.
_CARRIERS = tuple(
    map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)
# Public by their numbers, but inside of a cloud they answer with its secrets.
_METADATA = frozenset({ip_address("168.63.129.16"), ip_address("192.0.0.192")})


class NotPublicError(OSError):
    """A name or number that leads to this machine or into a private network."""


def is_public(text: str, *, allow_loopback: bool = False) -> bool:
    """Tell whether an IP address lies on the public internet."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return allow_loopback
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and any(address in network for network in _CARRIERS):
        return False
    inward = (
        address.is_private,
        address.is_link_local,
        address.is_reserved,
        address.is_multicast,
        address.is_unspecified,
        address in _METADATA,
    )
    return address.is_global and not any(inward)


async def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows for a name. Raises `OSError`."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class PublicResolver(AbstractResolver):
    """Looks names up for a connection, which then goes to just the addresses that were judged.

    A name of which any address is not public is refused whole, every time that it is looked up:
    there is no moment between judging and connecting in which it could come to mean another.
    """

    def __init__(self, lookup: Lookup = looked_up, *, allow_loopback: bool = False) -> None:
        self._lookup = lookup
        self._allow_loopback = allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises `NotPublicError`, `OSError`."""
        addresses = list(dict.fromkeys(await self._lookup(host, port)))
        if not all(is_public(one, allow_loopback=self._allow_loopback) for one in addresses):
            raise NotPublicError(f"{host} is not public")
        results = [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]
        return [one for one in results if family in (socket.AF_UNSPEC, one["family"])]

    async def close(self) -> None:
        """Nothing is kept open."""
