"""Changes made of what was typed into a form, and what the rules for files say against them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.discord_app.typed_fields import (
    Complaint,
    SourceTyped,
    new_id,
    read_about,
    read_date,
    read_facts,
    read_source,
)
from bot.knowledge.changes import (
    AddAlias,
    AddEntry,
    AddFact,
    Change,
    ChangeEntry,
    ChangeStatus,
    Reviewed,
)
from bot.knowledge.dates import last_day
from bot.knowledge.model import Pack, Status
from bot.knowledge.overlay import Outcome, Overlay, State, stamped

REVIEWED_FOR = timedelta(days=90)
# So many wordings of a cluster become aliases, the commonest first.
ALIASES = 5
_REFUSED = (State.INVALID, State.CONFLICT)
_MARK = re.compile(r"\{([a-z0-9-]{1,80})\}")

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """Changes, or what keeps them from being made."""

    changes: tuple[Change, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def kind_of(pack: Pack, name: str) -> str:
    """Return the list of a pack that a thing stands in."""
    return next((kind for kind in ("entries", "scenarios", "facts") if name in _of(pack, kind)), "")


def aliases(pack: Pack, name: str, wordings: Sequence[tuple[str, str | None]], number: str) -> Made:
    """Return wordings, each with its language, as further ways to ask for a thing.

    One that the rules refuse is left out, unless they refuse all.
    """
    kind: Any = kind_of(pack, name)
    translations = getattr(_of(pack, kind).get(name), "translations", {}) if kind else {}
    made: list[Change] = [
        AddAlias(
            id=f"{number}-{place}",
            of=kind,
            record=name,
            alias=wording,
            # Where a thing is not translated, its wordings in that language join the others.
            language=language if language in translations else None,
        )
        for place, (wording, language) in enumerate(wordings[:ALIASES])
    ]
    outcomes = Overlay(tuple(stamped(pack, change) for change in made)).on(pack).outcomes
    sound = tuple(one.change for one in outcomes if one.state not in _REFUSED)
    return Made(sound) if sound else Made(complaints=_complaints(outcomes))


def entry(pack: Pack, typed: Typed, wordings: Sequence[str], today: date, number: str) -> Made:
    """Return a new entry, with the wordings that were missed and perhaps with a new fact."""
    question, answer = _line(typed, "question"), typed.get("answer", "").strip()
    facts, complaints = read_facts(typed.get("facts", ""), pack)
    marked = [one for one in _MARK.findall(answer) if one in pack.facts]
    names = list(dict.fromkeys((*facts, *marked)))
    changes: list[Change] = []
    if typed.get("about", "").strip() or typed.get("source", "").strip():
        statement = typed.get("statement", "").strip() or _MARK.sub("", answer).strip()
        made = _fact(pack, {**typed, "statement": statement}, today, f"{number}-fact")
        complaints += made.complaints
        changes += made.changes
        names += [one.target[1] for one in made.changes]
    if not names and not complaints:
        complaints += (Complaint("facts", "curate_needs_fact"),)
    if complaints:
        return Made(complaints=complaints)
    for name in names:
        if f"{{{name}}}" not in answer:
            answer = _marked(answer, name)
    known = question.casefold().rstrip("?")
    values = {
        "id": new_id(question, pack.entries),
        "question": question,
        "aliases": [one for one in wordings if one.casefold().rstrip("?") != known][:ALIASES],
        "answer": answer,
        "facts": names,
    }
    # What may not be empty is named by its field where it is.
    made_of = {key: value for key, value in values.items() if value or key != "aliases"}
    return checked(pack, (*changes, AddEntry(id=f"{number}-entry", entry=made_of)))


def fact(pack: Pack, typed: Typed, wordings: Sequence[str], today: date, number: str) -> Made:
    """Return a new fact, which is asked for in the wordings that were missed."""
    made = _fact(pack, typed, today, number, wordings[:ALIASES])
    return made if made.complaints else checked(pack, made.changes)


def changed_entry(pack: Pack, name: str, typed: Typed, number: str) -> Made:
    """Return another question, answer or list of facts of an entry."""
    facts, complaints = read_facts(typed.get("facts", ""), pack)
    if complaints:
        return Made(complaints=complaints)
    now = pack.entries[name]
    question, answer = _line(typed, "question"), typed.get("answer", "").strip()
    marked = [one for one in _MARK.findall(answer) if one in pack.facts]
    names = tuple(dict.fromkeys((*facts, *marked)))
    for one in names:
        if f"{{{one}}}" not in answer:
            answer = _marked(answer, one)
    change = ChangeEntry(
        id=number,
        entry=name,
        question=question if question != now.question else None,
        answer=answer if answer != now.answer else None,
        facts=names if names != now.facts else None,
    )
    if change.question is None and change.answer is None and change.facts is None:
        return Made(complaints=(Complaint("", "curate_same"),))
    return checked(pack, (change,))


def status(pack: Pack, typed: Typed, today: date, number: str) -> Made:
    """Return another status of a fact."""
    source = SourceTyped()
    if typed.get("source", "").strip():
        source = read_source(typed["source"], pack, today, typed.get("note") or typed["fact"])
    if source.complaints:
        return Made(complaints=source.complaints)
    says = source.rest.get("says") or typed.get("note", "").strip()
    if source.id and not says:
        return Made(complaints=(Complaint("note", "curate_needs_note"),))
    said_by = source.rest.get("said_by")
    change = ChangeStatus(
        id=number,
        fact=typed.get("fact", ""),
        status=typed.get("status", ""),
        as_of=read_date(typed.get("as_of", "")) or today.isoformat(),
        note=_line(typed, "note") or None,
        said_by=(said_by,) if said_by else None,
        citations=({"source": source.id, "says": says},) if source.id else (),
        sources=(dict(source.new),) if source.new else (),
    )
    known = pack.facts.get(change.fact)
    if known and known.review_by and known.review_by < (today + REVIEWED_FOR).isoformat():
        # Who changes the status has looked at the fact.
        looked = reviewed(pack, (change.fact,), today, f"{number}-reviewed")
        return checked(pack, (*looked.changes, change))
    return checked(pack, (change,))


def reviewed(pack: Pack, names: Sequence[str], today: date, number: str) -> Made:
    """Return that entries and facts were gone over and stand for another while."""
    until = (today + REVIEWED_FOR).isoformat()
    changes = [
        Reviewed(
            id=f"{number}-{place}",
            of="entries" if name in pack.entries else "facts",
            record=name,
            review_by=until,
            next_expected=_next(pack, name, today),
        )
        for place, name in enumerate(dict.fromkeys(names))
        if name in pack.entries or name in pack.facts
    ]
    if not changes:
        return Made(complaints=(Complaint("", "curate_gone"),))
    return checked(pack, changes)


def checked(pack: Pack, changes: Sequence[Change]) -> Made:
    """Return changes stamped, as they can be laid over a pack, or what the rules say against it."""
    ready: tuple[Change, ...] = ()
    for change in changes:
        # Each is made on what those before it leave of its record.
        is_again = any(one.target == change.target for one in ready)
        before = Overlay(ready).on(pack).pack if is_again else pack
        ready = (*ready, stamped(before, change))
    outcomes = Overlay(ready).on(pack).outcomes
    if any(one.state in _REFUSED for one in outcomes):
        return Made(complaints=_complaints(outcomes))
    return Made(ready)


def _complaints(outcomes: Sequence[Outcome]) -> tuple[Complaint, ...]:
    """Return what the rules say against changes, each sentence once."""
    found = {
        (_field(problem.field), _said(problem.message, problem.hint)): None
        for outcome in outcomes
        if outcome.state in _REFUSED
        for problem in outcome.problems
    }
    return tuple(Complaint(field, said=said) for field, said in found)


def _fact(pack: Pack, typed: Typed, today: date, number: str, wordings: Sequence[str] = ()) -> Made:
    statement = typed.get("statement", "").strip()
    subject, attribute, complaints = read_about(typed.get("about", ""), pack)
    kind = typed.get("kind", "")
    source = read_source(typed.get("source", ""), pack, today, statement, kind)
    complaints += source.complaints
    if complaints:
        return Made(complaints=complaints)
    rest = source.rest
    known = pack.sources.get(source.known)
    published = rest.get("published") or (known.published if known else None)
    outlet = known.outlet if known else str(source.new["outlet"])
    values: dict[str, Any] = {
        "id": new_id(statement, pack.facts),
        "subject": subject,
        "attribute": attribute,
        "period": rest.get("period"),
        "value": rest.get("value"),
        "unit": rest.get("unit"),
        "statement": statement,
        "status": rest.get("status") or typed.get("status") or Status.REPORTED.value,
        "said_by": [rest.get("said_by") or outlet],
        "as_of": rest.get("as_of") or published or today.isoformat(),
        "citations": [{"source": source.id, "says": rest.get("says") or statement}],
        "aliases": list(wordings),
    }
    made = {key: value for key, value in values.items() if value}
    sources = (dict(source.new),) if source.new else ()
    return Made((AddFact(id=number, fact=made, sources=sources),))


def _marked(answer: str, name: str) -> str:
    """Return an answer that cites a fact at its end, before the full stop; none stays none."""
    body = answer.rstrip()
    if not body:
        return ""
    end = body[-1] if body[-1] in ".!?" else ""
    return f"{body[: len(body) - len(end)]} {{{name}}}{end or '.'}"


def _next(pack: Pack, name: str, today: date) -> str | None:
    """Return "none" where news was expected and has not come: the curator looked for it."""
    one = pack.facts.get(name)
    # A month or a year is over when its last day is.
    is_over = one and one.next_expected and last_day(one.next_expected) < today
    return "none" if is_over else None


def _field(steps: Sequence[object]) -> str:
    """Return the field of a form for a field of a change."""
    names = [one for one in steps if isinstance(one, str)]
    last = names[-1] if names else ""
    if names[:1] == ["entry"]:
        return last if last in ("question", "answer", "facts") else ""
    if "sources" in names or last in ("source", "url", "outlet", "title", "published", "says"):
        return "source"
    return {"subject": "about", "attribute": "about"}.get(last, last)


def _said(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message


def _line(typed: Typed, name: str) -> str:
    return " ".join(typed.get(name, "").split())


def _of(pack: Pack, kind: str) -> Mapping[str, object]:
    found: Mapping[str, object] = getattr(pack, kind)
    return found
