"""Values as a curator would write them in YAML.

What cannot be certain by looking is tried: a form is taken if reading it gives the value back.
"""

import re
from collections.abc import Sequence

from bot.knowledge.decode import stands_out
from bot.knowledge.nodes import Plain
from bot.knowledge.parse import read_yaml

WIDTH = 100
# Longer texts in a list stand on a line each.
_SHORT = 60
_BREAK = re.compile(r"(?<=[^ ]) (?=[^ ])")
# In brackets other readers trip over these, though ours does not.
_QUOTED_IN_FLOW = re.compile(r"[?:\n]|^-")


def scalar(text: str, column: int, indent: int, *, quote: str = "") -> str:
    """Return a text as the value of a key in block style, to stand at a column.

    A text too long for its line is folded below, indented. `quote` is kept where there was one.
    """
    one_line = quoted(text, quote) if quote else plain_or_quoted(text)
    if column + len(one_line) <= WIDTH and "\n" not in text:
        return one_line
    return folded(text, indent) or one_line


def plain_or_quoted(text: str) -> str:
    """Return a text on one line, unquoted where that reads the same."""
    return text if _reads(f"k: {text}\n", {"k": text}) else quoted(text)


def quoted(text: str, quote: str = "") -> str:
    """Return a text in quotes: those asked for, or those that need the fewest escapes."""
    quote = quote or ("'" if '"' in text and "'" not in text else '"')
    if quote == "'" and "\n" not in text and not any(map(stands_out, text)):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def folded(text: str, indent: int) -> str:
    """Return a text in `>-` style below its key, or nothing where that would change it."""
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        if number:
            lines.append("")
        if paragraph:
            lines += _wrapped(_BREAK.split(paragraph), " ", indent)
    return _block(lines, text, indent)


def refolded(old: Sequence[str], text: str, indent: int) -> str:
    """Return a text in `>-` style that breaks as an earlier one did where it is the same.

    Nothing is returned where that cannot be.
    """
    if "\n" in text:
        return ""
    head, tail, rest = list[str](), list[str](), text
    for line in old:
        if not rest.startswith(f"{line} "):
            break
        head.append(line)
        rest = rest[len(line) + 1 :]
    for line in reversed(old[len(head) :]):
        if not rest.endswith(f" {line}"):
            break
        tail.append(line)
        rest = rest[: -len(line) - 1]
    middle = _wrapped(_BREAK.split(rest), " ", indent)
    return _block([*head, *middle, *reversed(tail)], text, indent)


def _block(lines: Sequence[str], text: str, indent: int) -> str:
    pad = " " * indent
    made = ">-\n" + "\n".join(pad + line if line else "" for line in lines)
    key = " " * (indent - 2) + "k: " if indent >= 2 else ""
    return made if key and _reads(f"{key}{made}\n", {"k": text}) else ""


def flow(value: Plain) -> str:
    """Return a value on one line, as it may stand in brackets."""
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    text = value or ""
    if not _QUOTED_IN_FLOW.search(text) and _reads(f"k: [{text}]\n", {"k": [text]}):
        return text
    return quoted(text)


def pair(key: str, value: Plain, indent: int) -> str:
    """Return a key with its value in block style; the first line is not indented."""
    if isinstance(value, dict):
        return f"{key}:\n" + " " * (indent + 2) + mapping(value, indent + 2)
    if isinstance(value, list):
        return f"{key}:" + _list(key, value, indent)
    return f"{key}: " + scalar(value or "", indent + len(key) + 2, indent + 2)


def mapping(values: dict[str, Plain], indent: int) -> str:
    """Return a mapping in block style; the first line is not indented."""
    return ("\n" + " " * indent).join(pair(key, one, indent) for key, one in values.items())


def item(value: Plain, indent: int, *, in_flow: bool = False) -> str:
    """Return an item of a list in block style from behind its dash, which stands at `indent`."""
    if isinstance(value, dict):
        one_line = flow(value)
        if in_flow and indent + 2 + len(one_line) <= WIDTH:
            return one_line
        return mapping(value, indent + 2)
    if isinstance(value, list):
        return flow(value)
    return scalar(value or "", indent + 2, indent + 2)


def _list(key: str, values: list[Plain], indent: int) -> str:
    if all(isinstance(one, str) and len(one) <= _SHORT for one in values):
        items = [flow(one) for one in values]
        one_line = " [" + ", ".join(items) + "]"
        if indent + len(key) + 1 + len(one_line) <= WIDTH:
            return one_line
        pad = " " * (indent + 2)
        lines = _wrapped([*(f"{one}," for one in items[:-1]), f"{items[-1]}]"], " ", indent + 3)
        return f"\n{pad}[" + f"\n{pad} ".join(lines)
    short = key == "history"
    pad = " " * (indent + 2)
    return "".join(f"\n{pad}- {item(one, indent + 2, in_flow=short)}" for one in values)


def _wrapped(words: Sequence[str], gap: str, indent: int) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if indent + len(lines[-1]) + len(gap) + len(word) <= WIDTH:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines


def _reads(text: str, expected: Plain) -> bool:
    root, problems = read_yaml(text.encode("utf-8", "replace"), "")
    return not problems and root is not None and root.plain() == expected


def _escaped(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if stands_out(character):
        code = ord(character)
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
