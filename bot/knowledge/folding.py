"""When two texts count as the same: case, accents, punctuation and blanks do not matter."""

import unicodedata

_APOSTROPHES = "'’ʼ`´"
# Accents of Latin, Greek and Cyrillic letters; marks of other scripts make other letters.
_ACCENTS = range(0x300, 0x370)


class _Folding(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if code in _ACCENTS or character in _APOSTROPHES:
            folded = ""
        elif category[0] in "PZC" or category == "Sk":
            folded = " "
        else:
            folded = character
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the form of a text that all its spellings share."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return " ".join(text.casefold().translate(_FOLDING).split())
