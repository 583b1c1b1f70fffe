"""The tests themselves: what reaches for another machine is stopped and told."""

import socket

import pytest

from tests import conftest


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (socket.SOCK_STREAM, ("192.0.2.1", 80)),
        (socket.SOCK_DGRAM, ("192.0.2.1", 53)),
    ],
)
def test_other_machines_are_out_of_reach(kind: int, address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, kind) as made, pytest.raises(ConnectionRefusedError):
        made.connect(address)
    assert len(conftest._reached) == 1
    conftest._reached.clear()


def test_names_are_not_looked_up() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.getaddrinfo("example.org", 80)
    conftest._reached.clear()


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
