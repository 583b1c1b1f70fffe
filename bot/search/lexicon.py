"""The words a pack knows: its entities and attributes by all their names, and its spelling."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.model import Pack
from bot.search.normalise import is_cjk, words
from bot.search.ordinary import english
from bot.search.stemming import Stemmer
from bot.search.synonyms import english_synonyms

_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: which words (start to end), and the ids it can stand for."""

    start: int
    end: int
    ids: tuple[str, ...]


class Names:
    """Finds names of one or several words in a list of stems, the longest first."""

    def __init__(self) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = {}
        self._lengths: dict[str, list[int]] = {}  # of the phrases that start with a stem

    def add(self, stems: Sequence[str], name: str) -> None:
        """Let a phrase (as stems) stand for an id."""
        if not stems or len(stems) > _LONGEST_PHRASE:
            return
        ids = self._phrases.setdefault(tuple(stems), [])
        if name not in ids:
            ids.append(name)
        lengths = self._lengths.setdefault(stems[0], [])
        if len(stems) not in lengths:
            lengths.append(len(stems))
            lengths.sort(reverse=True)

    def find(self, stems: Sequence[str]) -> list[Mention]:
        """Return every mention, also those inside a longer one, in order."""
        found: list[Mention] = []
        for start, stem in enumerate(stems):
            for length in self._lengths.get(stem, ()):
                ids = self._phrases.get(tuple(stems[start : start + length]))
                if ids and start + length <= len(stems):
                    found.append(Mention(start, start + length, tuple(ids)))
        return found


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that do not lie inside another one."""
    mentions = list(mentions)
    return [
        one
        for one in mentions
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in mentions
        )
    ]


class Lexicon:
    """Names and spelling of one pack."""

    def __init__(self, pack: Pack, stemmer: Stemmer) -> None:
        self.stem = stemmer
        self.entities = Names()
        self.attributes = Names()
        self._cjk: list[str] = []
        self._words: dict[str, int] = {}
        for entity in pack.entities.values():
            spoken = [entity.name, *_all(entity.aliases), *entity.misspellings]
            for name in spoken:
                self._add(self.entities, name, entity.id)
            for name in (entity.name, *_all(entity.aliases)):
                self.learn(words(name))
        for attribute in pack.attributes.values():
            for name in (attribute.name, *_all(attribute.aliases)):
                self._add(self.attributes, name, attribute.id)
                self.learn(words(name))
        self._cjk.sort(key=len, reverse=True)
        self._by_length: dict[int, list[str]] = {}

    def _add(self, names: Names, text: str, name: str) -> None:
        tokens = words(text)
        if len(tokens) == 1 and is_cjk(tokens[0]) and tokens[0] not in self._cjk:
            self._cjk.append(tokens[0])
        names.add([self.stem(token) for token in tokens], name)

    def learn(self, tokens: Iterable[str]) -> None:
        """Take words into the vocabulary that spelling is repaired against."""
        for token in tokens:
            self._words[token] = self._words.get(token, 0) + 1

    def seal(self) -> None:
        """End learning: what is known now is the vocabulary."""
        self._by_length = _by_length(self._words)
        self.repair = lru_cache(maxsize=4096)(self._repair)

    def __contains__(self, word: str) -> bool:
        """Tell whether the pack uses this folded word."""
        return word in self._words

    def is_word(self, word: str) -> bool:
        """Tell whether a folded word is a number, one of the pack's words or plain English."""
        return word in self or word.isdigit() or word in english()

    def count(self, word: str) -> int:
        """Return how many times the pack uses this folded word."""
        return self._words.get(word, 0)

    def cut(self, tokens: Sequence[str]) -> list[str]:
        """Cut known names out of runs of Chinese characters, which have no spaces."""
        if not self._cjk or not any(is_cjk(token) for token in tokens):
            return list(tokens)
        out: list[str] = []
        for token in tokens:
            if not is_cjk(token) or token in self._cjk:
                out.append(token)
                continue
            spaced = token
            for name in self._cjk:
                spaced = spaced.replace(name, f" {name} ")
            out.extend(spaced.split())
        return out

    def _repair(self, word: str) -> str | None:
        """Return the pack's word that was meant by an unknown one, or nothing.

        Ordinary English words are left as they are. OSA distance 1 up to six letters, 2 from
        seven; a short word keeps its first letter. Where no word of the pack is near, one that
        stands for others (see `synonyms`) may be.
        """
        if word in self._words or len(word) < 4 or not word.isalpha() or word in english():
            return None
        allowed = 1 if len(word) < 7 else 2
        found = _nearest(word, self._by_length, allowed, self._words.__getitem__)
        if found is None and len(word) > 4:
            found = _nearest(word, _synonyms_by_length(), 1, english().count)
        return found


def _by_length(vocabulary: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(vocabulary):
        if len(word) >= 4 and word.isalpha():
            found.setdefault(len(word), []).append(word)
    return found


@cache
def _synonyms_by_length() -> dict[int, list[str]]:
    return _by_length(english_synonyms().words)


def _nearest(
    word: str, vocabulary: Mapping[int, list[str]], allowed: int, count: Callable[[str], int]
) -> str | None:
    best: tuple[int, int, str] | None = None
    for length in range(len(word) - allowed, len(word) + allowed + 1):
        for known, distance, _ in process.extract(
            word,
            vocabulary.get(length, ()),
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=8,
        ):
            same_start = known[0] == word[0]
            if len(word) <= 6 and not same_start and sorted(known) != sorted(word):
                continue
            rank = (int(distance) * 2 + (not same_start), -count(known), known)
            if best is None or rank < best:
                best = rank
    return best[2] if best else None


def _all(aliases: Mapping[str, Sequence[str]]) -> list[str]:
    return [alias for names in aliases.values() for alias in names]
