"""Problems: their order, and the three ways to write them down."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.problems import (
    Problem,
    escape,
    for_github,
    for_people,
    for_programs,
    near,
    shown,
)

PROBLEM = Problem(
    file="pack/facts/a.yaml",
    line=12,
    column=7,
    level="error",
    rule="unknown-id",
    message="there is no fact 'x'",
    hint="did you mean 'y'?",
    id="z",
)
TEXTS = st.text(st.characters())
PROBLEMS = st.builds(
    Problem,
    file=TEXTS,
    line=st.integers(1),
    column=st.integers(1),
    level=st.sampled_from(["error", "warning"]),
    rule=st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True),
    message=TEXTS,
    hint=TEXTS,
    id=TEXTS,
)


def changed(**values: object) -> Problem:
    return Problem(**{name: getattr(PROBLEM, name) for name in Problem.__slots__} | values)


def test_people_read_a_line_and_a_hint() -> None:
    assert for_people([PROBLEM, changed(level="warning", hint="")], "knowledge/") == (
        "knowledge/pack/facts/a.yaml:12:7: error: there is no fact 'x' [unknown-id]\n"
        "    hint: did you mean 'y'?\n"
        "knowledge/pack/facts/a.yaml:12:7: warning: there is no fact 'x' [unknown-id]"
    )


def test_programs_read_plain_values() -> None:
    assert for_programs([PROBLEM]) == [
        {
            "file": "pack/facts/a.yaml",
            "line": 12,
            "column": 7,
            "level": "error",
            "rule": "unknown-id",
            "message": "there is no fact 'x'",
            "hint": "did you mean 'y'?",
            "id": "z",
        }
    ]


def test_github_reads_a_workflow_command() -> None:
    odd = changed(file="pack/a,b:c.yaml", message="100 %\nsure", hint="", level="warning")
    assert for_github([PROBLEM, odd], ".") == (
        "::error file=pack/facts/a.yaml,line=12,col=7,title=unknown-id::there is no fact 'x'"
        "%0Ahint: did you mean 'y'?\n"
        "::warning file=pack/a%2Cb%3Ac.yaml,line=12,col=7,title=unknown-id::100 %25%0Asure"
    )


def test_problems_sort_by_place_then_rule() -> None:
    ordered = [
        changed(file="a"),
        changed(file="b", line=2, column=9),
        changed(file="b", line=10, column=1, rule="b"),
        changed(file="b", line=10, column=1, rule="c", level="warning"),
        changed(file="b", line=10, column=2, rule="a"),
    ]
    assert sorted([*ordered[3:], *ordered[:3]]) == ordered


def test_a_hint_names_the_nearest_choice() -> None:
    assert near("confrmed", ["reported", "confirmed"]) == "did you mean 'confirmed'?"
    assert near("Confirmed", ["confirmed"]) == "did you mean 'confirmed'?"
    assert near("zzz", ["reported", "confirmed"]) == ""
    assert near("zzz", []) == ""
    # The same hint whatever the order of the choices.
    assert near("ab", ["abc", "abd"]) == near("ab", ["abd", "abc"]) == "did you mean 'abc'?"


def test_what_was_typed_is_shortened_and_written_out() -> None:
    assert shown("a\nb\x1b\u202e\U000e0001é") == "'a\\nb\\x1b\\u202e\\U000e0001é'"
    assert shown("x" * 61) == "'" + "x" * 59 + "…'"


@given(TEXTS)
def test_escaped_text_can_be_printed(text: str) -> None:
    assert escape(text).isprintable()
    if text.isprintable():
        assert escape(text) == text


@given(st.lists(PROBLEMS, max_size=3))
def test_formatters_let_nothing_raw_through(problems: list[Problem]) -> None:
    github = for_github(problems)
    lines = github.split("\n") if github else []
    assert len(lines) == len(problems)
    assert all(line.isprintable() and line.startswith("::") for line in lines)
    hints = sum(bool(problem.hint) for problem in problems)
    people = for_people(problems)
    assert len(people.split("\n")) == max(1, len(problems) + hints)
    assert all(line.isprintable() for line in people.split("\n"))
    for value in for_programs(problems):
        assert all(text.isprintable() for text in value.values() if isinstance(text, str))
        assert json.loads(json.dumps(value)) == value
