"""Tell a container's keeper whether the bot in it is well: exit status 0, else 1 and why.

It needs Python alone. Where the bot answers HTTP, `/healthz` decides. Where it does not
(SCENARIO_BOT_HTTP is empty), the process must live and a store that is a file must open; whether
Discord is connected cannot be told then.
"""

import http.client
import os
import sqlite3
import sys
from pathlib import Path

SECONDS = 3


def fault() -> str:
    """Return what is wrong, or nothing."""
    listening = os.environ.get("SCENARIO_BOT_HTTP", "").strip()
    return _by_http(listening) if listening else _process() or _store()


def _by_http(listening: str) -> str:
    host, _, port = listening.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    # What listens everywhere is asked here.
    here = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        connection = http.client.HTTPConnection(here, int(port), timeout=SECONDS)
        try:
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"no answer on {here}:{port} ({type(error).__name__})"
    return "" if status == http.client.OK else f"/healthz answers {status}"


def _process() -> str:
    """Look whether the first process of the container, the bot, neither ended nor stands still."""
    number = os.environ.get("SCENARIO_BOT_PID", "1")
    try:
        state = Path(f"/proc/{int(number)}/stat").read_text("ascii", "replace")
    except (OSError, ValueError):
        return f"there is no process {number}"
    letter = state.rpartition(")")[2].split()[0]
    return f"the process is not running ({letter})" if letter in "ZTXt" else ""


def _store() -> str:
    place = os.environ.get("SCENARIO_BOT_STORAGE", "").removeprefix("sqlite:///")
    if not place or "://" in place or place == ":memory:":
        return ""
    try:
        address = f"{Path(place).absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=SECONDS)
        try:
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return f"the store cannot be read ({error})"
    return ""


if __name__ == "__main__":
    found = fault()
    if found:
        sys.stderr.write(f"{found}\n")
    sys.exit(1 if found else 0)
