"""Reading what a message of the bot shows, from the components as they were sent."""

from collections.abc import Iterator
from typing import Any

TEXT_DISPLAY = 10
BUTTON = 2
SELECT = 3


def walk(components: Any) -> Iterator[dict[str, Any]]:
    """Yield every component, nested ones included."""
    for one in components:
        raw = one if isinstance(one, dict) else one.to_dict()
        yield raw
        yield from walk(raw.get("components", ()))
        if accessory := raw.get("accessory"):
            yield from walk([accessory])


def text(message: Any) -> str:
    """Return all text displays of a message."""
    parts = [one["content"] for one in walk(message.components) if one["type"] == TEXT_DISPLAY]
    return "\n".join(parts)


def labels(message: Any) -> list[str]:
    """Return the labels of the buttons of a message; where there is none, the emoji."""
    buttons = [one for one in walk(message.components) if one["type"] == BUTTON]
    return [one.get("label") or one["emoji"]["name"] for one in buttons]


def button(message: Any, emoji: str) -> str:
    """Return the custom id of the button with an emoji."""
    return next(
        one["custom_id"]
        for one in walk(message.components)
        if one["type"] == BUTTON and (one.get("emoji") or {}).get("name") == emoji
    )


def placeholders(message: Any) -> list[str]:
    """Return what the selects of a message say before anything is chosen."""
    return [one["placeholder"] for one in walk(message.components) if one.get("placeholder")]


def options(message: Any) -> dict[str, str]:
    """Return what the selects of a message offer: labels with their values."""
    return {
        option["label"]: option["value"]
        for one in walk(message.components)
        if one["type"] == SELECT
        for option in one["options"]
    }
