"""How firm a fact is: what overturned it, when it reads as a denial, and the line that says so."""

from collections.abc import Iterable

from bot.answers.citations import best_outlet, cited_statement, clean
from bot.answers.dates import shown as shown_date
from bot.answers.per_pack import PerPack
from bot.answers.texts import text
from bot.knowledge.dates import first_day
from bot.knowledge.model import Entity, EntityKind, Fact, Pack, Status

# The attribute that curators give to a statement by which somebody denies something.
DENIAL = "denial"

FIRMNESS = {
    Status.CONFIRMED: 4,
    Status.REPORTED: 3,
    Status.RUMOUR: 2,
    Status.SPECULATION: 1,
    Status.OPINION: 1,
    Status.DENIED: 0,
    Status.SUPERSEDED: 0,
}
_FIRM = FIRMNESS[Status.REPORTED]
_NAMED = 2
_ON_RECORD = (EntityKind.COMPANY, EntityKind.BRAND, EntityKind.REGULATOR)


def is_overturned(fact: Fact) -> bool:
    """Tell whether a fact no longer stands: denied, or superseded by another."""
    return fact.status in (Status.DENIED, Status.SUPERSEDED)


def is_firm(fact: Fact) -> bool:
    """Tell whether a fact is at least reported."""
    return FIRMNESS[fact.status] >= _FIRM


def opponents(pack: Pack, fact: Fact) -> list[Fact]:
    """Return the facts that contradict a fact, whichever of the two the curator noted it at."""
    names = dict.fromkeys(fact.contradicts)
    names |= dict.fromkeys(_contradicting(pack).get(fact.id, ()))
    return [pack.facts[name] for name in names if name in pack.facts and name != fact.id]


def successors(pack: Pack, fact: Fact) -> list[Fact]:
    """Return the facts in force now in place of a fact: `superseded_by`, followed to the end."""
    ends: dict[str, Fact] = {}
    seen = {fact.id}
    waiting = list(fact.superseded_by)
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in pack.facts:
            continue
        seen.add(name)
        one = pack.facts[name]
        if not is_overturned(one):
            ends[name] = one
        else:
            waiting += one.superseded_by
    return list(ends.values())


def in_place_of(pack: Pack, fact: Fact) -> list[Fact]:
    """Return what stands in place of an overturned fact, what counts most first.

    For a superseded fact these are its successors. A denied one has the firm facts that
    contradict it as well, and denials come first. A superseded fact without a successor that
    stands is treated in the same way.
    """
    found = successors(pack, fact)
    if found and fact.status is not Status.DENIED:
        return found
    named = {one.id for one in found}
    firm = [one for one in opponents(pack, fact) if is_firm(one)]
    every = {one.id: one for one in (*found, *firm)}
    return sorted(
        every.values(),
        key=lambda one: (
            not reads_as_denial(pack, one),
            one.attribute != DENIAL,
            one.id not in named,
            -FIRMNESS[one.status],
            one.as_of,
            one.id,
        ),
    )


def reads_as_denial(pack: Pack, fact: Fact) -> bool:
    """Tell whether a fact that stands is itself the denial of something.

    It is when its attribute is `denial`. It also is when it contradicts a denied fact about the
    same subject and attribute that is not younger: "Ferrari buys no platforms" against "the next
    Ferrari stands on a bought platform". Contradicting a fact about something else, or one that
    was superseded, makes no denial: the Luce's own platform and its five seats are plain news.
    """
    if not is_firm(fact):
        return False
    if fact.attribute == DENIAL:
        return True
    return any(
        other.status is Status.DENIED
        and (other.subject, other.attribute) == (fact.subject, fact.attribute)
        and first_day(other.as_of) <= first_day(fact.as_of)
        for other in opponents(pack, fact)
    )


