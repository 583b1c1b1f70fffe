"""What Discord takes at most, and cutting to it.

Lengths are counted in UTF-16 units, as Discord's clients count them: never less than characters.
"""

from bot.answers.sentences import shortened
from bot.discord_app.escaping import escaped, one_line

TEXT = 4_000  # over all text displays of a message
COMPONENTS = 40  # in a message, nested ones included
CUSTOM_ID = 100
LABEL = 80  # of a button
OPTION = 100  # label, value and description of an option of a select
OPTIONS = 25
DESCRIPTION = 1_024  # of an attachment and of a picture in a gallery
CHOICE = 100  # name and value of a choice of an autocomplete
CHOICES = 25

_ELLIPSIS = "…"


def size(text: str) -> int:
    """Return how long a text is for Discord."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def label(text: str, limit: int = LABEL) -> str:
    """Return a text for a place that knows no formatting: on one line, cut between words."""
    line = one_line(text) or _ELLIPSIS
    if size(line) <= limit:
        return line
    kept = _start(line, limit - 1)
    space = kept.rfind(" ")
    return (kept[:space] if space > limit // 2 else kept).rstrip() + _ELLIPSIS


def fitted(text: str, limit: int, language: str) -> tuple[str, str]:
    """Return as much of a text as fits when it is escaped, and what is left over.

    It is cut after a sentence where there is one, else between words.
    """
    whole = escaped(text)
    if size(whole) <= limit:
        return whole, ""
    length = limit
    while length > 1:
        kept = shortened(text, length, language)
        shown = escaped(kept)
        if size(shown) <= limit:
            return shown, text[len(kept.removesuffix(_ELLIPSIS)) :].strip()
        length = min(length - 1, length * limit // size(shown))
    return "", text


def pages(text: str, limit: int, language: str) -> list[str]:
    """Return a text escaped and cut into pieces, each of which fits."""
    found = []
    left = text.strip()
    while left:
        shown, rest = fitted(left, limit, language)
        if not shown or len(rest) >= len(left):
            break
        found.append(shown)
        left = rest
    return found


def _start(text: str, limit: int) -> str:
    """Return the longest start of a text within the limit; no character is cut in half."""
    if text.isascii():
        return text[:limit]
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
