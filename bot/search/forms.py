"""The form of a question (who, when, how many, …) and the times it names, in five languages."""

import re
from collections.abc import Sequence
from functools import lru_cache

# Words and word pairs, folded as `normalise.words` folds them. A longer one is looked for first.
_FORMS: dict[str, str] = {
    "how many": "count", "how much": "amount", "how big": "amount", "how long": "amount",
    "how fast": "amount", "how far": "amount", "how often": "count", "how high": "amount",
    "what percent": "amount", "what date": "when", "which date": "when", "what year": "when",
    "what day": "when", "what time": "when", "which year": "when", "since when": "when",
    "how come": "why", "what for": "why", "who": "who", "whos": "who", "whose": "who",
    "whom": "who", "when": "when", "wen": "when", "whens": "when", "where": "where",
    "wheres": "where", "why": "why", "y": "why", "how": "how", "which": "which",
    "quanti": "count", "quante": "count", "quanto": "amount", "quanta": "amount", "chi": "who",
    "quando": "when", "dove": "where", "perche": "why", "come": "how", "quale": "which",
    "combien": "amount", "qui": "who", "quand": "when", "ou": "where", "pourquoi": "why",
    "comment": "how", "quel": "which", "quelle": "which", "quels": "which",
    "wie viele": "count", "wie viel": "amount", "wieviel": "amount", "wie hoch": "amount",
    "wie gross": "amount", "wie schnell": "amount", "wie weit": "amount", "wer": "who",
    "wem": "who", "wessen": "who", "wann": "when", "wo": "where", "warum": "why",
    "wieso": "why", "wie": "how", "welche": "which", "welcher": "which", "welches": "which",
    "cuantos": "count", "cuantas": "count", "cuanto": "amount", "cuanta": "amount",
    "quien": "who", "quienes": "who", "cuando": "when", "donde": "where", "por que": "why",
    "porque": "why", "cual": "which",
}  # fmt: skip

_YES_NO = frozenset({
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could",
    "will", "would", "should", "isnt", "arent", "wasnt", "didnt", "doesnt", "dont", "hasnt",
    "wont", "ist", "sind", "hat", "haben", "wird", "est", "es", "sont", "fue", "ha", "hanno",
    "e",
})  # fmt: skip

_MONTHS: dict[str, str] = {}
for _number, _names in enumerate(
    (
        "january jan gennaio janvier januar enero",
        "february feb febbraio fevrier februar febrero",
        "march marzo mars marz maerz",
        "april apr aprile avril abril",
        "may maggio mai mayo",
        "june jun giugno juin juni junio",
        "july jul luglio juillet juli julio",
        "august aug agosto aout",
        "september sept sep settembre septembre septiembre",
        "october oct ottobre octobre oktober octubre",
        "november nov novembre noviembre",
        "december dec dicembre decembre dezember diciembre",
    ),
    start=1,
):
    _MONTHS |= dict.fromkeys(_names.split(), f"m{_number:02}")

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
             "4th": 4, "last": 4, "primo": 1, "secondo": 2, "terzo": 3, "quarto": 4,
             "premier": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "erstes": 1,
             "zweites": 2, "drittes": 3, "viertes": 4, "primer": 1, "tercer": 3}  # fmt: skip
_FIRST_MONTHS: dict[tuple[str, ...], str] = {
    ("3", "months"): "q1",
    ("three", "months"): "q1",
    ("6", "months"): "h1",
    ("six", "months"): "h1",
}
_ALSO_WORDS = frozenset({"may", "mars", "mai", "march"})
_QUARTER = frozenset({"quarter", "trimestre", "quartal"})
_HALF = frozenset({"half", "semestre", "semester", "halbjahr"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"([qh])([1-4])(\d\d|20\d\d)?")
_CODE_REVERSED = re.compile(r"([1-4])([qh])(\d\d|20\d\d)?")


def form(tokens: Sequence[str]) -> str:
    """Return the form of a question: count, amount, who, when, where, why, how, which, yes-no."""
    for index, token in enumerate(tokens[:12]):
        if index + 1 < len(tokens) and (found := _FORMS.get(f"{token} {tokens[index + 1]}")):
            return found
        if found := _FORMS.get(token):
            return found
    return "yes-no" if tokens and tokens[0] in _YES_NO else ""


def times(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the times named, as marks: 2025, q3, h1, m06. They are sorted and unique."""
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if token[0].isdigit() or token[0] in "qh":
            found.update(_code_marks(token))
            if (
                re.fullmatch(r"2[2-9]", token)
                and index
                and (_CODE.fullmatch(tokens[index - 1]) or tokens[index - 1] in _MONTHS)
            ):
                found.add(f"20{token}")
        elif token in _MONTHS and (token not in _ALSO_WORDS or _near(tokens, index)):
            found.add(_MONTHS[token])
        if token in _ORDINALS and index + 1 < len(tokens):
            following = tuple(tokens[index + 1 : index + 3])
            if token == "first" and following in _FIRST_MONTHS:
                found.add(_FIRST_MONTHS[following])
            elif following[0] in _QUARTER:
                found.add(f"q{_ORDINALS[token]}")
            elif following[0] in _HALF:
                found.add(f"h{min(_ORDINALS[token], 2)}")
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _code_marks(token: str) -> tuple[str, ...]:
    """Return the marks in one word: 2025, q3, 3q25, h1."""
    if _YEAR.fullmatch(token):
        return (token,)
    code = _CODE.fullmatch(token) or _CODE_REVERSED.fullmatch(token)
    if not code:
        return ()
    first, second, year = code.groups()
    mark = f"{first}{second}" if first.isalpha() else f"{second}{first}"
    return (mark, year if len(year) == 4 else f"20{year}") if year else (mark,)


def period_marks(period: str) -> tuple[str, ...]:
    """Return the marks of a fact's period (2025-Q1, 2025-06, 2025) as `times` gives them."""
    year, _, part = period.partition("-")
    if not part:
        return (year,)
    return tuple(sorted((year, part.casefold() if part[0] in "QH" else f"m{part}")))


def _near(tokens: Sequence[str], index: int) -> bool:
    """Tell a month from the word spelled like it: a year, a day or "in" stands beside it."""
    around = (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2])
    return any(word.isdigit() or word in {"in", "en", "im", "a"} for word in around)
