"""What speaks against an answer: sources that disagree, and a question built on what is not so."""

from collections.abc import Collection, Sequence

from bot.answers.citations import authority, cited_statement, mark
from bot.answers.formats import number_of, shown_value
from bot.answers.standing import (
    DENIAL,
    FIRMNESS,
    in_place_of,
    is_overturned,
    opponents,
    reads_as_denial,
    standing,
    successors,
)
from bot.answers.texts import text
from bot.knowledge.dates import span
from bot.knowledge.model import Fact, Pack, Status

# What somebody thinks is no source that disagrees with what somebody reports.
_OPINION_AGAINST_FACT = frozenset(
    (Status.OPINION, firm) for firm in Status if firm is not Status.OPINION
)
# More would bury the answer; the rest can be seen at the facts themselves.
_SHOWN = 2


def dispute_notices(pack: Pack, cited: Sequence[Fact], language: str) -> list[str]:
    """Return the lines for facts that contradict what an answer cites and that it leaves out.

    `cited` are the answer's facts, the leading one first. What counts against a fact:
    - the leading one: every fact on the same thing; one on something else, where one of the two
      is a denial or it is no less firm, and unless the answer cites one such already;
    - the others: a fact on the same thing that is no less firm.
    Denied and superseded facts dispute nothing, and an opinion only another opinion.
    """
    shown = {fact.id for fact in cited}
    notices: list[str] = []
    for fact in cited:
        leads = fact is cited[0]
        against = [
            one
            for one in opponents(pack, fact)
            if not is_overturned(one) and (one.status, fact.status) not in _OPINION_AGAINST_FACT
        ]
        same = [one for one in against if _same_thing(fact, one)]
        if not leads:
            same = [one for one in same if FIRMNESS[one.status] >= FIRMNESS[fact.status]]
        found = _by_weight(pack, same)
        if leads and not any(one.id in shown for one in against if one not in same):
            found += _by_weight(pack, _from_elsewhere(pack, fact, against))[:1]
        for other in found:
            if other.id not in shown and len(notices) < _SHOWN:
                shown.add(other.id)
                notices.append(_dispute(pack, fact, other, language, leads=leads))
    return notices


def later_notices(pack: Pack, fact: Fact, shown: Collection[str], language: str) -> list[str]:
    """Return the lines on what followed a fact that still stands as said (`superseded_by`)."""
    if is_overturned(fact):
        return []
    return [
        text(
            "since_then",
            language,
            statement=cited_statement(one),
            standing=standing(pack, one, language),
        )
        for one in successors(pack, fact)
        if one.id not in shown
    ][:1]


def premise_notice(
    pack: Pack, presupposed: Sequence[str], corrected_by: Collection[str], language: str
) -> str | None:
    """Return the line that a question takes for granted what is not so, if it does.

    `corrected_by` are the facts that the answer's first sentence cites: where one of them stands
    against a premise (or is the premise, called denied there), the sentence says it already.
    """
    found: str | None = None
    for fact in (pack.facts[name] for name in presupposed if name in pack.facts):
        against = in_place_of(pack, fact) if is_overturned(fact) else _firmer(pack, fact)
        if not against and not is_overturned(fact):
            continue
        known = {fact.id, *fact.superseded_by, *(one.id for one in against)}
        if not known.isdisjoint(corrected_by):
            return None
        kind = fact.status.value if is_overturned(fact) else "contradicted"
        key = f"premise_{kind}" if against else f"premise_only_{kind}"
        statement = cited_statement(against[0] if against else fact)
        found = found or text(key, language, statement=statement)
    return found


def _firmer(pack: Pack, fact: Fact) -> list[Fact]:
    """Return the facts that contradict a fact and are firmer than it, the firmest first."""
    found = [one for one in opponents(pack, fact) if FIRMNESS[one.status] > FIRMNESS[fact.status]]
    return sorted(found, key=lambda one: (-FIRMNESS[one.status], one.as_of, one.id))


def _same_thing(fact: Fact, other: Fact) -> bool:
    """Tell whether two facts speak of the same subject, attribute and time."""
    if (fact.subject, fact.attribute) != (other.subject, other.attribute):
        return False
    if fact.period is None or other.period is None:
        return True
    # A value that is its own period is a date on which sources differ: rival dates never overlap.
    if fact.period == fact.value or other.period == other.value:
        return True
    first, last = span(fact.period)
    other_first, other_last = span(other.period)
    return first <= other_last and other_first <= last


def _from_elsewhere(pack: Pack, fact: Fact, against: Sequence[Fact]) -> list[Fact]:
    """Return what speaks of something else and still speaks against the leading fact."""
    denial = reads_as_denial(pack, fact)
    return [
        one
        for one in against
        if (one.subject, one.attribute) != (fact.subject, fact.attribute)
        and FIRMNESS[one.status] >= FIRMNESS[Status.RUMOUR]
        and (denial or reads_as_denial(pack, one) or FIRMNESS[one.status] >= FIRMNESS[fact.status])
    ]


def _by_weight(pack: Pack, facts: Sequence[Fact]) -> list[Fact]:
    """Return facts with denials first, then the firmest, then those of the best sources."""
    return sorted(
        facts,
        key=lambda one: (
            not reads_as_denial(pack, one),
            one.attribute != DENIAL,
            -FIRMNESS[one.status],
            authority(pack, one),
            one.as_of,
            one.id,
        ),
    )


def _dispute(pack: Pack, fact: Fact, other: Fact, language: str, *, leads: bool) -> str:
    firm = standing(pack, other, language)
    if reads_as_denial(pack, other):
        return f"{firm}: {cited_statement(other)}"
    comparable = number_of(fact) is not None and number_of(other) is not None
    if leads and comparable and fact.unit == other.unit and _same_thing(fact, other):
        return text(
            "disagree",
            language,
            one=f"{shown_value(fact, language)} {mark(fact.id)}",
            standing_one=standing(pack, fact, language),
            other=f"{shown_value(other, language)} {mark(other.id)}",
            standing_other=firm,
        )
    return text("disagree_other", language, statement=cited_statement(other), standing=firm)
