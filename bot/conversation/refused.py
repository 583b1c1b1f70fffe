"""Going on from a question that got no answer: nothing on it, left out, or several were offered.

There is no answer of which a source or a reason could be told, so what there was to say is said
again. Most words of such a question are words that nothing here knows: with another name, time or
place in it, it is answered only by what knows all of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Outcome, Suggestion
from bot.conversation.followups import Rewriting
from bot.conversation.memory import Turn
from bot.conversation.question import Question
from bot.conversation.shelves import Found
from bot.conversation.small_words import says_something
from bot.search.result import Reading


def said_again(turn: Turn, question: Question) -> Answer:
    """Return what a question that got no answer was told, with the same help."""
    return replace(turn.answer, question=question.text, asked=turn.asked)


def left_over(turns: Sequence[Turn]) -> tuple[Suggestion, ...]:
    """Return what was not chosen of what was offered, else what goes on from the last answer."""
    last = turns[0]
    offered = turns[1].answer.suggestions if len(turns) > 1 else ()
    rest = tuple(one for one in offered if one.question != last.asked)
    if len(rest) < len(offered):
        return rest
    return tuple(Suggestion(one.entry, one.question, 0.0) for one in last.answer.related)


def bears_out(
    found: Found, alone: Found, rewriting: Rewriting, before: Reading, told: Answer
) -> bool:
    """Tell whether what was found answers the question with all that it says.

    `alone` was found for what was typed, `told` is what the question before was told. A name or a
    time alone is found easily: something of the question before must count too. Where that came
    near to several things, a word that the pack uses elsewhere may be another word for theirs.
    """
    if found.result.exact:
        return True
    missing = {word for word in found.result.missing if says_something(word)}
    if told.outcome is Outcome.SUGGESTED:
        unknown = {before.words[place] for place in before.unknown}
        return not missing & unknown and (rewriting.is_new or found.target != alone.target)
    if missing:
        return False
    named = {place for name in before.names for place in range(name.start, name.end)}
    kept = {
        word for place, word in enumerate(before.words) if place not in named and not word.isdigit()
    }
    said = rewriting.text.split()
    return rewriting.is_new or any(word in kept and says_something(word) for word in said)
