"""`Node`: a value of a YAML file together with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

Step = str | int


@dataclass(slots=True)
class Node:
    """A value and its place; `key` is the place of the key that leads to it.

    A broken node has a problem of its own and no value that could be judged further; a mapping
    is partial if one of its keys could not be used.
    """

    line: int
    column: int
    value: "Value"
    key: tuple[int, int] | None = None
    broken: bool = False
    partial: bool = False

    def at(self, path: Sequence[Step]) -> "Node":
        """Return the node at a path, or the last one on the way to it that is there."""
        node = self
        for step in path:
            below = node.child(step)
            if below is None:
                break
            node = below
        return node

    def child(self, step: Step) -> "Node | None":
        """Return the value of a key or the item at an index, if there is one."""
        value = self.value
        if isinstance(value, dict):
            return value.get(step) if isinstance(step, str) else None
        if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            return value[step]
        return None

    def plain(self) -> "Plain":
        """Return the values without their places."""
        value = self.value
        if self.broken:
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return [node.plain() for node in value]
        return {key: node.plain() for key, node in value.items()}

    def whole(self) -> bool:
        """Tell whether nothing in it is broken or partial."""
        if self.broken or self.partial:
            return False
        value = self.value
        if isinstance(value, str):
            return True
        return all(node.whole() for node in (value if isinstance(value, list) else value.values()))


Value = str | list[Node] | dict[str, Node]
Plain = str | list["Plain"] | dict[str, "Plain"] | None
