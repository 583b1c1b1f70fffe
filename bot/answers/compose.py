"""Answers from a pack: from an entry, from a fact alone, from several facts, from a scenario.

Every sentence is the pack's or one of `texts`; nothing else is said.
"""

from collections.abc import Iterable, Sequence

from bot.answers.answer import Answer
from bot.answers.citations import cited_facts, cited_statement, mark, with_marks
from bot.answers.comparing import difference_line, in_time_order
from bot.answers.disputes import dispute_notices, later_notices, premise_notice
from bot.answers.related import related_to_entry, related_to_facts
from bot.answers.scenario import scenario_sheet
from bot.answers.sentences import first_sentence
from bot.answers.sheet import Request, Sheet, finish, language_notice, time_notices
from bot.answers.standing import in_place_of, is_overturned, qualified, standing
from bot.answers.texts import text
from bot.knowledge.model import Entry, Fact, Pack, Scenario
from bot.search.result import Kind

# How many facts that stand in place of an overturned one are told, and how many facts at once.
_INSTEAD = 2
_TOGETHER = 8


def compose(pack: Pack, kind: Kind, name: str, request: Request) -> Answer:
    """Return the answer that an entry, a fact or a scenario gives.

    Raises `KeyError` when the pack does not hold it, and for a topic, which answers nothing.
    """
    match kind:
        case Kind.ENTRY:
            return compose_entry(pack, pack.entries[name], request)
        case Kind.FACT:
            return compose_fact(pack, pack.facts[name], request)
        case Kind.SCENARIO:
            return compose_scenario(pack, pack.scenarios[name], request)
        case Kind.TOPIC:
            raise KeyError(name)


def compose_entry(pack: Pack, entry: Entry, request: Request) -> Answer:
    """Return an entry's curated answer, with the standing of its leading fact.

    Where the entry's first fact no longer stands, what stands in its place leads.
    """
    reader = request.reads(pack)
    translation = entry.translations.get(reader)
    curated = translation.answer if translation else None
    language = reader if curated else pack.manifest.language
    body = with_marks(curated or entry.answer, pack.facts)

    facts = [pack.facts[name] for name in entry.facts]
    leading = facts[0]
    sheet = Sheet(entry.id, body, language)
    sheet.lead(pack, leading, reader)
    if is_overturned(leading) and (instead := in_place_of(pack, leading)):
        leading = instead[0]
        sheet.as_of = leading.as_of
    sheet.facts = list(dict.fromkeys((leading.id, *entry.facts)))
    if leading.id not in cited_facts([body, sheet.standing]):
        sheet.standing = f"{sheet.standing} {mark(leading.id)}"

    cited = [pack.facts[name] for name in sheet.facts]
    opening = cited_facts([first_sentence(body, language)])
    premise = premise_notice(pack, entry.presupposes, opening, reader)
    sheet.notices = [
        *([premise] if premise else []),
        *_disputes(pack, cited, reader),
        *time_notices(cited, request.today, reader, entry.review_by),
        *language_notice(language, reader),
    ]
    sheet.related = related_to_entry(pack, entry, reader)
    sheet.scenarios = tuple(name for name in entry.scenarios if name in pack.scenarios)
    return finish(pack, sheet, request)


def compose_fact(pack: Pack, fact: Fact, request: Request) -> Answer:
    """Return a fact's statement as an answer.

    What was denied or superseded comes after what stands in its place.
    """
    reader, language = request.reads(pack), pack.manifest.language
    instead = in_place_of(pack, fact)[:_INSTEAD] if is_overturned(fact) else []
    told = [*instead, fact]
    body = " ".join(qualified(pack, one, language) for one in instead or [fact])
    if instead:
        before = text(f"said_before_{fact.status.value}", language, statement=cited_statement(fact))
        body = f"{body}\n\n{before}"

    sheet = Sheet(fact.id, body, language)
    sheet.lead(pack, told[0], reader)
    sheet.facts = [one.id for one in told]
    sheet.notices = _notices(pack, told, request)
    sheet.related = related_to_facts(pack, sheet.entry, sheet.facts, reader)
    return finish(pack, sheet, request)


def compose_facts(pack: Pack, names: Iterable[str], request: Request) -> Answer:
    """Return several facts about one question in the order of time, and how two numbers differ.

    What was denied or superseded comes last. Raises `KeyError` when the pack lacks one of them,
    `ValueError` when there is none.
    """
    asked = [pack.facts[name] for name in dict.fromkeys(names)][:_TOGETHER]
    if not asked:
        raise ValueError("there are no facts to tell")
    if len(asked) == 1:
        return compose_fact(pack, asked[0], request)
    reader, language = request.reads(pack), pack.manifest.language
    overturned = in_time_order(one for one in asked if is_overturned(one))
    firm = _standing_ones(pack, asked, overturned)
    told = [*firm, *overturned]
    lines = [qualified(pack, one, language) for one in told]
    if difference := difference_line(firm, language):
        lines.append(difference)

    leading = next((one for one in asked if one in firm), told[0])
    sheet = Sheet(leading.id, "\n".join(lines), language)
    sheet.short = lines[0]
    sheet.lead(pack, leading, reader)
    sheet.standing = "; ".join(
        dict.fromkeys(standing(pack, one, reader) for one in (firm or told)[:_INSTEAD])
    )
    sheet.facts = [leading.id, *(one.id for one in told if one is not leading)]
    sheet.notices = _notices(pack, [pack.facts[name] for name in sheet.facts], request)
    sheet.related = related_to_facts(pack, sheet.entry, sheet.facts, reader)
    return finish(pack, sheet, request)


def compose_scenario(pack: Pack, scenario: Scenario, request: Request) -> Answer:
    """Return where a scenario stands, what speaks for and against it, and what would settle it."""
    return finish(pack, scenario_sheet(pack, scenario, request), request)


def _standing_ones(pack: Pack, asked: Sequence[Fact], overturned: Sequence[Fact]) -> list[Fact]:
    """Return those of the facts that stand; where none does, what stands in their place."""
    firm = [one for one in asked if not is_overturned(one)]
    if not firm:
        found = (in_place_of(pack, one)[:1] for one in overturned)
        firm = list({one.id: one for few in found for one in few}.values())
    return in_time_order(firm)


def _notices(pack: Pack, told: Sequence[Fact], request: Request) -> list[str]:
    reader = request.reads(pack)
    return [
        *_disputes(pack, told, reader),
        *time_notices(told, request.today, reader),
        *language_notice(pack.manifest.language, reader),
    ]


def _disputes(pack: Pack, cited: Sequence[Fact], reader: str) -> list[str]:
    """Return what contradicts the facts and what followed the leading one, each fact once."""
    notices = dispute_notices(pack, cited, reader)
    shown = {*(fact.id for fact in cited), *cited_facts(notices)}
    return notices + later_notices(pack, cited[0], shown, reader)
