"""A real PostgreSQL for the tests: in a folder of its own, spoken to through a socket in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where it is set, tests that cannot run for want of a server fail instead of being skipped.
NEEDED = "TESTS_NEED_POSTGRESQL"
# PostgreSQL refuses to run as root; Debian's package makes this account.
_ACCOUNT = "postgres"
_FAST = "-c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB"


def programs() -> Path | None:
    """Return the folder of the server's programs, the newest version if there are several."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "pg_ctl").exists():
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(folders, key=lambda one: int(one.parts[-3]), default=None)
    return newest.parent if newest else None


class Server:
    """A server on a folder of its own. `address` has `{}` in the place of a database's name."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.address = f"postgresql://bot@/{{}}?host={home}"
        self._folder = folder
        self._home = home
        self._is_up = False
        self._options: dict[str, object] = {"cwd": home, "check": True, "capture_output": True}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(home, _ACCOUNT)
            self._options |= {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []}
        self._run(
            "initdb",
            *("--pgdata", str(home / "data"), "--auth", "trust", "--username", "bot", "--no-sync"),
            *("--encoding", "UTF8", "--locale", "C"),
        )

    def start(self) -> None:
        """Start the server, and return when it takes connections."""
        settings = f"-c listen_addresses='' -k {self._home} {_FAST}"
        self._control("start", "-l", str(self._home / "log"), "-o", settings)
        self._is_up = True

    def stop(self, how: str = "fast") -> None:
        """Stop the server. `fast` cuts the connections; `immediate` does not tidy up either."""
        if self._is_up:
            self._is_up = False
            self._control("stop", "-m", how)

    def _control(self, what: str, *arguments: str) -> None:
        self._run("pg_ctl", what, "-w", "-s", "-D", str(self._home / "data"), *arguments)

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run([self._folder / name, *arguments], **self._options)  # type: ignore[call-overload]


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server until the block ends."""
    # In the folders that pytest makes a socket would have too long a name.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = Server(folder, home)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(home)


def found_or_skipped() -> Path:
    """Return the folder of the server's programs; without one the test is skipped, or fails."""
    folder = programs()
    if folder is None:
        reason = "there is no PostgreSQL on this machine (Debian's package `postgresql` has it)"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
