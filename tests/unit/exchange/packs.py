"""What the tests of exchange share: packs made of questions, on disk and read back."""

from collections.abc import Iterable
from pathlib import Path

from bot.knowledge.exchange.building import Origin, built
from bot.knowledge.exchange.exporting import pairs_of
from bot.knowledge.exchange.folders import write_folder
from bot.knowledge.exchange.pairs import Format, Pair, Report
from bot.knowledge.exchange.reading import read_pairs
from bot.knowledge.model import Pack
from bot.knowledge.problems import Problem, for_people, is_error
from bot.knowledge.read import read_pack

ORIGIN = Origin(file="faq.csv", accessed="2026-11-24", pack="faq", title="Acme FAQ")
Content = dict[str, tuple[str, tuple[str, ...], str]]


def pack_in(folder: Path) -> Pack:
    """Read a pack that has no errors."""
    reading = read_pack(folder)
    assert reading.pack is not None, for_people(reading.problems)
    return reading.pack


def made(pairs: Iterable[Pair], folder: Path, origin: Origin = ORIGIN) -> tuple[Pack, Report]:
    """Make a pack of questions."""
    report = Report("faq.csv")
    write_folder(folder, built(list(pairs), origin, report))
    return pack_in(folder), report


def imported(
    data: bytes | str, tmp_path: Path, name: str = "faq.csv", form: Format | None = None
) -> tuple[Pack, list[Problem]]:
    """Make a pack of a file's content, and return what is told."""
    file = tmp_path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    _, pairs, report = read_pairs(file, form)
    write_folder(tmp_path / "made", built(pairs, ORIGIN, report))
    return pack_in(tmp_path / "made"), report.problems


def content(pack: Pack) -> Content:
    """Return questions, aliases and answers by id."""
    return {pair.name: (pair.question, pair.others, pair.answer) for pair in pairs_of(pack)}


def told(problems: Iterable[Problem]) -> list[tuple[int, str, bool]]:
    """Return line, rule and whether something was left out."""
    return [(one.line, one.rule, is_error(one)) for one in problems]
