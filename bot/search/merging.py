"""One answer for the targets that give the same one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.search.result import Candidate, Kind
from bot.search.scoring import SIGNS, Scored
from bot.search.traits import firmness, slot
from bot.search.utterances import Each, Target

# A target with the same answer may speak for the best one from this share of its probability.
_NEAR = 0.25
_RIDGE = SIGNS.index("ridge")


class Meant(NamedTuple):
    """A candidate, its probability and what the regression gives it; both add up when merged."""

    chance: float
    ridge: float
    candidate: Candidate


class Merger:
    """Makes candidates of scored targets. `wording` gives the text of an utterance by its row."""

    def __init__(
        self, pack: Pack, targets: Sequence[Target], wording: Callable[[int], str]
    ) -> None:
        self._targets = targets
        self._slots = slots = Each(lambda number: slot(pack, targets[number]))
        self._firmness = Each(lambda number: firmness(pack, targets[number]))
        self._wording = wording
        # What tells that two targets may give the same answer: facts, and for facts their slot.
        self._keys = Each(lambda number: _keys_of(targets[number].facts, slots[number]))

    def merged(self, scored: Scored, chances: npt.NDArray[np.float64]) -> list[Meant]:
        """Merge targets that give the same answer; an entry speaks for its leading fact."""
        order = np.lexsort((scored.targets, -chances)).tolist()
        numbers = scored.targets.tolist()
        targets = [self._targets[number] for number in numbers]
        rows = scored.nearest.tolist()
        alike = self._alike([numbers[place] for place in order])
        merged: list[Meant] = []
        ridge = scored.signs[:, _RIDGE]
        taken: set[int] = set()
        for rank, place in enumerate(order):
            if place in taken:
                continue
            target = targets[place]
            others = (order[other] for other in alike[rank])
            group = [place, *(other for other in others if other not in taken)]
            taken.update(group)
            chosen = place
            if target.kind is Kind.FACT:
                chosen = self._spokesman(scored, chances, group)
            chance = min(1.0, float(chances[group].sum() if len(group) > 1 else chances[place]))
            final = targets[chosen]
            row = rows[chosen]
            near = self._wording(row) if row >= 0 else final.title
            found = Candidate(final.kind, final.id, near, chance, final.facts)
            merged.append(Meant(chance, float(ridge[group].sum()), found))
        return merged

    def _spokesman(
        self, scored: Scored, chances: npt.NDArray[np.float64], group: Sequence[int]
    ) -> int:
        """Choose which of the targets with one answer gives it: an entry, else the firmest fact."""
        fact = self._targets[scored.targets[group[0]]].id
        near = [place for place in group if chances[place] >= _NEAR * chances[group[0]]]
        for place in group:
            target = self._targets[scored.targets[place]]
            if target.kind is Kind.ENTRY and (place in near or target.facts[0] == fact):
                return place
        return min(near, key=lambda place: self._firmness[scored.targets[place]])

    def _alike(self, targets: Sequence[int]) -> list[list[int]]:
        """Return for each place the later places of targets that give the same answer."""
        # Only a target whose leading fact another one holds, or with its slot, can be like it.
        places: dict[object, list[int]] = {}
        keys = [self._keys[number] for number in targets]
        for place, (own, _) in enumerate(keys):
            for key in own:
                places.setdefault(key, []).append(place)
        alike: list[list[int]] = []
        for place, (_, held) in enumerate(keys):
            later = {
                other for key in held if key in places for other in places[key] if other > place
            }
            number = targets[place]
            alike.append(
                sorted(other for other in later if self._same_answer(number, targets[other]))
                if later
                else []
            )
        return alike

    def _same_answer(self, one: int, other: int) -> bool:
        """Tell whether two targets answer the same.

        They do when each holds the other's leading fact, or when both are facts that give the
        same thing for the same time.
        """
        first, second = self._targets[one], self._targets[other]
        if self._slots[one] is not None and self._slots[one] == self._slots[other]:
            return True
        if not first.facts or not second.facts:
            return False
        return (first.facts[0] in second.facts[:3] and second.facts[0] in first.facts) or (
            second.facts[0] in first.facts[:3] and first.facts[0] in second.facts
        )


def _keys_of(
    facts: tuple[str, ...], slot: object | None
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return by what other targets find one that answers the same, and what it looks for."""
    own = () if slot is None else (slot,)
    return (*facts[:1], *own), (*facts, *own)
