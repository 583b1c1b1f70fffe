"""A scenario as an answer, short enough for a phone."""

from collections.abc import Sequence

from bot.answers.citations import clean, mark
from bot.answers.dates import shown as shown_date
from bot.answers.naming import scenario_title
from bot.answers.related import related_to_scenario
from bot.answers.sheet import Request, Sheet, language_notice
from bot.answers.standing import is_overturned
from bot.answers.texts import text
from bot.knowledge.model import Evidence, Fact, Pack, Scenario, ScenarioStatus, Status

_EVIDENCE = 3
_CRITERIA = 3


def state(scenario: Scenario, language: str) -> str:
    """Return where a scenario stands, in a word or two."""
    return text(f"scenario_{scenario.status.value.replace(' ', '_')}", language)


def _within_a_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]


def scenario_sheet(pack: Pack, scenario: Scenario, request: Request) -> Sheet:
    """Return state, premise, evidence on both sides, what would settle it, and the deadline."""
    reader, language = request.reads(pack), pack.manifest.language
    short = text(
        "scenario_short",
        language,
        state=_within_a_sentence(state(scenario, language)),
        title=scenario_title(scenario, language),
    )
    opening = f"{short} {_premise(scenario)}"
    return Sheet(
        entry=scenario.id,
        text="\n\n".join([opening, *_brief(pack, scenario)]),
        whole="\n\n".join([opening, *_whole(pack, scenario)]),
        language=language,
        short=short,
        facts=[fact.id for fact in _facts(pack, scenario)],
        status=scenario.status.value,
        standing=text(
            "scenario_standing",
            reader,
            state=state(scenario, reader),
            date=shown_date(scenario.as_of, reader),
        ),
        as_of=scenario.as_of,
        notices=language_notice(language, reader),
        related=related_to_scenario(pack, scenario.id, reader),
        scenarios=(scenario.id,),
    )


def _brief(pack: Pack, scenario: Scenario) -> list[str]:
    """Return what fits a phone: the first pieces of evidence, and how it ends if it is open."""
    blocks = _sides(pack, scenario, _EVIDENCE)
    if scenario.status is ScenarioStatus.OPEN:
        blocks.append(_list(pack, "scenario_settled_by", scenario.criteria[:_CRITERIA]))
        blocks.append(_deadline(pack, scenario))
    return [block for block in blocks if block]


def _whole(pack: Pack, scenario: Scenario) -> list[str]:
    """Return all that the pack holds on a scenario."""
    is_open = scenario.status is ScenarioStatus.OPEN
    heading = "scenario_settled_by" if is_open else "scenario_judged_by"
    blocks = [
        *_sides(pack, scenario, None),
        _list(pack, heading, scenario.criteria),
        _deadline(pack, scenario) if is_open else "",
        _list(pack, "scenario_watch", scenario.signposts),
    ]
    return [block for block in blocks if block]


def _sides(pack: Pack, scenario: Scenario, most: int | None) -> list[str]:
    return [
        _evidence(pack, "scenario_for", scenario.evidence_for, most),
        _evidence(pack, "scenario_against", scenario.evidence_against, most),
    ]


def _list(pack: Pack, heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    shown = [f"- {clean(one)}" for one in lines]
    return "\n".join([text(heading, pack.manifest.language), *shown])


def _deadline(pack: Pack, scenario: Scenario) -> str:
    if not scenario.deadline:
        return ""
    language = pack.manifest.language
    return text("scenario_deadline", language, date=shown_date(scenario.deadline, language))


def _premise(scenario: Scenario) -> str:
    """Return the premise with the marks of the facts that put it forward."""
    premise, marks = clean(scenario.premise), "".join(map(mark, scenario.facts))
    if not marks:
        return premise
    stem, end = (premise[:-1], premise[-1]) if premise.endswith((".", "!", "?")) else (premise, "")
    return f"{stem} {marks}{end}"


def _facts(pack: Pack, scenario: Scenario) -> list[Fact]:
    """Return the facts it rests on: those that decided it first, what no longer stands last."""
    sides = [scenario.evidence_for, scenario.evidence_against]
    if scenario.status in (ScenarioStatus.RULED_OUT, ScenarioStatus.OVERTAKEN):
        sides.reverse()
    names = dict.fromkeys(one.fact for side in sides for one in side)
    facts = [pack.facts[name] for name in names if name in pack.facts]
    return sorted(facts, key=is_overturned)


def _evidence(pack: Pack, key: str, evidence: Sequence[Evidence], most: int | None) -> str:
    """Return the evidence of one side, only the first pieces where a number of them is given."""
    if not evidence:
        return ""
    language = pack.manifest.language
    shown = evidence[:most]
    lines = [text(key, language), *(_line(pack, one, language) for one in shown)]
    if len(shown) < len(evidence):
        lines.append(f"- {text('more', language, count=len(evidence) - len(shown))}")
    return "\n".join(lines)


def _line(pack: Pack, evidence: Evidence, language: str) -> str:
    """Return one piece of evidence; one that is not firm is called what it is."""
    why = clean(evidence.why)
    fact = pack.facts.get(evidence.fact)
    if fact is None:
        return f"- {why}"
    if fact.status not in (Status.CONFIRMED, Status.REPORTED):
        why = f"{why.rstrip('.')} ({text(f'word_{fact.status.value}', language)})."
    stem, end = (why[:-1], why[-1]) if why.endswith((".", "!", "?")) else (why, "")
    return f"- {stem} {mark(fact.id)}{end}"
