"""The contract for programs: every line gets its object, in order, whatever it holds."""

import io
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from bot.answers.answer import Answer, Cited, Outcome, Reason, Suggestion
from bot.conversation.question import Question
from bot.terminal.lines import answer_line, encoded, serve

TODAY = date(2026, 11, 24)
ANSWER_KEYS = {
    "outcome", "reason", "entry", "facts", "status", "as_of", "text", "citations", "suggestions",
    "confidence", "pack", "pack_version",
}  # fmt: skip

Command = Callable[..., Result]


def echo(question: Question) -> Sequence[Answer]:
    return (Answer(question.text, Outcome.UNKNOWN, question.text, reason=Reason.NO_ENTRY),)


def served(data: bytes, ask: Any = echo) -> list[dict[str, Any]]:
    sink = io.BytesIO()
    serve(io.BytesIO(data), sink, ask, lambda: TODAY)
    assert sink.getvalue().endswith(b"\n") or not data
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_an_answer_has_exactly_the_agreed_keys() -> None:
    answer = Answer(
        question="q",
        outcome=Outcome.ANSWERED,
        text="Yes [1].",
        short="Yes [1].",
        entry="an-entry",
        facts=("a-fact",),
        status="denied",
        as_of="2025-04-25",
        citations=(Cited(1, "s", "Title", "Outlet", "https://example.org", "2025", "Says."),),
        suggestions=(Suggestion("other", "Other?", 0.123456),),
        confidence=0.987654,
        pack="small",
        pack_version="abc",
    )
    assert served(b"q\n", lambda _: (answer, answer)) == [
        {
            "question": "q",
            "answers": [
                {
                    "outcome": "answered",
                    "reason": None,
                    "entry": "an-entry",
                    "facts": ["a-fact"],
                    "status": "denied",
                    "as_of": "2025-04-25",
                    "text": "Yes [1].",
                    "citations": [
                        {
                            "source": "s",
                            "title": "Title",
                            "outlet": "Outlet",
                            "url": "https://example.org",
                            "published": "2025",
                            "says": "Says.",
                        }
                    ],
                    "suggestions": [{"entry": "other", "question": "Other?", "confidence": 0.1235}],
                    "confidence": 0.9877,
                    "pack": "small",
                    "pack_version": "abc",
                }
            ]
            * 2,
        }
    ]


@pytest.mark.parametrize(
    ("data", "questions"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"one\ntwo", ["one", "two"]),
        (b"one\r\ntwo\r\n", ["one", "two"]),
        (b"a\rb\n", ["a\rb"]),
        ("a\u2028b\u0085c\u2029d\x0b\x0c\x1ce\n".encode(), ["a\u2028b\u0085c\u2029d\x0b\x0c\x1ce"]),
        (b"\xef\xbb\xbfhello\n", ["hello"]),
        (b"a\x00b\xff\n", ["a\x00b\ufffd"]),
        (b"   \n", ["   "]),
        (b'"quoted"\n[1]\n', ['"quoted"', "[1]"]),
        (b'{"text": "hi"}\n', ["hi"]),
        (b'  {"text": "hi", "as_of": null, "more": 1}\n', ["hi"]),
        (rb'{"text": "a \ud83d b"}' + b"\n", ["a \ufffd b"]),
        (b"w" * 100_000 + b"\n", ["w" * 100_000]),
    ],
)
def test_only_a_line_feed_ends_a_line(data: bytes, questions: list[str]) -> None:
    assert [one["question"] for one in served(data)] == questions
    assert all(len(one["answers"]) == 1 for one in served(data))


def test_an_object_hands_on_its_conversation_and_its_date() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Sequence[Answer]:
        asked.append(question)
        return echo(question)

    served(b'{"text": "x", "conversation": "c1", "as_of": "2025-05"}\n', ask)
    [question] = asked
    assert question.at is not None
    assert replace(question, at=None) == Question("x", TODAY, conversation="c1", as_of="2025-05")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no JSON"),
        ('{"text": "a"} trailing', "no JSON"),
        ('{"a":' * 50_000, "no JSON"),
        ('{"text": ' + "1" * 5_000 + "}", "no JSON"),
        ("{}", "text is missing"),
        ('{"text": null}', "text is missing"),
        ('{"text": 5}', "text must be text, not a number"),
        ('{"text": ["a"]}', "text must be text, not a list"),
        ('{"text": "a", "conversation": {}}', "conversation must be text, not an object"),
        ('{"text": "a", "as_of": true}', "as_of must be text, not true or false"),
        ('{"text": "a", "as_of": "yesterday"}', "as_of must be a date such as"),
        ('{"text": "a", "as_of": "2025-02-30"}', "as_of must be a date such as"),
        ('{"text": "a", "as_of": "2025-Q1"}', "as_of must be a date such as"),
        ('{"text": "a", "as_of": "2025-01-01\\n"}', "as_of must be a date such as"),
        ('{"text": "a", "as_of": ""}', "as_of must be a date such as"),
    ],
)
def test_a_broken_object_gets_an_error_and_the_next_line_its_answer(line: str, says: str) -> None:
    broken, sound = served(f"{line}\nnext".encode())
    assert set(broken) == {"question", "error", "answers"}
    assert (broken["question"], broken["answers"]) == (line, [])
    assert says in broken["error"]
    assert sound["question"] == "next"
    assert "error" not in sound


