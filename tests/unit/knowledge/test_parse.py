"""Reading YAML: what was typed, where it stands, and no exception whatever was typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.knowledge.loaders import FAST, PureLoader
from bot.knowledge.nodes import Node, Plain
from bot.knowledge.parse import read_yaml
from bot.knowledge.problems import Problem

# Pieces of YAML, so that chance makes texts that are nearly right.
PIECES = st.sampled_from(
    [
        *("a", "b: ", "- ", "-", "\n", "\n  ", "\n    ", "\n- ", ": ", ":", ", ", "[", "]", "{"),
        *("}", "?", "? ", " ?", "'", '"', "|\n ", "|2", ">-\n  ", "#", " #", "é", "  ", "x y"),
        *('"b"', "\\", "!", "!!str ", "&a ", "*a", "%", "@", "`", "---\n", "...\n", "~", "null"),
        *("1.0", "<<: ", "k: v\n", "%YAML 1.2\n---\n", "\\u00", "\\n", "\r\n", "\r", "\t"),
        *("\ufeff", "\0", "零"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=20).map("".join), st.text(max_size=50))
BYTES = st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary())


def plain(text: str) -> Plain:
    root, problems = read_yaml(text.encode(), "f")
    assert problems == []
    assert root is not None
    return root.plain()


def nodes(root: Node) -> list[Node]:
    below = root.value
    if isinstance(below, str):
        return [root]
    parts = below if isinstance(below, list) else list(below.values())
    return [root, *(node for part in parts for node in nodes(part))]


def within(data: bytes, line: int, column: int) -> bool:
    """Tell whether a place is in a file, or at most one step behind the end of a line."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def test_scalars_stay_what_was_typed() -> None:
    text = "[no, on, 1.10, 2025-04, 2025-04-24, 0x10, 1_000, 'null', \"~\", .inf, 12:30, =, yes]"
    assert plain(text) == [
        *("no", "on", "1.10", "2025-04", "2025-04-24", "0x10", "1_000", "null", "~", ".inf"),
        *("12:30", "=", "yes"),
    ]


def test_keys_stay_what_was_typed() -> None:
    assert plain("no: a\n1.0: b\n'<<': c\n\"\": d\n") == {"no": "a", "1.0": "b", "<<": "c", "": "d"}


def test_every_value_and_key_has_its_place() -> None:
    root, _ = read_yaml("- id: é a\n  list:\n    - x\n    - {b: >-\n  c}\n".encode(), "f")
    assert root is None
    root, _ = read_yaml("\ufeff- id: é\n  list: [x, {b: 'c'}]\n  text: >-\n    d\n".encode(), "f")
    assert root is not None
    places = {
        (): (1, 1),
        (0,): (1, 3),
        (0, "id"): (1, 7),
        (0, "list"): (2, 9),
        (0, "list", 0): (2, 10),
        (0, "list", 1, "b"): (2, 17),
        (0, "text"): (3, 9),
    }
    assert {path: (root.at(path).line, root.at(path).column) for path in places} == places
    assert root.at((0, "list", 1, "b")).key == (2, 14)
    assert root.at((0, "list")).key == (2, 3)


def test_a_path_that_leads_nowhere_ends_where_it_can() -> None:
    root, _ = read_yaml(b"a: {b: c}\n", "f")
    assert root is not None
    assert root.at(("a", "x", "y")) is root.at(("a",))
    assert root.at((0,)) is root
    assert root.at(("a", "b", 0)) is root.at(("a", "b"))


@pytest.mark.parametrize(
    ("text", "place", "rule"),
    [
        ("a:\nb: c\n", (1, 1), "empty-value"),
        ("- a:\n", (1, 3), "empty-value"),
        ("a: ~", (1, 4), "empty-value"),
        ("a: [x, null]", (1, 8), "empty-value"),
        ("- a\n-\n", (2, 2), "empty-value"),
        ("a: b: c", (1, 5), "syntax"),
        ("a: 'b", (1, 4), "syntax"),
        ("a: [b", (1, 4), "syntax"),
        ("a: {b: c", (1, 4), "syntax"),
        ("a: [b\nc: d", (2, 2), "syntax"),
        ("- a\nb", (2, 1), "syntax"),
        ("a: *b", (1, 4), "anchor"),
        ("a: &b c", (1, 4), "anchor"),
        ("a: ! c", (1, 4), "tag"),
        ("a: !!python/object:os.system c", (1, 4), "tag"),
        ("<<: {a: b}", (1, 1), "merge-key"),
        ("a: b\na: c", (2, 1), "duplicate-key"),
        ("? [a]\n: b", (1, 3), "bad-key"),
        ("a: b\n--- \nc: d", (2, 1), "several-documents"),
    ],
)
def test_a_problem_stands_where_it_is(text: str, place: tuple[int, int], rule: str) -> None:
    _, problems = read_yaml(text.encode(), "f")
    assert [(p.line, p.column, p.rule) for p in problems] == [(*place, rule)]


@settings(max_examples=400)
@given(BYTES)
@example(b"%YAML 1." + b"1" * 5000 + b"\n---\na")
@example(b'"\\UFFFFFFFF"')
@example(b"%TAG ! \xc3\xa9\n--- !a b")
def test_any_bytes_are_read_alike_by_both_loaders_and_without_an_exception(data: bytes) -> None:
    root, problems = read_yaml(data, "f", FAST)
    assert (root, problems) == read_yaml(data, "f", PureLoader)
    places = [(problem.line, problem.column) for problem in problems]
    if root is not None:
        places += [(node.line, node.column) for node in nodes(root)]
        places += [node.key for node in nodes(root) if node.key]
    assert all(within(data, *place) for place in places)
    assert all(isinstance(p, Problem) and p.level == "error" and p.message for p in problems)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["[", "]", ", ", "a b", "?", " ?", "?#", "\n ", " #", ": "])))
def test_question_marks_in_brackets_are_read_alike_by_both_loaders(pieces: list[str]) -> None:
    data = ("[" + "".join(pieces) + "]").encode()
    assert read_yaml(data, "f", FAST) == read_yaml(data, "f", PureLoader)
