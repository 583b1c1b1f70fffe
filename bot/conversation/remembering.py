"""Searches that were made before: the same words, whatever capitals and signs, are found again."""

from dataclasses import dataclass, field, replace

from bot.conversation.shelves import Searcher
from bot.knowledge.keeping import kept
from bot.search.normalise import words
from bot.search.result import Reading, Result

_KEPT = 2_048
_LONGEST = 40  # words; a longer question is hardly asked twice


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text, equal to every other of the same folded words."""

    words: tuple[str, ...]
    text: str = field(compare=False)


class Remembering:
    """An index that remembers its last results, for all of its life.

    It may, since an index reads only the folded words of a text (a test holds it to that) and
    never changes. Only `Result.text` is that of each asker. Safe to share between threads.
    """

    def __init__(self, index: Searcher) -> None:
        self._index = index
        self._kept = kept(self._search, _KEPT)

    def search(self, text: str, *, limit: int = 5) -> Result:
        """Return what the index finds for a text."""
        asked = _Asked(tuple(words(text)), text)
        if len(asked.words) > _LONGEST:
            return self._search(asked, limit)
        found = self._kept(asked, limit)
        return found if found.text == text else replace(found, text=text)

    def read(self, text: str) -> Reading:
        """Return what is read out of a text before anything is looked up."""
        return self._index.read(text)

    def _search(self, asked: _Asked, limit: int) -> Result:
        return self._index.search(asked.text, limit=limit)
