"""How firm facts are: a status follows the citations, and answers follow the status."""

from collections.abc import Iterator
from itertools import combinations

from bot.knowledge.draft import Draft, Placed
from bot.knowledge.model import Entity, EntityKind, Fact, Source, SourceKind, Status
from bot.knowledge.problems import Problem, shown

_OFFICIAL = (SourceKind.COMPANY, SourceKind.REGULATOR)
_SPEAKERS = (EntityKind.COMPANY, EntityKind.BRAND, EntityKind.REGULATOR)
_FALLEN = (Status.DENIED, Status.SUPERSEDED)
_STANDING = (Status.CONFIRMED, Status.REPORTED)


def carried_statuses(draft: Draft) -> Iterator[Problem]:
    """No fact is firmer than its citations make it."""
    origins = _Origins(draft)
    names = _names(draft)
    for fact in draft.facts.values():
        status = fact.record.status
        sources = [
            draft.sources[citation.source].record
            for citation in fact.record.citations
            if citation.source in draft.sources
        ]
        if len(sources) < len(fact.record.citations):
            continue
        if all(source.kind is SourceKind.READER_COMMENT for source in sources):
            if status is not Status.OPINION:
                message = f"{shown(status)} cannot rest on reader comments alone"
                hint = f"the citations carry {shown(Status.OPINION)}; or cite a publication"
                yield fact.problem("status-not-carried", message, hint, at=("status",))
        elif status is Status.CONFIRMED and not (
            any(source.kind in _OFFICIAL for source in sources)
            or _on_the_record(fact.record, sources, names)
            or origins.independent(sources)
        ):
            if not draft.sound("entities") or not draft.sound("sources"):
                continue
            message = (
                f"{shown(status)} needs a company or regulator source, a company, a regulator or "
                "an officer in 'said_by', or two independent sources"
            )
            hint = f"the citations carry {shown(Status.REPORTED)}"
            yield fact.problem("status-not-carried", message, hint, at=("status",))


def successors(draft: Draft) -> Iterator[Problem]:
    """A superseded fact names its successor."""
    for fact in draft.facts.values():
        if fact.record.status is Status.SUPERSEDED and not fact.record.superseded_by:
            message = "a superseded fact must name its successor"
            hint = "add 'superseded_by: [fact-id]'"
            yield fact.problem("no-successor", message, hint, at=("status",))


def leading_facts(draft: Draft) -> Iterator[Problem]:
    """No answer leads with a denied or superseded fact and has nothing that stands beside it."""
    for entry in draft.entries.values():
        facts = [draft.facts.get(name) for name in entry.record.facts]
        first = facts[0]
        if first is None or first.record.status not in _FALLEN or None in facts:
            continue
        if not any(fact and fact.record.status in _STANDING for fact in facts[1:]):
            message = (
                f"the answer rests on {shown(first.id)}, which is {first.record.status}, "
                "and on no fact that is confirmed or reported"
            )
            hint = "put the denial or the successor first"
            yield entry.problem("denied-leads", message, hint, at=("facts", 0))


def weak_evidence(draft: Draft) -> Iterator[Problem]:
    """No scenario is argued with an opinion or with what readers commented."""
    for scenario in draft.scenarios.values():
        for key in ("evidence_for", "evidence_against"):
            for index, evidence in enumerate(getattr(scenario.record, key)):
                fact = draft.facts.get(evidence.fact)
                if fact and (reason := _weakness(draft, fact)):
                    message = f"{shown(fact.id)} is no evidence: {reason}"
                    hint = "argue with a fact that a publication reports"
                    at = (key, index, "fact")
                    yield scenario.problem("weak-evidence", message, hint, at=at)


def _weakness(draft: Draft, fact: Placed[Fact]) -> str:
    if fact.record.status is Status.OPINION:
        return "it is an opinion"
    sources = [draft.sources.get(citation.source) for citation in fact.record.citations]
    if all(source and source.record.kind is SourceKind.READER_COMMENT for source in sources):
        return "it rests on reader comments"
    return ""


def _names(draft: Draft) -> dict[str, list[Entity]]:
    """Return the entities by their names and aliases."""
    names: dict[str, list[Entity]] = {}
    for placed in draft.entities.values():
        entity = placed.record
        texts = {entity.name, *(alias for words in entity.aliases.values() for alias in words)}
        for text in {text.casefold() for text in texts}:
            names.setdefault(text, []).append(entity)
    return names


def _on_the_record(fact: Fact, sources: list[Source], names: dict[str, list[Entity]]) -> bool:
    """Tell whether a publication reports what a company, regulator or officer said itself."""
    outlets = {
        entity.id for source in sources for entity in names.get(source.outlet.casefold(), ())
    }
    return any(
        entity.kind in _SPEAKERS or (entity.kind is EntityKind.PERSON and entity.officer_of)
        for name in fact.said_by
        for entity in names.get(name.casefold(), ())
        # A publisher that is cited reports; it does not announce.
        if entity.id not in outlets
    )


class _Origins:
    """Where reports come from in the end, following what they repeat."""

    def __init__(self, draft: Draft) -> None:
        self.sources = draft.sources
        self.found: dict[str, frozenset[str]] = {}

    def independent(self, sources: list[Source]) -> bool:
        """Tell whether two of the sources are of other outlets and share no origin."""
        publications = [s for s in sources if s.kind is not SourceKind.READER_COMMENT]
        return any(
            one.outlet.casefold() != other.outlet.casefold()
            and self.of(one.id).isdisjoint(self.of(other.id))
            for one, other in combinations(publications, 2)
        )

    def of(self, name: str) -> frozenset[str]:
        """Return the ids of the reports that a source goes back to: itself, if it repeats none."""
        if name not in self.found:
            seen, rest, origins = {name}, [name], set[str]()
            while rest:
                current = rest.pop()
                if current in self.found:
                    origins |= self.found[current]
                    continue
                source = self.sources.get(current)
                earlier = source.record.derived_from if source else ()
                if not earlier:
                    origins.add(current)
                rest.extend(set(earlier) - seen)
                seen.update(earlier)
            self.found[name] = frozenset(origins or seen)
        return self.found[name]
