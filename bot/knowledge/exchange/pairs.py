"""`Pair`: a question with its answer, as other programs have it; and what is told of reading."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.problems import Level, Problem

# A file, a cell, and what one file may hold: memory stays bounded whatever comes in.
BIGGEST = 16 * 1024 * 1024
LONGEST_RAW = 20_000
MOST_PAIRS = 20_000
MOST_OTHERS = 500
MOST_TOLD = 1_000


class Format(StrEnum):
    """The formats in which questions and answers come and go."""

    CSV = "csv"
    AZURE = "azure-tsv"
    QNABOT = "qnabot"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer in plain text.

    `name` is what the file calls it, from which its id is made; `key` is what `related` of others
    refers to. `address` is a web address that it comes from, `origin` what else is said of that.
    """

    line: int
    question: str
    answer: str
    others: tuple[str, ...] = ()
    name: str = ""
    key: str = ""
    address: str = ""
    origin: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class UnreadableError(Exception):
    """A file of which nothing can be used. `problem` says why, `told` what was told before."""

    def __init__(self, problem: Problem, told: tuple[Problem, ...] = ()) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.told = told


@dataclass(slots=True)
class Report:
    """What was not carried over from a file, or not as it stood there, by line."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def lost(self, line: int, rule: str, message: str, hint: str) -> None:
        """Tell of a question that is left out."""
        self.left_out += 1
        self._add(line, "error", rule, message, hint)

    def changed(self, line: int, rule: str, message: str, hint: str) -> None:
        """Tell of something that is carried over otherwise than it stood, or in part."""
        self._add(line, "warning", rule, message, hint)

    def unreadable(self, line: int, rule: str, message: str, hint: str) -> UnreadableError:
        """Return the error that ends the reading of the file."""
        problem = self._problem(line, "error", rule, message, hint)
        return UnreadableError(problem, tuple(self.problems))

    def _add(self, line: int, level: Level, rule: str, message: str, hint: str) -> None:
        if len(self.problems) < MOST_TOLD:
            self.problems.append(self._problem(line, level, rule, message, hint))
        elif len(self.problems) == MOST_TOLD:
            message = f"more than {MOST_TOLD:,} lines are to be told of; the rest is not"
            hint = "mend those above and import again"
            self.problems.append(self._problem(line, "error", "too-many-problems", message, hint))

    def _problem(self, line: int, level: Level, rule: str, message: str, hint: str) -> Problem:
        return Problem(
            file=self.file,
            line=line,
            column=1,
            level=level,
            rule=rule,
            message=message,
            hint=hint,
        )
