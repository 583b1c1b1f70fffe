"""From the bytes of a file to text that YAML may be read from."""

import re

from bot.knowledge.problems import Problem

# What YAML itself refuses, then other line ends and the marks that turn the direction of writing:
# each makes an editor show something else than what is read.
CONTROL = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
# What an escape in double quotes must not bring in either.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def stands_out(text: str) -> bool:
    """Tell whether a text holds a character that cannot stand in a file as it is."""
    return "\t" in text or CONTROL.search(text) is not None


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return the text of a file with line ends made alike, or what speaks against reading it.

    A byte order mark at the start is left out; a text that is not empty ends in a line end.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(data, error.start, file)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    if found := CONTROL.search(text):
        message = f"the invisible character U+{ord(found.group()):04X} cannot stand here"
        hint = "save the file as UTF-8" if found.group() == "\x00" else "delete it"
        problems.append(_at(text, found.start(), file, "control-character", message, hint))
    tab = text.find("\t")
    if tab >= 0:
        hint = "put spaces in its place"
        problems.append(_at(text, tab, file, "tab", "a tab cannot stand here", hint))
    if problems:
        return "", problems
    return (text if not text or text.endswith("\n") else text + "\n"), []


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    before = data[:start].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Problem(
        file=file,
        line=line,
        column=column,
        level="error",
        rule="not-utf-8",
        message=f"the file is not UTF-8: byte 0x{data[start]:02x} cannot stand here",
        hint="it looks like UTF-16; " * data.startswith(_UTF_16) + "save the file as UTF-8",
    )


def _at(text: str, index: int, file: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(
        file=file,
        line=text.count("\n", 0, index) + 1,
        column=index - text.rfind("\n", 0, index),
        level="error",
        rule=rule,
        message=message,
        hint=hint,
    )
