"""Edits in the text of files: the values are as wanted, and no other line has changed."""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.edits import AddItem, DropItem, DropKey, Edit, SetKey, applied, found
from bot.knowledge.nodes import Plain
from bot.knowledge.parse import read_yaml
from bot.knowledge.writing.document import Document, spots
from bot.knowledge.writing.surgery import SurgeryError, add_record, edit_record, line_of

MARK = b"\xef\xbb\xbf"
PACK = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"
SHIPPED = sorted(path for path in PACK.rglob("*.yaml") if path.name != "pack.yaml")

ODD = {
    "comments": """\
# At the top.

- id: a   # the first
  # before the status
  status: reported # it is
  aliases: # below
    # first of all
    - one   # uno
    # between
    - two
    # last of all
  # between keys

  as_of: 2025
# between records
- id: b
  aliases: [one, # uno
    two, # due
    # nothing
    three # tre
    ] # end
  status: 'it''s'
# At the end.
""",
    "blocks": """\
- id: a
  statement: |
    As it
      stands.

  note: >+
    Folded, and


  status: "quoted: yes"
  said_by:
  - Flush
  - >-
    With the
    key
- id: b
  note: >2-
      two more
     one more
  statement: >- # why
    A text
    of two lines.

    # no comment

  aliases:
          - deep
          - 'quoted, deep'
""",
    "flow": """\
- {id: a, status: reported, aliases: [one, two], translations: {it: {question: Che?}}}
- {id: b,
   status: reported,   # so
   aliases: [],
   history: [{status: rumour, as_of: 2024}, {status: "denied", as_of: 2025}]}
-   id: c
    status:
      reported
    aliases:
      [one,
       two,

       three,]
    note: plain text
      over two lines
""",
    "dashes": """\
---
-
  id: a
  status: reported
- # a record
  id: b
  citations:
  -
    source: x
    says: >-
      So it is.
  - source: y
    says: y
- status: first
  id: c
...
""",
    "flush": "- id: a\n  aliases: [x]\n- id: b\n  aliases:\n  - x",
    "brackets": "[{id: a, status: x},\n {id: b, aliases: [y]}]\n",
}
WORDS = (
    'the talks were denied by it: yes # no? "it\'s" [x] über 30,000 euros - {a} 2025-04 * & ! |'
    " > % @ ` 零跑 'quoted' ~ null --- \\ : ?"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join) | st.lists(
    st.sampled_from(WORDS), min_size=20, max_size=50
).map(" ".join)
HARD_TEXTS = TEXTS | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co")) | st.just("\n"),
    min_size=1,
    max_size=40,
)
MAPPINGS = st.fixed_dictionaries({"source": HARD_TEXTS, "says": HARD_TEXTS})
KEYS = ["status", "as_of", "note", "value", "review_by", "statement", "answer", "question"]
LISTS = ["aliases", "said_by", "tags", "facts", "contradicts", "citations", "history"]


def ends(data: bytes) -> list[bytes]:
    """Return the lines of a file with their ends."""
    return [line for line in re.findall(rb"[^\r\n]*(?:\r\n|\r|\n|$)", data) if line]


def values(data: bytes) -> list[dict[str, Plain]]:
    root, problems = read_yaml(data, "")
    assert problems == []
    assert root is not None
    plain = root.plain()
    assert isinstance(plain, list)
    return [one for one in plain if isinstance(one, dict)]


@st.composite
def edits_of(draw: st.DrawFn, record: dict[str, Plain]) -> Edit:
    """An edit that suits a record: of keys that it has, and of others."""
    lists = [key for key, value in record.items() if isinstance(value, list) and value]
    kinds = ["set", "set-new", "add", "drop"] + ["item", "order"] * bool(lists)
    match draw(st.sampled_from(kinds)):
        case "set":
            key = draw(st.sampled_from([key for key in record if key != "id"] or ["note"]))
            return SetKey((key,), draw(HARD_TEXTS))
        case "set-new":
            return SetKey((draw(st.sampled_from(KEYS)),), draw(HARD_TEXTS))
        case "add":
            key = draw(st.sampled_from(LISTS))
            inner = found(record, ("translations", "it"))
            if isinstance(inner, dict) and draw(st.booleans()):
                return AddItem(("translations", "it", "aliases"), draw(HARD_TEXTS))
            if isinstance(record.get(key), str):
                return SetKey((key,), draw(HARD_TEXTS))
            return AddItem((key,), draw(HARD_TEXTS | MAPPINGS))
        case "drop":
            rest = [key for key in record if key != "id"]
            return DropKey((draw(st.sampled_from(rest or ["note"])),))
        case "item":
            key = draw(st.sampled_from(lists))
            items = record[key]
            assert isinstance(items, list)
            return DropItem((key,), draw(st.sampled_from(items)))
        case _:
            key = draw(st.sampled_from(lists))
            items = record[key]
            assert isinstance(items, list)
            order = draw(st.permutations(items))
            return SetKey((key,), [*order[: draw(st.integers(1, len(order)))], draw(TEXTS)])


