"""A conversation in the terminal: what each line that is typed leads to, without the typing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

from bot.answers.answer import Answer, Suggestion
from bot.answers.dates import shown as shown_date
from bot.conversation.question import Question
from bot.knowledge.model import Fact, Pack
from bot.pictures.board import board, in_order
from bot.pictures.selection import NoDateError, ReversedError, Selection
from bot.pictures.timeline import timeline
from bot.search.normalise import words
from bot.terminal.looking import (
    TOLD,
    asked_for,
    holder_of,
    not_there,
    show_boards,
    show_timeline,
)
from bot.terminal.plain import count, shortened, whole
from bot.terminal.render import show_answer, show_answers, show_sources
from bot.terminal.screen import Screen

if TYPE_CHECKING:
    from bot.conversation.desk import Desk

COMMANDS = {
    "/why": "why the last answer was given",
    "/sources": "the sources of the last answer, and what each says",
    "/facts": "the facts behind the last answer; /facts WORD looks for facts",
    "/timeline": "what happened when: /timeline ferrari 2025-04 2025-06",
    "/scenarios": "what might happen, and where each scenario stands",
    "/scenario": "one scenario with its evidence, by number or id: /scenario 2",
    "/help": "this list",
    "/quit": "leave (so does Ctrl-D)",
}

_CONVERSATION = "terminal"
_FACTS_SHOWN = 10


class Session:
    """One conversation: remembers the last answers, so that commands can go on from them."""

    def __init__(
        self,
        desk: "Desk",
        packs: Sequence[Pack],
        screen: Screen,
        today: Callable[[], date],
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self.ended = False
        self._desk = desk
        # The libraries of search are there by now; to import this file needs none of them.
        from bot.conversation.memory import Memory
        from bot.conversation.talk import Talk

        self._talk = Talk(desk, Memory())
        self._packs = packs
        self._screen = screen
        self._today = today
        self._seconds = seconds
        self._answers: Sequence[Answer] = ()
        self.scenarios = [one for pack in packs for one in in_order(pack)]

    def take(self, line: str) -> None:
        """Answer a line: a command, the number of a suggestion, or a question."""
        line = whole(line).strip()
        if line.startswith("/"):
            self._command(line)
        elif line.casefold() in ("quit", "exit"):
            self.ended = True
        elif chosen := self._chosen(line):
            question = self._question(chosen.question)
            answers = [self._desk.show_entry(chosen.entry, question)]
            self._talk.remember(question, answers)
            self._show(answers)
        elif line:
            self._show(self._talk.ask(self._question(line)))

    def greet(self) -> None:
        """Say what this is and what can be asked."""
        for pack in self._packs:
            title = f"{pack.manifest.title} (as of {shown_date(pack.manifest.updated)})"
            self._screen.say(title, style="bold")
        self._screen.say("Ask a question, for example:")
        for question in examples(self._packs):
            self._screen.say(question, first="  - ")
        self._screen.say("/help lists the commands, Tab completes, Ctrl-D ends.", style="dim")

    def _show(self, answers: Sequence[Answer]) -> None:
        self._answers = answers
        show_answers(self._screen, answers)

    def _question(self, line: str) -> Question:
        return Question(line, self._today(), conversation=_CONVERSATION, at=self._seconds())

    def _suggestions(self) -> list[Suggestion]:
        return [one for answer in self._answers for one in answer.suggestions]

    def _chosen(self, line: str) -> Suggestion | None:
        suggestions = self._suggestions()
        by_number = {str(number): one for number, one in enumerate(suggestions, 1)}
        return by_number.get(line)

    # -- commands ---------------------------------------------------------------------------

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        rest = rest.strip()
        match name.lower():
            case "/why":
                self._why()
            case "/sources":
                self._sources()
            case "/facts":
                self._facts(rest)
            case "/timeline":
                self._timeline(rest)
            case "/scenarios":
                self._list_scenarios()
            case "/scenario":
                self._scenario(rest)
            case "/help":
                self._help()
            case "/quit" | "/exit":
                self.ended = True
            case _:
                self._unknown(name)

    def _help(self) -> None:
        for name, about in COMMANDS.items():
            self._screen.say(about, first=f"{name:<12}")
        self._screen.say("Anything else is a question. A number chooses a suggestion.")

    def _unknown(self, name: str) -> None:
        from rapidfuzz import fuzz, process

        best = process.extractOne(name[:50].lower(), list(COMMANDS), scorer=fuzz.ratio)
        self._screen.say(f"There is no command {shortened(name, 30)}. Did you mean {best[0]}?")

    def _why(self) -> None:
        if not self._answers:
            self._screen.say("Nothing has been asked yet.")
        for answer in self._answers:
            why = answer.why
            if why is None:
                self._screen.say("Nothing was looked up for this.")
                continue
            say = self._screen.say
            say(
                f"“{shortened(why.utterance, 200)}”, {_share(why.confidence)} sure",
                first="Nearest:  ",
            )
            if why.words:
                say(
                    ", ".join(f"{word} {_share(part)}" for word, part in why.words),
                    first="Words:    ",
                )
            for typed, read in why.repairs:
                say(f"“{shortened(typed)}” as “{shortened(read)}”", first="Read:     ")
            if why.runner_up:
                behind = "" if why.points_behind is None else f", {why.points_behind} points behind"
                say(
                    f"“{shortened(why.runner_up, 200)}”{behind}", first="Next best: ", rest=" " * 10
                )

    def _sources(self) -> None:
        cited = [answer for answer in self._answers if answer.citations]
        if not cited:
            self._screen.say("There is no answer with sources yet.")
        for answer in cited:
            show_sources(self._screen, answer, says=True)

    def _facts(self, wanted: str) -> None:
        if wanted:
            found = self._search(words(wanted))
            nothing = f"No fact holds {shortened(wanted, 40)}."
        else:
            names = dict.fromkeys(name for answer in self._answers for name in answer.facts)
            found = [
                pack.facts[name] for name in names for pack in self._packs if name in pack.facts
            ]
            nothing = "No facts stand behind the last answer. /facts WORD looks for some."
        if not found:
            self._screen.say(nothing)
        shown = found[:_FACTS_SHOWN] if wanted else found
        for fact in shown:
            self._screen.say(fact.statement, first="- ")
            firm = (
                f"{fact.status.capitalize()} ({', '.join(fact.said_by)}, {shown_date(fact.as_of)})"
            )
            line = f"{firm}: {fact.id}"
            self._screen.say(line, first="  ", style="dim")
        if len(found) > len(shown):
            self._screen.say(f"… and {count(len(found) - len(shown), 'more fact')}.")

    def _search(self, starts: Sequence[str]) -> list[Fact]:
        found = []
        for pack in self._packs:
            for fact in pack.facts.values():
                subject = pack.entities[fact.subject].name
                known = words(f"{fact.statement} {subject} {fact.id.replace('-', ' ')}")
                if starts and all(
                    any(word.startswith(start) for word in known) for start in starts
                ):
                    found.append(fact)
        return found

    def _timeline(self, typed: str) -> None:
        wanted, since, until = asked_for(typed)
        found = holder_of(self._packs, wanted) if wanted else None
        if wanted and found is None:
            self._screen.say(not_there(self._packs, wanted))
            return
        try:
            selections = [
                timeline(pack, Selection(found[1] if found else "", since, until), "en")
                for pack in ([found[0]] if found else self._packs)
            ]
        except NoDateError:
            self._screen.say("A date is written 2025, 2025-04 or 2025-04-24.")
            return
        except ReversedError:
            self._screen.say("The last date lies before the first.")
            return
        for place, line in enumerate(selections):
            if place:
                self._screen.gap()
            hint = "/timeline NAME 2025-04 2025-06"
            show_timeline(self._screen, line.most_important(TOLD), hint)

    def _list_scenarios(self) -> None:
        show_boards(self._screen, [board(pack, "en") for pack in self._packs])

    def _scenario(self, wanted: str) -> None:
        by_name = {scenario.id: scenario.id for scenario in self.scenarios}
        by_name |= {str(number): one.id for number, one in enumerate(self.scenarios, 1)}
        name = by_name.get(wanted.lower()) or by_name.get(f"scenario-{wanted.lower()}")
        if name is None:
            self._screen.say(
                "Which one?" if not wanted else f"There is no scenario {shortened(wanted, 40)}."
            )
            self._list_scenarios()
            return
        # Who asks for one scenario by name wants all of its evidence.
        everything = replace(self._question(wanted), full=True)
        self._answers = [self._desk.show_scenario(name, everything)]
        show_answer(self._screen, self._answers[0])


def examples(packs: Sequence[Pack], wanted: int = 3) -> list[str]:
    """Return questions to begin with: the pack's own choice, then where most entries lead."""
    chosen = [pack.entries[name].question for pack in packs for name in pack.manifest.start_with]
    if len(chosen) >= wanted:
        return chosen[:wanted]
    ranked = []
    for pack in packs:
        led_to = [name for entry in pack.entries.values() for name in entry.related]
        ranked += [(-led_to.count(entry.id), entry.question) for entry in pack.entries.values()]
    others = [question for _, question in sorted(ranked) if question not in chosen]
    return (chosen + others)[:wanted]


def _share(part: float) -> str:
    return f"{100 * part:.0f} %"
