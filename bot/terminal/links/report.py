"""What is told of a pack's addresses: a line each, values for programs, or annotations."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.cited_addresses import CitedAddress, cited_addresses
from bot.knowledge.problems import Problem, escape, for_github
from bot.terminal.checking import Format, root_of
from bot.terminal.links.visiting import Manners, State, Visit, visited

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a source and what became of it."""

    cited: CitedAddress
    visit: Visit


def links_of(folders: Sequence[Path], manners: Manners) -> list[list[Link]]:
    """Try the addresses of the packs in the folders; the same address is tried once."""
    cited = [cited_addresses(folder) for folder in folders]
    addresses = [one.address for few in cited for one in few]
    found = asyncio.run(visited(addresses, manners))
    return [[Link(one, found[one.address]) for one in few] for few in cited]


def written(links: Sequence[Link], folder: Path, form: Format) -> str:
    """Return a line for each address and one that counts them."""
    root = root_of(folder).rstrip("/")
    if form is Format.GITHUB:
        return for_github(map(_problem, _wrong(links)), root)
    lines = []
    for link in links:
        cited = link.cited
        file = cited.file if root in ("", ".") else f"{root}/{cited.file}"
        place = f"{file}:{cited.line}: {link.visit.state}: {cited.source}"
        detail = f": {link.visit.detail}" if link.visit.detail else ""
        lines.append(escape(f"{place} {cited.address[:_LONGEST]}{detail[:_LONGEST]}"))
    counts = Counter(link.visit.state for link in links)
    told = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    return "\n".join([*lines, f"links: {told or 'none'}"])


def as_values(links: Iterable[Link]) -> list[dict[str, Any]]:
    """Return the same as plain values."""
    return [
        {
            "file": link.cited.file,
            "line": link.cited.line,
            "source": escape(link.cited.source),
            "url": escape(link.cited.address),
            "state": link.visit.state.value,
            "detail": escape(link.visit.detail),
        }
        for link in links
    ]


def any_wrong(links: Iterable[Link], *, strict: bool) -> bool:
    """Tell whether a source is gone, or with `strict` anything else than in its place."""
    return any(strict or link.visit.state is State.GONE for link in _wrong(links))


def _wrong(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.visit.state is not State.OK]


def _problem(link: Link) -> Problem:
    gone = link.visit.state is State.GONE
    return Problem(
        file=link.cited.file,
        line=link.cited.line,
        column=1,
        level="error" if gone else "warning",
        rule=f"link-{link.visit.state}",
        message=f"{link.cited.address[:_LONGEST]}: {link.visit.state}",
        hint=link.visit.detail[:_LONGEST],
        id=link.cited.source,
    )
