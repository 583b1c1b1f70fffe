"""Scenarios beside each other: what speaks for and against each, by independent sources.

No odds are given: nobody knows them, and the pack holds none.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.citations import clean, mark
from bot.answers.dates import shown as shown_date
from bot.answers.independence import independent_sources
from bot.answers.naming import scenario_title
from bot.answers.scenario import state
from bot.answers.sheet import Request, Sheet, finish, language_notice
from bot.answers.texts import text, text_of_number
from bot.knowledge.dates import first_day
from bot.knowledge.model import Evidence, Fact, Pack, Scenario, ScenarioStatus

_COMPARED = 4
_ORDER = {
    ScenarioStatus.HAPPENED: 0,
    ScenarioStatus.OPEN: 1,
    ScenarioStatus.OVERTAKEN: 2,
    ScenarioStatus.RULED_OUT: 3,
}


def side_by_side(pack: Pack, scenarios: Sequence[Scenario], request: Request) -> Answer:
    """Return scenarios with what speaks for and against each. Raises `ValueError` for none."""
    if not scenarios:
        raise ValueError("there are no scenarios to compare")
    reader, language = request.reads(pack), pack.manifest.language
    few = sorted(scenarios, key=lambda one: _ORDER[one.status])[:_COMPARED]
    head = text("no_odds", reader)
    blocks = [_block(pack, one, reader) for one in few]
    facts = dict.fromkeys(
        name for one in few for name in _names(pack, (*one.evidence_for, *one.evidence_against))
    )
    sheet = Sheet(few[0].id, "\n\n".join([head, *blocks]), language, short=head)
    sheet.facts = list(facts)
    sheet.status = few[0].status.value
    sheet.as_of = max((one.as_of for one in few), key=first_day)
    sheet.notices = language_notice(language, reader)
    sheet.scenarios = tuple(one.id for one in few)
    return replace(finish(pack, sheet, replace(request, full=True)), entry=few[0].id)


def sides(pack: Pack, scenario: Scenario) -> tuple[int, int]:
    """Return how many independent sources stand behind what speaks for it and against it."""
    return (
        independent_sources(pack, *_facts(pack, scenario.evidence_for)),
        independent_sources(pack, *_facts(pack, scenario.evidence_against)),
    )


def _block(pack: Pack, scenario: Scenario, reader: str) -> str:
    title = clean(scenario_title(scenario, reader))
    lines = [text("side_title", reader, title=title, state=state(scenario, reader))]
    supports, opposes = sides(pack, scenario)
    for key, count, evidence in (
        ("side_for", supports, scenario.evidence_for),
        ("side_against", opposes, scenario.evidence_against),
    ):
        if evidence:
            said = _strongest(pack, evidence)
            pieces = text_of_number("pieces", len(evidence), reader)
            sources = text_of_number("counted", count, reader)
            lines.append(text(key, reader, pieces=pieces, sources=sources, said=said))
    if scenario.status is ScenarioStatus.OPEN and scenario.deadline:
        date = shown_date(scenario.deadline, reader)
        lines.append(f"- {text('scenario_deadline', reader, date=date)}")
    return "\n".join(lines)


def _strongest(pack: Pack, evidence: Sequence[Evidence]) -> str:
    """Return the piece that most independent sources carry, with its mark."""
    known = [one for one in evidence if one.fact in pack.facts]
    if not known:
        return clean(evidence[0].why)
    best = max(known, key=lambda one: independent_sources(pack, pack.facts[one.fact]))
    return f"{clean(best.why).rstrip('.')} {mark(best.fact)}."


def _facts(pack: Pack, evidence: Sequence[Evidence]) -> list[Fact]:
    return [pack.facts[name] for name in _names(pack, evidence)]


def _names(pack: Pack, evidence: Sequence[Evidence]) -> list[str]:
    return [one.fact for one in evidence if one.fact in pack.facts]
