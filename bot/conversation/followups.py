"""What a follow-up asks in full: "and maserati?" after "who owns ferrari" is "who owns maserati".

A follow-up leaves out what was said before. Each way to put that back is a rewriting: another
entity or another time in the question before, or its subject in the new question. Which of them
are questions that the packs can answer, the caller finds out by looking them up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.conversation.periods import periods_in
from bot.conversation.small_words import EMPTY, HE, IT, JOINING_WORDS, PREPOSITIONS, QUESTION_WORDS
from bot.knowledge.model import Entity, EntityKind, Pack
from bot.search.forms import times
from bot.search.result import Name, Reading

# Words with which a text goes on, and those by which it takes back.
_GOES_ON = re.compile(
    r"\s*(?:and|n|&|\+|what about|how about|hows about|wbt|also|but|or|then|plus|same for|so"
    r"|e|ed|ma|invece|che ne dici di|et|mais|und|aber|oder|was ist mit|wie siehts? (?:bei|mit) "
    r"|y|pero|en cuanto a)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"\s*(?:(?:no|nope|nah|nein|non|nono|sorry|wait|actually|ups|oops)[\s,.!:;-]+)*"
    r"(?:(?:i|we)\s*(?:mean|meant|was asking about|am asking about)"
    r"|not\s+(?P<not>[^,.;]{1,40})[,.;]\s*(?:but\s+)?"
    r"|(?:no|nope|nah|nein|non)\b[\s,.!:;-]+(?!(?:one|body)\b)"
    r"|intendevo|volevo dire|je voulais dire|je parle de|ich meinte?|me referia a"
    r"|qui(?:se|ero) decir)"
    r"\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LATER = r"(?:the |a |one )?(?:{0} after(?: that)?|next {0}|following {0}|{0} later|{1})"
_EARLIER = (
    r"(?:the |a |one )?(?:{0} before(?: that)?|previous {0}|prior {0}|last {0}|{0} earlier|{1})"
)
_ONE_LATER = re.compile(r"(?:the )?(?:(?:next|following) one|one after(?: that)?)")
_ONE_EARLIER = re.compile(r"(?:the )?(?:(?:previous|prior) one|one before(?: that)?)")
_RELATIVE = [
    (re.compile(form.format(unit, others)), unit, step)
    for form, step, unit, others in (
        (_LATER, 1, "year", "anno dopo|annee suivante|jahr danach|jahr darauf|ano siguiente"),
        (
            _LATER,
            1,
            "quarter",
            "trimestre dopo|trimestre suivant|quartal danach|trimestre siguiente",
        ),
        (_LATER, 1, "month", "mese dopo|mois suivant|monat danach|mes siguiente"),
        (_EARLIER, -1, "year", "anno prima|annee precedente|jahr davor|ano anterior"),
        (
            _EARLIER,
            -1,
            "quarter",
            "trimestre prima|trimestre precedent|quartal davor|trimestre anterior",
        ),
        (_EARLIER, -1, "month", "mese prima|mois precedent|monat davor|mes anterior"),
    )
]
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_LONGEST = 14
# "In northern italy": a preposition with so many words at most names a place.
_PLACE = 4
_REPLACED = (EntityKind.COMPANY, EntityKind.BRAND)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A follow-up said in full. `carried` are the entities that it has from the turn before.

    `is_new` tells that it is more than the question before with another name or time in it.
    """

    text: str
    carried: tuple[str, ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """The turn before as a rewriting needs it: its question, and whom its answer is about."""

    reading: Reading
    subjects: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a text leans on what was said before it.

    `goes_on` and `takes_back` are said in so many words; `points` by a pronoun; `bare` when it
    names nothing that could be looked up alone.
    """

    goes_on: bool
    takes_back: bool
    points: bool
    bare: bool
    only_names: bool
    only_times: bool
    content: int  # words that say something, names and times left out

    @property
    def leans(self) -> bool:
        """Whether the text can hardly be meant alone."""
        return self.goes_on or self.takes_back or self.points or self.only_names or self.only_times


def bare_text(text: str) -> tuple[str, str]:
    """Return a text without words that take back, and what it says was not meant."""
    found = _TAKES_BACK.match(text)
    if found is None or not found.group().strip():
        return text, ""
    return text[found.end() :].strip() or text, found.group("not") or ""


def leaning(text: str, reading: Reading) -> Leaning:
    """Return how a text leans on what was said before it."""
    kept, _ = bare_text(text)
    named = _places(reading.names)
    timed = _time_places(reading)
    content = [
        place
        for place, word in enumerate(reading.words)
        if place not in named
        and place not in timed
        and word not in EMPTY
        and word not in IT
        and word not in HE
    ]
    pointing = [word for word in reading.words if word in IT or word in HE]
    # "that" and "es" are often no pronoun: at the start of a long text with a name they say little.
    points = bool(pointing) and not reading.names
    return Leaning(
        goes_on=bool(_GOES_ON.match(text)),
        takes_back=kept != text,
        points=points,
        content=len(content),
        bare=not reading.names,
        only_names=bool(reading.names) and not content and not reading.form and not timed,
        only_times=not reading.names
        and (_relative(reading) is not None or (bool(timed) and not content)),
    )


def is_fragment(reading: Reading, how: Leaning) -> bool:
    """Tell whether a text says no more than another name, time or place for the one before."""
    if how.only_times:
        return True
    words = [word for word in reading.words if word not in JOINING_WORDS]
    if any(word in QUESTION_WORDS for word in words):
        return False
    if how.content == 0:
        return True
    return not reading.names and len(words) <= _PLACE and words[0] in PREPOSITIONS


def rewritings(pack: Pack, before: Before, text: str, reading: Reading) -> Iterator[Rewriting]:
    """Yield what a follow-up can mean in full, the likeliest first, each once."""
    if len(reading.words) > _LONGEST:
        return
    seen: set[str] = set()
    for one in _every(pack, before, text, reading):
        said = " ".join(one.text.split())
        if said and said not in seen:
            seen.add(said)
            yield replace(one, text=said)


def _every(pack: Pack, before: Before, text: str, reading: Reading) -> Iterator[Rewriting]:
    how = leaning(text, reading)
    if how.only_times:
        yield from _other_time(before, reading)
    if how.only_names or (how.takes_back and reading.names):
        yield from _other_name(pack, before, reading)
    if reading.names and not how.only_names and (how.goes_on or how.points or how.takes_back):
        yield from _other_name(pack, before, reading)
        yield from _with_subject(pack, before, reading)
    yield from _behind_same_word(before, reading)
    if not reading.names:
        yield from _with_subject(pack, before, reading)
        if reading.form and not _content(reading):
            yield from _other_form(before, reading)


def _other_name(pack: Pack, before: Before, reading: Reading) -> Iterator[Rewriting]:
    """Put the new names into the question before, for one of its own."""
    new = " ".join(" ".join(reading.words[one.start : one.end]) for one in reading.names)
    rest = " ".join(
        word
        for place, word in enumerate(reading.words)
        if place not in _places(reading.names) and (word not in EMPTY or place in reading.asked_for)
    )
    old = before.reading
    kind = _kind(pack, reading.names[0])
    # A name that the pack does not know, or only leaves out, is a name all the same.
    strange = tuple(Name(place, place + 1, ()) for place in sorted(old.unknown | old.left_out))
    places = sorted(
        old.names or strange,
        key=lambda name: (
            _kind(pack, name) is not kind,
            not _alike(_kind(pack, name), kind),
            -name.start,
        ),
    )
    if rest:
        rest = f" {rest}"
    before_new = reading.words[reading.names[0].start - 1] if reading.names[0].start else ""
    for name in places:
        # "and in stellantis": what stood behind the same small word is what is replaced.
        if before_new in EMPTY and name.start and old.words[name.start - 1] == before_new:
            yield Rewriting(f"{_replaced(old, name, new)}{rest}")
    for name in places:
        yield Rewriting(f"{_replaced(old, name, new)}{rest}")
    without = _places(old.names)
    words = [word for place, word in enumerate(old.words) if place not in without]
    yield Rewriting(f"{new} {' '.join(words)}{rest}")


def _behind_same_word(before: Before, reading: Reading) -> Iterator[Rewriting]:
    """Put "in italy" into the question before, for its "in germany"."""
    words = [word for word in reading.words if word not in JOINING_WORDS]
    if not 2 <= len(words) <= _PLACE or words[0] not in PREPOSITIONS:
        return
    old = before.reading.words
    for place in range(len(old) - 1, -1, -1):
        if old[place] == words[0] and place + 1 < len(old):
            end = next(
                (at for at in range(place + 1, len(old)) if old[at] in PREPOSITIONS), len(old)
            )
            yield Rewriting(" ".join([*old[:place], *words, *old[end:]]))
            return
    yield Rewriting(" ".join([*old, *words]))


def _other_time(before: Before, reading: Reading) -> Iterator[Rewriting]:
    """Put the new time into the question before, for its own."""
    old = before.reading
    timed = _time_places(old)
    words = [word for place, word in enumerate(old.words) if place not in timed]
    new = _moved(old, reading) or [
        word for place, word in enumerate(reading.words) if place in _time_places(reading)
    ]
    years = [word for word in old.words if _YEAR.fullmatch(word)]
    named = any(_YEAR.fullmatch(word) for word in new)
    if years and not named:
        yield Rewriting(" ".join([*words, *new, years[-1]]))
    yield Rewriting(" ".join([*words, *new]))


def _with_subject(pack: Pack, before: Before, reading: Reading) -> Iterator[Rewriting]:
    """Put whom the question before was about into the new one, for a pronoun where there is one.

    Not where it has words that the pack never uses: then it is about something else.
    """
    if any(reading.words[place] not in EMPTY for place in reading.unknown - _time_places(reading)):
        return
    old = before.reading
    pronoun = next(
        (place for place, word in enumerate(reading.words) if word in HE or word in IT), None
    )
    if pronoun is not None and reading.words[pronoun] in HE and before.people:
        groups: list[tuple[str, ...]] = [(one,) for one in before.people]
    else:
        named = tuple(dict.fromkeys(one.ids[0] for one in old.names))
        groups = [
            named,
            *((one,) for one in before.subjects),
            *((one,) for one in named),
        ]
    rest = [
        word
        for place, word in enumerate(reading.words)
        if place != pronoun and not (place == 0 and word in ("and", "e", "et", "und", "y", "but"))
    ]
    timed = [old.words[place] for place in sorted(_time_places(old))]
    for group in dict.fromkeys(groups):
        names = " ".join(pack.entities[one].name for one in group if one in pack.entities)
        if not names:
            continue
        said = f"{names} {' '.join(rest)}"
        if timed and not reading.times and not _time_places(reading):
            yield Rewriting(f"{said} {' '.join(timed)}", group, is_new=True)
        yield Rewriting(said, group, is_new=True)


def _other_form(before: Before, reading: Reading) -> Iterator[Rewriting]:
    """Ask the question before in another form: "why?" after "is it electric"."""
    old = before.reading
    words = [word for word in old.words if word not in EMPTY or word.isdigit()]
    yield Rewriting(" ".join([*reading.words, *words]))


def _moved(old: Reading, reading: Reading) -> list[str]:
    """Return the words of the time that "the year after" and its like mean."""
    relative = _relative(reading)
    if relative is None:
        return []
    unit, step = relative
    years = [int(word) for word in old.words if _YEAR.fullmatch(word)]
    periods = periods_in(" ".join(old.words))
    quarter = next((one for one in periods if "-Q" in one), None)
    month = next((mark for mark in old.times if mark.startswith("m")), None)
    if unit == "one":
        # "The one before that" goes by the finest time that was named.
        unit = "month" if month else "quarter" if quarter else "year"
    if unit == "year" and years:
        return [str(years[-1] + step)]
    if unit == "quarter" and quarter:
        year, number = int(quarter[:4]), int(quarter[-1]) - 1 + step
        return [f"q{number % 4 + 1}", str(year + number // 4)]
    if unit == "month" and month:
        number = int(month[1:]) - 1 + step
        moved = [_MONTHS[number % 12]]
        return [*moved, str(years[-1] + number // 12)] if years else moved
    return []


def _relative(reading: Reading) -> tuple[str, int] | None:
    said = " ".join(word for word in reading.words if word not in ("and", "what", "about", "n"))
    for pattern, step in ((_ONE_LATER, 1), (_ONE_EARLIER, -1)):
        if pattern.fullmatch(said):
            return "one", step
    for pattern, unit, step in _RELATIVE:
        if pattern.fullmatch(said) or pattern.fullmatch(said.removeprefix("in ")):
            return unit, step
    return None


def _time_places(reading: Reading) -> set[int]:
    """Return the places of words that name a time."""
    found = set()
    for place, word in enumerate(reading.words):
        after = reading.words[place + 1 : place + 2]
        if times([word]) or times(["in", word]):
            found.add(place)
        elif after and times([word, *after]) and not times(after):
            found.update((place, place + 1))
    return found - _places(reading.names)


def _content(reading: Reading) -> list[str]:
    named = _places(reading.names)
    return [
        word
        for place, word in enumerate(reading.words)
        if place not in named
        and word not in EMPTY
        and word not in IT
        and word not in HE
        and (place in reading.asked_for or word not in QUESTION_WORDS)
    ]


def _replaced(old: Reading, name: Name, new: str) -> str:
    return " ".join([*old.words[: name.start], new, *old.words[name.end :]])


def _places(names: Sequence[Name]) -> set[int]:
    return {place for one in names for place in range(one.start, one.end)}


def _kind(pack: Pack, name: Name) -> EntityKind | None:
    entity: Entity | None = next(
        (pack.entities[one] for one in name.ids if one in pack.entities), None
    )
    return entity.kind if entity else None


def _alike(one: EntityKind | None, other: EntityKind | None) -> bool:
    return one is other or (one in _REPLACED and other in _REPLACED)
