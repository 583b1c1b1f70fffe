"""`import`: a file of another program becomes a pack, and what became of it."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot.knowledge.exchange.building import Origin, built
from bot.knowledge.exchange.folders import check_target, write_folder
from bot.knowledge.exchange.pairs import Format, UnreadableError
from bot.knowledge.exchange.reading import read_pairs
from bot.knowledge.problems import Problem, escape, for_people, for_programs, is_error
from bot.knowledge.read import Reading, read_pack
from bot.terminal.checking import root_of, summary
from bot.terminal.guard import PROBLEMS, refused, tell
from bot.terminal.plain import count


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack that was made of a file."""

    file: Path
    into: Path
    form: Format
    asked: int
    problems: tuple[Problem, ...]
    left_out: int
    reading: Reading

    @property
    def incomplete(self) -> bool:
        """Whether a question was left out."""
        return any(map(is_error, self.problems))

    def written(self) -> str:
        """Return what people are told: each line that is not carried over, then the sum."""
        entries = len(self.reading.pack.entries) if self.reading.pack else 0
        taken = f"{count(entries, 'question')} taken over, {self.left_out} left out"
        lines = [
            for_people(self.problems, root_of(self.file)),
            f"{escape(self.file.name)} ({self.form}): {taken}",
            summary(self.into, self.reading),
            f"next: scenario-bot check --pack {shlex.quote(escape(str(self.into)))}",
        ]
        return "\n".join(filter(None, lines))

    def as_values(self) -> dict[str, Any]:
        """Return the same as plain values."""
        pack = self.reading.pack
        return {
            "pack": pack.id if pack else None,
            "folder": escape(self.into.as_posix()),
            "format": self.form.value,
            "taken_over": len(pack.entries) if pack else 0,
            "left_out": self.left_out,
            "problems": for_programs(self.problems, root_of(self.file)),
            "check_warnings": len(self.reading.problems),
        }


def imported(file: Path, form: Format | None, into: Path, origin: Origin) -> Imported:
    """Make a pack of a file. Ends the command where nothing of it can be used.

    The pack is checked before it appears: a folder with a pack that cannot be used is never left.
    """
    check_target(into)
    try:
        found, pairs, report = read_pairs(file, form)
        files = built(pairs, origin, report)
    except UnreadableError as error:
        told = (*error.told, error.problem)
        tell(for_people(sorted(told), root_of(file)))
        raise typer.Exit(PROBLEMS) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise refused(f"{escape(str(file))}: {reason}") from None
    reading: list[Reading] = []

    def approve(made: Path) -> None:
        reading.append(read_pack(made))
        if reading[0].pack is None:
            wrong = [problem for problem in reading[0].problems if is_error(problem)]
            tell(for_people(wrong))
            tell("scenario-bot: the pack made of this file is not sound; nothing was written")
            raise typer.Exit(PROBLEMS)

    write_folder(into, files, approve)
    problems = tuple(sorted(report.problems))
    return Imported(file, into, found, len(pairs), problems, report.left_out, reading[0])
