"""Messages that ask whether something is so: "is it true that …", "X said that …, right?"."""

import re

_ASKS_WHETHER = re.compile(
    r"\b(?:is|isn't|isnt|was) (?:it|this|that) (?:really |actually |still )?"
    r"(?:true|correct|right|real|confirmed|official|a fact)\b|\btrue that\b"
    r"|\btrue or (?:false|fake)\b"
    r"|\bfact[- ]?check\b"
    r"|\b(?:did|has|have) .{2,80} really\b|\b(?:i )?(?:heard|read|saw) (?:that|somewhere)\b"
    r"|[,.]\s*(?:right|correct|true|yes|no|really|or not|is that so|isn'?t it|innit)\s*\?*\s*$"
    r"|\b(?:è|e) vero (?:che)?\b|,\s*(?:vero|giusto)\s*\?*\s*$"
    r"|\b(?:est-ce|c'est) vrai (?:que|qu')|,\s*(?:non|n'est-ce pas|pas vrai)\s*\?*\s*$"
    r"|\bstimmt es\b|\bist es wahr\b|,\s*(?:oder|stimmt's|richtig)\s*\?*\s*$"
    r"|\bes (?:verdad|cierto) que\b|,\s*(?:verdad|no|cierto)\s*\?*\s*$",
    re.IGNORECASE,
)


def asks_whether(text: str) -> bool:
    """Tell whether a message wants to know if something is so, and not only what is."""
    return _ASKS_WHETHER.search(text[-400:]) is not None
