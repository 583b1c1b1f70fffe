"""Timelines and the board of scenarios on the screen, and as picture files."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answers.dates import shown as shown_date
from bot.knowledge.dates import PARTIAL_DATE
from bot.knowledge.model import Pack
from bot.pictures.board import Board
from bot.pictures.selection import names_in, subject_called, subject_name
from bot.pictures.timeline import Timeline
from bot.pictures.wording import (
    Paragraph,
    board_paragraphs,
    heading,
    span_line,
    timeline_paragraphs,
)
from bot.terminal.guard import refused
from bot.terminal.plain import one_line, shortened, whole
from bot.terminal.render import STYLES
from bot.terminal.screen import Screen

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture

# So many facts are told at once, as many as a picture shows.
TOLD = 12
_NEAR = 3
_ALIKE = 65  # of 100; below, a few letters of a long title are enough
_TYPED = 200
_KEYED = re.compile(r"(?:^|\s)(?:--)?(from|to)(?:[:=]\s*|\s+)([0-9][0-9-]*)(?=\s|$)", re.IGNORECASE)
_DATE = re.compile(PARTIAL_DATE.strip("^$"))


def asked_for(typed: str) -> tuple[str, str, str]:
    """Return the name and the two dates in what was typed after `/timeline`.

    Dates stand last, or after "from" and "to": `leapmotor 2025-04 2025-06`, `leapmotor to:2025`.
    """
    keyed = {key.lower(): date for key, date in _KEYED.findall(typed)}
    words = _KEYED.sub(" ", typed).split()
    dates: list[str] = []
    while words and len(dates) < 2 and _DATE.fullmatch(words[-1]):
        dates.insert(0, words.pop())
    since, until = (*dates, "", "")[:2]
    return " ".join(words), keyed.get("from", since), keyed.get("to", until)


def holder_of(packs: Sequence[Pack], wanted: str) -> tuple[Pack, str] | None:
    """Return the pack that has an entity or a scenario called so, and its id."""
    found = ((pack, subject_called(pack, wanted)) for pack in packs)
    return next(((pack, subject) for pack, subject in found if subject), None)


def not_there(packs: Sequence[Pack], wanted: str) -> str:
    """Return a sentence that nothing is called so, with what is called much like it."""
    from rapidfuzz import fuzz, process

    names = {name: (pack, subject) for pack in packs for name, subject in names_in(pack).items()}
    near = process.extract(
        wanted[:_TYPED].casefold(), list(names), scorer=fuzz.WRatio, score_cutoff=_ALIKE
    )
    called = dict.fromkeys(subject_name(*names[name], "en") for name, *_ in near)
    hint = f" Did you mean {' or '.join(map(one_line, list(called)[:_NEAR]))}?" if called else ""
    return f"Nothing here is called {shortened(wanted, 40)}.{hint}"


def show_timeline(screen: Screen, line: Timeline, hint: str) -> None:
    """Print a timeline; `hint` says how to see what it leaves out."""
    screen.say(one_line(heading(line)), style="bold")
    screen.say(span_line(line), style="dim")
    if not line.moments:
        return
    paragraphs = timeline_paragraphs(line)
    column = max(len(one.head) for one in paragraphs) + 2
    for one in paragraphs:
        screen.gap()
        said, standing = one.lines
        screen.say(said, first=one.head.ljust(column))
        screen.say(standing, first=" " * column, style=STYLES.get(one.status, ""))
    if line.left_out:
        screen.gap()
        screen.say(f"+{line.left_out} more: {hint}", style="dim")


def show_boards(screen: Screen, boards: Iterable[Board]) -> None:
    """Print the boards of packs, their scenarios numbered through."""
    paragraphs: list[tuple[Paragraph, str]] = [
        (paragraph, f"{row.status.capitalize()}, {shown_date(row.as_of)}")
        for board in boards
        for row, paragraph in zip(board.rows, board_paragraphs(board), strict=True)
    ]
    if not paragraphs:
        screen.say("There are no scenarios here.")
    for number, (one, state) in enumerate(paragraphs, 1):
        screen.say(f"{one.head} ({state})", first=f"{number:>3}  ", style="bold")
        # The state stands beside the title already.
        for said in one.lines[1:]:
            screen.say(said, first=" " * 5, rest=" " * 7)


def write_pictures(
    file: Path, pictures: Sequence[tuple[str, Callable[[], "Picture"]]]
) -> list[Path]:
    """Write a picture for each pack (by id), and return the files.

    One alone gets the name as it is, of several each gets its pack's id behind it. Ends the command
    where a file cannot be written.
    """
    written = []
    for pack, draw in pictures:
        alone = len(pictures) == 1
        path = file if alone else file.with_name(f"{file.stem}-{pack}{file.suffix}")
        try:
            path.write_bytes(draw().png)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "this is no path"
            raise refused(f"{one_line(whole(str(path)))}: {reason.lower()}") from None
        written.append(path)
    return written
