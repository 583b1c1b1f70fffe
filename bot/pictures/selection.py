"""What a timeline is to show: which entity or scenario, from when, until when."""

import re
from dataclasses import dataclass

from bot.answers.citations import clean
from bot.answers.naming import scenario_title
from bot.knowledge.dates import PARTIAL_DATE, first_day, last_day, span
from bot.knowledge.model import Fact, Pack


class SelectionError(ValueError):
    """Dates that select nothing: what was typed is no date, or the end lies before the start."""


class NoDateError(SelectionError):
    """What was typed is no date."""


class ReversedError(SelectionError):
    """The end lies before the start."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The entity or the scenario (by id), and the first and the last date; all where empty.

    Dates may be partial: from 2025-04 until 2025-06 is from the first of April to the last of June.
    """

    subject: str = ""
    since: str = ""
    until: str = ""

    def checked(self) -> "Selection":
        """Return itself. Raises `SelectionError` for dates that select nothing."""
        for day in filter(None, (self.since, self.until)):
            if not re.fullmatch(PARTIAL_DATE, day):
                raise NoDateError(day)
            try:
                span(day)
            except ValueError:
                raise NoDateError(day) from None
        if self.since and self.until and last_day(self.until) < first_day(self.since):
            raise ReversedError(f"{self.since} {self.until}")
        return self

    def holds(self, fact: Fact) -> bool:
        """Tell whether a fact's date lies, at least in part, within the dates."""
        if self.since and last_day(fact.as_of) < first_day(self.since):
            return False
        return not (self.until and first_day(fact.as_of) > last_day(self.until))


def subject_name(pack: Pack, subject: str, language: str) -> str:
    """Return what an entity or a scenario is called; nothing where the pack has none such."""
    if subject in pack.scenarios:
        return scenario_title(pack.scenarios[subject], language)
    return clean(pack.entities[subject].name) if subject in pack.entities else ""


def subject_called(pack: Pack, wanted: str) -> str:
    """Return the id of the entity or the scenario with this id, name, title or alias, if any.

    Names come before aliases, and entities before scenarios.
    """
    return names_in(pack).get(" ".join(wanted.casefold().split()), "")


def names_in(pack: Pack) -> dict[str, str]:
    """Return all by which `subject_called` knows an entity or a scenario, with its id."""
    found: dict[str, str] = {}

    def add(name: str, subject: str) -> None:
        found.setdefault(" ".join(name.casefold().split()), subject)

    for entity in pack.entities.values():
        add(entity.id, entity.id)
        add(entity.name, entity.id)
    for scenario in pack.scenarios.values():
        add(scenario.id, scenario.id)
        add(scenario.title, scenario.id)
        for translation in scenario.translations.values():
            add(translation.title, scenario.id)
    for entity in pack.entities.values():
        for aliases in entity.aliases.values():
            for alias in aliases:
                add(alias, entity.id)
    for scenario in pack.scenarios.values():
        for alias in scenario.aliases:
            add(alias, scenario.id)
    return found