def check_only_the_lines_meant(before: bytes, after: bytes, name: str, edit: Edit) -> None:
    """Lines differ only inside the value that is edited; beside it lines are only put in."""
    document = Document(before)
    root = spots(document)
    assert root is not None
    assert root.items is not None
    place = [one.get("id") for one in values(before)].index(name)
    record = root.items[place]
    first, last = record.start[0], record.end[0]
    spot, inside = record, record.flow
    for depth, key in enumerate(edit.path):
        pair = (spot.keys or {}).get(key)
        if pair is None:
            # A new key: nothing is taken away, unless the record is written on one line.
            last = spot.end[0] if spot.flow else -1
            first = spot.start[0] if spot.flow else 0
            break
        spot, inside = pair[1], spot.flow
        if depth == len(edit.path) - 1:
            first, last = pair[0].start[0], spot.end[0]
            if spot.items and isinstance(edit, AddItem) and not spot.flow:
                first, last = 0, -1
    # In brackets the comma before, on the line above, may be concerned.
    first -= inside
    old, new = ends(before), ends(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, start, end, _, _ in matcher.get_opcodes():
        # Which of several blank lines is gone cannot be told.
        full = [line for line in range(start, end) if old[line].strip()]
        i1, i2 = (full[0], full[-1] + 1) if full else (start, start)
        if tag in ("replace", "delete") and i1 < i2:
            # The last line of a file may get the line end that it had not.
            ended = {old[-1] + b"\n", old[-1] + b"\r\n"} & {*new}
            if last < 0 and i1 == len(old) - 1 and ended:
                continue
            assert first <= i1, (edit, old[i1:i2])
            assert i2 <= max(last + 1, first + 1) + 1, (edit, old[i1:i2])


def check_edit(data: bytes, kind: str, name: str, edit: Edit) -> bytes:
    """Make an edit and check what became of the file; return it."""
    before = values(data)
    place = [one.get("id") for one in before].index(name)
    document = Document(data)
    edit_record(document, kind, name, [edit])
    after = document.data()
    wanted = applied(before[place], [edit])
    assert values(after) == [*before[:place], wanted, *before[place + 1 :]]
    if wanted == before[place]:
        assert after == data
    elif isinstance(found(before[place], edit.path[:1]), dict | str | list | None):
        check_only_the_lines_meant(data, after, name, edit)
    # Comments on lines of their own stay, but for those inside what was taken out.
    comments = re.findall(r"^ *#.*", data.decode().replace("\r\n", "\n"), re.MULTILINE)
    left = after.decode()
    emptied = found(wanted, edit.path) is None
    if not emptied and not isinstance(edit, SetKey):
        assert all(comment.strip() in left for comment in comments)
    if b"\r\n" in data:
        assert b"\n" not in after.replace(b"\r\n", b"")
    return after


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_comment_below_a_text_that_grows_stays_a_comment(between: str) -> None:
    text = " ".join(["longer"] * 30)
    data = f"- id: a\n  note: short # so\n{between}    # below\n  as_of: 2025\n".encode()
    after = check_edit(data, "facts", "a", SetKey(("note",), text)).decode()
    assert f"  note: {text} # so\n{between}    # below\n" in after


def variant(data: bytes, form: str) -> bytes:
    """Return a file with other line ends, a byte order mark, or without its last line end."""
    if form == "crlf":
        return data.replace(b"\n", b"\r\n")
    if form == "mark":
        return MARK + data
    return data.rstrip(b"\n") if form == "open" else data


FORMS = st.sampled_from(["plain", "crlf", "mark", "open"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_file_that_is_not_touched_keeps_its_bytes(path: Path) -> None:
    for form in ("plain", "crlf", "mark", "open"):
        data = variant(path.read_bytes(), form)
        assert Document(data).data() == data


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_edits_of_the_shipped_pack_change_only_the_lines_meant(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SHIPPED))
    text = variant(path.read_bytes(), data.draw(FORMS))
    kind = path.stem if path.parent == PACK else path.parent.name
    for record in data.draw(st.lists(st.sampled_from(values(text)), min_size=1, max_size=2)):
        name = str(record["id"])
        now = next(one for one in values(text) if one["id"] == name)
        text = check_edit(text, kind, name, data.draw(edits_of(now)))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_edits_of_odd_files_change_only_the_lines_meant(odd: str, data: st.DataObject) -> None:
    text = variant(odd.encode(), data.draw(FORMS))
    for _ in range(data.draw(st.integers(1, 4))):
        record = data.draw(st.sampled_from(values(text)))
        edit = data.draw(edits_of(record))
        try:
            text = check_edit(text, "facts", str(record["id"]), edit)
        except SurgeryError:
            # Only what stands among comments may have no form.
            assert odd == ODD["comments"]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*ODD.values(), "", "# nothing\n", "---\n", "[]\n"]), FORMS, HARD_TEXTS)
