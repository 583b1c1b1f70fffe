"""What the doctor found: a line each, with its mend."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it."""

    about: str
    state: State
    what: str
    mend: str = ""


def ok(about: str, what: str) -> Finding:
    """Return that something is well."""
    return Finding(about, State.OK, what)


def warn(about: str, what: str, mend: str = "") -> Finding:
    """Return that something may be meant so, or is less than it could be."""
    return Finding(about, State.WARN, what, mend)


def fail(about: str, what: str, mend: str = "") -> Finding:
    """Return that the bot cannot run like this."""
    return Finding(about, State.FAIL, what, mend)
