"""One form for all text: case, accents, look-alikes, punctuation and repeated letters are folded.

The same function reads the pack's utterances and what members type.
"""

import re
import unicodedata
from functools import lru_cache

# A longer question costs no more than this many characters: the start and the end are read.
MAX_CHARACTERS = 600

# Letters of other scripts that are drawn like Latin ones. They are folded in words that also hold
# Latin letters; a word that is all Cyrillic or Greek is left as it is.
_LOOK_ALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "ё": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p",
        "с": "c", "т": "t", "у": "y", "х": "x", "і": "i", "ї": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
        "ԛ": "q", "ԝ": "w", "ɡ": "g", "ɩ": "i", "ո": "n", "ս": "u", "օ": "o", "α": "a", "β": "b",
        "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u",
        "χ": "x", "ω": "w", "ı": "i", "ǀ": "l",
    }
)  # fmt: skip
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th"}
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a"})

_APOSTROPHES = re.compile(r"[\u2018\u2019\u201b\u02bc\u00b4`]")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_ENGLISH_APOSTROPHE = re.compile(r"(?<=\w)'(?=(?:t|re|ve|ll|d|m)\b)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")
_URL = re.compile(r"(?:https?://|www\.)\S{1,300}", re.IGNORECASE)
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w{1,40}:)\d{1,25}>")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}\b)")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_SPACED_OUT = re.compile(r"(?<!\S)(?:[^\W\d_] ){2,40}[^\W\d_](?!\S)")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+|%|\+", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return [word for raw in _WORD.findall(_prepare(text)) for word in _split_scripts(raw)]


def fold(text: str) -> str:
    """Return the text in its one form: equal forms mean the same question was typed."""
    return " ".join(words(text))


def is_cjk(word: str) -> bool:
    """Tell whether a word is written in Chinese, Japanese or Korean characters."""
    return bool(_CJK.fullmatch(word))


def _prepare(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
        text = "".join(
            character
            for character in unicodedata.normalize("NFD", text)
            if not unicodedata.combining(character)
        )
        text = _APOSTROPHES.sub("'", text)
    text = text.casefold()
    if "/" in text or "www." in text:
        text = _URL.sub(" ", text)
    if "<" in text:
        text = _MENTION.sub(" ", text)
    if "'" in text:
        text = _ENGLISH_APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    if "," in text:
        text = _DECIMAL_COMMA.sub(".", _THOUSANDS.sub("", text))
    text = _SPACED_OUT.sub(lambda found: found.group().replace(" ", ""), text)
    return _REPEATED.sub(r"\1\1", text)


@lru_cache(maxsize=8192)
def _split_scripts(raw: str) -> tuple[str, ...]:
    if raw.isascii():
        return (_unleet(raw),)
    if _CJK.search(raw):
        return tuple(_CJK.sub(lambda found: f" {found.group()} ", raw).split())
    if any("a" <= character <= "z" for character in raw):
        return (raw.translate(_LOOK_ALIKES),)
    return (raw,)


def _unleet(word: str) -> str:
    """Read l3apm0tor as leapmotor, and leave b10, c10 and 2026 alone."""
    digits = sum(character.isdigit() for character in word)
    if not digits or len(word) < 5 or digits * 3 > len(word) or not word[0].isalpha():
        return word
    inner = word[1:-1]
    return word.translate(_LEET) if any(c.isdigit() for c in inner) and word[-1].isalpha() else word
