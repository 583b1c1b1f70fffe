"""Taking secrets out of what is written: known ones by their value, others by their form.

Nothing of ours writes any; but an error of a library may hold an address with all that is in it.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

HIDDEN = "[hidden]"
# Of what is shorter, such as a password of four letters, more than the secret would be taken out.
_LEAST = 6

_FORMS = re.compile(
    # Whoever has the token of an interaction or a webhook can write in its name.
    r"(?P<before>/(?:interactions|webhooks)/\d+/)[^\s/?#'\")>]+"
    # A password in an address.
    r"|(?P<user>://[^\s/:@]*:)[^\s/@]+(?=@)"
    # Tokens of bots.
    r"|\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}\b"
)

Hide = Callable[[str], str]


def hiding(*secrets: str) -> Hide:
    """Return what takes these secrets out of a text; of an address its password is one."""
    known = sorted(set(_values(secrets)), key=len, reverse=True)
    values = re.compile("|".join(map(re.escape, known))) if known else None

    def hide(text: str) -> str:
        text = _FORMS.sub(_kept, text)
        return values.sub(HIDDEN, text) if values else text

    return hide


def _values(secrets: Iterable[str]) -> Iterable[str]:
    for one in secrets:
        password = _password(one) if "://" in one else one
        yield from (each for each in (password, unquote(password)) if len(each) >= _LEAST)


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def _kept(found: re.Match[str]) -> str:
    return (found["before"] or found["user"] or "") + HIDDEN
