"""Deciding whether a message holds one question or several, and finding each."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.periods import periods_in
from bot.conversation.shelves import Found, Shelf, look_up
from bot.conversation.splitting import Part, asks, points_back, split, whole
from bot.search.result import Verdict

# How sure a part must be that names nothing, with the subject of the part before or without.
_SURE_WITH_SUBJECT = 0.9
_SURE_WITHOUT = 0.95


def questions_in(shelves: Sequence[Shelf], text: str) -> list[Found]:
    """Return what was found for each question in a message; nothing where nothing is asked.

    It is answered in parts when at least two of them are sure by themselves and rest on different
    facts, unless one answer to the whole message covers them all. A single sure part that names
    what it is about counts when the whole message is not sure: the rest of it was talk, or could
    not be answered.
    """
    parts = split(text)
    if not parts:
        return []
    if len(parts) == 1:
        return [look_up(shelves, parts[0])]
    one = look_up(shelves, whole(text))
    if one.is_sure and one.result.exact:
        return [one]
    found = _each(shelves, parts)
    sure = [hit for hit in found if hit.is_sure]
    facts = {hit.rests_on for hit in sure}
    if len(facts) > 1 and not _covers(one, facts):
        return _kept(found)
    if len(facts) == 1 and not one.is_sure and any(_stands_out(hit) for hit in sure):
        return _kept(found)
    return [one]


def _each(shelves: Sequence[Shelf], parts: Sequence[Part]) -> list[Found]:
    """Look every part up that asks or names something.

    One that names nothing ("and how much?") goes on about what was named before. After something
    that is left out on purpose it belongs to that.
    """
    found: list[Found] = []
    names: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    for part in parts:
        hit = look_up(shelves, part)
        if hit.names or _is_settled(hit):
            found.append(hit)
        elif asks(part.shown) and not points_back(part.search_text):
            if found and found[-1].result.verdict is Verdict.OUT_OF_SCOPE:
                continue
            found.append(_with_subject(shelves, part, names, periods) or _without(hit, names))
        names = hit.names or names
        periods = periods_in(part.search_text) or periods
    return found


def _with_subject(
    shelves: Sequence[Shelf], part: Part, names: Sequence[str], periods: Sequence[str]
) -> Found | None:
    """Look a part up with the names of the part before, and with its time where it has none."""
    if not names:
        return None
    asked = f"{' '.join(names)} {part.search_text}"
    texts = [asked]
    if periods and not periods_in(part.search_text):
        texts.insert(0, f"{asked} {' '.join(periods)}")
    for text in texts:
        hit = look_up(shelves, part, text)
        if hit.is_sure and hit.confidence >= _SURE_WITH_SUBJECT:
            return hit
    return None


def _without(hit: Found, names: Sequence[str]) -> Found:
    """Return what was found without a subject; where there was one, it must be very sure."""
    if not names or not hit.is_sure or hit.confidence >= _SURE_WITHOUT:
        return hit
    return replace(hit, result=replace(hit.result, verdict=Verdict.UNSURE))


def _is_settled(found: Found) -> bool:
    """Tell whether a part needs no subject: typed as the pack has it, or left out on purpose."""
    return found.result.verdict is Verdict.OUT_OF_SCOPE or (found.is_sure and found.result.exact)


def _covers(one: Found, sure: set[tuple[str, str]]) -> bool:
    best = one.result.best
    if not one.is_sure or best is None:
        return False
    return all(pack == one.shelf.pack.id and fact in (*best.facts, best.id) for pack, fact in sure)


def _stands_out(found: Found) -> bool:
    """Tell whether a part asks, or is typed as the pack has it, and names what it is about."""
    alone = found.result.text == found.part.search_text
    return alone and bool(found.names) and (found.result.exact or asks(found.part.shown))


def _kept(found: Sequence[Found]) -> list[Found]:
    """Return the parts to answer: each answer once, and no talk that is no question."""
    kept: list[Found] = []
    told: set[tuple[str, str]] = set()
    for hit in found:
        if hit.is_sure or hit.result.verdict is Verdict.OUT_OF_SCOPE:
            if hit.target not in told:
                kept.append(hit)
            told.add(hit.target)
        elif hit.result.verdict is not Verdict.NOT_A_QUESTION and asks(hit.part.shown):
            kept.append(hit)
    return kept
