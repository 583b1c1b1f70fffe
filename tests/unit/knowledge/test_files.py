"""Files that a curator, a checkout or an attacker may leave in a pack."""

import os
import sys
from pathlib import Path

import pytest

from bot.knowledge.loaders import FAST, Loader, PureLoader
from bot.knowledge.problems import for_people
from bot.knowledge.read import read_pack

MANIFEST = b"id: raw\ntitle: Raw\nlanguage: en\nabout: Bytes.\nupdated: 2025\n"
GOOD = b"- id: acme\n  name: Acme\n  kind: company\n"
LOADERS = pytest.mark.parametrize("loader", [FAST, PureLoader], ids=["fast", "pure"])


def raw(tmp_path: Path, data: bytes, name: str = "entities.yaml") -> Path:
    """Make a pack with one file of these bytes beside its manifest."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "pack.yaml").write_bytes(MANIFEST)
    (folder / name).write_bytes(data)
    return folder


def said(folder: Path, loader: Loader | None = None) -> list[str]:
    """Return the problems of a pack, without hints and without the name of its folder."""
    text = for_people(read_pack(folder, loader=loader).problems)
    lines = [line for line in text.splitlines() if not line.startswith(" ")]
    return [line.removeprefix(folder.name).removeprefix("/") for line in lines]


FINE = {
    "empty": b"",
    "comment": b"# nothing\n",
    "dashes": b"---\n",
    "brackets": b"[]",
    "byte-order-mark": b"\xef\xbb\xbf" + GOOD,
    "crlf": GOOD.replace(b"\n", b"\r\n"),
    "cr": GOOD.replace(b"\n", b"\r"),
    "question-marks": GOOD + b"  misspellings: [is it acme?, c'est acme ?, a?b, a\n   ?]",
}


@LOADERS
@pytest.mark.parametrize("data", FINE.values(), ids=FINE)
def test_these_bytes_are_fine(tmp_path: Path, data: bytes, loader: Loader) -> None:
    assert said(raw(tmp_path, data), loader) == []


WRONG = {
    "latin-1": (
        "- id: é\n  x: é".encode() + b"\xe9\n",
        "2:7: error: the file is not UTF-8: byte 0xe9 cannot stand here [not-utf-8]",
    ),
    "utf-16": (
        "- id: a\n".encode("utf-16-le"),
        "1:2: error: the invisible character U+0000 cannot stand here [control-character]",
    ),
    "utf-16-marked": (
        b"\xff\xfe" + "- id: a\n".encode("utf-16-le"),
        "1:1: error: the file is not UTF-8: byte 0xff cannot stand here [not-utf-8]",
    ),
    "escape-sequence": (
        b"- id: a\n  name: \x1b[31m\n",
        "2:9: error: the invisible character U+001B cannot stand here [control-character]",
    ),
    "direction": (
        "- id: a\n  name: a\u202eb\n".encode(),
        "2:10: error: the invisible character U+202E cannot stand here [control-character]",
    ),
    "second-byte-order-mark": (
        GOOD + b"\xef\xbb\xbf" + GOOD,
        "4:1: error: the invisible character U+FEFF cannot stand here [control-character]",
    ),
    "deep-list": (
        b"- " * 200_000,
        "1:41: error: more than 20 lists and mappings inside each other [too-deep]",
    ),
    "deep-brackets": (
        b"[" * 1_000_000,
        "1:21: error: more than 20 lists and mappings inside each other [too-deep]",
    ),
    "deep-mapping": (
        b"".join(b" " * depth + b"a:\n" for depth in range(900)),
        "21:21: error: more than 20 lists and mappings inside each other [too-deep]",
    ),
    "too-big": (
        b"#" * (2 * 1024 * 1024 + 1),
        "1:1: error: the file is larger than 2 MB [too-big]",
    ),
    "no-such-character": (
        b'- id: a\n  name: "\\U00110000"\n  kind: brand\n',
        "2:12: error: a backslash in double quotes begins an escape that is none [syntax]",
    ),
    "surrogate": (
        b'- id: a\n  name: "\\ud800"\n  kind: brand\n',
        "2:9: error: the text '\\ud800' holds an invisible character [control-character]",
    ),
    "a-comment-too-near": (
        b"- id: a\n  name: >#x\n    A\n  kind: brand\n",
        "2:10: error: the text after '|' or '>-' begins on the next line [syntax]",
    ),
}


@LOADERS
@pytest.mark.parametrize(("data", "expected"), WRONG.values(), ids=WRONG)
def test_these_bytes_are_refused(
    tmp_path: Path, data: bytes, expected: str, loader: Loader
) -> None:
    assert said(raw(tmp_path, data), loader) == [f"entities.yaml:{expected}"]


@LOADERS
def test_an_alias_bomb_is_refused_before_it_goes_off(tmp_path: Path, loader: Loader) -> None:
    lines = [b"a: &a [x, x]\n"]
    lines += [b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in b"bcdefghij"]
    found = said(raw(tmp_path, b"".join(lines)), loader)
    # Ten anchors and eighteen aliases are named, and that this is no list; nothing was expanded.
    assert len([line for line in found if line.endswith("[anchor]")]) == 28
    assert len(found) == 29


@LOADERS
def test_a_file_full_of_problems_is_not_read_to_its_end(tmp_path: Path, loader: Loader) -> None:
    found = said(raw(tmp_path, b"- *a\n" * 300_000), loader)
    assert len(found) == 50
    assert found[-1] == (
        "entities.yaml:50:3: error: too many problems: the file is not read further "
        "[too-many-problems]"
    )


def test_a_list_of_nothing_but_mistakes_is_not_read_to_its_end(tmp_path: Path) -> None:
    found = said(raw(tmp_path, b"- {}\n" * 300_000))
    assert len(found) == 202
    assert found[-1] == (
        "entities.yaml:67:3: error: too many problems: the file is not read further "
        "[too-many-problems]"
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert said(tmp_path / "none") == [":1:1: error: there is no such folder [missing-file]"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_stay_inside_the_pack(tmp_path: Path) -> None:
    """A link inside the pack is followed, as Kubernetes mounts packs so; others are refused."""
    folder = raw(tmp_path, GOOD, "..data")
    (tmp_path / "outside.yaml").write_bytes(GOOD)
    (folder / "entities.yaml").symlink_to("..data")
    (folder / "facts.yaml").symlink_to(tmp_path / "outside.yaml")
    (folder / "sources").symlink_to(tmp_path)
    (folder / "entries.yaml").symlink_to("entries.yaml")
    (folder / "attributes").mkdir()
    (folder / "attributes" / "round").symlink_to(".")
    assert said(folder) == [
        "attributes/round:1:1: error: the link leads back to a folder around it [link]",
        "entries.yaml:1:1: error: the link leads out of the pack [link]",
        "facts.yaml:1:1: error: the link leads out of the pack [link]",
        "sources:1:1: error: the link leads out of the pack [link]",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    folder = raw(tmp_path, GOOD)
    os.mkfifo(folder / "facts.yaml")
    (folder / "sources.yml").mkdir()
    (folder / "entries.yaml").symlink_to(folder / "nothing")
    assert said(folder) == [
        "entries.yaml:1:1: error: this cannot be read: No such file or directory [unreadable]",
        "facts.yaml:1:1: error: this is not an ordinary file [unreadable]",
        "sources.yml:1:1: error: this is not an ordinary file [unreadable]",
    ]


def test_the_name_of_a_file_is_written_out(tmp_path: Path) -> None:
    folder = raw(tmp_path, b"", "\x1b[31m\n.yaml")
    assert said(folder) == [
        "\\x1b[31m\\n.yaml:1:1: warning: no part of a pack has this name [unknown-file]"
    ]
