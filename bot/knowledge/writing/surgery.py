"""Edits of records made in the text of their file: only the lines meant change.

Every edit finds its place anew from the parser's marks, changes the text there, and is held
against the values that it should bring: a file in which that fails is not written at all.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from bot.knowledge.edits import (
    AddItem,
    DropItem,
    DropKey,
    Edit,
    Keys,
    SetKey,
    applied,
    found,
    needed,
)
from bot.knowledge.model import RECORDS, EntryTranslation, Record, TitleTranslation
from bot.knowledge.nodes import Plain
from bot.knowledge.parse import read_yaml
from bot.knowledge.writing import layout
from bot.knowledge.writing.document import Document, Spot, spots
from bot.knowledge.writing.lists import (
    add_to_flow,
    drop_from_block,
    drop_from_flow,
    drop_pair_from_flow,
    insert_in_block,
    put_behind,
)

_TRANSLATIONS: Mapping[str, type[Record]] = {
    "entries": EntryTranslation,
    "scenarios": TitleTranslation,
}


class SurgeryError(Exception):
    """A place in a file that cannot be changed line by line; the message says which."""


def edit_record(document: Document, kind: str, name: str, edits: Sequence[Edit]) -> bool:
    """Make edits of a record in its file; tell whether there was anything to do.

    Raises `SurgeryError`.
    """
    before = _values(document)
    place = _index(before, name)
    record = before[place]
    assert isinstance(record, dict)  # noqa: S101 -- for mypy: `_index` found it
    changed = False
    for edit in needed(record, edits):
        _make(document, kind, place, edit, record)
        record = applied(record, [edit])
        before[place] = record
        if _values(document) != before:
            raise SurgeryError(f"'{name}' stands in a form that cannot be changed line by line")
        changed = True
    return changed


def add_record(document: Document, kind: str, values: Mapping[str, Plain]) -> None:
    """Put a new record into a file: by its id where the others are in that order, else last.

    Raises `SurgeryError`.
    """
    before = _values(document)
    ordered = _ordered(kind, values)
    names = [one.get("id") if isinstance(one, dict) else None for one in before]
    place = len(before)
    texts = [name for name in names if isinstance(name, str)]
    if len(texts) > 2 and texts == sorted(texts):
        place = sum(name < str(values["id"]) for name in texts)
    root = spots(document)
    if root is None:
        _append(document, "- " + layout.mapping(ordered, 2))
    elif root.flow:
        add_to_flow(document, root, place, layout.flow(ordered))
    else:
        dash = root.start[1]
        text = layout.mapping(ordered, dash + 2)
        insert_in_block(document, root, place, text, apart=_apart(document, root, kind))
    if _values(document) != [*before[:place], ordered, *before[place:]]:
        raise SurgeryError(f"there is no place for '{values['id']}' in this file")


def records_of(document: Document) -> list[dict[str, Plain]]:
    """Return the records of a file, as they are typed."""
    return [one for one in _values(document) if isinstance(one, dict)]


def line_of(document: Document, name: str, edit: Edit | None = None) -> int:
    """Return the line, from 1, of a record or of what an edit of it left in the file."""
    spot = _record(document, _index(_values(document), name))
    line = spot.start[0]
    for key in edit.path if edit else ():
        pair = (spot.keys or {}).get(key)
        if pair is None:
            return line + 1
        line, spot = pair[0].start[0], pair[1]
    if isinstance(edit, AddItem) and spot.items:
        line = spot.items[-1].start[0]
    return line + 1


def _record(document: Document, place: int) -> Spot:
    root = spots(document)
    assert root is not None  # noqa: S101 -- for mypy: the record is in there
    assert root.items is not None  # noqa: S101
    return root.items[place]


def _values(document: Document) -> list[Plain]:
    """Return the records of a file as they are typed."""
    root, problems = read_yaml(document.data(), "")
    if problems:
        raise SurgeryError("the file would not read any more")
    plain = root.plain() if root else []
    if not isinstance(plain, list):
        raise SurgeryError("the file is no list")
    return plain


def _index(values: Sequence[Plain], name: str) -> int:
    for index, one in enumerate(values):
        if isinstance(one, dict) and one.get("id") == name:
            return index
    raise SurgeryError(f"'{name}' is not in this file")


def _make(document: Document, kind: str, place: int, edit: Edit, record: dict[str, Plain]) -> None:
    spot, path = _record(document, place), edit.path
    value: Plain
    match edit:
        case DropKey():
            parent, key = _parent(spot, path)
            _drop_key(document, parent, key)
        case DropItem(_, value):
            items = found(record, path)
            if isinstance(items, list) and all(one == value for one in items):
                parent, key = _parent(spot, path)
                _drop_key(document, parent, key)
                return
            for index in reversed(range(len(items or ()))):
                if isinstance(items, list) and items[index] == value:
                    _list_edit(document, place, path, index, index + 1, [])
        case AddItem(_, value):
            items = found(record, path)
            if isinstance(items, list) and items:
                _list_edit(document, place, path, len(items), len(items), [value])
            else:
                _set(document, kind, spot, path, [value])
        case SetKey(_, value):
            items = found(record, path)
            if isinstance(items, list) and isinstance(value, list) and items and value:
                _list_as(document, place, path, items, value)
            else:
                _set(document, kind, spot, path, value)


def _parent(spot: Spot, path: Keys) -> tuple[Spot, str]:
    for key in path[:-1]:
        below = spot.at(key)
        if below is None or below.keys is None:
            raise SurgeryError(f"'{key}' is no mapping")
        spot = below
    return spot, path[-1]


def _set(document: Document, kind: str, spot: Spot, path: Keys, value: Plain) -> None:
    for depth, key in enumerate(path):
        below = spot.at(key)
        if below is None:
            for outer in reversed(path[depth + 1 :]):
                value = {outer: value}
            _add_key(document, spot, key, value, _order(kind, path[:depth]))
            return
        if depth < len(path) - 1:
            spot = below
    _replace(document, spot, path[-1], value)


def _order(kind: str, above: Keys) -> list[str]:
    """Return the keys of a mapping in the order in which they are usually written."""
    if not above:
        return [*RECORDS[kind].model_fields]
    if above[0] == "translations" and len(above) == 2 and kind in _TRANSLATIONS:
        return [*_TRANSLATIONS[kind].model_fields]
    return []


def _ordered(kind: str, values: Mapping[str, Plain]) -> dict[str, Plain]:
    order = _order(kind, ())
    keys = sorted(values, key=lambda key: order.index(key) if key in order else len(order))
    return {key: values[key] for key in keys}


def _add_key(
    document: Document, parent: Spot, key: str, value: Plain, order: Sequence[str]
) -> None:
    """Put a new key behind the one that usually comes before it."""
    keys = parent.keys or {}
    rank = order.index(key) if key in order else len(order)
    earlier = [one for one in keys if one not in order or order.index(one) < rank]
    known = [one for one in earlier if one in order]
    # The nearest before it; where none is before it, behind the first key that is there.
    behind = max(known, key=order.index) if known else [*keys][-1 if not order else 0]
    _, before = keys[behind]
    if parent.flow:
        put_behind(document, parent, before, f"{key}: {layout.flow(value)}")
        return
    column = next(iter(keys.values()))[0].start[1]
    line = document.past_comments(before.end[0], column)
    document.insert_after(line, " " * column + layout.pair(key, value, column))


def _drop_key(document: Document, parent: Spot, key: str) -> None:
    pairs = parent.keys or {}
    name, value = pairs[key]
    if parent.flow:
        drop_pair_from_flow(document, parent, [*pairs].index(key))
        return
    first, last = name.start[0], value.end[0]
    if document.lines[first][: name.start[1]].strip():
        # It stands behind the dash of its record, which must stay.
        following = [one for one, _ in pairs.values() if one.start > name.start]
        if following and following[0].start[0] == last + 1:
            document.splice(name.start, following[0].start, "")
        else:
            document.splice(name.start, (last, len(document.lines[last])), "")
            document.lines[first] = document.lines[first].rstrip(" ")
    else:
        document.delete_lines(first, last)


def _replace(document: Document, parent: Spot, key: str, value: Plain) -> None:
    name, old = (parent.keys or {})[key]
    if parent.flow or old.flow:
        document.splice(old.start, old.end, layout.flow(value))
        return
    if old.text is None or not isinstance(value, str):
        # One form gives way to another: the key is written anew.
        last = old.end[0]
        document.splice(
            name.start, (last, len(document.lines[last])), layout.pair(key, value, name.start[1])
        )
        return
    _replace_scalar(document, old, value, name.start[1] + 2)


def _replace_scalar(document: Document, old: Spot, text: str, indent: int) -> None:
    """Put a text in place of another, in the same style where it fits, and keep a comment."""
    line, column = old.start
    if old.style in ("|", ">"):
        header = document.lines[line][column:]
        sign = header.split(" ")[0]
        behind = header[len(sign) :]
        body = [one for one in range(line + 1, old.end[0] + 1) if not document.is_blank(one)]
        inner = document.indent(body[0]) if body and not any(c.isdigit() for c in sign) else indent
        inner = max(inner, indent)
        lines = [document.lines[one].strip() for one in body]
        whole = layout.folded(text, inner)
        part = layout.refolded(lines, text, inner) if len(body) == old.end[0] - line else ""
        made = min(whole, part, key=lambda one: _differing(one, lines)) if part else whole
        made = made or layout.plain_or_quoted(text)
    else:
        behind = document.lines[old.end[0]][old.end[1] :]
        made = layout.scalar(text, column, indent, quote=old.style)
        if "\n" in made and _comment_follows(document, old.end[0], indent):
            # Below a folded text it would become part of it.
            made = layout.quoted(text, old.style) if old.style else layout.plain_or_quoted(text)
    first, _, rest = made.partition("\n")
    document.splice(
        old.start,
        (old.end[0], len(document.lines[old.end[0]])),
        first + behind + ("\n" + rest if rest else ""),
    )


def _comment_follows(document: Document, line: int, indent: int) -> bool:
    """Tell whether what comes next below a line is a comment, so far in or further."""
    rest = range(line + 1, len(document.lines))
    below = next((one for one in rest if not document.is_blank(one)), None)
    if below is None or document.indent(below) < indent:
        return False
    return document.lines[below].lstrip().startswith("#")


def _differing(made: str, old: Sequence[str]) -> int:
    new = [line.strip() for line in made.split("\n")[1:]]
    return sum(line not in old for line in new) + sum(line not in new for line in old)


def _list_as(
    document: Document, place: int, path: Keys, old: list[Plain], new: list[Plain]
) -> None:
    """Change a list item by item, so that what stays keeps its lines and comments."""
    before, after = ([layout.flow(one) for one in items] for items in (old, new))
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, i1, i2, j1, j2 in reversed(steps):
        if tag == "equal":
            continue
        # New ones first: a list must not be empty in between.
        if j2 > j1:
            _list_edit(document, place, path, i2, i2, new[j1:j2])
        if i2 > i1:
            _list_edit(document, place, path, i1, i2, [])


def _list_edit(
    document: Document, place: int, path: Keys, first: int, last: int, values: Sequence[Plain]
) -> None:
    """Take the items from `first` to before `last` out of a list, and put values at `first`."""
    for index in reversed(range(first, last)):
        spot = _list_at(document, place, path)
        (drop_from_flow if spot.flow else drop_from_block)(document, spot, index)
    for index, value in enumerate(values, first):
        spot = _list_at(document, place, path)
        assert spot.items  # noqa: S101 -- for mypy: `_list_at` has looked
        if spot.flow:
            add_to_flow(document, spot, index, layout.flow(value))
        else:
            like = spot.items[min(index, len(spot.items) - 1)]
            text = layout.item(value, spot.start[1], in_flow=like.flow)
            insert_in_block(document, spot, index, text)


def _list_at(document: Document, place: int, path: Keys) -> Spot:
    parent, key = _parent(_record(document, place), path)
    spot = parent.at(key)
    if spot is None or not spot.items:
        raise SurgeryError(f"'{key}' is no list")
    return spot


def _apart(document: Document, root: Spot, kind: str) -> bool:
    """Tell whether a blank line stands between the records of a file."""
    items = root.items or []
    if len(items) < 2:
        return kind in ("facts", "entries", "scenarios")
    between = range(items[-2].end[0] + 1, items[-1].start[0])
    return any(document.is_blank(line) for line in between)


def _append(document: Document, text: str) -> None:
    last = len(document.lines) - 1
    if document.is_blank(last) and document.lines == [""]:
        document.splice((0, 0), (0, 0), text + "\n")
    elif document.is_blank(last):
        document.insert_after(last - 1, text)
    else:
        document.insert_after(last, text + "\n")
