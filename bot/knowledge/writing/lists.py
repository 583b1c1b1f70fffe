"""Items of lists in the text of a file: put in, and taken out."""

from bot.knowledge.writing.document import Document, Point, Spot
from bot.knowledge.writing.layout import WIDTH

Span = tuple[Point, Point]


def add_to_flow(document: Document, spot: Spot, index: int, text: str) -> None:
    """Put an item into brackets, on a line of its own where the line would grow too long."""
    items = spot.items or []
    if not items:
        after = (spot.start[0], spot.start[1] + 1)
        document.splice(after, after, text)
    elif index == 0:
        document.splice(items[0].start, items[0].start, f"{text}, ")
    else:
        put_behind(document, spot, items[index - 1], text)


def put_behind(document: Document, spot: Spot, before: Spot, text: str) -> None:
    """Put an item behind another inside brackets or braces."""
    line, column = before.end
    rest = document.lines[line][column:]
    hanging = "\n" + " " * _hanging(document, spot) + text
    comma = "," if rest.startswith(",") else ""
    if rest[len(comma) :].lstrip(" ").startswith("#"):
        # The comment stays with what it was written behind.
        end = (line, len(rest) + column)
        document.splice(before.end, end, rest + hanging + "," if comma else "," + rest + hanging)
    elif column + len(text) + 2 + len(rest) <= WIDTH:
        document.splice(before.end, before.end, f", {text}")
    else:
        document.splice(before.end, before.end, "," + hanging)


def drop_from_flow(document: Document, spot: Spot, index: int) -> None:
    """Take an item with its comma out of brackets."""
    _drop(document, [(one.start, one.end) for one in spot.items or ()], index)


def drop_pair_from_flow(document: Document, spot: Spot, index: int) -> None:
    """Take a key with its value and comma out of braces."""
    pairs = (spot.keys or {}).values()
    _drop(document, [(key.start, value.end) for key, value in pairs], index)


def insert_in_block(
    document: Document, spot: Spot, index: int, text: str, *, apart: bool = False
) -> None:
    """Put an item on lines of its own, with a blank line between it and the others if `apart`."""
    items = spot.items or []
    dash = spot.start[1]
    made = " " * dash + "- " + text
    if index == 0:
        line = _dash_line(document, spot, 0) - 1
        document.insert_after(line, made + "\n" * apart)
    else:
        line = document.past_comments(items[index - 1].end[0], dash)
        document.insert_after(line, "\n" * apart + made)


def drop_from_block(document: Document, spot: Spot, index: int) -> None:
    """Take the lines of an item out."""
    items = spot.items or []
    document.delete_lines(_dash_line(document, spot, index), items[index].end[0])


def _dash_line(document: Document, spot: Spot, index: int) -> int:
    """Return the line on which the dash of an item stands."""
    items = spot.items or []
    if index == 0:
        return spot.start[0]
    line, above = items[index].start[0], items[index - 1].end[0]
    dash = spot.start[1]
    while line > above + 1 and document.lines[line][: dash + 1].strip() != "-":
        line -= 1
    return line


def _hanging(document: Document, spot: Spot) -> int:
    """Return the column in which the lines of brackets go on."""
    line, column = spot.start
    below = [child.start for child in spot.children if child.start[0] > line]
    if below and document.indent(below[-1][0]) == below[-1][1]:
        return below[-1][1]
    text = document.lines[line]
    if not text[:column].strip():
        return column + 1
    indent = document.indent(line)
    return indent + (4 if text[indent:].startswith("- ") else 2)


def _drop(document: Document, spans: list[Span], index: int) -> None:
    start, end = spans[index]
    if index == len(spans) - 1:
        if index and _only_comma(document, spans[index - 1][1], start):
            document.splice(spans[index - 1][1], end, "")
            return
    elif _only_comma(document, end, spans[index + 1][0]):
        after = spans[index + 1][0]
        alone = not document.lines[start[0]][: start[1]].strip()
        if start[0] != after[0] and alone and document.indent(after[0]) == after[1]:
            # It has lines of its own.
            document.delete_lines(start[0], after[0] - 1)
        elif start[0] == after[0] or not index:
            document.splice(start, after, "")
        else:
            # The line break stays where it is, a blank before it does not.
            comma = _behind_comma(document, end)
            document.splice(start, comma, "")
            line = document.lines[start[0]]
            document.lines[start[0]] = line.rstrip(" ")
        return
    document.splice(start, _behind_comma(document, end), "")


def _only_comma(document: Document, start: Point, end: Point) -> bool:
    """Tell whether nothing but a comma, blanks and line breaks lies between two points."""
    if start[0] == end[0]:
        between = document.lines[start[0]][start[1] : end[1]]
    else:
        lines = document.lines[start[0] : end[0] + 1]
        between = "\n".join([lines[0][start[1] :], *lines[1:-1], lines[-1][: end[1]]])
    return between.replace(",", "", 1).strip() == ""


def _behind_comma(document: Document, end: Point) -> Point:
    """Return the point behind the comma that follows on the same line, if one does."""
    line, column = end
    rest = document.lines[line][column:]
    blanks = len(rest) - len(rest.lstrip(" "))
    return (line, column + blanks + 1) if rest[blanks:].startswith(",") else end
