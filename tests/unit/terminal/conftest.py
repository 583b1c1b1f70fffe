"""What the tests of the terminal share: the small pack, answers by hand, and the commands."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.terminal.cli import app
from bot.terminal.screen import Screen
from tests.unit.terminal.small_pack import write_small_pack

Program = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_pack(tmp_path_factory.mktemp("packs") / "small")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, with no settings and a home of its own."""
    for name in list(os.environ):
        if name.startswith("SCENARIO_BOT_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def command(pack: Path) -> Callable[..., Result]:
    """Return a function that runs a command on the small pack, in this process."""

    def run(*words: str, typed: bytes | str = b"") -> Result:
        return CliRunner().invoke(app, [*words, "--pack", str(pack)], input=typed)

    return run


@pytest.fixture
def program() -> Program:
    """Return a function that runs the whole program, in a process of its own."""

    def run(*words: str, typed: bytes = b"", **more: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=typed,
            capture_output=True,
            timeout=60,
            env={**os.environ, **more},
        )

    return run


@pytest.fixture
def screen() -> Screen:
    """Return a screen that is no terminal; `printed` reads what is on it."""
    return Screen(io.StringIO())


def printed(screen: Screen) -> str:
    """Return what was printed on a screen."""
    text: str = screen._stream.getvalue()
    return text
