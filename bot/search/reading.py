"""Reading all texts of a pack into numbers: in parts, which may be read by several processes.

Whether in one part or in many, by one process or two, what comes out is the same.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Pack
from bot.search.analysis import Analysis, analyse_words
from bot.search.columns import Numbers
from bot.search.features import concept_names
from bot.search.flat import Array
from bot.search.holdings import mark
from bot.search.lexicon import Lexicon
from bot.search.normalise import words
from bot.search.scoring import Profile
from bot.search.synonyms import english_synonyms
from bot.search.traits import base
from bot.search.utterances import Target, Targets
from bot.search.workers import mapped

# Texts whose analysis is remembered: statements stand behind facts and behind entries.
_ANALYSES = 16_384
# Utterances in a part, and the least of a pack that several processes read.
_PART = 20_000
_WORTH_SHARING = 50_000


@dataclass(frozen=True, slots=True)
class Column:
    """Names by number in the order seen, and rows of numbers: their values and lengths."""

    names: list[str]
    values: Array
    lengths: Array


class _Filling:
    """A column that takes rows."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._values, self._lengths = array("i"), array("i")

    def add(self, names: Sequence[str]) -> None:
        self._values.extend(map(self._numbers.__getitem__, names))
        self._lengths.append(len(names))

    def end(self) -> Column:
        return Column(list(self._numbers), _taken(self._values), _taken(self._lengths))


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a pack or a part of it.

    A row of `words` and `concepts` is an utterance, of `families` a word or phrase (so many of an
    utterance as `phrases` says), of `background` a target. `rests` are what profiles have beyond
    their words, `rest` gives the number of each target's, `learnt` counts words of different texts.
    """

    words: Column
    families: Column
    phrases: Array
    concepts: Column
    background: Column
    rests: list[Profile]
    rest: Array
    learnt: dict[str, int]
    marks: npt.NDArray[np.uint64]
    asked: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]
    sizes: Array
    named: int


def read_pack_texts(pack: Pack, targets: Targets, lexicon: Lexicon) -> Read:
    """Read all utterances and all background of a pack."""
    parts, first = _parts(targets)
    found = mapped(
        lambda number: _read(pack, targets, lexicon, parts[number], first),
        len(parts),
        share=len(first) >= _WORTH_SHARING,
    )
    return _joined(list(found))


def _parts(targets: Targets) -> tuple[list[tuple[int, int, int]], npt.NDArray[np.bool_]]:
    """Return the parts (first target, the one behind, first text), and which texts are new.

    A text that stands in several places is learnt from once.
    """
    seen: set[str] = set()
    first = array("B")
    parts: list[tuple[int, int, int]] = []
    start, since = 0, 0
    for number, target in enumerate(targets):
        for text in _texts(target):
            first.append(text not in seen)
            seen.add(text)
        if len(first) - since >= _PART:
            parts.append((start, number + 1, since))
            start, since = number + 1, len(first)
    parts.append((start, len(targets), since))
    return parts, np.array(first, bool)


def _texts(target: Target) -> Iterator[str]:
    yield from (utterance.text for utterance in target.utterances)
    yield from target.background


def _read(
    pack: Pack,
    targets: Targets,
    lexicon: Lexicon,
    part: tuple[int, int, int],
    first: npt.NDArray[np.bool_],
) -> Read:
    """Read the texts of some targets."""
    read, families, concepts, background = (_Filling() for _ in range(4))
    phrases, rest, sizes = array("i"), array("i"), array("i")
    weights, asked, marks = array("d"), array("B"), array("Q")
    rests: dict[Profile, int] = {}
    learnt: dict[str, int] = {}
    named = 0
    synonyms = english_synonyms()

    @lru_cache(maxsize=_ANALYSES)
    def analysed(text: str) -> tuple[list[str], Analysis]:
        tokens = words(text)
        return tokens, analyse_words(tokens, lexicon, repair=False)

    start, behind, place = part
    for target in targets[start:behind]:
        read_texts = []
        for text in _texts(target):
            tokens, analysis = analysed(text)
            read_texts.append(analysis)
            if first[place]:
                for word in tokens:
                    learnt[word] = learnt.get(word, 0) + 1
            place += 1
        own = read_texts[: len(target.utterances)]
        around = read_texts[len(target.utterances) :]
        for utterance, analysis in zip(target.utterances, own, strict=True):
            read.add(analysis.read)
            readings = synonyms.read(analysis.stems)
            phrases.append(len(readings))
            for reading in readings:
                families.add(reading)
            concepts.add(concept_names(analysis))
            marks.append(mark(" ".join(analysis.read)))
            weights.append(utterance.weight)
            asked.append(utterance.asked)
            named += bool(analysis.entities or analysis.attributes)
        profile = Profile.of(own, around, base(pack, target))
        background.add(sorted(profile.stems - profile.own_stems))
        beyond = profile.with_stems(frozenset(), frozenset())
        rest.append(rests.setdefault(beyond, len(rests)))
        sizes.append(len(own))
    return Read(
        read.end(),
        families.end(),
        _taken(phrases),
        concepts.end(),
        background.end(),
        list(rests),
        _taken(rest),
        learnt,
        np.array(marks, np.uint64),
        np.array(asked, bool),
        np.array(weights, np.float64),
        _taken(sizes),
        named,
    )


def _joined(parts: Sequence[Read]) -> Read:
    """Return the parts as one: names are numbered as if they had been read in one go."""
    rests: dict[Profile, int] = {}
    rest = []
    learnt: dict[str, int] = {}
    for part in parts:
        order = [rests.setdefault(one, len(rests)) for one in part.rests]
        rest.append(np.asarray(order, np.int32)[part.rest])
        for word, count in part.learnt.items():
            learnt[word] = learnt.get(word, 0) + count
    return Read(
        _in_one([part.words for part in parts]),
        _in_one([part.families for part in parts]),
        np.concatenate([part.phrases for part in parts]),
        _in_one([part.concepts for part in parts]),
        _in_one([part.background for part in parts]),
        list(rests),
        np.concatenate(rest),
        learnt,
        np.concatenate([part.marks for part in parts]),
        np.concatenate([part.asked for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        sum(part.named for part in parts),
    )


def _in_one(columns: Sequence[Column]) -> Column:
    numbers = Numbers()
    values = []
    for column in columns:
        order = np.asarray([numbers[name] for name in column.names], np.int32)
        values.append(order[column.values])
    return Column(
        list(numbers),
        np.concatenate(values),
        np.concatenate([column.lengths for column in columns]),
    )


def _taken(values: "array[int]") -> Array:
    return np.array(values, np.int32)
