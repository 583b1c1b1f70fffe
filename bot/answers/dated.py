"""What was known on a day: a pack with only the facts of that day, firm as they were then.

This is the seam for questions about the past; it is plain on purpose. A fact counts as known from
the first day of its `as_of`. One that was denied or superseded later gets the status it had: the
last of its history by then, else the least that its sources carry.
"""

from datetime import date

from bot.answers.standing import is_firm, is_overturned, opponents
from bot.knowledge.dates import first_day, last_day
from bot.knowledge.model import Fact, Pack, SourceKind, Status


def as_known(pack: Pack, day: str) -> Pack:
    """Return the pack as it was known at the end of a day, month or year.

    Entries and scenarios stay as they are: whether their text still fits is for the caller to
    tell with `was_known` and `unchanged`.
    """
    end = last_day(day)
    facts = {name: _then(pack, fact, end) for name, fact in pack.facts.items() if _known(fact, end)}
    return pack.model_copy(update={"facts": facts})


def was_known(day: str, since: str) -> bool:
    """Tell whether something of one date was known at the end of a day, month or year."""
    return first_day(since) <= last_day(day)


def unchanged(pack: Pack, then: Pack, names: tuple[str, ...]) -> bool:
    """Tell whether all the facts were known then with the standing that they have now."""
    return all(
        name in then.facts and then.facts[name].status is pack.facts[name].status for name in names
    )


def _known(fact: Fact, end: date) -> bool:
    return first_day(fact.as_of) <= end


def _then(pack: Pack, fact: Fact, end: date) -> Fact:
    if not is_overturned(fact):
        return fact
    by = [pack.facts[name] for name in fact.superseded_by if name in pack.facts]
    if fact.status is Status.DENIED or not by:
        by += [one for one in opponents(pack, fact) if is_firm(one)]
    if not by or any(_known(one, end) for one in by):
        return fact
    held = [one.status for one in fact.history if first_day(one.as_of) <= end]
    return fact.model_copy(update={"status": held[-1] if held else _least(pack, fact)})


def _least(pack: Pack, fact: Fact) -> Status:
    kinds = {pack.sources[one.source].kind for one in fact.citations if one.source in pack.sources}
    return Status.OPINION if kinds == {SourceKind.READER_COMMENT} else Status.REPORTED
