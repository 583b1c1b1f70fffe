"""Dates that cannot be right.

A date may be a month or a year: only what is certain is a problem.
"""

from collections.abc import Iterator

from bot.knowledge.dates import first_day, last_day
from bot.knowledge.draft import Draft
from bot.knowledge.model import ScenarioStatus
from bot.knowledge.problems import Problem, shown


def before(one: str, other: str) -> bool:
    """Tell whether a date certainly lies before another."""
    return one != other and last_day(one) < first_day(other)


def records_in_time(draft: Draft) -> Iterator[Problem]:
    """What is due lies after what is known."""
    for fact in draft.facts.values():
        for key in ("review_by", "next_expected"):
            due = getattr(fact.record, key)
            if due and before(due, fact.record.as_of):
                message = f"{shown(key)} lies before 'as_of' ({fact.record.as_of})"
                yield fact.problem("due-before-as-of", message, "move one of the two", at=(key,))
    for scenario in draft.scenarios.values():
        deadline = scenario.record.deadline
        # A settled scenario may be looked at again after its deadline, an open one may not.
        if (
            deadline
            and scenario.record.status is ScenarioStatus.OPEN
            and before(deadline, scenario.record.as_of)
        ):
            message = (
                f"the deadline of an open scenario lies before 'as_of' ({scenario.record.as_of})"
            )
            hint = "say how it ended, or move the deadline"
            yield scenario.problem("deadline-before-as-of", message, hint, at=("deadline",))


def histories(draft: Draft) -> Iterator[Problem]:
    """Earlier standings come oldest first, and before the present one."""
    for fact in draft.facts.values():
        history = fact.record.history
        for index, standing in enumerate(history):
            at = ("history", index, "as_of")
            if index and before(standing.as_of, history[index - 1].as_of):
                message = (
                    f"this standing is older than the one above it ({history[index - 1].as_of})"
                )
                yield fact.problem("history-order", message, "put the oldest first", at=at)
            elif before(fact.record.as_of, standing.as_of):
                message = f"this earlier standing is newer than the fact ({fact.record.as_of})"
                hint = "earlier standings lie before 'as_of' of the fact"
                yield fact.problem("history-order", message, hint, at=at)


def newer_than_pack(draft: Draft) -> Iterator[Problem]:
    """No record is newer than the pack says it is itself."""
    if draft.manifest is None:
        return
    updated = draft.manifest.record.updated
    for records in (draft.facts, draft.scenarios):
        for placed in records.values():
            if before(updated, placed.record.as_of):
                message = f"'as_of' is later than 'updated' of the pack ({updated})"
                hint = "move 'updated' in pack.yaml, or mend the date"
                at = ("as_of",)
                yield placed.problem("newer-than-pack", message, hint, at=at, level="warning")
