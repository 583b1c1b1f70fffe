"""What Discord refuses in a message, a modal or a command, beyond what its description says.

Each function returns (error code, sentence) pairs; nothing found means that Discord takes it.
`pings` tells whom a message would notify.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.discord_app.loopback.payloads import Payload

Refusal = tuple[int, str]

INVALID_FORM, EMPTY_MESSAGE = 50035, 50006
COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
_SELECTS = frozenset({3, 5, 6, 7, 8})
_V2_ONLY = frozenset({SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER})
_LINK = 5
_PREMIUM = 6
_MENTIONS = {
    "everyone": re.compile(r"@(?:everyone|here)"),
    "users": re.compile(r"<@!?\d+>"),
    "roles": re.compile(r"<@&\d+>"),
}


def message_refusals(body: Payload, *, editing: bool = False) -> list[Refusal]:
    """Return why Discord would refuse a message."""
    found = [(INVALID_FORM, sentence) for sentence in _message_faults(body, editing=editing)]
    empty = not any(body.get(key) for key in ("content", "embeds", "components", "poll"))
    if empty and not editing and not body.get("attachments") and not body.get("sticker_ids"):
        found.append((EMPTY_MESSAGE, "Cannot send an empty message"))
    return found


def choice_refusals(data: Payload) -> list[Refusal]:
    """Return why Discord would refuse the choices of an autocomplete."""
    choices = data.get("choices") or []
    faults = [f"{len(choices)} choices, 25 at most"] if len(choices) > 25 else []
    for choice in choices:
        faults += _length("the name of a choice", choice.get("name"), 100)
        faults += _length("the value of a choice", str(choice.get("value", "")), 100)
    return [(INVALID_FORM, fault) for fault in faults]


def modal_refusals(data: Payload) -> list[Refusal]:
    """Return why Discord would refuse a modal."""
    faults = _length("the title of a modal", data.get("title"), 45)
    faults += _length("a custom id", data.get("custom_id"), 100)
    components = data.get("components") or []
    if not 1 <= len(components) <= 5:
        faults.append(f"{len(components)} components in a modal, 1 to 5 are allowed")
    for one in walk(components):
        if one.get("type") == TEXT_INPUT:
            faults += _length("a custom id", one.get("custom_id"), 100)
            faults += _length("a placeholder", one.get("placeholder") or "-", 100)
        if one.get("type") == LABEL:
            faults += _length("a label", one.get("label"), 45)
    return [(INVALID_FORM, fault) for fault in faults]


def command_refusals(commands: list[Payload]) -> list[Refusal]:
    """Return why Discord would refuse a set of commands."""
    faults: list[str] = []
    names = Counter((one.get("type", 1), one["name"]) for one in commands)
    faults += [f"two commands are called {name}" for (_, name), times in names.items() if times > 1]
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        count = sum(one.get("type", 1) == kind for one in commands)
        if count > most:
            faults.append(f"{count} commands of type {kind}, {most} at most")
    for command in commands:
        faults += _command_faults(command, is_menu=command.get("type", 1) != 1)
        if _weight(command) > 8000:
            faults.append(f"/{command['name']} is longer than 8000 characters")
    return [(INVALID_FORM, fault) for fault in faults]


def pings(body: Payload) -> list[str]:
    """Return what in a message would notify somebody."""
    texts = [body.get("content") or ""]
    texts += [one.get("content") or "" for one in walk(body.get("components") or [])]
    texts += [one.get("description") or "" for one in body.get("embeds") or []]
    allowed = body.get("allowed_mentions")
    kinds = _MENTIONS if allowed is None else set(allowed.get("parse") or ())
    found = [
        f"{kind}: {hit}" for kind in kinds for one in texts for hit in _MENTIONS[kind].findall(one)
    ]
    if allowed is None:
        found += ["allowed_mentions is missing"] if body.get("message_reference") else []
    else:
        found += [f"{kind} by id" for kind in ("users", "roles") if allowed.get(kind)]
        found += ["the author of the question"] if allowed.get("replied_user") else []
    return found


def walk(components: list[Payload]) -> Iterator[Payload]:
    """Yield components and all that is in them."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        for inner in ("accessory", "component"):
            if one.get(inner):
                yield from walk([one[inner]])


# -- messages ---------------------------------------------------------------------------------


def _message_faults(body: Payload, *, editing: bool) -> Iterator[str]:
    components = body.get("components") or []
    everything = list(walk(components))
    is_v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if is_v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                yield f"{key} cannot be used with components V2"
        if not components and not editing:
            yield "components V2 without components"
    elif not editing and any(one.get("type") in _V2_ONLY for one in everything):
        yield "components of V2 without their flag"
    if len(body.get("content") or "") > 2000:
        yield "content is longer than 2000 characters"
    if len(everything) > 40:
        yield f"{len(everything)} components, 40 at most"
    shown = sum(len(one.get("content") or "") for one in everything if one.get("type") == TEXT)
    if shown > 4000:
        yield f"{shown} characters in text displays, 4000 at most"
    ids = Counter(one["custom_id"] for one in everything if one.get("custom_id"))
    yield from (f"the custom id {name} is used twice" for name, times in ids.items() if times > 1)
    numbers = Counter(one["id"] for one in everything if one.get("id"))
    yield from (f"the component id {n} is used twice" for n, times in numbers.items() if times > 1)
    for one in components:
        if one.get("type") in (BUTTON, THUMBNAIL) or one.get("type") in _SELECTS:
            yield f"a component of type {one['type']} cannot stand alone"
    if not is_v2 and len(components) > 5:
        yield f"{len(components)} rows, 5 at most"
    for one in everything:
        yield from _component_faults(one)
    yield from _embed_faults(body.get("embeds") or [])
    yield from _mention_faults(body.get("allowed_mentions") or {})
    if len(str(body.get("nonce") or "")) > 25:
        yield "a nonce is longer than 25 characters"