def test_a_new_record_finds_its_place(odd: str, form: str, text: str) -> None:
    data = variant(odd.encode(), form)
    root, _ = read_yaml(data, "")
    before = values(data) if root else []
    record: dict[str, Plain] = {
        "id": "zz-new",
        "statement": text,
        "status": "reported",
        "aliases": [text, "two"],
        "citations": [{"source": "x", "says": text}],
        "history": [{"status": "rumour", "as_of": "2024"}],
        "translations": {"it": {"question": text}},
    }
    document = Document(data)
    add_record(document, "facts", record)
    after = document.data()
    assert values(after) == [*before, record]
    kept = [line.strip() for line in ends(data.removeprefix(MARK)) if line.strip()]
    if b"]" not in kept[-1:] and odd not in (ODD["brackets"], "[]\n"):
        assert [
            line
            for line in kept
            if line not in [one.strip() for one in ends(after.removeprefix(MARK))]
        ] == []
    assert (
        document.lines[line_of(document, "zz-new") - 1]
        .strip()
        .startswith(("- id: zz", "{id", "[{id"))
    )


LINES = {
    # edit: lines of the record `a` of "comments", before and after
    "status": (
        SetKey(("status",), "denied"),
        "  status: reported # it is",
        "  status: denied # it is",
    ),
    "alias": (AddItem(("aliases",), "three"), "    - two", "    - two\n    - three"),
    "drop": (DropItem(("aliases",), "one"), "    - one   # uno\n", ""),
    "new": (
        AddItem(("history",), {"status": "rumour", "as_of": "2024"}),
        "  as_of: 2025",
        "  as_of: 2025\n  history:\n    - {status: rumour, as_of: 2024}",
    ),
    "date": (SetKey(("as_of",), "2026-01"), "  as_of: 2025", "  as_of: 2026-01"),
}


@pytest.mark.parametrize(("edit", "old", "new"), LINES.values(), ids=LINES)
def test_what_an_edit_writes(edit: Edit, old: str, new: str) -> None:
    document = Document(ODD["comments"].encode())
    edit_record(document, "facts", "a", [edit])
    assert document.data().decode() == ODD["comments"].replace(old, new, 1)


def test_a_comment_behind_an_item_stays_behind_it() -> None:
    document = Document(ODD["comments"].encode())
    edit_record(document, "facts", "b", [AddItem(("aliases",), "four")])
    assert "    three, # tre\n    four\n    ] # end\n" in document.text


def test_a_folded_text_keeps_the_lines_that_stay_the_same() -> None:
    text = "- id: a\n  statement: >-\n    One two\n    three four\n    five.\n  as_of: 2025\n"
    document = Document(text.encode())
    edit_record(document, "facts", "a", [SetKey(("statement",), "One two three 4 five.")])
    assert document.text == text.replace("three four", "three 4")


def test_a_long_list_goes_on_in_its_own_column() -> None:
    items = ", ".join(f"alias number {i}" for i in range(5))
    text = f"- id: a\n  aliases:\n    [first,\n     {items}]\n"
    document = Document(text.encode())
    edit_record(document, "facts", "a", [AddItem(("aliases",), "this one is too long for it")])
    assert document.text == text.replace("]", ",\n     this one is too long for it]")


def test_a_new_record_stands_apart_and_in_order() -> None:
    text = "- id: a\n  title: A\n\n- id: c\n  title: C\n\n# On d.\n- id: d\n  title: D\n"
    document = Document(text.encode())
    add_record(document, "sources", {"title": "B", "id": "b"})
    assert document.text == text.replace("- id: c", "- id: b\n  title: B\n\n- id: c", 1)


def test_what_is_not_there_is_refused() -> None:
    document = Document(b"- id: a\n")
    with pytest.raises(SurgeryError):
        edit_record(document, "facts", "b", [DropKey(("x",))])
    assert document.data() == b"- id: a\n"
