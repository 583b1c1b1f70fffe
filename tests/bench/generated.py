"""Entries and questions made up for measuring at any size, with words as frequent as real ones.

A made-up word is a few syllables; how often it comes follows Zipf's law. An entry is about a few
rarer words. Its utterances are made from them as people do: some left out, some replaced by a word
that means the same, in another order, with other endings and other small words around them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_ONSETS = "b c d f g h j k l m n p r s t v w z br cr dr fl gr pl pr sh sl st th tr".split()
_VOWELS = "a e i o u ai ea ou".split()
_CODAS = ["", "", "", "n", "r", "s", "l", "t", "m", "ck", "nd"]
_ENDINGS = ["", "", "", "", "s", "ing", "ed"]
_SMALL = (
    "what is the|how do i|can you tell me about|is there a|when will the|who said the|"
    "why did they|tell me|i want to know|do they|please explain|any news on|"
    "where can i find the|so|is it true that|did"
).split("|")
_BETWEEN = "of the|for|in|with a|and|to the|on my|from|at|about".split("|")
_UTTERANCES = 6
_MEANT = (3, 5)  # how many words an entry is about
_SYNONYMS = 3
_OFF_TOPIC_SHARE = 0.3
_FEWEST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Generated:
    """Entries as (id, question, aliases), questions with the entry that answers, and others."""

    entries: list[tuple[str, str, tuple[str, ...]]]
    questions: list[tuple[str, str]]
    off_topic: list[str]


def generated(utterances: int, *, questions: int = 1_000, seed: int = 13) -> Generated:
    """Make entries with so many utterances in all, and at most so many questions."""
    rng = random.Random(f"{seed}/generated/{utterances}")
    count = max(1, utterances // _UTTERANCES)
    language = _Language(rng, int(max(_FEWEST_WORDS, 20 * utterances**0.55)))
    subjects = language.subjects()
    entries = []
    meant: list[Sequence[int]] = []
    for number, subject in zip(range(count), subjects, strict=False):
        texts = [language.utterance(subject) for _ in range(_UTTERANCES)]
        entries.append((f"g{number}", texts[0], tuple(texts[1:])))
        meant.append(subject)
    asked = [
        (language.utterance(meant[number]), f"g{number}")
        for number in rng.sample(range(count), min(questions, count))
    ]
    off_topic = [
        language.utterance(subject)
        for _, subject in zip(range(int(_OFF_TOPIC_SHARE * len(asked))), subjects, strict=False)
    ]
    return Generated(entries, asked, off_topic)


class _Language:
    """Made-up words, how frequent each is, and which mean the same."""

    def __init__(self, rng: random.Random, size: int) -> None:
        self._rng = rng
        words = dict.fromkeys(self._word() for _ in range(size * 2))
        self._words = list(words)[:size]
        self._frequencies = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def _word(self) -> str:
        rng = self._rng
        return "".join(
            rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
            for _ in range(rng.choice((1, 2, 2, 2, 3)))
        )

    def subjects(self) -> Iterator[Sequence[int]]:
        """Yield what entries are about: different sets of words, drawn by their frequency."""
        taken: set[frozenset[int]] = set()
        while True:
            drawn = self._rng.choices(
                range(len(self._words)),
                cum_weights=self._frequencies,
                k=self._rng.randint(*_MEANT),
            )
            # Words that mean the same stand side by side; the first of each group speaks for it.
            groups = frozenset(number - number % _SYNONYMS for number in drawn)
            if len(groups) >= _MEANT[0] and groups not in taken:
                taken.add(groups)
                yield sorted(groups)

    def utterance(self, subject: Sequence[int]) -> str:
        """Make one way to ask for a subject: the rarest words mostly stay."""
        rng = self._rng
        kept = list(subject)
        if len(kept) > _MEANT[0] - 1 and rng.random() < 0.5:
            kept.pop(rng.randrange(len(kept) - 1))
        rng.shuffle(kept)
        parts = [rng.choice(_SMALL)]
        for place, number in enumerate(kept):
            if place and rng.random() < 0.6:
                parts.append(rng.choice(_BETWEEN))
            other = number + (rng.randrange(_SYNONYMS) if rng.random() < 0.25 else 0)
            parts.append(self._words[min(other, len(self._words) - 1)] + rng.choice(_ENDINGS))
        return " ".join(parts)
