"""Families of English words that stand for one another in a question.

"How much is it", "what does it cost" and "price" share no word, but a family. The families are a
list of ours, kept in `synonyms.txt`; `Synonyms.read` says by which of them a text can be read.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from bot.search.normalise import words
from bot.search.stemming import Stemmer

_MEMBER = re.compile(r'"([^"]+)"|(\S+)')


class Synonyms:
    """The families, by the stems of their members."""

    def __init__(self, lines: Sequence[str], stem: Stemmer) -> None:
        self._single: dict[str, tuple[str, ...]] = {}
        self._phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._lengths: dict[str, list[int]] = {}  # of the phrases that start with a stem
        self.words: frozenset[str] = frozenset()
        every: set[str] = set()
        for number, line in enumerate(lines):
            for phrase, word in _MEMBER.findall(line):
                tokens = words(phrase or word)
                every.update(tokens)
                self._add(tuple(stem(token) for token in tokens), f"*{number}")
        self.words = frozenset(every)
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(self, stems: tuple[str, ...], family: str) -> None:
        if len(stems) == 1:
            known = self._single.get(stems[0], ())
            if family not in known:
                self._single[stems[0]] = (*known, family)
        elif stems:
            self._phrases[stems] = (*self._phrases.get(stems, ()), family)
            lengths = self._lengths.setdefault(stems[0], [])
            if len(stems) not in lengths:
                lengths.append(len(stems))

    def read(self, stems: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the families of each word or phrase in order; a word of none stands for itself."""
        found: list[tuple[str, ...]] = []
        place = 0
        while place < len(stems):
            stem = stems[place]
            for length in self._lengths.get(stem, ()):
                families = self._phrases.get(tuple(stems[place : place + length]))
                if families and place + length <= len(stems):
                    found.append(families)
                    place += length
                    break
            else:
                found.append(self._single.get(stem, (stem,)))
                place += 1
        return found


@cache
def english_synonyms() -> Synonyms:
    """Return the families that come with the project, read once."""
    text = resources.files("bot.search").joinpath("synonyms.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return Synonyms(lines, Stemmer())
