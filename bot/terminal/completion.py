"""What the chat offers while somebody types: questions of the packs, and commands."""

from collections.abc import Iterable, Mapping, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.search.normalise import words
from bot.terminal.plain import one_line

_OFFERED = 8
_FEWEST_CHARACTERS = 2


class ChatCompleter(Completer):
    """Completes commands, what they name (scenarios, and what a timeline is of), and questions.

    A question is offered when each word typed begins one of its words; those that begin with
    the first word typed come first.
    """

    def __init__(
        self,
        questions: Iterable[str],
        commands: Mapping[str, str],
        scenarios: Sequence[str],
        subjects: Iterable[str] = (),
    ) -> None:
        self._questions = [
            (text, tuple(words(text))) for text in dict.fromkeys(map(one_line, questions))
        ]
        self._commands = commands
        self._named = {
            "/scenario": list(scenarios),
            "/timeline": [*map(one_line, subjects), *scenarios],
        }

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Yield what could be meant by what stands before the cursor."""
        typed = document.text_before_cursor
        command, blank, rest = typed.lstrip().partition(" ")
        if command in self._named and blank:
            for name in self._named[command]:
                if name.casefold().startswith(rest.strip().casefold()):
                    yield Completion(name, start_position=-len(rest))
        elif command.startswith("/") and not blank:
            for name, about in self._commands.items():
                if name.startswith(command.lower()):
                    yield Completion(name, start_position=-len(command), display_meta=about)
        elif not command.startswith("/") and len(typed.strip()) >= _FEWEST_CHARACTERS:
            for question in self.questions(typed):
                yield Completion(question, start_position=-len(typed))

    def questions(self, typed: str) -> list[str]:
        """Return the questions that what was typed could grow into, the likeliest first."""
        starts = words(typed)
        if not starts:
            return []
        found = [
            (not known[0].startswith(starts[0]), place, question)
            for place, (question, known) in enumerate(self._questions)
            if known and all(any(word.startswith(start) for word in known) for start in starts)
        ]
        return [question for _, _, question in sorted(found)[:_OFFERED]]
