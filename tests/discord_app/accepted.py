"""What Discord accepts of a message, and that nothing in its text acts."""

import re
import unicodedata

from simcord.components import validate_components

from bot.discord_app.cards import Card
from bot.discord_app.limits import CUSTOM_ID, LABEL, TEXT, size
from tests.discord_app.shown import BUTTON, TEXT_DISPLAY, walk

UNESCAPED = r"(?<!\\)(?:\\\\)*"


def check(card: Card, own: set[str]) -> None:
    """Hold a card against what Discord takes; links may lead only to the addresses in `own`."""
    raw = card.to_components()
    validate_components(raw, flags=1 << 15)
    every = list(walk(raw))
    assert len(every) <= 40
    shown = [one["content"] for one in every if one["type"] == TEXT_DISPLAY]
    assert sum(map(size, shown)) <= TEXT
    assert all(one.strip() for one in shown)
    custom_ids = [one["custom_id"] for one in every if one.get("custom_id")]
    assert all(len(one) <= CUSTOM_ID for one in custom_ids)
    assert len(custom_ids) == len(set(custom_ids))
    labels = [one.get("label") or one["emoji"]["name"] for one in every if one["type"] == BUTTON]
    assert all(0 < size(one) <= LABEL for one in labels)
    for one in shown:
        harmless(one, own)


def harmless(shown: str, own: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Check that a text display pings nobody and links nowhere but to our own addresses."""
    assert not re.search(r"@(everyone|here)\b|<@[!&]?\d|<#\d", shown)
    ours = re.sub(r"<t:-?\d+:[DR]>", "", shown)
    assert not re.search(UNESCAPED + r"<[:/ait@#]", ours)
    for target in re.findall(r"(?<!\\)\]\(([^)\s]*)\)", ours):
        assert target in own or not own
        assert target.startswith(("https://", "http://"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]", shown)
    assert not any(unicodedata.category(one) == "Cs" for one in shown)
