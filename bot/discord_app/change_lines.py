"""What changed, in lines for text displays."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.told import became, corrected_line, told
from bot.discord_app.library import Library
from bot.discord_app.limits import fitted
from bot.discord_app.texts import text
from bot.storage.loop_records import FactChange, FactState

_LINE = 300
_CORRECTED = 3


@dataclass(frozen=True, slots=True)
class Net:
    """What became of one fact or scenario over some changes, which came and went in between."""

    pack: str
    key: str
    before: FactState | None
    after: FactState | None
    at: int

    @property
    def is_change(self) -> bool:
        """Whether it is told otherwise in the end."""
        return _version(self.before) != _version(self.after)


def net(changes: Sequence[FactChange]) -> list[Net]:
    """Return what changes come to, one for each thing, in the order of the last change of each."""
    found: dict[tuple[str, str], Net] = {}
    for one in sorted(changes, key=lambda change: change.id):
        first = found.pop((one.pack, one.fact), None)
        before = first.before if first else one.before
        found[one.pack, one.fact] = Net(one.pack, one.fact, before, one.after, one.at)
    return [one for one in found.values() if one.is_change]


def line_of(library: Library, change: Net | FactChange, language: str) -> str:
    """Return what became of something, with its date; empty where nobody can tell any more."""
    key = change.key if isinstance(change, Net) else change.fact
    said = _sentence(library, change.pack, key, change.before, change.after, language)
    return f"<t:{change.at}:d> {said}" if said else ""


def corrections_of(
    library: Library, changes: Sequence[FactChange], keys: Sequence[str], now: int, language: str
) -> str:
    """Return the dated line over an answer that was put right, empty where nothing is to be told.

    `keys` are what the answer told otherwise, what led it first: where only that changed, the line
    need not name it.
    """
    first_of: dict[tuple[str, str], FactChange] = {}
    for one in changes:
        if not one.is_trivial:
            first_of.setdefault((one.pack, one.fact), one)
    lines = []
    for (name, key), change in first_of.items():
        pack = library.pack(name)
        if pack is None or (key not in keys and f"{name}//{key}" not in keys):
            continue
        is_plain = len(first_of) == 1 and key == keys[0]
        state = told(pack, key)
        before = change.before.details if change.before else None
        after = state.details if state else None
        line = became(pack, key, before, after, language, name=not is_plain)
        line = line or (state.text if state else change.before.text if change.before else "")
        shown, _ = fitted(corrected_line(line, language), _LINE, language)
        if shown:
            lines.append(shown)
    if not lines:
        return ""
    day = f"<t:{now}:D>"
    if len(lines) == 1:
        return text("corrected", language, date=day, line=lines[0])
    told_of = [f"- {one}" for one in lines[:_CORRECTED]]
    if more := len(lines) - len(told_of):
        told_of.append("- " + text("more_changes", language, count=more))
    return "\n".join([text("corrected_more", language, date=day), *told_of])


def _sentence(
    library: Library,
    pack_name: str,
    key: str,
    before: FactState | None,
    after: FactState | None,
    language: str,
) -> str:
    pack = library.pack(pack_name)
    if pack is None:
        return ""
    said = became(
        pack, key, before.details if before else None, after.details if after else None, language
    )
    state = after or before
    shown, _ = fitted(said or (state.text if state else ""), _LINE, language)
    return shown


def _version(state: FactState | None) -> str | None:
    return state.version if state else None
