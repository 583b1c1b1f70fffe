"""The audit of dependencies: what fails it, and what a network that does not answer does not."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from packaging.requirements import Requirement

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
LOCK = DEPLOY / "requirements-dev.lock"
_HASH = f"    --hash=sha256:{'0a' * 32}\n"

spec = spec_from_file_location("audit", DEPLOY / "audit.py")
assert spec is not None
assert spec.loader is not None
audit = module_from_spec(spec)
spec.loader.exec_module(audit)


def lock_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "some.lock"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["", "-dev", "-bench"])
def test_every_line_of_the_locks_has_a_version_and_a_hash(name: str) -> None:
    locked, wrong = audit.read_lock(DEPLOY / f"requirements{name}.lock")
    assert wrong == []
    assert len(locked) > 30


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("one==1.0\n", "one has no hash"),
        ("one==1.0 \\\n    --hash=md5:00\n", "one has no hash"),
        (f"one>=1.0 \\\n{_HASH}", "one has no version of its own"),
        (f"one==1.* \\\n{_HASH}", "one has no version of its own"),
        (f"one @ https://example.org/one.whl \\\n{_HASH}", "names an address"),
        (f"--index-url https://example.org\none==1.0 \\\n{_HASH}", "names an address"),
        (f"one==1.0 \\\n{_HASH}{_HASH}", "cannot be read"),
        ("# nothing\n", "locks nothing"),
    ],
)
def test_a_doctored_lock_is_told(tmp_path: Path, text: str, why: str) -> None:
    _, wrong = audit.read_lock(lock_of(tmp_path, text))
    assert len(wrong) >= 1
    assert why in wrong[0]


def test_what_is_installed_otherwise_is_told(tmp_path: Path) -> None:
    lines = ["One==1.0", "two==2.0", "three==3.0", "four==4.0 ; sys_platform == 'nowhere'"]
    locked, _ = audit.read_lock(lock_of(tmp_path, "".join(f"{one} \\\n{_HASH}" for one in lines)))
    also = {"more": Requirement("more==1")}
    installed = [("one", "1.0"), ("two", "2.1"), ("other", "1"), ("more", "1"), ("setuptools", "9")]
    assert audit.differences(locked, installed, also) == [
        "other 1 is installed, and no lock has it",
        "two 2.1 is installed, 2.0 is locked",
        "three is locked, and not installed",
    ]


SOME = [Requirement(f"{name}==1.0") for name in ("one", "two", "three")]
_BAD = {"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}


class Answers:
    """Answers in the place of pip-audit."""

    def __init__(
        self, *vulnerable: str, skipped: Sequence[str] = (), is_down: bool = False
    ) -> None:
        self.asked: list[list[str]] = []
        self._vulnerable, self._skipped, self._is_down = vulnerable, skipped, is_down

    def __call__(self, some: Sequence[Requirement]) -> dict[str, Any] | None:
        names = [one.name for one in some]
        self.asked.append(names)
        return None if self._is_down else {"dependencies": [self._told(one) for one in names]}

    def _told(self, name: str) -> dict[str, Any]:
        if name in self._skipped:
            return {"name": name, "skip_reason": "Dependency not found on PyPI"}
        return {"name": name, "version": "1.0", "vulns": [_BAD] if name in self._vulnerable else []}


def test_what_is_known_to_be_vulnerable_is_told() -> None:
    found, unasked = audit.vulnerabilities(SOME, Answers("one", "three", skipped=["two"]))
    assert found == [f"{name} 1.0: PYSEC-1, mended in 1.1" for name in ("one", "three")]
    assert unasked == ["two"]


class Known(BaseHTTPRequestHandler):
    """Knows one vulnerability, in the way of the Open Source Vulnerabilities' service."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        one = {"id": "PYSEC-1", "affected": [], "aliases": [], "details": "", "summary": ""}
        bad = asked["package"]["name"] == "two"
        body = json.dumps({"vulns": [one]} if bad else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_pip_audit_itself_is_understood() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Known) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/v1/query"
        source = ("--vulnerability-service", "osv", "--osv-url", address)
        found, unasked = audit.vulnerabilities(
            SOME, lambda some: audit.ask_pip_audit(some, *source)
        )
        server.shutdown()
    after = audit.vulnerabilities(SOME, lambda some: audit.ask_pip_audit(some, *source))
    assert found == ["two 1.0: PYSEC-1, mended in no version yet"]
    assert unasked == []
    assert after == ([], [one.name for one in SOME])


def test_a_network_that_answers_nothing_is_asked_once() -> None:
    for answers in (Answers(is_down=True), Answers(skipped=["one", "two", "three"])):
        assert audit.vulnerabilities(SOME, answers) == ([], ["one", "two", "three"])
        assert answers.asked == [["one"]]


def test_a_vulnerability_fails_the_audit_and_no_network_does_not() -> None:
    others = [DEPLOY / "requirements.lock", DEPLOY / "requirements-bench.lock"]
    # What a developer has installed beside the locked ones is for `make audit` to tell.
    usual, said = audit.audit(LOCK, others, Answers(is_down=True))
    wrong, _ = audit.audit(LOCK, others, Answers("aiohttp"))
    assert [one for one in wrong if one not in usual] == ["aiohttp 1.0: PYSEC-1, mended in 1.1"]
    assert not any("PYSEC" in one for one in usual)
    assert "out of reach" in said[-1]


def test_it_ends_with_status_1_on_a_doctored_lock(tmp_path: Path) -> None:
    text = LOCK.read_text(encoding="utf-8")
    doctored = re.sub(r"^aiohttp==\S+", "aiohttp==0.0.1", text, flags=re.MULTILINE)
    # Nothing is asked of the network here: the tests have none.
    program = (
        "import runpy, subprocess, sys; sys.argv = sys.argv[1:];"
        "subprocess.run = lambda *_, **__: (_ for _ in ()).throw(ValueError());"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    path = lock_of(tmp_path, doctored)
    words = [sys.executable, "-c", program, str(DEPLOY / "audit.py"), "--lock", str(path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is installed, 0.0.1 is locked" in done.stderr
    assert "out of reach" in done.stdout
