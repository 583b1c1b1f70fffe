"""Names of entities."""

from collections.abc import Iterator

from bot.knowledge.draft import Draft, Placed
from bot.knowledge.folding import fold
from bot.knowledge.model import Entity
from bot.knowledge.nodes import Step
from bot.knowledge.problems import Problem, shown


def shared_names(draft: Draft) -> Iterator[Problem]:
    """A name, alias or misspelling means one entity only."""
    first: dict[str, Placed[Entity]] = {}
    for entity in draft.entities.values():
        for path, text in names_of(entity.record):
            other = first.setdefault(fold(text), entity)
            if other is not entity:
                message = f"{shown(text)} is also a name of {shown(other.id)}{other.mention()}"
                hint = "keep it with the entity that people mean by it"
                yield entity.problem("shared-name", message, hint, at=path)


def names_of(entity: Entity) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield path and text of everything that an entity is called."""
    yield ("name",), entity.name
    for language, aliases in entity.aliases.items():
        for index, alias in enumerate(aliases):
            yield ("aliases", language, index), alias
    for index, misspelling in enumerate(entity.misspellings):
        yield ("misspellings", index), misspelling
