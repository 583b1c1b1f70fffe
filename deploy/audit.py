"""Whether the dependencies are those that were locked, and none is known to be vulnerable.

`make audit` runs it in the environment of the development lock. What needs no network always fails
it: a line of a lock without a hash or with an address, something installed that is not locked or in
another version. pip-audit then asks PyPI for known vulnerabilities; any that is found fails it too.
Where PyPI's data cannot be reached, that is said in one line and fails nothing.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_FOLDER = Path(__file__).parent
# What is installed without being a dependency: the bot itself, and what a new environment holds.
_APART = frozenset({"scenario-bot", "setuptools", "wheel"})
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_LONGEST = 120.0
_AT_ONCE = 15

Locked = dict[str, Requirement]
# Returns what pip-audit wrote about some requirements, as JSON, or nothing where it failed.
Ask = Callable[[Sequence[Requirement]], "dict[str, Any] | None"]


def read_lock(path: Path) -> tuple[Locked, list[str]]:
    """Return the requirements of a lock by their names, and what is wrong in it."""
    locked: Locked = {}
    wrong = []
    for line in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        said, _, rest = line.partition("--hash=")
        if "://" in line or said.strip().startswith("-"):
            wrong.append(f"{path.name}: names an address or an option: {line[:80].strip()}")
            continue
        try:
            one = Requirement(said.strip())
        except InvalidRequirement:
            wrong.append(f"{path.name}: cannot be read: {line[:80].strip()}")
            continue
        if not re.fullmatch(r"==[^*,]+", str(one.specifier)):
            wrong.append(f"{path.name}: {one.name} has no version of its own")
        if not _HASH.search(f"--hash={rest}"):
            wrong.append(f"{path.name}: {one.name} has no hash")
        name = canonicalize_name(one.name)
        if name not in locked or applies(one):  # an older Python may have another version
            locked[name] = one
    if not locked:
        wrong.append(f"{path.name}: locks nothing")
    return locked, wrong


def version(one: Requirement) -> str:
    """Return the version that a requirement is locked to."""
    return str(one.specifier).removeprefix("==")


def applies(one: Requirement) -> bool:
    """Tell whether a requirement is for this Python on this system."""
    return one.marker is None or one.marker.evaluate()


def differences(locked: Locked, installed: Iterable[tuple[str, str]], also: Locked) -> list[str]:
    """Return how what is installed differs from a lock; of `also` something may be installed."""
    wrong = []
    found = {canonicalize_name(name): number for name, number in installed}
    for name, number in sorted(found.items()):
        wanted = locked.get(name) or also.get(name)
        if name in _APART:
            continue
        if wanted is None:
            wrong.append(f"{name} {number} is installed, and no lock has it")
        elif version(wanted) != number:
            wrong.append(f"{name} {number} is installed, {version(wanted)} is locked")
    missing = [name for name, one in locked.items() if applies(one) and name not in found]
    return wrong + [f"{name} is locked, and not installed" for name in sorted(missing)]


def ask_pip_audit(some: Sequence[Requirement], *source: str) -> dict[str, Any] | None:
    """Return what pip-audit says of some requirements; `source` has its options for another."""
    lines = "\n".join(f"{one.name}=={version(one)}" for one in some)
    words = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
    command = [sys.executable, "-m", "pip_audit", *words, "--timeout", str(_AT_ONCE)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [*command, *source, "--requirement", "/dev/stdin"],
            input=lines,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        said: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return said


def vulnerabilities(some: Sequence[Requirement], ask: Ask) -> tuple[list[str], list[str]]:
    """Return what is known to be vulnerable, and what could not be asked for.

    One is asked for first, so that a network that answers nothing is left alone soon. pip-audit
    calls what it cannot find skipped, and says that nothing was found: here that is no answer.
    """
    found: list[str] = []
    unasked = [one.name for one in some]
    for part in (some[:1], some[1:]):
        said = ask(part) if part else None
        for told in (said or {}).get("dependencies", ()):
            if "skip_reason" in told:
                continue
            unasked = [name for name in unasked if canonicalize_name(name) != told["name"]]
            found += [
                f"{told['name']} {told['version']}: {one['id']},"
                f" mended in {', '.join(one['fix_versions']) or 'no version yet'}"
                for one in told["vulns"]
            ]
        if len(unasked) == len(some):
            break
    return found, unasked


def audit(lock: Path, others: Sequence[Path], ask: Ask) -> tuple[list[str], list[str]]:
    """Return what is wrong, and what else is to be said."""
    locked, wrong = read_lock(lock)
    also: Locked = {}
    for other in others:
        more, wrong_there = read_lock(other)
        wrong += wrong_there
        also |= more
        wrong += [
            f"{name}: {version(one)} in {other.name}, {version(locked[name])} in {lock.name}"
            for name, one in more.items()
            if name in locked and version(locked[name]) != version(one)
        ]
    installed = ((one.metadata["Name"], one.version) for one in distributions())
    wrong += differences(locked, installed, also)
    asked = [one for one in locked.values() if applies(one)]
    found, unasked = vulnerabilities(asked, ask)
    said = [f"audit: {len(locked)} locked with hashes, as they are installed"] if not wrong else []
    if len(unasked) == len(asked):
        said.append(
            "audit: PyPI's data on vulnerabilities is out of reach; versions and hashes only"
        )
    elif unasked:
        said.append(f"audit: no data on {', '.join(unasked)}")
    else:
        said.append(f"audit: {len(asked)} asked for, {len(found)} vulnerabilities known")
    return wrong + found, said


def main() -> None:
    """Audit, and end with status 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=Path, default=_FOLDER / "requirements-dev.lock")
    given = parser.parse_args()
    others = [_FOLDER / name for name in ("requirements.lock", "requirements-bench.lock")]
    wrong, said = audit(given.lock, others, ask_pip_audit)
    for line in said:
        print(line)  # noqa: T201
    for line in wrong:
        print(f"audit: {line}", file=sys.stderr)  # noqa: T201
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
