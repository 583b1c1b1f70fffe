"""A file as lines with their ends, and what stands where in it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.knowledge.loaders import FAST

Point = tuple[int, int]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_BOM = "\ufeff"


class Document:
    """The text of a file; what is not touched keeps its bytes."""

    def __init__(self, data: bytes) -> None:
        text = data.decode("utf-8")
        self._mark = _BOM if text.startswith(_BOM) else ""
        parts = _LINE.findall(text.removeprefix(_BOM))
        # The expression also finds the nothing behind the last line end.
        self.lines: list[str] = [line for line, _ in parts]
        self._ends: list[str] = [end for _, end in parts]
        if len(self.lines) > 1 and not self._ends[-2]:
            self.lines.pop()
            self._ends.pop()
        used = Counter(end for end in self._ends if end)
        self._usual = used.most_common(1)[0][0] if used else "\n"

    @property
    def text(self) -> str:
        """The text with line ends made alike."""
        return "\n".join(self.lines)

    def data(self) -> bytes:
        """Return the bytes of the file."""
        pairs = zip(self.lines, self._ends, strict=True)
        return (self._mark + "".join(line + end for line, end in pairs)).encode()

    def splice(self, start: Point, end: Point, text: str) -> None:
        """Put a text in place of what lies between two points; new lines end as those around."""
        (first, left), (last, right) = start, end
        whole = self.lines[first][:left] + text + self.lines[last][right:]
        lines = whole.split("\n")
        inner = self._ends[first : first + 1] if self._ends[first] else [self._usual]
        # A line that was there keeps its own end.
        ends = [*(inner * (len(lines) - 1)), self._ends[last]]
        self.lines[first : last + 1] = lines
        self._ends[first : last + 1] = ends

    def insert_after(self, line: int, text: str) -> None:
        """Put lines behind a line; -1 stands for the top of the file."""
        if line < 0:
            self.splice((0, 0), (0, 0), text + "\n")
        else:
            end = len(self.lines[line])
            self.splice((line, end), (line, end), "\n" + text)

    def delete_lines(self, first: int, last: int) -> None:
        """Take lines out."""
        del self.lines[first : last + 1]
        del self._ends[first : last + 1]
        if not self.lines or self._ends[-1]:
            # What follows the last line end is nothing, and a line here.
            self.lines.append("")
            self._ends.append("")

    def indent(self, line: int) -> int:
        """Return with how many blanks a line begins."""
        text = self.lines[line]
        return len(text) - len(text.lstrip(" "))

    def is_blank(self, line: int) -> bool:
        """Tell whether nothing stands on a line."""
        return not self.lines[line].strip()

    def past_comments(self, line: int, indent: int) -> int:
        """Return the last of the comment lines below a line that are indented deeper."""
        while line + 1 < len(self.lines):
            below = self.lines[line + 1].strip()
            if not below.startswith("#") or self.indent(line + 1) <= indent:
                break
            line += 1
        return line


@dataclass(slots=True)
class Spot:
    """A value and where it stands: from `start` to behind its last character.

    `style` is `block` or `flow` for lists and mappings, else the sign that begins a scalar: a
    quote, `|` or `>`, or nothing. `keys` holds by key its own spot and that of its value.
    """

    style: str
    start: Point
    end: Point
    text: str | None = None
    items: list["Spot"] | None = None
    keys: dict[str, tuple["Spot", "Spot"]] | None = None
    children: list["Spot"] = field(default_factory=list)

    @property
    def flow(self) -> bool:
        """Whether it is a list or mapping in brackets."""
        return self.style == "flow"

    def at(self, key: str) -> "Spot | None":
        """Return the value of a key, if this is a mapping that has it."""
        pair = (self.keys or {}).get(key)
        return pair[1] if pair else None


def spots(document: Document) -> Spot | None:
    """Return what stands where in a file that reads without problems; None if it is empty."""
    text = document.text
    open_spots: list[Spot] = []
    root: Spot | None = None
    for event in yaml.parse(text if text.endswith("\n") else text + "\n", Loader=FAST):
        spot = _spot(event, document)
        if spot is not None:
            if open_spots:
                open_spots[-1].children.append(spot)
            else:
                root = spot
            if spot.text is None:
                open_spots.append(spot)
        elif isinstance(event, yaml.CollectionEndEvent):
            _close(open_spots.pop(), event)
    empty = root is not None and root.text == "" and not root.style
    return None if empty else root


def _spot(event: yaml.Event, document: Document) -> Spot | None:
    if isinstance(event, yaml.ScalarEvent):
        style = event.style or ""
        start, end = _point(event.start_mark), _point(event.end_mark)
        if style in ("|", ">"):
            end = _end_of_block(document, start, end)
        elif not style:
            end = _trimmed(document, start, end)
        return Spot(style, start, end, text=event.value)
    if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
        start = _point(event.start_mark)
        spot = Spot("flow" if event.flow_style else "block", start, start)
        if isinstance(event, yaml.SequenceStartEvent):
            spot.items = spot.children
        else:
            spot.keys = {}
        return spot
    return None


def _close(spot: Spot, event: yaml.Event) -> None:
    if spot.flow:
        spot.end = _point(event.end_mark)
    elif spot.children:
        spot.end = spot.children[-1].end
    if spot.keys is not None:
        for key, value in _pairs(spot.children):
            spot.keys[key.text or ""] = (key, value)


def _pairs(children: list[Spot]) -> Iterator[tuple[Spot, Spot]]:
    return zip(children[::2], children[1::2], strict=True)


def _point(mark: Any) -> Point:
    return mark.line, mark.column


def _trimmed(document: Document, start: Point, end: Point) -> Point:
    """Return the end of an unquoted text without the blanks and lines behind it."""
    line, column = end
    while (line, column) > start:
        if line >= len(document.lines) or column == 0:
            line -= 1
            column = len(document.lines[line])
        elif document.lines[line][column - 1] == " ":
            column -= 1
        else:
            break
    return line, column


def _end_of_block(document: Document, start: Point, end: Point) -> Point:
    """Return the end of the last line of a `|` or `>` text, of a blank one if those are kept."""
    header = document.lines[start[0]][start[1] :].split("#")[0]
    line = min(end[0] if end[1] else end[0] - 1, len(document.lines) - 1)
    while line > start[0] and "+" not in header and document.is_blank(line):
        line -= 1
    if line == len(document.lines) - 1 and not document.lines[line] and line > start[0]:
        # The nothing behind the last line end is no line.
        line -= 1
    return line, len(document.lines[line])
