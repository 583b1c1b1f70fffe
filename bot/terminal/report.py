"""The figures of an evaluation, as a table for people and as values for programs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.model import Pack
from bot.terminal import conversations
from bot.terminal.conversations import Held
from bot.terminal.evaluate import (
    Came,
    Tally,
    Verdict,
    as_values,
    by_kind,
    miss,
    missed,
    tally,
    totals,
)
from bot.terminal.plain import count, one_line, shortened
from bot.terminal.screen import Screen

_COLUMNS = ("kind", "n", "right", "wrong", "abstained", "overstepped")
_WIDTHS = (12, 6, 14, 14, 14, 14)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of test questions.

    `alone` are those of the headline, `apart` further ones asked alone, `held` the conversations.
    """

    alone: Sequence[Verdict]
    apart: Sequence[Verdict] = ()
    held: Sequence[Held] = ()

    def misses(self) -> list[dict[str, Any]]:
        """Return what did not come right as plain values."""
        asked_alone = [miss(verdict) for verdict in missed((*self.alone, *self.apart))]
        return asked_alone + conversations.misses(self.held)


def figures(packs: Sequence[Pack], found: Evaluation, *, misses: bool) -> dict[str, Any]:
    """Return everything as plain values."""
    values: dict[str, Any] = {
        "packs": [{"pack": pack.id, "pack_version": pack.version} for pack in packs],
        "totals": totals(found.alone),
        "kinds": _kinds(found.alone),
        "apart": _kinds(found.apart),
        "conversations": conversations.figures(found.held),
    }
    if misses:
        values["misses"] = found.misses()
    return values


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


def show(screen: Screen, packs: Sequence[Pack], found: Evaluation, *, misses: bool) -> None:
    """Print everything."""
    wrong = found.misses() if misses else []
    for one in wrong:
        _show_miss(screen, one)
    if wrong:
        screen.gap()
    names = ", ".join(f"{pack.id} {pack.version}" for pack in packs)
    if found.alone:
        screen.say(f"{names}: {count(len(found.alone), 'question')}")
        screen.gap()
        _table(screen, found.alone, "all")
        screen.gap()
        _show_totals(screen, found.alone)
        screen.gap()
    if found.apart:
        screen.say(f"{names}, counted apart: {count(len(found.apart), 'question')}")
        screen.gap()
        _table(screen, found.apart)
        screen.gap()
        for kind, counts in by_kind(found.apart).items():
            _part(screen, f"Led by an expected fact, {kind}", counts.led, counts.answerable)
        screen.gap()
    if found.held:
        screen.say(f"{names}: {count(len(found.held), 'conversation')}")
        screen.gap()
        _table(screen, conversations.turns(found.held), "all turns")
        screen.gap()
        _part(
            screen,
            "Conversations wholly right",
            sum(one.wholly_right for one in found.held),
            len(found.held),
        )
        screen.gap()
    screen.say(
        "wrong: answered from something else; abstained: expected an answer, got none;"
        " overstepped: answered where nothing should be.",
        style="dim",
    )


def _kinds(verdicts: Sequence[Verdict]) -> dict[str, dict[str, Any]]:
    return {kind: as_values(counts) for kind, counts in by_kind(verdicts).items()}


def _table(screen: Screen, verdicts: Sequence[Verdict], all_of_them: str = "") -> None:
    _row(screen, _COLUMNS, style="bold")
    for kind, counts in by_kind(verdicts).items():
        _row(screen, _cells(kind, counts))
    if all_of_them:
        _row(screen, _cells(all_of_them, tally(verdicts)), style="bold")


def _show_totals(screen: Screen, verdicts: Sequence[Verdict]) -> None:
    found = totals(verdicts)
    for title, part, whole in (
        ("Right, of what can be answered", "right", "answerable"),
        ("Answered wrongly, of all", "answered_wrongly", "questions"),
        ("Answered, of off topic and misleading", "off_limits_answered", "off_limits"),
        ("Expected facts covered", "expected_facts_covered", "expected_facts"),
    ):
        _part(screen, title, found[part], found[whole])
    several = by_kind(verdicts).get("multi")
    if several:
        title = "… by answers to several questions"
        _part(screen, title, several.covered, several.expected)
    screen.say(f"{'Not right, but among the suggestions':<40}{found['not_right_but_offered']:>5}")


def _part(screen: Screen, title: str, part: int, whole: int) -> None:
    screen.say(f"{title:<40}{part:>5} of {whole:<5} {_of(part, whole)}")


def _show_miss(screen: Screen, found: Mapping[str, Any]) -> None:
    screen.say(
        f"{found['id']} {found['kind']}, {found['came']}: {shortened(found['question'], 200)}"
    )
    if found.get("before"):
        screen.say(one_line(" / ".join(found["before"])), first="    after     ")
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
