"""Light stems of English words."""

import Stemmer as pystemmer  # noqa: N813 (the package is named like a class)

_STEMMER = "english"


class Stemmer:
    """Light English stems, remembered word by word; other languages keep their endings mostly."""

    def __init__(self) -> None:
        self._stemmer = pystemmer.Stemmer(_STEMMER, 0)
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """Return the stem of a folded word."""
        stem = self._known.get(word)
        if stem is None:
            stem = self._stemmer.stemWord(word) if word.isascii() and word.isalpha() else word
            if len(self._known) < 50_000:
                self._known[word] = stem
        return stem
