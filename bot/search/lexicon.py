"""The words a pack knows: its entities and attributes by all their names, and its spelling."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Self

from bot.knowledge.keeping import kept
from bot.knowledge.model import Pack
from bot.search.flat import Array, Flat, Table, view
from bot.search.names import Finder, KeptNames, Names
from bot.search.normalise import is_cjk, words
from bot.search.ordinary import KeptVocabulary, Vocabulary, english
from bot.search.spelling import Spelling
from bot.search.stemming import Stemmer
from bot.search.synonyms import english_synonyms


class Counts(Mapping[str, int]):
    """Words with their counts, kept in arrays; a word whose count is 0 is not one of them."""

    def __init__(self, flat: Flat, name: str) -> None:
        self._words, self._counts = Table.of(flat, name), view(flat[f"{name}.counts"])

    def __getitem__(self, word: str) -> int:
        number = self._words.find(word)
        if number < 0 or not self._counts[number]:
            raise KeyError(word)
        return int(self._counts[number])

    def get(self, word: str, default: Any = None) -> Any:
        """Return the count of a word, or the default."""
        number = self._words.find(word)
        return (self._counts[number] if number >= 0 else 0) or default

    def __contains__(self, word: object) -> bool:
        return bool(self.get(str(word)))

    def __iter__(self) -> Iterator[str]:
        return (word for word, count in zip(self._words, self._counts, strict=True) if count)

    def __len__(self) -> int:
        return sum(map(bool, self._counts))


class Lexicon:
    """Names and spelling of one pack."""

    def __init__(self, pack: Pack, stemmer: Stemmer) -> None:
        self.stem = stemmer
        entities, attributes = Names(), Names()
        self.entities: Finder = entities
        self.attributes: Finder = attributes
        self._names = {"entities": entities, "attributes": attributes}
        self._cjk: list[str] = []
        self._learnt: dict[str, int] = {}
        self._words: Mapping[str, int] = self._learnt
        self._ordinary: Vocabulary = english()
        for entity in pack.entities.values():
            spoken = [entity.name, *_all(entity.aliases), *entity.misspellings]
            for name in spoken:
                self._add(entities, name, entity.id)
            for name in (entity.name, *_all(entity.aliases)):
                self.learn(words(name))
        for attribute in pack.attributes.values():
            for name in (attribute.name, *_all(attribute.aliases)):
                self._add(attributes, name, attribute.id)
                self.learn(words(name))
        self._cjk.sort(key=len, reverse=True)

    @classmethod
    def kept(cls, flat: Flat, stemmer: Stemmer) -> Self:
        """Return the lexicon that was kept in arrays, sealed."""
        self = cls.__new__(cls)
        self.stem = stemmer
        self.entities, self.attributes = KeptNames(flat, "entities"), KeptNames(flat, "attributes")
        self._names, self._learnt = {}, {}
        self._cjk = list(Table.of(flat, "cjk"))
        self._words = Counts(flat, "words")
        self._ordinary = KeptVocabulary(flat)
        self._take(Spelling.of(flat, "mending"))
        return self

    def flat(self) -> dict[str, Array]:
        """Return the names and the ordinary words as arrays; `kept` reads them."""
        return {
            **self._names["entities"].flat("entities"),
            **self._names["attributes"].flat("attributes"),
            **Table.build(self._cjk).flat("cjk"),
            **english().flat(),
        }

    def _add(self, names: Names, text: str, name: str) -> None:
        tokens = words(text)
        if len(tokens) == 1 and is_cjk(tokens[0]) and tokens[0] not in self._cjk:
            self._cjk.append(tokens[0])
        names.add([self.stem(token) for token in tokens], name)

    def learn(self, tokens: Iterable[str]) -> None:
        """Take words into the vocabulary that spelling is repaired against."""
        for token in tokens:
            self._learnt[token] = self._learnt.get(token, 0) + 1

    @property
    def learnt(self) -> Mapping[str, int]:
        """The words that were learnt, with how often each was."""
        return self._learnt

    def seal(self) -> None:
        """End learning: what is known now is the vocabulary."""
        self._take(Spelling.build(self._words))

    def _take(self, spelling: Spelling) -> None:
        ordinary = self._ordinary
        self._spelling = spelling
        self._synonyms = cache(
            lambda: Spelling.build({one: ordinary.count(one) for one in english_synonyms().words})
        )
        self.repair = kept(self._repair, 4096)

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
        if word in self._words or len(word) < 4 or not word.isalpha() or word in self._ordinary:
            return None
        allowed = 1 if len(word) < 7 else 2
        found = self._spelling.nearest(word, allowed)
        if found is None and len(word) > 4:
            found = self._synonyms().nearest(word, 1)
        return found


def _all(aliases: Mapping[str, Sequence[str]]) -> list[str]:
    return [alias for names in aliases.values() for alias in names]