def _component_faults(one: Payload) -> Iterator[str]:
    kind, inside = one.get("type"), one.get("components") or []
    if kind == ROW:
        selects = sum(item.get("type") in _SELECTS for item in inside)
        if not inside or len(inside) > (1 if selects else 5):
            yield f"{len(inside)} components in a row, {selects} of them selects"
    elif kind == BUTTON:
        yield from _button_faults(one)
    elif kind == STRING_SELECT:
        yield from _select_faults(one)
    elif kind == SECTION:
        if not 1 <= len(inside) <= 3 or not one.get("accessory"):
            yield "a section takes 1 to 3 texts and an accessory"
    elif kind == TEXT:
        yield from _length("a text display", (one.get("content") or "").strip(), 4000)
    elif kind == GALLERY:
        if not 1 <= len(one.get("items") or []) <= 10:
            yield "a gallery takes 1 to 10 items"
    elif kind == CONTAINER:
        if not inside:
            yield "a container is empty"
        if any(item.get("type") == CONTAINER for item in inside):
            yield "a container in a container"
    if one.get("custom_id") is not None:
        yield from _length("a custom id", one["custom_id"], 100)


def _button_faults(one: Payload) -> Iterator[str]:
    style, label = one.get("style"), one.get("label") or ""
    if len(label) > 80:
        yield "the label of a button is longer than 80 characters"
    if style != _PREMIUM and not label.strip() and not one.get("emoji"):
        yield "a button has neither label nor emoji"
    if style == _LINK:
        address = one.get("url") or ""
        if urlsplit(address).scheme not in ("http", "https", "discord") or len(address) > 512:
            yield f"a button cannot link to {address[:80]!r}"
        if one.get("custom_id"):
            yield "a link button with a custom id"
    elif style != _PREMIUM and (not one.get("custom_id") or one.get("url")):
        yield "a button needs a custom id and no address"


def _select_faults(one: Payload) -> Iterator[str]:
    options = one.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"{len(options)} options in a select, 1 to 25 are allowed"
    values = Counter(option.get("value") for option in options)
    yield from (f"two options have the value {v}" for v, times in values.items() if times > 1)
    most = one.get("max_values", 1)
    if not one.get("min_values", 1) <= most <= max(len(options), 1):
        yield "min_values and max_values do not fit the options"
    yield from _length("a placeholder", one.get("placeholder") or "-", 150)
    for option in options:
        yield from _length("the label of an option", option.get("label"), 100)
        yield from _length("the value of an option", option.get("value"), 100)
        yield from _length("the description of an option", option.get("description") or "-", 100)


def _embed_faults(embeds: list[Payload]) -> Iterator[str]:
    total = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        parts = [
            ("title", embed.get("title"), 256),
            ("description", embed.get("description"), 4096),
            ("footer", (embed.get("footer") or {}).get("text"), 2048),
            ("author", (embed.get("author") or {}).get("name"), 256),
            *(("field name", one.get("name"), 256) for one in fields),
            *(("field value", one.get("value"), 1024) for one in fields),
        ]
        total += sum(len(text or "") for _, text, _ in parts)
        yield from (
            f"an embed's {name} is too long" for name, text, most in parts if len(text or "") > most
        )
        if len(fields) > 25:
            yield "more than 25 fields in an embed"
    if total > 6000 or len(embeds) > 10:
        yield "embeds are too long or too many"


def _mention_faults(allowed: Payload) -> Iterator[str]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            yield f"allowed_mentions: parse and {kind} exclude each other"


# -- commands ---------------------------------------------------------------------------------


def _command_faults(one: Payload, *, is_menu: bool = False) -> Iterator[str]:
    for language, name in [("", one["name"]), *(one.get("name_localizations") or {}).items()]:
        where = f"the name {name!r} {language}".rstrip()
        yield from _length(where, name, 32)
        if not is_menu and not _is_command_name(name):
            yield f"{where} is no name for a command or an option"
    if not is_menu:
        described = {"": one.get("description"), **(one.get("description_localizations") or {})}
        for language, text in described.items():
            yield from _length(f"the description of {one['name']} {language}".rstrip(), text, 100)
    options = one.get("options") or []
    if len(options) > 25 or len({option["name"] for option in options}) != len(options):
        yield f"{one['name']} has too many options, or two of one name"
    wanted = [bool(option.get("required")) for option in options if option["type"] > 2]
    if wanted != sorted(wanted, reverse=True):
        yield f"{one['name']} has a required option behind one that is not"
    for option in options:
        yield from _command_faults(option)
        if option.get("autocomplete") and option.get("choices"):
            yield f"{option['name']} has both choices and autocomplete"
        for _, text in choice_refusals({"choices": option.get("choices") or []}):
            yield text


def _is_command_name(name: str) -> bool:
    letters = "".join(character for character in name if character not in "-_'")
    return name == name.lower() and (letters.isalnum() or (not letters and bool(name)))


def _weight(one: Payload) -> int:
    own = len(one["name"]) + len(one.get("description") or "")
    return own + sum(map(_weight, one.get("options") or ()))


def _length(what: str, text: Any, most: int) -> list[str]:
    if not isinstance(text, str) or not text:
        return [f"{what} is empty"]
    return [f"{what} is longer than {most} characters"] if len(text) > most else []
