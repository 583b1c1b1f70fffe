"""What holds for every test: nothing is reached but this machine."""

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# As `bot.building` has it: numpy's threads would wait for each other where tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Nothing is left beside the shipped pack; what tests keep is in folders of their own.
os.environ["SCENARIO_BOT_CACHE"] = "off"

_reached: list[str] = []


def _is_local(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple) or _is_local(address[0]):  # a path, or this machine
            return
        host = address[0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if _is_local(host) or _is_numeric(host):
            return
    else:
        return
    _reached.append(f"{event} {host}")
    raise ConnectionRefusedError(f"tests reach nothing but this machine: {event} {host}")


def _is_numeric(host: object) -> bool:
    """Tell whether a name is an address already: looking that up asks nobody."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, str(host).partition("%")[0])
        except OSError:
            continue
        return True
    return False


# An audit hook sees every connection, whichever library makes it; it stays for the whole run.
sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Fail a test that reached for another machine, even if the code under test hid that."""
    _reached.clear()
    yield
    reached, _reached[:] = list(_reached), []
    if reached:
        pytest.fail(f"reached for another machine: {', '.join(reached)}", pytrace=False)


# A busy machine is no failure: how long things take is measured in `bench`, not tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
