"""What a member typed, without what is no part of a question."""

import re
import unicodedata

from bot.conversation.question import MAX_CHARACTERS

_FENCE = re.compile(r"```(?:[A-Za-z0-9_+-]{1,20}(?=\n))?")
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w{1,40}:)\d{1,25}>|@(?:everyone|here)\b")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_RUN_OF_SIGNS = re.compile(r"([^\w\s])\1{3,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Repeated words count as repetition from this many on; a phrase has at most so many words.
_REPEATS = 3
_PHRASE = 4

_GREETINGS = frozenset(
    """
    hi hello hey heya yo hiya greetings morning evening afternoon good gm gn guys all everyone
    everybody folks there team mate mates bot please pls plz thanks thank you thx ty cheers bye ok
    okay a an question quick
    ciao salve buongiorno buonasera ragazzi tutti grazie prego domanda una un
    bonjour bonsoir salut coucou tous tout le monde merci svp
    hallo moin servus guten tag morgen abend zusammen leute alle danke bitte dir euch ihnen vielen
    you so much lot tanto mille molte beaucoup bien vous toi mucho muchas ti
    hola buenas buenos dias días tardes noches todos chicos gracias favor por
    """.split()
)
# Some word of a greeting must be one that greets or thanks; the others only go with it.
_GREETS = frozenset(
    """
    hi hello hey heya yo hiya greetings morning evening afternoon gm gn thanks thank thx ty cheers
    bye ciao salve buongiorno buonasera grazie bonjour bonsoir salut coucou merci hallo moin servus
    guten danke hola buenas buenos gracias
    """.split()
)
_FILLER = re.compile(
    r"lo+l+|lmf?ao+|ro[tf]+l|(?:ha){2,}h?|(?:he){2,}h?|xd+|omg|wtf|bruh|bro|umm*|uhh*|hmm+|mdr|jaja\w*"
    r"|kek\w*",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """Return a message line by line without code fences, mentions, addresses and greetings.

    Words in code fences stay. Of a very long text the start and the end are kept: the question
    may stand at either. What is left may be empty.
    """
    text = _cut(_readable(text))
    text = _FENCE.sub("\n", text).replace("`", " ")
    text = _MENTION.sub(" ", _ADDRESS.sub(" ", text))
    text = _RUN_OF_SIGNS.sub(r"\1", text)
    lines = (without_repetition(" ".join(line.split())) for line in text.splitlines())
    return "\n".join(line for line in lines if _WORD.search(line) and not is_greeting(line))


def is_greeting(text: str) -> bool:
    """Tell whether a text greets, thanks or laughs and asks nothing."""
    words = [word for word in _WORD.findall(text.casefold()) if not _FILLER.fullmatch(word)]
    if not words:
        return True
    known = all(word in _GREETINGS for word in words)
    return known and any(word in _GREETS for word in words)


def without_fillers(text: str) -> str:
    """Return a text without laughter and sighs at its ends."""
    words = text.split()
    while words and _is_filler(words[0]):
        words.pop(0)
    while words and _is_filler(words[-1]):
        words.pop()
    return " ".join(words)


def without_repetition(text: str) -> str:
    """Return a text in which a word or a short phrase that is said over and over is said once."""
    words = text.split(" ")
    for length in range(1, _PHRASE + 1):
        if len(words) < _REPEATS * length:
            break
        words = _collapsed(words, length)
    return " ".join(words)


def _collapsed(words: list[str], length: int) -> list[str]:
    folded = [word.casefold().strip(".,;:!?…") for word in words]
    kept: list[str] = []
    place = 0
    while place < len(words):
        phrase = folded[place : place + length]
        end = place + length
        while folded[end : end + length] == phrase:
            end += length
        if (end - place) // length >= _REPEATS and any(phrase):
            # The last one stays: the sign that ends a sentence stands there.
            kept += words[end - length : end]
            place = end
        else:
            kept.append(words[place])
            place += 1
    return kept


def _is_filler(word: str) -> bool:
    bare = word.strip(".,;:!?…-–—*_~()")
    return not bare or bool(_FILLER.fullmatch(bare))


def _readable(text: str) -> str:
    """Return a text without half characters and with blanks for what is no character to read."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return "".join(_character(one) for one in text)


def _character(one: str) -> str:
    if one == "\n" or one.isprintable():
        return one
    category = unicodedata.category(one)
    # Joiners, marks of direction and the like are part of the word they stand in.
    return "" if category in ("Cf", "Cs") else " "


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    half = MAX_CHARACTERS // 2
    start, end = text[:half], text[-half:]
    # A word that the cut goes through says nothing, unless there is nothing else.
    start = start[: start.rfind(" ")] if " " in start else start
    end = end[end.find(" ") :] if " " in end else end
    return f"{start}\n{end}"
