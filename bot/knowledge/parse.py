"""From the bytes of a YAML file to nodes: what was typed, and where.

A scalar stays the text that was typed; tags, anchors, aliases and merge keys are refused while
they are read, so that nothing is ever expanded. The tree is built from the parser's events on a
stack of its own: no depth of nesting can exhaust Python's.
"""

import re
from collections.abc import Iterator

import yaml

from bot.knowledge.decode import HIDDEN, decode
from bot.knowledge.loaders import FAST, Loader, PureLoader
from bot.knowledge.nodes import Node, Value
from bot.knowledge.problems import Problem, shown
from bot.knowledge.syntax import syntax_problem

DEEPEST = 20
MOST_PROBLEMS = 50
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(\s|$)")
_LEAVE_OUT = "leave the key out, or write a value; quote it if it is meant as text"


def read_yaml(
    data: bytes, file: str, loader: Loader | None = None
) -> tuple[Node | None, list[Problem]]:
    """Return the content of a file (None if it is empty or unreadable) and its problems.

    As soon as the fast loader meets anything to complain about, the pure one reads the file anew:
    the two differ in their messages and in a few corners, and people see one kind of message.
    """
    text, problems = decode(data, file)
    if problems:
        return None, problems
    chosen = loader or FAST
    builder = _Builder(text, file)
    root = builder.build(chosen)
    if builder.problems and chosen is not PureLoader:
        builder = _Builder(text, file)
        root = builder.build(PureLoader)
    return root, builder.problems


class _Stop(Exception):  # noqa: N818 -- a signal, not an error
    """Nothing more is read of this file."""


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.root: Node | None = None
        # The collections that are still open, each with the key that waits for its value.
        self.open: list[Node] = []
        self.keys: list[tuple[str | None, int, int] | None] = []

    def build(self, loader: Loader) -> Node | None:
        try:
            self._all(yaml.parse(self.text, Loader=loader))
        except _Stop:
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.problems.append(syntax_problem(error, self.text, self.file))
            return None
        return self.root

    def _all(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent):
                self._start(event, {})
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start(event, [])
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
                self.keys.pop()
            elif isinstance(event, yaml.AliasEvent):
                line, column = _place_of(event)
                self._say(line, column, "anchor", *_anchors("*", event.anchor or ""))
                self._put(Node(line, column, "", broken=True), is_text=False)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._document(event, documents)

    def _document(self, event: yaml.DocumentStartEvent, documents: int) -> None:
        line, column = _place_of(event)
        if event.version or event.tags:
            self._say(line, column, "directive", "a '%' directive cannot stand here", "delete it")
        if documents > 1:
            message = "a second document begins here"
            self._say(line, column, "several-documents", message, "put it into a file of its own")
            raise _Stop

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text, style = event.value, event.style
        line, column = _place_of(event)
        node = Node(line, column, text)
        if event.tag is not None or event.anchor is not None:
            self._properties(event, node)
        elif style == "|" or style == ">":
            # libyaml takes a '#' that sticks to the sign for a comment, the pure loader does not.
            if not _BLOCK_HEADER.match(self.lines[line - 1], column - 1):
                self._say(line, column, "syntax", "a blank is missing before '#'", "")
        elif not style and text in _EMPTY and not self._waits_for_key():
            if not text and not self.open:
                return
            node.broken = True
            key = self.keys[-1] if self.keys else None
            if key and not text:
                # Nothing is nowhere: the key is what can be shown.
                node.line, node.column = key[1:]
            message = f"the value is empty: {shown(text)} stands for nothing" if text else ""
            message = message or "the value is empty"
            self._say(node.line, node.column, "empty-value", message, _LEAVE_OUT)
        if HIDDEN.search(text):
            message = f"the text {shown(text)} holds an invisible character"
            self._say(node.line, node.column, "control-character", message, "delete it")
            node.broken = True
        self._put(node, is_text=True, quoted=bool(style))

    def _start(
        self,
        event: yaml.MappingStartEvent | yaml.SequenceStartEvent,
        value: Value,
    ) -> None:
        node = Node(*_place_of(event), value)
        if event.tag is not None or event.anchor is not None:
            self._properties(event, node)
        self._put(node, is_text=False)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            message = f"more than {DEEPEST} lists and mappings inside each other"
            self._say(node.line, node.column, "too-deep", message, "a pack needs four at most")
            raise _Stop

    def _properties(
        self,
        event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent,
        node: Node,
    ) -> None:
        node.broken = True
        if event.anchor is not None:
            self._say(node.line, node.column, "anchor", *_anchors("&", event.anchor))
        if event.tag is not None:
            message = f"the tag {shown(_short(event.tag))} cannot stand here"
            hint = "delete it, or put the value in quotes if '!' begins it"
            self._say(node.line, node.column, "tag", message, hint)

    def _waits_for_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and not self.keys[-1]

    def _put(self, node: Node, *, is_text: bool, quoted: bool = False) -> None:
        """Put a node where it belongs: the root, an item, a key or the value of a key."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        assert isinstance(parent.value, dict)  # noqa: S101 -- for mypy: a collection is open
        waiting = self.keys[-1]
        if waiting is None:
            self.keys[-1] = (self._key(node, is_text, quoted, parent), node.line, node.column)
            return
        self.keys[-1] = None
        key, line, column = waiting
        if key is not None:
            node.key = (line, column)
            parent.value[key] = node

    def _key(self, node: Node, is_text: bool, quoted: bool, parent: Node) -> str | None:
        """Return the text of a key, or None if its value is not to be kept."""
        text = node.value
        if not is_text or not isinstance(text, str):
            self._say(node.line, node.column, "bad-key", "a key must be text", "")
        elif node.broken:
            pass
        elif not quoted and text == "<<":
            message, hint = "'<<' cannot stand here", "write out the keys that it would merge"
            self._say(node.line, node.column, "merge-key", message, hint)
        elif not quoted and text in _EMPTY:
            self._say(node.line, node.column, "bad-key", "the key is empty", "write a key")
        elif isinstance(parent.value, dict) and text in parent.value:
            first = parent.value[text].key or (parent.line, parent.column)
            message = f"the key {shown(text)} stands here and in line {first[0]}"
            self._say(node.line, node.column, "duplicate-key", message, "keep one of the two")
        else:
            return text
        parent.partial = True
        return None

    def _say(self, line: int, column: int, rule: str, message: str, hint: str) -> None:
        # In a file that is full of problems the rest is not worth reading.
        stop = len(self.problems) + 1 >= MOST_PROBLEMS
        self.problems.append(
            Problem(
                file=self.file,
                line=line,
                column=column,
                level="error",
                rule="too-many-problems" if stop else rule,
                message="too many problems: the file is not read further" if stop else message,
                hint="mend those above first" if stop else hint,
            )
        )
        if stop:
            raise _Stop


def _place_of(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None  # noqa: S101 -- for mypy: a parser's events have marks
    return mark.line + 1, mark.column + 1


def _anchors(sign: str, name: str) -> tuple[str, str]:
    what = "anchor" if sign == "&" else "alias"
    hint = f"write the value out, or put it in quotes if '{sign}' begins it"
    return f"the {what} {shown(sign + name)} cannot stand here", hint


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
