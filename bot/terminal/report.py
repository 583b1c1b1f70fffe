"""The figures of an evaluation, as a table for people and as values for programs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.knowledge.model import Pack
from bot.terminal.evaluate import Came, Tally, Verdict, as_values, by_kind, miss, tally, totals
from bot.terminal.plain import count, one_line, shortened
from bot.terminal.screen import Screen

_COLUMNS = ("kind", "n", "right", "wrong", "abstained", "overstepped")
_WIDTHS = (12, 6, 14, 14, 14, 14)


def figures(
    packs: Sequence[Pack], verdicts: Sequence[Verdict], left_out: int, *, misses: bool
) -> dict[str, Any]:
    """Return everything as plain values."""
    found: dict[str, Any] = {
        "packs": [{"pack": pack.id, "pack_version": pack.version} for pack in packs],
        "left_out": {"followup": left_out},
        "totals": totals(verdicts),
        "kinds": {kind: as_values(counts) for kind, counts in by_kind(verdicts).items()},
    }
    if misses:
        found["misses"] = [miss(verdict) for verdict in missed(verdicts)]
    return found


def facts_of(packs: Sequence[Pack]) -> Callable[[str], Sequence[str]]:
    """Return what tells the facts behind the id of an entry, a scenario or a fact."""
    known: dict[str, Sequence[str]] = {}
    for pack in packs:
        known |= {fact: (fact,) for fact in pack.facts}
        for scenario in pack.scenarios.values():
            evidence = (*scenario.evidence_for, *scenario.evidence_against)
            known[scenario.id] = [item.fact for item in evidence]
        known |= {entry.id: entry.facts for entry in pack.entries.values()}
    return lambda name: known.get(name, ())


def missed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return what did not come right."""
    return [verdict for verdict in verdicts if verdict.came is not Came.RIGHT]


def show(
    screen: Screen,
    packs: Sequence[Pack],
    verdicts: Sequence[Verdict],
    left_out: int,
    *,
    misses: bool,
) -> None:
    """Print everything."""
    if misses and missed(verdicts):
        for verdict in missed(verdicts):
            _show_miss(screen, miss(verdict))
        screen.gap()
    names = ", ".join(f"{pack.id} {pack.version}" for pack in packs)
    screen.say(f"{names}: {count(len(verdicts), 'question')}")
    screen.gap()
    _row(screen, _COLUMNS, style="bold")
    for kind, counts in by_kind(verdicts).items():
        _row(screen, _cells(kind, counts))
    _row(screen, _cells("all", tally(verdicts)), style="bold")
    screen.gap()
    _show_totals(screen, totals(verdicts))
    if left_out:
        left = count(left_out, "followup")
        screen.say(f"Left out: {left} (needing the conversation before).")
    screen.say(
        "wrong: answered from something else; abstained: expected an answer, got none;"
        " overstepped: answered where nothing should be.",
        style="dim",
    )


def _show_totals(screen: Screen, found: Mapping[str, Any]) -> None:
    lines = (
        ("Right, of what can be answered", "right", "answerable"),
        ("Answered wrongly, of all", "answered_wrongly", "questions"),
        ("Answered, of off topic and misleading", "off_limits_answered", "off_limits"),
        ("Expected facts covered", "expected_facts_covered", "expected_facts"),
    )
    for title, part, whole in lines:
        screen.say(
            f"{title:<40}{found[part]:>5} of {found[whole]:<5} {_of(found[part], found[whole])}"
        )
    screen.say(f"{'Not right, but among the suggestions':<40}{found['not_right_but_offered']:>5}")


def _show_miss(screen: Screen, found: Mapping[str, Any]) -> None:
    screen.say(
        f"{found['id']} {found['kind']}, {found['came']}: {shortened(found['question'], 200)}"
    )
    screen.say(", ".join(found["expected"]) or "no answer", first="    expected  ")
    for got in found["got"]:
        what = got["entry"] or got["reason"] or ", ".join(got["suggestions"]) or "nothing"
        facts = f" ({', '.join(got['facts'])})" if got["facts"] else ""
        line = f"{got['outcome']} {got['confidence']:.2f}: {what}{facts}"
        screen.say(one_line(line), first="    got       ")


def _cells(kind: str, counts: Tally) -> tuple[str, ...]:
    shares = (f"{counts.came[came]} {_of(counts.came[came], counts.questions):>7}" for came in Came)
    return (kind, str(counts.questions), *shares)


def _row(screen: Screen, cells: Sequence[str], *, style: str = "") -> None:
    line = "".join(
        f"{cell:<{width}}" if place == 0 else f"{cell:>{width}}"
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    screen.say(line, style=style)


def _of(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
