"""A real PostgreSQL for the tests: in a folder of its own, spoken to through a socket in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run a server and give the address of its databases, with `{}` in the place of a name."""
    # In the folders that pytest makes a socket would have too long a name.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    data = home / "data"
    options: dict[str, object] = {"cwd": home, "check": True, "capture_output": True}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        shutil.chown(home, _ACCOUNT)
        options |= {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []}

    def run(name: str, *arguments: str) -> None:
        subprocess.run([folder / name, *arguments], **options)  # type: ignore[call-overload]

    try:
        run(
            "initdb",
            *("--pgdata", str(data), "--auth", "trust", "--username", "bot", "--no-sync"),
            *("--encoding", "UTF8", "--locale", "C"),
        )
        settings = f"-c listen_addresses='' -k {home} {_FAST}"
        log = str(home / "log")
        run("pg_ctl", "start", "-w", "-s", "-D", str(data), "-l", log, "-o", settings)
        try:
            yield f"postgresql://bot@/{{}}?host={home}"
        finally:
            run("pg_ctl", "stop", "-w", "-s", "-D", str(data), "-m", "immediate")
    finally:
        shutil.rmtree(home)
