"""Which language a question is in, told by its words.

The small words that every sentence has are known from the start; all others are learned from the
utterances that a pack has in each language.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import log

from bot.knowledge.model import Pack

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_SMALL_WORDS: Mapping[str, str] = {
    "en": """
        the a an is are was were be been do does did has have had will would can could should
        what when where who whose why how which and or not of to in on for with from by about
        than that this these those it its they he she there any some much many still ever
    """,
    "it": """
        il lo la i gli le un uno una è e o di del della dello dei delle degli da dal dalla in nel
        nella con su sul sulla per tra che chi cosa quando dove perché perche come quanto quanti
        quanta quante quale quali qual non ha hanno sono era stato stata anche più ma si se ci sarà
    """,
    "fr": """
        le la les l un une des du de d et ou est sont était a ont qui que quoi quand où pourquoi
        comment combien quel quelle quels quelles ne pas dans sur avec pour par au aux ce cette il
        elle ils qu s y encore plus en vraiment
    """,
    "de": """
        der die das den dem des ein eine einen einem einer ist sind war waren hat haben wird und
        oder nicht kein keine wer was wann wo warum wieso wie viel viele wieviel welche welcher
        welches wem wen von vom zu zum zur mit auf für im in am an bei über noch schon es gibt auch
    """,
    "es": """
        el la los las un una unos es son fue era ha han y o de del al en con por para que qué quién
        quien quienes cuándo cuando dónde donde cómo como cuánto cuánta cuántos cuántas cuanto
        cuantos cuál cual no se su lo más todavía sobre hay está
    """,
}
# How often a small word counts as seen, and how much likelier (as a logarithm) another language
# must be than the pack's own.
_SMALL_WORD = 20
_MARGIN = 1.5


class Languages:
    """Tells languages apart by the words of one pack. Immutable; safe to share."""

    def __init__(self, pack: Pack) -> None:
        counts = {
            language: Counter(dict.fromkeys(words.split(), _SMALL_WORD))
            for language, words in _SMALL_WORDS.items()
        }
        for language, utterance in _utterances(pack):
            counts.setdefault(language, Counter()).update(_words(utterance))
        totals = {language: sum(words.values()) for language, words in counts.items()}
        self._own = pack.manifest.language
        # A name is the same in all languages, and would speak for the one with most utterances.
        self._names = _names(pack)
        self._chances = {
            language: {word: (count + 0.1) / totals[language] for word, count in words.items()}
            for language, words in counts.items()
        }
        self._least = {language: 0.1 / max(total, 1) for language, total in totals.items()}

    def of(self, text: str, expected: str | None = None) -> str:
        """Return the language of a text: the expected one, unless another is clearly likelier.

        Without one that the pack knows, its own is expected.
        """
        words = [
            word
            for word in _words(text)
            if word not in self._names and any(word in known for known in self._chances.values())
        ]
        scores = {
            language: sum(log(known.get(word, self._least[language])) for word in words)
            for language, known in self._chances.items()
        }
        best = max(scores, key=lambda language: (scores[language], language == self._own))
        likely = expected if expected in scores else self._own
        if likely in scores and scores[best] - scores[likely] < _MARGIN:
            return likely
        return best


def is_foreign_script(text: str) -> bool:
    """Tell whether most letters of a text are of another script than Latin."""
    letters = [one for one in text if one.isalpha()]
    other = sum(one >= "\u0370" and not "\u1e00" <= one < "\u1f00" for one in letters)
    return 2 * other > len(letters)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _names(pack: Pack) -> frozenset[str]:
    small = {word for words in _SMALL_WORDS.values() for word in words.split()}
    named = {word for entity in pack.entities.values() for word in _words(entity.name)}
    return frozenset(named - small)


def _utterances(pack: Pack) -> Iterator[tuple[str, str]]:
    own = pack.manifest.language
    for entry in pack.entries.values():
        for text in (entry.question, *entry.aliases):
            yield own, text
        for language, entry_translation in entry.translations.items():
            for text in (entry_translation.question, *entry_translation.aliases):
                yield language, text
    for scenario in pack.scenarios.values():
        for text in (scenario.title, *scenario.aliases):
            yield own, text
        for language, title in scenario.translations.items():
            for text in (title.title, *title.aliases):
                yield language, text
    for attribute in pack.attributes.values():
        for language, aliases in attribute.aliases.items():
            for text in aliases:
                yield language, text
    for fact in pack.facts.values():
        for text in fact.aliases:
            yield own, text
