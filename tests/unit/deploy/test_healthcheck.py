"""The container's health check, run as the container runs it: apart, with Python alone."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[3] / "deploy" / "healthcheck.py"

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")


def check(**settings: str) -> tuple[int, str]:
    found = subprocess.run(
        [sys.executable, "-I", CHECK], capture_output=True, text=True, env=settings
    )
    return found.returncode, found.stderr.strip()


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1:", "0.0.0.0:", ""])
def test_the_bots_own_word_decides(host: str) -> None:
    with answering(200) as port:
        assert check(SCENARIO_BOT_HTTP=f"{host}{port}") == (0, "")
    with answering(503) as port:
        assert check(SCENARIO_BOT_HTTP=f"{host}{port}") == (1, "/healthz answers 503")


def test_nobody_on_the_port_is_ill() -> None:
    with answering(200) as port:
        pass
    status, said = check(SCENARIO_BOT_HTTP=f"127.0.0.1:{port}")
    assert (status, said) == (1, f"no answer on 127.0.0.1:{port} (ConnectionRefusedError)")
    assert check(SCENARIO_BOT_HTTP="nonsense")[0] == 1


def test_without_http_the_process_has_to_run() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        number = str(process.pid)
        assert check(SCENARIO_BOT_PID=number) == (0, "")
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        assert check(SCENARIO_BOT_PID=number) == (1, "the process is not running (T)")
        process.kill()
    assert check(SCENARIO_BOT_PID=number) == (1, f"there is no process {number}")


def test_without_http_a_file_of_the_store_has_to_open(tmp_path: Path) -> None:
    own, file = str(os.getpid()), tmp_path / "a ? store.db"
    settings = {"SCENARIO_BOT_PID": own, "SCENARIO_BOT_STORAGE": str(file)}
    assert check(**settings) == (1, "the store cannot be read (unable to open database file)")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    assert check(**settings) == (0, "")
    assert file.stat().st_size > 0
    file.write_text("this is no database " * 400)
    assert check(**settings)[0] == 1
    settings["SCENARIO_BOT_STORAGE"] = "postgresql://user:password@nowhere/name"
    assert check(**settings) == (0, "")
