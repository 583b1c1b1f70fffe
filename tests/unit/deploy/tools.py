"""What the tests of the files to deploy with share: where they are, and the tools for them."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"


def program(name: str) -> str:
    """Return where a program is that no wheel brings; skip the test where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def linter(name: str) -> str:
    """Return where a program of the locked wheels is."""
    return str(Path(sys.executable).with_name(name))


def ran(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT)


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
