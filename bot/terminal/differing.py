"""`diff`: what differs between two packs, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from bot.answers.changed import changed
from bot.knowledge.comparing import Difference, Resting, Weight
from bot.knowledge.model import Pack
from bot.terminal.plain import count, one_line, shortened
from bot.terminal.screen import Screen

_NOUNS = {
    "facts": "fact",
    "entries": "entry",
    "scenarios": "scenario",
    "sources": "source",
    "entities": "entity",
    "attributes": "attribute",
    "questions": "test question",
    "pack": "pack",
}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_SHOWN = 160
_NAMED = 3


def as_values(
    old: Pack,
    new: Pack,
    differences: Sequence[Difference],
    affected: Sequence[Resting],
    language: str,
) -> dict[str, Any]:
    """Return everything as plain values."""
    return {
        "old": {"pack": old.id, "pack_version": old.version},
        "new": {"pack": new.id, "pack_version": new.version},
        "differences": [
            {
                "kind": one.kind,
                "id": one.id,
                "what": one.what,
                "field": one.field,
                "weight": one.weight.value,
                "old": one.old,
                "new": one.new,
            }
            for one in differences
        ],
        "affected": [
            {
                "kind": one.kind,
                "id": one.id,
                "facts": list(one.facts),
                "itself": one.itself,
                "line": changed(old, new, one.kind, one.id, language),
            }
            for one in affected
        ],
    }


def show(
    screen: Screen,
    old: Pack,
    new: Pack,
    differences: Sequence[Difference],
    affected: Sequence[Resting],
    language: str,
) -> None:
    """Print everything: each record with its differences, then whose answers change."""
    if not differences:
        screen.say(f"{new.id} {new.version}: no differences")
        return
    renamed = "" if new.id == old.id else f"{new.id} "
    weighty = sum(one.weight is Weight.SUBSTANCE for one in differences)
    screen.say(
        f"{old.id} {old.version} → {renamed}{new.version}: {count(len(differences), 'difference')},"
        f" {weighty} of substance"
    )
    last = ("", "")
    for one in differences:
        place = (one.kind, one.id)
        if place != last:
            screen.gap()
            sign = _SIGNS[one.what]
            screen.say(f"{sign} {_NOUNS[one.kind]} {one.id}", style="bold")
            if line := changed(old, new, *place, language):
                screen.say(line, first="    ")
        last = place
        if one.what == "changed":
            _show_value(screen, one)
    _show_affected(screen, affected)


def _show_value(screen: Screen, one: Difference) -> None:
    style = "" if one.weight is Weight.SUBSTANCE else "dim"
    screen.say(f"{one.field}:", first="    ", style=style)
    if isinstance(one.old, list) or isinstance(one.new, list):
        old, new = one.old or [], one.new or []
        for sign, items in (
            ("-", [item for item in old if item not in new]),
            ("+", [item for item in new if item not in old]),
        ):
            for item in items:
                screen.say(_shown(item), first=f"      {sign} ", style=style)
        if sorted(map(str, old)) == sorted(map(str, new)):
            screen.say("in another order", first="      ", style=style)
        return
    for sign, value in (("-", one.old), ("+", one.new)):
        if value is not None:
            screen.say(_shown(value), first=f"      {sign} ", style=style)


def _show_affected(screen: Screen, affected: Sequence[Resting]) -> None:
    if not affected:
        return
    screen.gap()
    screen.say("Answers that say something else now:", style="bold")
    for one in affected:
        because = [name for name in one.facts if name != one.id]
        named = ", ".join(because[:_NAMED]) + ", …" * (len(because) > _NAMED)
        why = f" (rests on {named})" if because else ""
        screen.say(f"{_NOUNS[one.kind]} {one.id}{why}", first="  ", rest="    ")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{key}: {_shown(one)}" for key, one in value.items())
        return shortened(", ".join(pairs), _SHOWN)
    if isinstance(value, str):
        return one_line(value)
    return shortened(str(value), _SHOWN)
