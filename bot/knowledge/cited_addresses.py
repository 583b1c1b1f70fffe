"""The web addresses of a pack's sources, with their places."""

from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.files import Finder, read_bytes
from bot.knowledge.parse import read_yaml

_KIND = "sources"


@dataclass(frozen=True, slots=True)
class CitedAddress:
    """An address, the source that it belongs to, and its place as problems name it."""

    file: str
    line: int
    source: str
    address: str


def cited_addresses(folder: Path) -> list[CitedAddress]:
    """Return the addresses in the order of files and lines, also of a pack that is not sound."""
    finder = Finder(folder)
    finder.find()
    found = []
    for file in finder.files:
        if file.kind != _KIND:
            continue
        data, problems = read_bytes(file)
        root, _ = (None, problems) if problems else read_yaml(data, file.name)
        for node in root.value if root and isinstance(root.value, list) else ():
            name, address = node.child("id"), node.child("url")
            if address and isinstance(address.value, str) and address.value:
                known = name.value if name and isinstance(name.value, str) else ""
                found.append(CitedAddress(file.name, address.line, known, address.value))
    return found
