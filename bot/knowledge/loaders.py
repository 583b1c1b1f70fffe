"""The two YAML loaders: libyaml's, which is fast, and Python's own, which explains itself."""

from typing import Any

import yaml
from yaml.scanner import ScannerError

Loader = type[Any]


class PureLoader(yaml.SafeLoader):
    """Python's loader with the one habit of libyaml that curators will meet.

    libyaml, and YAML 1.2, take a question mark inside an unquoted item in brackets, as in
    `[is it true?, c'est vrai ?]`; PyYAML's scanner stops there.
    """

    _gap: Any = None

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        """Remember the blanks last skipped: they belong to the text if it goes on."""
        self._gap = super().scan_plain_spaces(indent, start_mark)
        return self._gap

    def scan_plain(self) -> Any:
        """Read an unquoted text, in brackets also beyond question marks."""
        self._gap = None
        token = super().scan_plain()
        while self.flow_level and self.peek() == "?":
            parts = [token.value, *(self._gap or ()), self._question_marks()]
            gap = self.scan_plain_spaces(self.indent + 1, token.start_mark)
            self._gap = None
            more = yaml.ScalarToken("", True, token.start_mark, self.get_mark())
            if self.peek() != "#":
                more = super().scan_plain()
            if more.value or self.peek() == "?":
                parts += [*(gap or ()), more.value]
            token = yaml.ScalarToken("".join(parts), True, token.start_mark, more.end_mark)
        return token

    def scan_flow_scalar(self, style: Any) -> Any:
        """Read a quoted text; an escape that names no character is an error with its place."""
        start = self.get_mark()
        try:
            return super().scan_flow_scalar(style)
        except (ValueError, OverflowError) as error:
            context, problem = "while scanning a quoted text", "found unknown escape character"
            raise ScannerError(context, start, problem, self.get_mark()) from error

    def _question_marks(self) -> str:
        length = 1
        while self.peek(length) in ("?", "#"):
            length += 1
        text: str = self.prefix(length)
        self.forward(length)
        self.allow_simple_key = False
        return text


try:
    FAST: Loader = yaml.CSafeLoader
except AttributeError:  # PyYAML built without libyaml
    FAST = PureLoader
