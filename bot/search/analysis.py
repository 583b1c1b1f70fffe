"""What is read out of one text: words, repairs, names, times and the question's form."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.search.forms import form, times
from bot.search.lexicon import Lexicon
from bot.search.names import Mention, outermost
from bot.search.normalise import words

# Nobody's question needs more words; what a text holds beyond them costs no time.
MAX_WORDS = 80


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text as search sees it. `stems` are the words read (after repair), `typed` those typed."""

    typed: tuple[str, ...]
    read: tuple[str, ...]
    stems: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...]
    unknown: frozenset[str]  # stems of words that the pack never uses
    entities: tuple[str, ...]  # named, not inside a longer name
    inner_entities: tuple[str, ...]  # named inside a longer name
    attributes: tuple[str, ...]
    entity_words: frozenset[int]  # positions of the words that are part of a name
    attribute_words: dict[int, tuple[str, ...]]
    times: tuple[str, ...]
    form: str

    @property
    def is_gibberish(self) -> bool:
        """Tell whether hardly any word is a number or one that the pack uses, and of some length.

        Of a few words one is enough; of more than five, one in three.
        """
        said = [
            stem not in self.unknown
            and (len(word) > 2 or word.isdigit() or place in self.entity_words)
            for place, (word, stem) in enumerate(zip(self.read, self.stems, strict=True))
            if word[0].isalnum()
        ]
        return not any(said) or (len(said) > 5 and sum(said) * 3 < len(said))

    @property
    def folded(self) -> str:
        """The words as typed, in their one form."""
        return " ".join(self.typed)


def analyse(text: str, lexicon: Lexicon, *, repair: bool) -> Analysis:
    """Read a text. `repair` mends words that the pack does not know (a question, not the pack)."""
    return analyse_words(words(text), lexicon, repair=repair)


def analyse_words(
    tokens: Sequence[str],
    lexicon: Lexicon,
    *,
    repair: bool,
    hidden: Set[str] = frozenset(),
) -> Analysis:
    """Read a text that is already folded into words. `hidden` words count as unknown."""
    if len(tokens) > MAX_WORDS:
        tokens = [*tokens[: MAX_WORDS // 2], *tokens[-(MAX_WORDS // 2) :]]
    typed = tuple(lexicon.cut(tokens))
    read: list[str] = []
    repairs: list[tuple[str, str]] = []
    unknown: set[str] = set()
    known_names = _inside(lexicon.entities.find([lexicon.stem(word) for word in typed]))
    for position, word in enumerate(typed):
        mended = word
        if word in hidden and position not in known_names:
            unknown.add(lexicon.stem(word))
        elif repair and word not in lexicon and position not in known_names:
            found = lexicon.repair(word)
            if found is not None:
                mended = found
                repairs.append((word, found))
            if mended not in lexicon:
                unknown.add(lexicon.stem(mended))
        read.append(mended)
    stems = [lexicon.stem(word) for word in read]
    named = lexicon.entities.find(stems)
    outer = outermost(named)
    asked = lexicon.attributes.find(stems)
    entity_words = _inside(outer)
    attribute_words: dict[int, tuple[str, ...]] = {}
    for mention in asked:
        for position in range(mention.start, mention.end):
            attribute_words[position] = attribute_words.get(position, ()) + mention.ids
    entities = _unique(outer)
    return Analysis(
        typed=typed,
        read=tuple(read),
        stems=tuple(stems),
        repairs=tuple(repairs),
        unknown=frozenset(unknown),
        entities=entities,
        inner_entities=tuple(name for name in _unique(named) if name not in entities),
        attributes=_unique(asked),
        entity_words=frozenset(entity_words),
        attribute_words=attribute_words,
        times=times(read),
        form=form(read),
    )


def _inside(mentions: Sequence[Mention]) -> set[int]:
    return {position for mention in mentions for position in range(mention.start, mention.end)}


def _unique(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for mention in mentions for name in mention.ids))
