"""What is known of targets before any question: what they tell, how firmly, what is their own."""

from bot.knowledge.model import Pack, Status
from bot.search.forms import period_marks
from bot.search.result import Kind
from bot.search.scoring import Base
from bot.search.utterances import Target

_STATUSES = tuple(Status)


def base(pack: Pack, target: Target) -> Base:
    """Return what a target knows through its first facts, apart from any wording."""
    leading = [pack.facts[name] for name in target.facts[:4]]
    periods = {mark for fact in leading if fact.period for mark in period_marks(fact.period)}
    return Base(
        frozenset(fact.subject for fact in leading),
        frozenset(fact.attribute for fact in leading),
        frozenset(periods.union(fact.as_of[:4] for fact in leading)),
        leading[0].subject if leading else "",
        frozenset(periods),
    )


def measures_of(pack: Pack) -> frozenset[str]:
    """Return the attributes that are told in units: who asks for one wants no other."""
    told: dict[str, bool] = {}
    for fact in pack.facts.values():
        told[fact.attribute] = told.get(fact.attribute, True) and fact.unit is not None
    return frozenset(name for name, always in told.items() if always)


def slot(pack: Pack, target: Target) -> tuple[str, str, str] | None:
    """Return what a lone fact tells and for when, where it is about a time."""
    if target.kind is not Kind.FACT:
        return None
    fact = pack.facts[target.id]
    return (fact.subject, fact.attribute, fact.period) if fact.period else None


def firmness(pack: Pack, target: Target) -> int:
    """Return the place of a lone fact's status, 0 for the firmest."""
    return _STATUSES.index(pack.facts[target.id].status) if target.kind is Kind.FACT else 0
