"""What autocomplete offers, from prepared entries: prefixes and words first, then misspellings.

It must cost less than 5 ms a key stroke for thousands of entries.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.naming import entry_question, fact_question, scenario_title
from bot.discord_app.asking import chosen
from bot.discord_app.custom_ids import code
from bot.discord_app.following import target_value, targets
from bot.discord_app.library import Library
from bot.discord_app.limits import CHOICE, CHOICES, label
from bot.knowledge.keeping import kept
from bot.knowledge.model import Pack
from bot.search.normalise import words

_TYPED = 100  # characters that are looked at
_WORDS = 12
_MISSPELT = 0.6  # how alike a word must be, of one that begins none
_SHORTEST = 3  # shorter words are not mended
_CACHED = 64


@dataclass(frozen=True, slots=True)
class Offer:
    """What is shown and what is sent when it is chosen."""

    shown: str
    value: str


class Completer:
    """Finds offers by what is typed. Offers that come first are the better among equals."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        unique = {offer.shown.casefold(): offer for offer in reversed(list(offers))}
        self._offers = tuple(reversed(unique.values()))
        self._words = [tuple(words(offer.shown)) for offer in self._offers]
        places: dict[str, list[int]] = {}
        for place, known in enumerate(self._words):
            for word in dict.fromkeys(known):
                places.setdefault(word, []).append(place)
        self._vocabulary = sorted(places)
        self._places = [places[word] for word in self._vocabulary]
        self._starts = kept(self._starts_of_length, _CACHED)

    def complete(self, typed: str, limit: int = CHOICES) -> list[Offer]:
        """Return the offers that what was typed could grow into, the likeliest first."""
        asked = words(typed[:_TYPED])[:_WORDS]
        if not asked:
            return list(self._offers[:limit])
        scores: dict[int, float] = {}
        for number, word in enumerate(asked):
            # The word under the cursor may be unfinished; the others count a little more.
            weight = 1.0 if number < len(asked) - 1 else 0.9
            for place, alike in self._holding(word).items():
                scores[place] = scores.get(place, 0.0) + weight * alike
        whole = " ".join(asked)

        def rank(place: int) -> tuple[float, float, int]:
            known = self._words[place]
            begins = " ".join(known).startswith(whole)
            first = bool(known) and known[0].startswith(asked[0])
            return (-(scores[place] + 2.0 * begins + 0.25 * first), len(known), place)

        best = max(scores.values(), default=0.0)
        kept = [place for place, score in scores.items() if score >= best / 2]
        return [self._offers[place] for place in sorted(kept, key=rank)[:limit]]

    def _holding(self, word: str) -> dict[int, float]:
        """Return the offers with a word that begins so, or with one that is alike."""
        begin = bisect_left(self._vocabulary, word)
        found: dict[int, float] = {}
        for at in range(begin, len(self._vocabulary)):
            known = self._vocabulary[at]
            if not known.startswith(word):
                break
            alike = 1.0 if known == word else 0.95
            for place in self._places[at]:
                found[place] = max(found.get(place, 0.0), alike)
        if found or len(word) < _SHORTEST:
            return found
        starts = self._starts(len(word))
        for _, alike, at in process.extract(
            word, starts, scorer=OSA.normalized_similarity, score_cutoff=_MISSPELT, limit=8
        ):
            for place in self._places[at]:
                found[place] = max(found.get(place, 0.0), 0.8 * alike)
        return found

    def _starts_of_length(self, length: int) -> list[str]:
        """Return the vocabulary cut so that an unfinished word can be compared with it."""
        return [word[: length + 1] for word in self._vocabulary]


class Completions:
    """The completers for each language and choice of packs, made when first needed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.questions = kept(self._questions, _CACHED)
        self.facts = kept(self._facts, _CACHED)
        self.scenarios = kept(self._scenarios, _CACHED)
        self.subjects = kept(self._subjects, _CACHED)
        self.targets = kept(self._targets, _CACHED)
        self.followable = kept(self._followable, _CACHED)

    def prepare(self) -> None:
        """Make what most servers need, so that the first key stroke does not wait for it."""
        for language in dict.fromkeys(("en", *(p.manifest.language for p in self._library.packs))):
            for make in (
                self.questions,
                self.facts,
                self.scenarios,
                self.subjects,
                self.targets,
            ):
                make((), language)

    def examples(self, packs: Iterable[str], language: str | None, wanted: int = 3) -> list[str]:
        """Return questions to begin with."""
        completer = self.questions(tuple(sorted(packs)), language or "en")
        return [offer.shown for offer in islice(completer.complete(""), wanted)]

    def _each(self, packs: tuple[str, ...], make: Callable[[Pack], Sequence[Offer]]) -> Completer:
        return Completer(offer for pack in self._library.packs_of(packs) for offer in make(pack))

    def _questions(self, packs: tuple[str, ...], language: str) -> Completer:
        """Questions of entries, those first to which most others lead, then scenarios."""

        def make(pack: Pack) -> list[Offer]:
            led_to = [name for entry in pack.entries.values() for name in entry.related]
            entries = sorted(pack.entries.values(), key=lambda one: -led_to.count(one.id))
            asked = [(one.id, entry_question(one, language)) for one in entries]
            asked += [(one.id, scenario_title(one, language)) for one in pack.scenarios.values()]
            return [
                Offer(label(question, CHOICE), self._value(pack, name, question))
                for name, question in asked
            ]

        return self._each(packs, make)

    def _value(self, pack: Pack, name: str, question: str) -> str:
        """Return the question itself where it fits: it stays readable in the member's client."""
        if len(question) <= CHOICE and question == label(question, CHOICE):
            return question
        return chosen(self._library.reference_of(name, pack.id))

    def _facts(self, packs: tuple[str, ...], language: str) -> Completer:
        return self._each(
            packs,
            lambda pack: [
                Offer(label(fact_question(pack, fact, language), CHOICE), fact.id)
                for fact in pack.facts.values()
            ],
        )

    def _scenarios(self, packs: tuple[str, ...], language: str) -> Completer:
        return self._each(
            packs,
            lambda pack: [
                Offer(label(scenario_title(one, language), CHOICE), one.id)
                for one in pack.scenarios.values()
            ],
        )

    def _subjects(self, packs: tuple[str, ...], language: str) -> Completer:
        """What a timeline can be of: entities that facts are about, then scenarios."""

        def make(pack: Pack) -> list[Offer]:
            told = {fact.subject for fact in pack.facts.values()}
            named = [(one.id, one.name) for one in pack.entities.values() if one.id in told]
            named += [(one.id, scenario_title(one, language)) for one in pack.scenarios.values()]
            return [Offer(label(name, CHOICE), code(subject)) for subject, name in named]

        return self._each(packs, make)

    def _targets(self, packs: tuple[str, ...], language: str) -> Completer:
        """What a question can lead to, by reference: entries, then scenarios, then facts."""

        def make(pack: Pack) -> list[Offer]:
            named = [(one.id, entry_question(one, language)) for one in pack.entries.values()]
            named += [(one.id, scenario_title(one, language)) for one in pack.scenarios.values()]
            named += [(one.id, fact_question(pack, one, language)) for one in pack.facts.values()]
            return [
                Offer(label(shown, CHOICE), self._library.reference_of(name, pack.id))
                for name, shown in named
            ]

        return self._each(packs, make)

    def _followable(self, packs: tuple[str, ...], language: str) -> Completer:
        """What can be followed."""
        return self._each(
            packs,
            lambda pack: [
                Offer(label(title, CHOICE), target_value(one))
                for one, title in targets(pack, language)
            ],
        )
