"""Typing errors as a keyboard makes them."""

import random

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_CHARACTERS_FOR_ONE = 8


def _neighbours() -> dict[str, str]:
    """Return the keys beside each key: in its row, and above and below."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for place, key in enumerate(row):
            beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            above = _ROWS[number - 1][place : place + 2] if number else ""
            below = _ROWS[number + 1][max(0, place - 1) : place + 1] if number < 3 else ""
            found[key] = beside + above + below
    return found


_BESIDE = _neighbours()


def with_typos(text: str, rng: random.Random) -> str:
    """Return a text with one error for every eight characters, and at least one.

    An error hits a letter or digit: its neighbouring key instead, nothing, its neighbour as well,
    or it and the next one swapped.
    """
    for _ in range(max(1, len(text) // _CHARACTERS_FOR_ONE)):
        text = with_error(text, rng)
    return text


def with_error(text: str, rng: random.Random) -> str:
    """Return a text with one such error, where it has a letter or digit."""
    places = [place for place, character in enumerate(text) if character.lower() in _BESIDE]
    return _with_error(text, rng.choice(places), rng) if places else text


def _with_error(text: str, place: int, rng: random.Random) -> str:
    before, key, after = text[:place], text[place], text[place + 1 :]
    beside = rng.choice(_BESIDE[key.lower()])
    if key.isupper():
        beside = beside.upper()
    match rng.randrange(4):
        case 0:
            return before + beside + after
        case 1 if len(text) > 1:
            return before + after
        case 2 if after and after[0] != key:
            return before + after[0] + key + after[1:]
        case _:
            return before + key + beside + after
