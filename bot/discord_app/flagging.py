"""Putting a line over a card that was sent, whatever it shows."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.discord_app.cards import CORRECTED, LINE_ID
from bot.discord_app.limits import COMPONENTS, TEXT, size
from bot.discord_app.rendered import Component, Rendered

_CONTAINER, _TEXT_DISPLAY = 17, 10
_SHORTEST = 40


def flagged(components: Sequence[Any], line: str) -> Rendered:
    """Return a card with a line over what it showed, in the place of an earlier line."""
    kept = [dict(one) for one in components if one.get("id") != LINE_ID]
    shown = {"type": _TEXT_DISPLAY, "content": line}
    over = {"type": _CONTAINER, "id": LINE_ID, "accent_color": CORRECTED, "components": [shown]}
    every = list(_walk(kept))
    if len(every) + 2 <= COMPONENTS:
        kept.insert(0, over)
    else:
        # A card that is full has a row of buttons at its end; nothing that it tells is left out.
        kept = [over, *kept[:-1]]
    texts = [one for one in _walk(kept) if one.get("type") == _TEXT_DISPLAY and one is not shown]
    too_much = sum(size(one["content"]) for one in texts) + size(line) - TEXT
    for one in sorted(texts, key=lambda each: -size(each["content"])):
        if too_much <= 0:
            break
        content = one["content"]
        # A character of one unit is counted as one: never too little is taken away.
        one["content"] = content[: max(_SHORTEST, len(content) - too_much - 1)] + "…"
        too_much -= size(content) - size(one["content"])
    return Rendered(kept)


def _walk(components: Sequence[Component]) -> Iterator[Component]:
    for one in components:
        yield one
        yield from _walk(one.get("components", ()))
