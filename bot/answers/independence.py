"""How many sources say something on their own: rewrites of one report count once."""

from bot.knowledge.model import Fact, Pack


def origins(pack: Pack, source: str) -> frozenset[str]:
    """Return the sources that one goes back to; itself where it repeats no other."""
    found: set[str] = set()
    seen = {source}
    waiting = [source]
    while waiting:
        name = waiting.pop()
        known = pack.sources.get(name)
        before = [one for one in known.derived_from if one in pack.sources] if known else []
        if not before:
            found.add(name)
        for one in before:
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    # Sources that only derive from each other go back to one of them.
    return frozenset(found or {min(seen)})


def independent_sources(pack: Pack, *facts: Fact) -> int:
    """Return how many sources report the facts independently of each other.

    Two sources whose reports go back to a common one are not independent.
    """
    groups: list[set[str]] = []
    for name in dict.fromkeys(one.source for fact in facts for one in fact.citations):
        if name not in pack.sources:
            continue
        mine = set(origins(pack, name))
        apart = []
        for group in groups:
            if group & mine:
                mine |= group
            else:
                apart.append(group)
        groups = [*apart, mine]
    return len(groups)