def standing(pack: Pack, fact: Fact, language: str) -> str:
    """Return the line on how firm a fact is. It may hold a mark where it states a successor."""
    date = shown_date(fact.as_of, language)
    if is_overturned(fact):
        return _overturned(pack, fact, language)
    if reads_as_denial(pack, fact):
        return text("denied_by", language, name=speakers(pack, fact, language), date=date)
    match fact.status:
        case Status.CONFIRMED:
            on_record = _on_record(pack, fact)
            if not on_record:
                return text("confirmed", language, date=date)
            return text("confirmed_by", language, name=_joined(on_record, language), date=date)
        case Status.REPORTED:
            return text("reported_by", language, name=reporters(pack, fact, language), date=date)
        case _:
            name = speakers(pack, fact, language)
            return text(fact.status.value, language, name=name, date=date)


def status_word(pack: Pack, fact: Fact) -> str:
    """Return the word for a fact's status; that of a statement which denies is "denied"."""
    return Status.DENIED.value if reads_as_denial(pack, fact) else fact.status.value


def speakers(pack: Pack, fact: Fact, language: str) -> str:
    """Return who said it, by name."""
    return _joined(fact.said_by, language) or best_outlet(pack, fact)


def reporters(pack: Pack, fact: Fact, language: str) -> str:
    """Return the outlets that report it: those that said it, else that of the best source.

    A company or a person that the report quotes is not who reports.
    """
    outlets = {
        pack.sources[one.source].outlet for one in fact.citations if one.source in pack.sources
    }
    names = [name for name in fact.said_by if name in outlets or _entity(pack, name) is None]
    return _joined(names, language) or best_outlet(pack, fact) or speakers(pack, fact, language)


def qualified(pack: Pack, fact: Fact, language: str) -> str:
    """Return a fact's statement with its mark; what is no fact is called so in the first words."""
    statement = cited_statement(fact)
    match fact.status:
        case Status.RUMOUR | Status.SPECULATION | Status.DENIED | Status.SUPERSEDED:
            return text(f"says_{fact.status.value}", language, statement=statement)
        case Status.OPINION:
            name = speakers(pack, fact, language)
            return text("says_opinion", language, name=name, statement=statement)
        case _:
            return statement


def _overturned(pack: Pack, fact: Fact, language: str) -> str:
    instead = in_place_of(pack, fact)
    date = shown_date(fact.as_of, language)
    if fact.status is Status.DENIED:
        if not instead:
            return text("denied", language, date=date)
        # Who said an overturned claim did not deny it; who said what stands against it did.
        name = speakers(pack, instead[0], language)
        return text("denied_by", language, name=name, date=shown_date(instead[0].as_of, language))
    if not instead:
        return text("superseded", language, date=date)
    return text("superseded_now", language, statement=cited_statement(instead[0]))


def _on_record(pack: Pack, fact: Fact) -> list[str]:
    """Return those who said it and speak for a company, a brand or a regulator."""
    found = []
    for name in fact.said_by:
        entity = _entity(pack, name)
        if entity and (entity.kind in _ON_RECORD or entity.officer_of):
            found.append(name)
    return found


def _entity(pack: Pack, name: str) -> Entity | None:
    return _entities(pack).get(name.casefold())


def _by_name(pack: Pack) -> dict[str, Entity]:
    """Return the entities by name and id, and by alias where that is nobody's name."""
    found: dict[str, Entity] = {}
    for entity in pack.entities.values():
        found.setdefault(entity.name.casefold(), entity)
        found.setdefault(entity.id, entity)
    for entity in pack.entities.values():
        for words in entity.aliases.values():
            for alias in words:
                found.setdefault(alias.casefold(), entity)
    return found


def _by_contradicted(pack: Pack) -> dict[str, list[str]]:
    """Return for each fact those that the curator noted as contradicting it."""
    found: dict[str, list[str]] = {}
    for other in pack.facts.values():
        for name in dict.fromkeys(other.contradicts):
            found.setdefault(name, []).append(other.id)
    return found


_entities = PerPack(_by_name)
_contradicting = PerPack(_by_contradicted)


def _joined(names: Iterable[str], language: str) -> str:
    few = [clean(name) for name in names][:_NAMED]
    if len(few) < _NAMED:
        return "".join(few)
    return text("two_names", language, first=few[0], second=few[1])
