"""Rows of files with separated values: commas, semicolons, tabs, with quotes or without."""

import csv
import io
from collections.abc import Iterator, Sequence

from bot.knowledge.exchange.pairs import Report

Row = tuple[int, list[str]]

_ENDLESS = "unexpected end of data"
_LIMIT = "field larger than field limit"


def rows(text: str, delimiter: str, report: Report, *, quoted: bool = True) -> Iterator[Row]:
    """Yield each row that is not empty, with the line in which it begins.

    Raises `UnreadableError` where quotes or the length of a cell make no sense.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise report.unreadable(line, *_words(str(error))) from error
        if any(cell.strip() for cell in cells):
            yield line, cells


def even(found: Sequence[Row]) -> bool:
    """Tell whether all rows have as many cells as the first."""
    return all(len(cells) == len(found[0][1]) for _, cells in found)


def _words(error: str) -> tuple[str, str, str]:
    """Return rule, message and hint for what Python's csv module complains of."""
    if error.startswith(_ENDLESS):
        message = "a cell of this row begins with a quote that is never closed"
        return "syntax", message, "close it, or write a quote inside of quotes twice"
    if error.startswith(_LIMIT):
        limit = csv.field_size_limit()
        message = f"a cell of this row is longer than {limit:,} characters"
        return "too-long", message, "a quote may be open; else shorten the cell"
    message = "something stands behind a closing quote in this row"
    return "syntax", message, "write a quote inside of quotes twice"
