"""The years, quarters and half years that a question names."""

import re

_TOKEN = re.compile(
    r"(?<![\w.,])(?:(?P<part>[qt][1-4]|h[12]|[1-4]q)|(?P<year>20[0-9]{2}))(?![\w]|[.,]\d)",
    re.IGNORECASE,
)


def periods_in(text: str) -> tuple[str, ...]:
    """Return the periods as packs write them: 2024, 2025-Q1; "q1 and q2 2025" names two.

    A quarter or half year goes with the next year, else with the last one before it.
    """
    tokens = [(found["part"], found["year"]) for found in _TOKEN.finditer(text)]
    found: dict[str, None] = {}
    used: set[int] = set()
    for place, (part, _) in enumerate(tokens):
        if not part:
            continue
        years = [at for at in range(len(tokens)) if tokens[at][1]]
        after = [at for at in years if at > place]
        before = [at for at in years if at < place]
        if not after and not before:
            continue
        at = after[0] if after else before[-1]
        used.add(at)
        found.setdefault(f"{tokens[at][1]}-{_normal(part)}")
    for place, (_, year) in enumerate(tokens):
        if year and place not in used:
            found.setdefault(year)
    return tuple(found)


def _normal(part: str) -> str:
    letter, digit = sorted(part.upper(), reverse=True)
    return f"{'Q' if letter == 'T' else letter}{digit}"
