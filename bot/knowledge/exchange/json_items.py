"""The objects of a JSON file one after the other, each with the line where it begins.

Python's own reader tells no places and holds the whole file as objects at once; this one holds
one item at a time.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.knowledge.exchange.pairs import Report
from bot.knowledge.problems import shown

_BLANK = re.compile(r"[ \t\n\r]*")
_HINT = "export the questions again, or mend the file"


def json_items(text: str, key: str, report: Report) -> Iterator[tuple[int, Any]]:
    """Yield the items of the list that is the file, or that stands at a key of its object.

    A file of one object a line is taken as well. Numbers stay text. Raises `UnreadableError`.
    """
    yield from _Reader(text, report).all(key)


class _Reader:
    def __init__(self, text: str, report: Report) -> None:
        self.text = text
        self.report = report
        self.place = 0
        self._counted, self._line = 0, 1
        self._decoder = json.JSONDecoder(
            parse_int=str, parse_float=str, object_pairs_hook=self._object
        )

    def all(self, key: str) -> Iterator[tuple[int, Any]]:
        self._skip()
        while self.place < len(self.text):
            if self._next_is("["):
                yield from self._list()
            elif self._next_is("{"):
                yield from self._at_key(key)
            else:
                raise self._wrong("this is no list and no object in JSON")
            self._skip()

    def _at_key(self, key: str) -> Iterator[tuple[int, Any]]:
        """Yield the items at the key of an object, or the object itself if it has no such key."""
        line, found, rest = self.line, False, {}
        self._step("{")
        while not self._next_is("}"):
            name = self._value()
            if not isinstance(name, str):
                raise self._wrong("a key must be text")
            self._step(":")
            if name == key and self._next_is("["):
                found = True
                yield from self._list()
            else:
                rest[name] = self._value()
            if not self._next_is("}"):
                self._step(",")
        self._step("}")
        if not found:
            yield line, rest
        elif rest:
            names = ", ".join(shown(name) for name in list(rest)[:5])
            message = f"beside the questions stands {names}; it is not carried over"
            self.report.changed(line, "column", message, "nothing to do if nobody needs it here")

    def _list(self) -> Iterator[tuple[int, Any]]:
        self._step("[")
        while not self._next_is("]"):
            yield self.line, self._value()
            if not self._next_is("]"):
                self._step(",")
        self._step("]")

    def _value(self) -> Any:
        try:
            value, self.place = self._decoder.raw_decode(self.text, self.place)
        except json.JSONDecodeError as error:
            self.place = error.pos
            raise self._wrong(f"this is no JSON: {error.msg}") from error
        except RecursionError as error:
            message = "lists and objects lie too deep inside each other"
            raise self.report.unreadable(self.line, "too-deep", message, _HINT) from error
        self._skip()
        return value

    def _object(self, found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) < len(found):
            message = "an object here has a key twice; the last of them counts"
            self.report.changed(self.line, "duplicate-key", message, "keep one of the two")
        return value

    def _step(self, sign: str) -> None:
        if not self._next_is(sign):
            raise self._wrong(f"a '{sign}' is missing here")
        self.place += 1
        self._skip()

    def _next_is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.place)

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.place)
        self.place = found.end() if found else self.place

    @property
    def line(self) -> int:
        """The line in which the next value begins."""
        self._line += self.text.count("\n", self._counted, self.place)
        self._counted = max(self._counted, self.place)
        return self._line

    def _wrong(self, message: str) -> Exception:
        return self.report.unreadable(self.line, "syntax", message, _HINT)
