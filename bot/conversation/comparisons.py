"""Questions that one fact does not answer: several times beside each other, and what is awaited."""

from datetime import date

from bot.answers.standing import FIRMNESS, is_overturned
from bot.conversation.periods import periods_in
from bot.knowledge.dates import last_day
from bot.knowledge.model import Fact, Pack
from bot.search.result import Kind, Result, Verdict

# What the facts of a comparison must have together where none of them is sure alone.
_ENOUGH = 0.6


def compared_facts(pack: Pack, result: Result, text: str) -> tuple[tuple[str, ...], float]:
    """Return the facts that a question for two or more times asks for, with their confidence.

    The question names the periods, the best candidate says of what: its leading fact's subject
    and attribute. There must be a fact that stands for at least two of the periods. Nothing comes
    back for what was typed as the pack has it, and where a sure entry rests on these facts most:
    it was written for the question.
    """
    periods = periods_in(text)
    best = result.best
    if len(periods) < 2 or best is None or not best.facts or result.exact:
        return (), 0.0
    about = pack.facts.get(best.facts[0])
    if about is None or best.kind is Kind.SCENARIO:
        return (), 0.0
    likely = [fact for one in result.candidates for fact in one.facts]
    found = [_firmest(pack, about, period, likely) for period in periods]
    names = tuple(fact.id for fact in found if fact)
    if len(names) < 2:
        return (), 0.0
    sure = result.verdict is Verdict.SURE
    if sure and best.kind is Kind.ENTRY and set(names) <= set(best.facts[: len(names)]):
        return (), 0.0
    of_these = [one.confidence for one in result.candidates if set(one.facts[:1]) <= set(names)]
    confidence = min(1.0, max(best.confidence, sum(of_these)))
    return (names, confidence) if sure or confidence >= _ENOUGH else ((), 0.0)


def awaited(pack: Pack, result: Result, text: str, today: date) -> str | None:
    """Return when news is expected on a question that nobody can answer yet.

    The rule is narrow on purpose. The question names a time that is not over; the pack holds
    nothing on it of the kind that the best candidate is about; and that candidate's leading fact
    says that news is still to come.
    """
    best = result.best
    if best is None or not best.facts or result.verdict is Verdict.SURE:
        return None
    fact = pack.facts.get(best.facts[0])
    if fact is None or fact.next_expected is None or last_day(fact.next_expected) < today:
        return None
    open_times = [period for period in periods_in(text) if last_day(period) >= today]
    if not open_times or any(_firmest(pack, fact, period, ()) for period in open_times):
        return None
    return fact.next_expected


def _firmest(pack: Pack, about: Fact, period: str, likely: list[str] | tuple[()]) -> Fact | None:
    """Return the fact on the same thing for a period: the firmest, then the likeliest."""
    found = [
        fact
        for fact in pack.facts.values()
        if (fact.subject, fact.attribute, fact.period) == (about.subject, about.attribute, period)
        and not is_overturned(fact)
    ]
    places = {name: place for place, name in reversed(list(enumerate(likely)))}
    found.sort(key=lambda one: (-FIRMNESS[one.status], places.get(one.id, len(places)), one.id))
    return found[0] if found else None