def test_an_unexpected_error_is_told_by_reference_and_never_by_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(question: Question) -> Sequence[Answer]:
        raise RuntimeError(question.text)

    first, second = served(b"secret\nsecret\n", fail)
    assert first == second
    assert first["question"] == "secret"
    assert "reference" in first["error"]
    assert "secret" not in first["error"] + capsys.readouterr().err


def test_nothing_in_a_line_of_output_steers_a_terminal_or_breaks_the_line() -> None:
    nasty = "".join(map(chr, range(0xA0))) + "\u2028\u2029\ud800 é 零跑"
    line = encoded({"text": nasty}).decode()
    assert line.rstrip("\n").isprintable()
    assert line.splitlines() == [line.rstrip("\n")]
    assert json.loads(line) == {"text": nasty.replace("\ud800", "\ufffd")}
    assert "é 零跑" in line


@given(st.text(), st.binary())
def test_whatever_comes_in_one_object_goes_out(text: str, data: bytes) -> None:
    result = answer_line(text, echo, TODAY)
    assert len(encoded(result).splitlines()) == 1
    assert set(result) - {"error"} == {"question", "answers"}
    lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    assert len(served(data)) == lines


@given(
    st.dictionaries(
        st.sampled_from(["text", "conversation", "as_of", "other"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_an_object_either_asks_or_is_an_error(value: dict[str, Any]) -> None:
    result = answer_line(json.dumps(value), echo, TODAY)
    assert ("error" in result) == (not result["answers"])


def nasty_lines(count: int) -> list[bytes]:
    """Return lines of all kinds, the same every time."""
    chance = random.Random(11)  # noqa: S311
    kinds: list[Callable[[], bytes]] = [
        lambda: b"",
        lambda: b"how much is the bolt",
        lambda: b"are acme and zenith in talks?\r",
        lambda: b"and the sales of akme? and the price of the bolt",
        lambda: bytes(chance.randrange(256) for _ in range(40)).replace(b"\n", b"{"),
        lambda: "".join(chr(chance.randrange(0x20, 0xD7FF)) for _ in range(20)).encode(),
        lambda: json.dumps({"text": "bolt price", "conversation": str(chance.random())}).encode(),
        lambda: json.dumps({"text": chr(chance.randrange(0x110000)) * 9}).encode(),
        lambda: json.dumps({"text": "talks?", "as_of": "2025-04-24"}).encode(),
        lambda: b'{"text": ' + bytes([chance.randrange(32, 127)]) + b"}",
        lambda: b"a\rb\x00c\x1b[31md",
        "a\u2028b\u0085c".encode,
    ]
    lines = [chance.choice(kinds)() for _ in range(count)]
    for place in (10, 20):
        lines[place] = b"bolt " * 20_000
    lines[30] = b"x" * 100_000
    return lines


def test_ten_thousand_nasty_lines_each_get_their_object(command: Command) -> None:
    lines = nasty_lines(10_000)
    before = time.monotonic()
    result = command("answer", typed=b"\n".join(lines))
    assert time.monotonic() - before < 60  # some 3 seconds where nothing else runs
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout_bytes.splitlines()]
    assert len(found) == len(lines)
    for line, one in zip(lines, found, strict=True):
        if "error" in one:
            assert line.lstrip(b" \t\r").startswith(b"{")
            assert "unexpected" not in one["error"]
            assert (set(one), one["answers"]) == ({"question", "error", "answers"}, [])
        else:
            assert set(one) == {"question", "answers"}
            assert one["answers"]
            assert all(set(answer) == ANSWER_KEYS for answer in one["answers"])
        if not line:
            (answer,) = one["answers"]
            assert (answer["outcome"], answer["reason"]) == ("unknown", "not_a_question")
        if line == b"how much is the bolt":
            assert one["answers"][0]["facts"] == ["bolt-price"]
