"""Entries in, an object for every line out, whatever the line holds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
ENTRIES: list[dict[str, Any]] = [
    {
        "id": "Opening hours",
        "question": "When are you open?",
        "aliases": ["opening hours", "are you open on sunday", "what time do you close"],
    },
    {
        "id": "refund",
        "question": "How do I get my money back?",
        "aliases": ["refund", "I want a refund for my order", "return what I bought"],
    },
    {"id": "delivery/é", "question": "Where is my parcel?"},
]


def run(path: Path, data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench.lines", str(path)],
        cwd=ROOT,
        input=data,
        capture_output=True,
        timeout=120,
    )


def asked(tmp_path: Path, entries: object, data: bytes) -> list[dict[str, Any]]:
    path = tmp_path / "entries.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    done = run(path, data)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_gets_its_answer_in_order(tmp_path: Path) -> None:
    lines = [
        b"when do you open on sundays",
        b"i want my money back",
        b"where is the parcel",
        b"",
        b"   ",
        b"\0\0\0",
        b"\xff\xfe\xed\xa0\x80 refund",
        "\U0001f600\U0001f3f3\ufe0f\u200d\U0001f308".encode(),
        b"refund " * 15_000,
        b"x" * 100_000,
        b"a\rb",
        b"zzz qqq",
    ]
    answers = asked(tmp_path, ENTRIES, b"\n".join(lines))
    assert len(answers) == len(lines)
    assert [one["entry"] for one in answers[:3]] == ["Opening hours", "refund", "delivery/é"]
    ids = {entry["id"] for entry in ENTRIES}
    for one in answers:
        assert set(one) == {"entry", "score", "ranked", "abstain"}
        assert one["entry"] in ids
        assert 0 <= one["score"] <= 1
        assert len(set(one["ranked"])) == len(one["ranked"]) <= 10
        assert one["ranked"][0] == one["entry"]
        assert isinstance(one["abstain"], bool)
    assert answers[3]["abstain"]


def test_the_same_lines_get_the_same_answers(tmp_path: Path) -> None:
    data = b"open?\nmoney\nparcel"
    assert asked(tmp_path, ENTRIES, data) == asked(tmp_path, ENTRIES, data)


def test_a_line_is_answered_before_the_next_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "entries.json"
    path.write_text(json.dumps(ENTRIES), encoding="utf-8")
    command = [sys.executable, "-m", "tests.bench.lines", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (b"refund\n", b"\n", b"opening hours\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["entry"]
        process.stdin.close()
    assert process.returncode == 0


def test_without_entries_there_is_no_entry(tmp_path: Path) -> None:
    nothing: dict[str, Any] = {"entry": None, "score": 0.0, "ranked": [], "abstain": True}
    assert asked(tmp_path, [], b"hello\n\n") == [nothing, nothing]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no JSON"),
        (b"{}", "list"),
        (b"[1]", "entry 1 must be an object"),
        (b'[{"id": "a"}]', "entry 1: question must be text"),
        (b'[{"id": 1, "question": "x"}]', "entry 1: id must be text"),
        (b'[{"id": "a", "question": "x", "aliases": "y"}]', "aliases must be a list"),
        (b'[{"id": "a", "question": "x"}, {"id": "a", "question": "y"}]', "is taken"),
        (b"\xff", "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_wrong_file_is_one_line_and_status_2(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    done = run(path, b"hello\n")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert says in done.stderr.decode()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "none.json", b"")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
