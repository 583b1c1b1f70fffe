"""An answer on the screen: short answer, standing, notices, the rest, sources, what goes on."""

from collections.abc import Sequence

from bot.answers.answer import Answer, Outcome
from bot.answers.dates import shown as shown_date
from bot.terminal.plain import one_line
from bot.terminal.screen import Screen

STYLES = {
    "confirmed": "green",
    "reported": "cyan",
    "rumour": "yellow",
    "speculation": "yellow",
    "denied": "red",
    "superseded": "red",
    "opinion": "magenta",
}


def show_answers(screen: Screen, answers: Sequence[Answer]) -> None:
    """Print the answers to one message; several are told apart by their questions."""
    offered = 0
    for place, answer in enumerate(answers):
        if place:
            screen.gap()
        if len(answers) > 1:
            screen.say(one_line(answer.question), style="bold", first="» ")
        show_answer(screen, answer, first_number=offered + 1)
        offered += len(answer.suggestions)


def show_answer(screen: Screen, answer: Answer, *, first_number: int = 1) -> None:
    """Print one answer; its suggestions are numbered from `first_number` on."""
    short, rest = _parts(answer)
    screen.say(short, style="bold" if answer.outcome is Outcome.ANSWERED else "")
    if answer.standing:
        screen.say(one_line(answer.standing), style=STYLES.get(answer.status or "", ""))
    for notice in answer.notices:
        screen.say(one_line(notice), style="yellow", first="! ")
    if rest:
        screen.gap()
        screen.say(rest)
    if answer.citations:
        screen.gap()
        screen.say("Source" if len(answer.citations) == 1 else "Sources", style="dim")
        show_sources(screen, answer)
    if answer.suggestions:
        screen.gap()
        leads_in = answer.outcome is Outcome.SUGGESTED or short.endswith(":")
        if not leads_in:
            screen.say("Nearest to it", style="dim")
        for number, suggestion in enumerate(answer.suggestions, first_number):
            screen.say(one_line(suggestion.question), first=f"  {number}  ")
    if answer.related:
        screen.gap()
        screen.say("Related", style="dim")
        for related in answer.related:
            screen.say(one_line(related.question), first="  - ")


def show_sources(screen: Screen, answer: Answer, *, says: bool = False) -> None:
    """Print numbered sources: outlet, date, title, address, and on demand what each says."""
    for cited in answer.citations:
        mark = f"  [{cited.number}] "
        blanks = " " * len(mark)
        published = f", {shown_date(cited.published, answer.reader)}" if cited.published else ""
        screen.say(f"{one_line(cited.outlet)}{published}: {one_line(cited.title)}", first=mark)
        if says and cited.says:
            screen.say(one_line(cited.says), first=blanks, style="italic")
        screen.whole_line(blanks + one_line(cited.url), style="dim")


def _parts(answer: Answer) -> tuple[str, str]:
    """Return the first sentence and what follows it."""
    text, short = answer.text.strip(), answer.short.strip()
    if short and text.startswith(short):
        return short, text[len(short) :].strip()
    return text, ""
