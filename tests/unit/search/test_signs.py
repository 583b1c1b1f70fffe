"""The signs and vectors of questions, held against the plain way to work them out."""

import numpy as np
import pytest
from rapidfuzz import fuzz

from bot.search.analysis import Analysis, analyse
from bot.search.features import Vector, concept_names, mixed
from bot.search.index import Index
from bot.search.scoring import SIGNS, Scorer
from bot.search.synonyms import english_synonyms
from tests.unit.search.small_pack import small_pack

INDEX = Index(small_pack(), calibrate=False)
QUESTIONS = (
    "how much does the bolt cost",
    "is acme in talks with zenith",
    "how many cars did acme sell in 2023",
    "when will zenith and acme negotiate a deal in 2024",
    "who sold the acme bolt, and what did akme say",
    "did akme sell many cars, many cars, in q1 2023",
    "will it rain",
    "bolt",
    "price price price 2023 xylophone",
    "quanto costa la bolt",
)


def _plain_signs(scorer: Scorer, text: Analysis, target: int, row: int) -> dict[str, float]:
    """Return a target's signs one by one, as they are defined."""
    profile = scorer._profile(target)
    entities, attributes, times = set(text.entities), set(text.attributes), set(text.times)
    named = bool(entities & profile.entities)
    known = own = total = missing = left_out = 0.0
    for place, stem in enumerate(text.stems):
        if stem in text.stems[:place]:
            continue
        weight = scorer._unseen_idf if stem in text.unknown else scorer.weight(stem)
        total += weight
        asks = set(text.attribute_words.get(place, ()))
        if (place in text.entity_words and named) or asks & profile.attributes:
            known, own = known + weight, own + weight
        elif stem in profile.stems:
            known += weight
            own += weight if stem in profile.own_stems else 0.0
        else:
            missing = max(missing, weight)
            left_out = max(left_out, weight if stem in scorer._left_out else 0.0)
    foreign = bool(attributes) and not attributes & profile.attributes
    either = len(entities | profile.own_entities)
    near = fuzz.token_sort_ratio(" ".join(text.read), scorer._read(row)) if row >= 0 else 0
    return {
        "known": known / (total or 1),
        "known_words": own / (total or 1),
        "missing_word": missing / scorer._unseen_idf,
        "left_out_word": left_out / scorer._unseen_idf,
        "foreign_entity": len(entities - profile.entities) / max(1, len(entities)),
        "same_entities": len(entities & profile.own_entities) / max(1, either),
        "same_subject": float(profile.subject in entities),
        "other_subject": float(
            bool(entities) and bool(profile.subject) and profile.subject not in entities
        ),
        "other_period": len(times - profile.periods) / max(1, len(times))
        if profile.periods
        else 0.0,
        "same_attribute": float(bool(attributes & profile.attributes)),
        "foreign_attribute": float(foreign),
        "foreign_measure": float(foreign and bool(attributes & scorer._measures)),
        "foreign_time": len(times - profile.times) / max(1, len(times)),
        "same_time": len(times & profile.times) / max(1, len(times)),
        "same_form": float(bool(text.form) and text.form in profile.forms),
        "other_form": float(bool(text.form) and text.form not in profile.forms),
        "spelling": near / 100,
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_signs_are_what_they_say(question: str) -> None:
    """Each sign of each target on the shortlist, worked out by itself."""
    text = analyse(question, INDEX.lexicon, repair=True)
    scored = INDEX.score(text)
    assert len(scored.targets)
    for target, signs, row in zip(scored.targets, scored.signs, scored.nearest, strict=True):
        wanted = _plain_signs(INDEX._scorer, text, int(target), int(row))
        found = dict(zip(SIGNS, signs.tolist(), strict=True))
        assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_vector_is_made_view_by_view(question: str) -> None:
    """Each view by itself: how often a feature stands there, its idf, and the view's share."""
    text = analyse(question, INDEX.lexicon, repair=True)
    space = INDEX._space
    concepts = [space._concepts.find(name) for name in concept_names(text)]
    views = (
        space._words.find([(stem,) for stem in text.stems]),
        space._characters.find(text.read),
        ([one for one in concepts if one >= 0], concepts.count(-1)),
        space._families.find(english_synonyms().read(text.stems)),
    )
    wanted: dict[int, float] = {}
    for view, (numbers, unseen) in enumerate(views):
        own = {
            int(number) + int(space._offsets[view]): 1 + np.log(list(numbers).count(number))
            for number in numbers
        }
        own = {number: times * float(space.idf[number]) for number, times in own.items()}
        norm = sum(weight**2 for weight in own.values()) + unseen * space._unseen[view] ** 2
        wanted |= {
            number: weight * (space._shares[view] / norm) ** 0.5 for number, weight in own.items()
        }
    found = space.vector(text)
    assert found.ids.tolist() == sorted(wanted)
    assert found.weights.tolist() == pytest.approx([wanted[one] for one in found.ids], rel=1e-6)


def test_a_mixture_without_features_is_empty() -> None:
    """Two texts of which the pack knows nothing."""
    nothing = Vector(np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert not len(mixed(nothing, nothing, 0.5).ids)
