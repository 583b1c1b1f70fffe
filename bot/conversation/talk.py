"""A conversation: each message is understood from the last ones of the same member and place.

What stands alone is asked as it is. What leans on the turn before is said in full and looked up;
where that is not sure the bot asks what was meant, and does not guess.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.answers.answer import Answer, Outcome, Reason
from bot.answers.asides import dated, in_full, sourced, verdict
from bot.answers.refusals import suggest
from bot.answers.sheet import Request
from bot.conversation.asides import Aside, aside_in, choice_in
from bot.conversation.desk import Desk
from bot.conversation.followups import (
    Before,
    Leaning,
    Rewriting,
    bare_text,
    is_fragment,
    leaning,
    rewritings,
)
from bot.conversation.memory import Memory, Turn
from bot.conversation.question import Question
from bot.conversation.refused import bears_out, left_over, said_again
from bot.conversation.shelves import Found, Shelf, look_up
from bot.conversation.splitting import Part, split
from bot.conversation.what_if import numbered
from bot.knowledge.model import EntityKind, Pack
from bot.search.result import Kind, Verdict

# Ways to read a follow-up that are this near in confidence count as equally sure.
_AS_LIKELY = 0.04
# A question that was put together must be found with more than one that was typed.
_SURE = 0.85
_LOOKED_UP = 8
# A sure question with so many words that say something needs no name to be one of its own.
_WORDY = 3
# So many can be chosen from by number.
_CHOICES = 4


@dataclass(frozen=True, slots=True)
class _Context:
    turn: Turn
    shelf: Shelf

    @property
    def was_answered(self) -> bool:
        return self.turn.answer.outcome is Outcome.ANSWERED


class Talk:
    """Answers messages of conversations. `memory` may be shared by all desks of a process."""

    def __init__(
        self, desk: Desk, memory: Memory, alone: Callable[[str], bool] | None = None
    ) -> None:
        """Make it for a desk; `alone` is `stands_alone` for that desk, if its results are kept."""
        self._desk = desk
        self._memory = memory
        self._alone = alone or partial(stands_alone, desk)

    def ask(self, question: Question) -> tuple[Answer, ...]:
        """Return an answer for each question in a message, and remember them as turns."""
        answers = self.follow_up(question)
        if answers is None:
            answers = self._desk.ask(question)
            self.remember(question, answers)
        return answers

    def follow_up(self, question: Question) -> tuple[Answer, ...] | None:
        """Return the answers to a message that goes on from the turn before, and remember them.

        Nothing comes back for one that stands alone: any desk answers it, whatever was said.
        """
        turns = self._turns(question)
        if not turns or self._alone(question.text):
            return None
        parts = split(question.text)
        if question.at is None or not parts:
            return None
        if len(parts) == 1:
            found = self._follow(question, parts[0], turns)
            if found is None:
                return None
            self._memory.add(question.conversation, Turn(found.asked, found, question.at))
            return (found,)
        if not self._leans(parts[0], turns):
            return None
        # The first of several parts goes on from before, each other from the one before it.
        said: list[Turn] = []
        for part in parts:
            alone = replace(question, text=part.shown)
            found = self._follow(alone, part, (*said[::-1], *turns))
            answers = (found,) if found else self._desk.ask(alone)
            said += [Turn(one.asked or part.search_text, one, question.at) for one in answers]
        self._memory.add(question.conversation, *filter(_is_kept, said))
        return tuple(one.answer for one in said)

    def remember(
        self, question: Question, answers: Sequence[Answer], conversation: str | None = None
    ) -> None:
        """Keep what a message was answered, in its conversation or in another."""
        name = conversation or question.conversation
        if name is None or question.at is None:
            return
        alone = len(answers) == 1
        turns = (
            Turn(one.asked or (question.text if alone else one.question), one, question.at)
            for one in answers
        )
        self._memory.add(name, *filter(_is_kept, turns))

    def _turns(self, question: Question) -> tuple[Turn, ...]:
        if question.at is None:
            return ()
        for name in (question.reply_to, question.conversation):
            if turns := self._memory.turns(name, question.at):
                return turns
        return ()

    # -- following up ---------------------------------------------------------------------

    def _leans(self, part: Part, turns: Sequence[Turn]) -> bool:
        context = self._context(turns)
        if context is None:
            return False
        if (
            aside_in(part.shown)
            or choice_in(part.shown, len(turns[0].answer.suggestions)) is not None
        ):
            return True
        return leaning(part.shown, context.shelf.index.read(part.search_text)).leans

    def _context(self, turns: Sequence[Turn]) -> _Context | None:
        """Return the last turn that was about something, with the pack that it was about."""
        for turn in turns:
            names = {turn.answer.pack} if turn.answer.pack else set()
            shelf = next((one for one in self._desk.shelves if one.pack.id in names), None)
            if shelf is not None:
                return _Context(turn, shelf)
        return None

    def _follow(self, question: Question, part: Part, turns: Sequence[Turn]) -> Answer | None:
        """Return the answer to a follow-up; nothing where a part stands alone."""
        if (chosen := self._choice(question, part, turns)) is not None:
            return chosen
        context = self._context(turns)
        if context is None:
            return None
        aside = aside_in(part.shown)
        if aside is not None and not context.was_answered:
            return said_again(context.turn, question)
        if aside is Aside.OTHER:
            return self._other(question, turns, context.shelf)
        if aside is not None and (told := self._aside(question, aside, part, context)) is not None:
            return told
        answer = self._rewritten(question, part, context)
        if answer is None or answer.outcome is Outcome.ANSWERED or len(turns) < 2:
            return answer
        if context.was_answered:
            return answer
        # What could not be answered was perhaps an aside; what was said before it goes on.
        earlier = self._context([one for one in turns if one.answer.outcome is Outcome.ANSWERED])
        again = self._rewritten(question, part, earlier) if earlier else None
        return again if again and again.outcome is Outcome.ANSWERED else answer

    def _choice(self, question: Question, part: Part, turns: Sequence[Turn]) -> Answer | None:
        """Return the answer to one of the questions that were offered, chosen by its number."""
        offered = turns[0].answer.suggestions
        place = choice_in(part.shown, len(offered))
        if place is None:
            # What was offered before the answer that is now said to be the wrong one.
            earlier = next((one for one in turns[1:2] if one.answer.suggestions), None)
            offered = earlier.answer.suggestions if earlier else ()
            place = choice_in(part.shown, len(offered))
        if place is None:
            return self._scenario(question, part, turns)
        one = offered[place]
        language = question.language or turns[0].answer.reader
        answer = self._desk.show_entry(one.entry, replace(question, text="", language=language))
        return replace(answer, question=question.text, asked=one.question)

    def _other(self, question: Question, turns: Sequence[Turn], shelf: Shelf) -> Answer:
        """Return what else there was to choose, or what goes on from the last answer."""
        rest = left_over(turns)
        language = question.language or turns[0].answer.reader
        if len(rest) == 1:
            shown = replace(question, text="", language=language)
            answer = self._desk.show_entry(rest[0].entry, shown)
            return replace(answer, question=question.text, asked=rest[0].question)
        request = Request(question.text, question.today, language, confidence=0.0)
        return replace(suggest(shelf.pack, rest, request), asked=turns[0].asked)

    def _nothing_either(
        self, question: Question, turn: Turn, tried: Sequence[tuple[Rewriting, Found]]
    ) -> Answer:
        """Return that what a fragment says in full has no answer either.

        With another name other questions come near; for another time or place they are the same.
        """
        told = turn.answer
        if not tried or told.reason not in (None, Reason.NO_ENTRY):
            return said_again(turn, question)
        one, found = max(tried, key=lambda pair: pair[1].confidence)
        near = self._desk.nothing_on(found, question, offer=told.reason is None)
        return replace(near, asked=one.text)

    def _scenario(self, question: Question, part: Part, turns: Sequence[Turn]) -> Answer | None:
        """Return the scenario that a number means while scenarios are talked about."""
        context = self._context(turns)
        if context is None or not any(
            one.answer.entry in context.shelf.pack.scenarios or one.answer.scenarios
            for one in turns[:2]
        ):
            return None
        by_number = numbered(context.shelf.pack)
        place = choice_in(part.shown, max(by_number, default=0))
        if place is None or place + 1 not in by_number:
            return None
        scenario = by_number[place + 1]
        language = question.language or turns[0].answer.reader
        answer = self._desk.show_scenario(
            scenario.id, replace(question, text="", language=language)
        )
        return replace(answer, question=question.text, asked=scenario.title)

    def _aside(
        self, question: Question, aside: Aside, part: Part, context: _Context
    ) -> Answer | None:
        last = context.turn.answer
        if last.outcome is not Outcome.ANSWERED or last.entry is None:
            return None
        pack = context.shelf.pack
        if aside is Aside.SCENARIO and last.entry not in pack.scenarios:
            return None
        if aside is Aside.REASON:
            # There may be something on the reason itself.
            found = self._rewritten(question, part, context)
            if found is not None and found.outcome is Outcome.ANSWERED:
                return found
        language = question.language or self._desk.language_of(pack, part.shown, last.reader)
        asked = replace(question, text="", language=language, full=True)
        whole = self._desk.show_again(last, asked)
        told = {
            Aside.SOURCES: sourced,
            Aside.STANDING: verdict,
            Aside.DATE: dated,
            Aside.REASON: in_full,
            Aside.MORE: in_full,
            Aside.SCENARIO: in_full,
        }[aside](pack, whole)
        return replace(
            told, question=question.text, asked=context.turn.asked, confidence=last.confidence
        )

    def _rewritten(self, question: Question, part: Part, context: _Context) -> Answer | None:
        text, _ = bare_text(part.search_text)
        shelf = context.shelf
        reading = shelf.index.read(text)
        how = leaning(part.search_text, reading)
        alone = look_up(self._desk.shelves, part)
        if _stands_alone(alone, how):
            return None
        if not (how.leans or how.bare):
            return None
        before = _before(shelf, context.turn)
        refused, fragment = not context.was_answered, is_fragment(reading, how)
        tried: list[tuple[Rewriting, Found]] = []
        for one in rewritings(shelf.pack, before, text, reading):
            if len(tried) >= _LOOKED_UP:
                break
            if not (refused and fragment and one.is_new):
                tried.append((one, look_up(self._desk.shelves, part, one.text)))
        sure = [
            (one, found)
            for one, found in tried
            if _may_answer(one, found, how)
            and (not refused or bears_out(found, alone, one, before.reading, context.turn.answer))
        ]
        if sure:
            _, best = max(sure, key=lambda pair: pair[1].confidence)
            # They come in the order in which they are likely: the first that is as sure is meant.
            one, found = next(
                pair for pair in sure if pair[1].confidence >= best.confidence - _AS_LIKELY
            )
            return replace(self._desk.answer(found, question), asked=one.text)
        if refused and fragment:
            # The text that is searched for has lost its "and".
            goes_on = leaning(part.shown, reading).goes_on
            own = alone.is_sure and alone.confidence >= _SURE
            if how.only_names and own and not (goes_on and before.reading.names):
                return None
            return self._nothing_either(question, context.turn, tried if how.only_names else ())
        if not how.leans or not tried:
            return None
        if alone.is_sure and not how.takes_back and (alone.names or how.content >= _WORDY):
            return None
        one, found = max(tried, key=lambda pair: pair[1].confidence)
        return replace(self._desk.answer(_unsure(found), question), asked=one.text)


def stands_alone(desk: Desk, text: str) -> bool:
    """Tell whether a message is one question that goes on from nothing, whatever was said before.

    It hangs on the message alone, so what comes out may be kept for all who write the same.
    """
    parts = split(text)
    if len(parts) != 1:
        return False
    [part] = parts
    if aside_in(part.shown) is not None or choice_in(part.shown, _CHOICES) is not None:
        return False
    alone = look_up(desk.shelves, part)
    kept, _ = bare_text(part.search_text)
    for shelf in desk.shelves:
        how = leaning(part.search_text, shelf.index.read(kept))
        if not _stands_alone(alone, how) and (how.leans or how.bare):
            return False
    return True


def _stands_alone(alone: Found, how: Leaning) -> bool:
    """Tell whether a text is a question of its own, whatever was said before."""
    if how.takes_back or how.only_names or how.only_times or how.points:
        return False
    if alone.result.exact:
        return True
    if not alone.is_sure or how.goes_on:
        return False
    return bool(alone.names) or how.content >= _WORDY


def _may_answer(rewriting: Rewriting, found: Found, how: Leaning) -> bool:
    """Tell whether what was found for a rewriting is sure, about its subject, and to the point.

    What is only another name or time in the question before has its words and its certainty. Who
    asks of another year is not answered by what knows nothing of it.
    """
    if not found.is_sure or not _is_about(rewriting, found):
        return False
    if how.only_times and any(map(str.isdigit, found.result.missing)):
        return False
    return not rewriting.is_new or found.confidence >= _SURE


def _is_about(rewriting: Rewriting, found: Found) -> bool:
    """Tell whether what was found has to do with whom the rewriting carried along."""
    best, pack = found.result.best, found.shelf.pack
    if best is None or not rewriting.carried:
        return best is not None
    names = {one for one in rewriting.carried if one in pack.entities}
    for fact in (pack.facts[one] for one in best.facts[:4] if one in pack.facts):
        if fact.subject in names:
            return True
        said = fact.statement.casefold()
        if any(pack.entities[one].name.casefold() in said for one in names):
            return True
    return best.kind is Kind.SCENARIO


def _unsure(found: Found) -> Found:
    """Return what was found as something to offer: it was not asked in these words."""
    if not found.is_sure:
        return found
    return replace(found, result=replace(found.result, verdict=Verdict.UNSURE))


def _is_kept(turn: Turn) -> bool:
    """Tell whether a turn is one to go on from: thanks are none."""
    return turn.answer.reason is not Reason.NOT_A_QUESTION


def _before(shelf: Shelf, turn: Turn) -> Before:
    pack, answer = shelf.pack, turn.answer
    reading = shelf.index.read(turn.asked)
    facts = [pack.facts[one] for one in answer.facts[:3] if one in pack.facts]
    named = [one.ids[0] for one in reading.names]
    told = list(dict.fromkeys([fact.subject for fact in facts]))
    people = [one for one in (*named, *told) if _is_person(pack, one)]
    by_name = {entity.name.casefold(): entity.id for entity in pack.entities.values()}
    for fact in facts:
        people += [by_name[one.casefold()] for one in fact.said_by if one.casefold() in by_name]
        said = fact.statement.casefold()
        people += [
            entity.id
            for entity in pack.entities.values()
            if entity.kind is EntityKind.PERSON and entity.name.casefold() in said
        ]
    people = [one for one in dict.fromkeys(people) if _is_person(pack, one)]
    return Before(reading, tuple(told), tuple(people))


def _is_person(pack: Pack, name: str) -> bool:
    return name in pack.entities and pack.entities[name].kind is EntityKind.PERSON
