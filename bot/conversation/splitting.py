"""Several questions in one message.

Most lines hold one, so this only offers parts; the desk answers in parts when they turn out to be
questions of their own. Words are never lost: the parts together hold all of the tidied text, but
for greetings.
"""

import re
from dataclasses import dataclass

from bot.conversation.tidying import is_greeting, tidy, without_fillers

MAX_PARTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message: as it stands there, and the text to search for it."""

    shown: str
    search_text: str


# By language: words that join (not "or", which asks to choose within one question), words that may
# stand before a question word ("for how much"), words that ask, and words that ask only after a
# joining one, as they open statements too.
_ASKING = {
    "en": (
        "and|also|but|plus|then",
        "for|in|to|at|by|with|from|of|about|since",
        "what|what's|whats|when|where|who|who's|whos|whose|whom|why|how|which",
        "is|are|was|were|did|do|does|has|have|had|can|could|will|would|should",
    ),
    "it": (
        "e|ed|ma|poi|e\\s+poi",
        "per|in|a|da|di|con|su|fino\\s+a",
        (
            "chi|che\\s+cosa|cosa|quando|dove|perché|perche|come|quanto|quanta|quanti|quante|quale|quali"
            "|qual"
        ),
        "è|ha|hanno|sono",
    ),
    "fr": (
        "et|mais|puis|et\\s+puis",
        "pour|par|de|à|avec|dans|en|depuis",
        "qui|quoi|quand|où|pourquoi|comment|combien|quel|quelle|quels|quelles|qu'est-ce|est-ce",
        "que",
    ),
    "de": (
        "und|aber|dann|sowie",
        "für|in|an|zu|mit|von|aus|bei|seit|um",
        (
            "wer|was|wann|wo|warum|wieso|weshalb|wie|wieviel|welche|welcher|welches|welchen|wem|wen"
            "|wessen|woher|wohin"
        ),
        "ist|sind|hat|haben|wird|gibt",
    ),
    "es": (
        "y|e|pero|luego",
        "por|para|en|a|de|con|desde|hasta",
        (
            "quién|quien|quiénes|qué|cuándo|dónde|por\\s+qué|cómo|cuánto|cuánta|cuántos|cuántas|cuál"
            "|cuáles"
        ),
        "que|cuando|donde|como|cuanto|cuantos|cual|es|ha",
    ),
}
_JOINED = [
    re.compile(
        rf"(?:\s*[,;&+/]\s*|\s+)(?=(?:{joins})[\s,]+(?:(?:{before})\s+)?(?:{asks}|{verbs})\b)",
        re.IGNORECASE,
    )
    for joins, before, asks, verbs in _ASKING.values()
]
_LISTED = [
    re.compile(rf"\s*[,;&+/]\s*(?=(?:(?:{before})\s+)?(?:{asks})\b)", re.IGNORECASE)
    for _, before, asks, _ in _ASKING.values()
]
_ASKS = [
    re.compile(rf"(?<!\w)(?:{asks}|{verbs})\b", re.IGNORECASE)
    for _, _, asks, verbs in _ASKING.values()
]
# "who says that": a question about the sentence before it, not one that can be looked up.
_POINTS_BACK = re.compile(
    r"(?:\w+\W+){1,2}(?:that|this|so|ciò|questo|ça|cela|das|dies|eso|esto)\W*|chi lo dice\W*",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"^(?:[\s,;:&+/.…–-]|(?:{'|'.join(joins for joins, _, _, _ in _ASKING.values())})\b"
    r"(?=[\s,]))+",
    re.IGNORECASE,
)
# After a mark of question or exclamation a new sentence begins, blank or not; after a full stop
# only with a blank, and not where it belongs to a number or to a single letter.
_SENTENCE = re.compile(
    r"(?<=[?？！。;])\s*(?![?!)\"'”»\s])|(?<=!)\s+|(?<=[^\W\d]{2}\.)\s+|(?<=\d{4}\.)\s+|\s+(?=¿)"
)
_WORD = re.compile(r"\w")


def split(text: str) -> tuple[Part, ...]:
    """Return the questions that a message may hold, in order: none, one, or up to five."""
    pieces = [
        piece
        for line in tidy(text).splitlines()
        for sentence in _SENTENCE.split(line)
        for piece in _clauses(sentence)
        if _WORD.search(piece) and not is_greeting(piece)
    ]
    if len(pieces) > MAX_PARTS:
        # What is asked mostly stands at the start or at the very end.
        pieces[MAX_PARTS - 2 : -1] = [" ".join(pieces[MAX_PARTS - 2 : -1])]
    return tuple(Part(piece, _search_text(piece)) for piece in pieces)


def whole(text: str) -> Part:
    """Return the message as one question."""
    shown = " ".join(tidy(text).split())
    return Part(shown, _search_text(shown))


def asks(text: str) -> bool:
    """Tell whether a text looks like a question: by its mark or by a word that asks."""
    return "?" in text or "？" in text or any(one.search(text) for one in _ASKS)


def points_back(text: str) -> bool:
    """Tell whether a text only asks about what was said just before."""
    return _POINTS_BACK.fullmatch(text) is not None


def _clauses(sentence: str) -> list[str]:
    """Split a sentence before a joining word that a question follows, and in lists of questions."""
    places = {found.start(): found.end() for one in _JOINED for found in one.finditer(sentence)}
    for one in _LISTED:
        for found in one.finditer(sentence):
            # "Zhu Jiangming, who leads Leapmotor, …": only a question can have another beside it.
            if any(word.search(sentence, 0, found.start()) for word in _ASKS):
                places.setdefault(found.start(), found.end())
    pieces = []
    start = 0
    for place in sorted(places):
        if place > start and _WORD.search(sentence, start, place):
            pieces.append(sentence[start:place].strip())
            start = places[place]
    pieces.append(sentence[start:].strip())
    return [piece for piece in pieces if piece]


def _search_text(shown: str) -> str:
    bare = _LEADING.sub("", without_fillers(shown))
    return without_fillers(bare) or shown
