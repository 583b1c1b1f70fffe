"""Packs to compare: folders, or what git holds of one in another revision."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


class RevisionError(Exception):
    """Something that is neither a folder nor a folder in a revision; the message says why."""


@contextmanager
def folder_of(name: str) -> Iterator[Path]:
    """Yield the folder that `FOLDER` or `REVISION:FOLDER` names.

    A folder that exists counts as one, whatever its name. What git holds is unpacked for as long
    as it is needed. Raises `RevisionError`.
    """
    path = Path(name)
    if path.is_dir():
        yield path
        return
    revision, colon, inside = name.partition(":")
    if not colon:
        raise RevisionError("there is no such folder; REVISION:FOLDER names one that git holds")
    tree = _git("rev-parse", "--verify", "--quiet", "--end-of-options", _tree(revision, inside))
    with tempfile.TemporaryDirectory(prefix="scenario-bot-") as made:
        folder = Path(made) / (Path(inside).name or "pack")
        # From within the tree git would only give the part that it stands in.
        store = _git("rev-parse", "--absolute-git-dir").decode().rstrip("\n")
        archive = _git(f"--git-dir={store}", "archive", "--format=tar", tree.decode().strip())
        with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
            opened.extractall(folder, filter="data")
        yield folder


def _tree(revision: str, inside: str) -> str:
    # git takes a path without a dot for one from the top of the repository.
    path = inside.rstrip("/") or "."
    if not path.startswith(("/", "./", "../")) and path != ".":
        path = f"./{path}"
    return f"{revision}:{path}"


def _git(*words: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 -- no shell, and nothing typed can become an option
            ["git", *words],  # noqa: S607 -- git is where the user has it
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise RevisionError(f"git did not answer ({type(error).__name__})") from None
    if done.returncode:
        raise RevisionError("git knows no such folder in that revision")
    return done.stdout
