"""What YAML's own complaints mean to somebody who does not know YAML."""

import re
from collections.abc import Sequence

import yaml

from bot.knowledge.problems import Problem, shown

_START = re.compile(r"found character '(.)' that cannot start any token")
_SIGN = re.compile(r"while scanning an? (alias|anchor|tag|directive)")
_SIGNS = {"alias": "*", "anchor": "&", "tag": "!", "directive": "%"}
_QUOTE = "put the value in quotes, or start it on the next line after '>-'"
_INDENT = "begin it in the same column as its neighbours"
_SPACE = "leave a blank between the colon and the value"


def syntax_problem(error: Exception, text: str, file: str) -> Problem:
    """Return the problem that stands behind an error of PyYAML's pure loader."""
    lines = text.removesuffix("\n").split("\n")
    line, column, message, hint = 0, 0, "this is not YAML", ""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark:
            line, column = mark.line, mark.column
        problem, context = error.problem or "", error.context or ""
        begun = error.context_mark.line + 1 if error.context_mark else line + 1
        message, hint, at_context = _words(problem, context, lines, (line, column), begun)
        if at_context and error.context_mark:
            line, column = error.context_mark.line, error.context_mark.column
    elif isinstance(error, (ValueError, OverflowError)):
        message = "a number is far too large"
    # A complaint about the end of a file stands behind its last line.
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    column = min(column, len(lines[line]))
    return Problem(
        file=file,
        line=line + 1,
        column=column + 1,
        level="error",
        rule="syntax",
        message=message,
        hint=hint,
    )


def _words(
    problem: str, context: str, lines: Sequence[str], place: tuple[int, int], begun: int
) -> tuple[str, str, bool]:
    """Return a message, a hint and whether the place is where the construct began."""
    line, column = place
    here = lines[line] if line < len(lines) else ""
    if "quoted scalar" in context and "unexpected" in problem:
        return "the closing quote is missing", "close the quote that opens here", True
    if problem.startswith("mapping values are not allowed"):
        if re.search(r":(\s|$)", here[:column].lstrip("- ")):
            return "': ' inside a value that is not in quotes", _QUOTE, False
        return "this key does not begin where a key may", _INDENT, False
    if problem.startswith("could not find expected ':'"):
        return "there is no 'key: ' on this line", _SPACE, True
    if "unknown escape character" in problem or "escape sequence of" in problem:
        hint = r"use single quotes, or write \\ for a backslash"
        return "a backslash in double quotes begins an escape that is none", hint, False
    if found := _START.search(problem):
        return f"a value cannot begin with {shown(found.group(1))}", _QUOTE, False
    if problem.startswith("expected <block end>"):
        return _block_end(problem, here, column)
    if problem.startswith(("expected ',' or ']'", "expected ',' or '}'")):
        closing = "]" if problem.startswith("expected ',' or ']'") else "}"
        kind = "list" if closing == "]" else "mapping"
        if line >= len(lines):
            return f"the {kind} in brackets is not closed", f"close it with '{closing}'", True
        hint = f"put a comma between the items, close with '{closing}', or quote the item"
        return f"the {kind} in brackets that begins in line {begun} goes wrong here", hint, False
    if problem.startswith("sequence entries are not allowed"):
        return "a '- ' cannot stand here", "begin the list on the line below its key", False
    if problem.startswith("expected the node content"):
        return (
            "a value is missing here",
            "write it, or quote the sign that stands here",
            False,
        )
    if "line break" in problem or "chomping or indentation" in problem:
        hint = "after '|' or '>-' nothing but a comment may stand on the line"
        return "the text after '|' or '>-' begins on the next line", hint, False
    if problem.startswith("expected '<document start>'"):
        hint = "a file is one list or one mapping"
        return "this line does not go on with what stands above", hint, False
    if found := _SIGN.match(context):
        sign = _SIGNS[found.group(1)]
        return f"a value cannot begin with {shown(sign)} and a blank", _QUOTE, True
    return ", ".join(part for part in (context, problem) if part), "", False


def _block_end(problem: str, here: str, column: int) -> tuple[str, str, bool]:
    if "<scalar>" in problem and column and here[:column].rstrip()[-1:] in ("'", '"'):
        hint = "write '' for ' inside single quotes, or use double quotes around the value"
        return "something stands behind the closing quote", hint, False
    return "this line begins in a column where nothing can begin", _INDENT, False
