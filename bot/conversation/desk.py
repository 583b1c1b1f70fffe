"""The desk: from a question to its answers, whoever asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.answer import Answer, Suggestion
from bot.answers.asides import counted, without_yes_or_no
from bot.answers.compose import compose, compose_facts
from bot.answers.dated import as_known, unchanged, was_known
from bot.answers.dates import shown as shown_date
from bot.answers.digest import known_on, new_since
from bot.answers.naming import question_of, scenario_title
from bot.answers.refusals import (
    known_unknown,
    no_entry,
    not_a_question,
    not_known_then,
    not_yet_known,
    out_of_scope,
    suggest,
)
from bot.answers.scenario import state
from bot.answers.sheet import Request
from bot.answers.side_by_side import side_by_side
from bot.answers.texts import text
from bot.conversation.claims import asks_whether
from bot.conversation.comparisons import awaited, compared_facts
from bot.conversation.languages import Languages, is_foreign_script
from bot.conversation.question import MAX_CHARACTERS, Question
from bot.conversation.several import questions_in
from bot.conversation.shelves import Found, Searcher, Shelf
from bot.conversation.what_if import compared, settled
from bot.conversation.when import Wanted as AskedOf
from bot.conversation.when import asks_how_long_ago, in_plain_times, months_between, timed
from bot.knowledge.dates import span
from bot.knowledge.keeping import kept
from bot.knowledge.model import Pack, Topic
from bot.search.result import Kind, Verdict

__all__ = ["Desk", "ScenarioSummary", "Searcher", "Shelf"]

_OFFERED = 4
_KEPT = 1_024  # composed answers


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """A scenario in a list: its title and where it stands. `state` is a word or two to read."""

    scenario: str
    title: str
    status: str
    state: str
    as_of: str
    deadline: str | None
    pack: str


class Desk:
    """Answers questions from the packs on its shelves. Immutable; safe to share."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self.shelves = tuple(shelves)
        self._languages = {shelf.pack.id: Languages(shelf.pack) for shelf in self.shelves}
        self._packs = {shelf.pack.id: shelf.pack for shelf in self.shelves}
        self._kept = kept(self._of_today, _KEPT)

    # -- asking ---------------------------------------------------------------------------

    def ask(self, question: Question) -> tuple[Answer, ...]:
        """Return an answer for each question in a message: at least one, whatever was typed."""
        if self.shelves and (told := self._of_its_time(question)) is not None:
            return told
        plain = question.text
        if len(plain) <= MAX_CHARACTERS:
            plain = in_plain_times(plain, question.today)
        found = questions_in(self.shelves, plain) if self.shelves else []
        if not found:
            return (self._nothing_asked(question),)
        if len(found) == 1:
            return (replace(self._answer(found[0], question), question=_typed(question)),)
        # A part that does not tell its language is in that of the message.
        languages = self._languages[found[0].shelf.pack.id]
        whole = replace(question, locale=languages.of(question.text, question.locale))
        return tuple(self._answer(hit, whole) for hit in found)

    def show_entry(self, name: str, question: Question | None = None) -> Answer:
        """Return the answer of whatever has the id that a suggestion names.

        That is an entry, a scenario or a fact. An id that no pack holds (any more) is answered
        as a question on which there is nothing. `question` tells day, date and language.
        """
        return self._show(name, question, (Kind.ENTRY, Kind.SCENARIO, Kind.FACT))

    def show_fact(self, name: str, question: Question | None = None) -> Answer:
        """Return the answer that a fact gives."""
        return self._show(name, question, (Kind.FACT,))

    def show_scenario(self, name: str, question: Question | None = None) -> Answer:
        """Return where a scenario stands."""
        return self._show(name, question, (Kind.SCENARIO,))

    def scenarios(self, language: str | None = None) -> tuple[ScenarioSummary, ...]:
        """Return a summary of each scenario of all packs, in their order."""
        return tuple(
            ScenarioSummary(
                scenario=one.id,
                title=scenario_title(one, language or shelf.pack.manifest.language),
                status=one.status.value,
                state=state(one, language or shelf.pack.manifest.language),
                as_of=one.as_of,
                deadline=one.deadline,
                pack=shelf.pack.id,
            )
            for shelf in self.shelves
            for one in shelf.pack.scenarios.values()
        )

    # -- times and scenarios --------------------------------------------------------------

    def _of_its_time(self, question: Question) -> tuple[Answer, ...] | None:
        """Return what a message asks of a day or of scenarios as such, if it does."""
        typed = _typed(question)
        pack = self.shelves[0].pack
        request = Request(typed, question.today, self._reads(question, typed))
        when = timed(typed, question.today, pack) if question.as_of is None else None
        if when is None:
            for shelf in self.shelves:
                if scenarios := compared(shelf.pack, typed):
                    reads = replace(request, language=self._reads(question, typed, shelf))
                    return (side_by_side(shelf.pack, scenarios, reads),)
            return None
        if when.wanted is AskedOf.KNOWN and _says_something(when.text):
            rest = replace(question, text=when.text, as_of=when.day)
            return tuple(replace(one, question=typed) for one in self.ask(rest))
        tell = known_on if when.wanted is AskedOf.KNOWN else new_since
        for shelf in self.shelves:
            names = shelf.index.read(when.text).names if when.text else ()
            about = {one for name in names for one in name.ids}
            reads = replace(request, language=self._reads(question, typed, shelf))
            if answer := tell(shelf.pack, when.day, reads, about):
                return (answer,)
        if when.wanted is AskedOf.KNOWN:
            return (not_known_then(pack, when.day, request),)
        date = shown_date(when.day, request.reads(pack))
        nothing = no_entry(pack, (), replace(request, confidence=0.0))
        return (replace(nothing, text=text("nothing_since", request.reads(pack), date=date)),)

    def _reads(self, question: Question, typed: str, shelf: Shelf | None = None) -> str:
        languages = self._languages[(shelf or self.shelves[0]).pack.id]
        return question.language or languages.of(typed, question.locale)

    # -- going on from an answer ----------------------------------------------------------

    def answer(self, found: Found, question: Question) -> Answer:
        """Return the answer to what was found for a question that was said in full elsewhere."""
        return replace(self._answer(found, question), question=_typed(question))

    def nothing_on(self, found: Found, question: Question, *, offer: bool) -> Answer:
        """Return that there is no answer in what was found, with what comes near.

        It is asked which was meant if `offer` says so, and else told that there is nothing.
        """
        pack, request = found.shelf.pack, self._request(found, question)
        told = (suggest if offer else no_entry)(pack, self._suggestions(found, request), request)
        return replace(told, question=_typed(question))

    def show_again(self, answer: Answer, question: Question) -> Answer:
        """Return an answer once more, for another day or language, or in full."""
        pack = self._packs.get(answer.pack)
        if pack is None or answer.entry is None:
            return answer
        told = len(answer.facts) > 1 and answer.entry in answer.facts
        if told and answer.entry in pack.facts and all(one in pack.facts for one in answer.facts):
            return self.show_facts(pack, answer.facts, question)
        return self._show(answer.entry, question, (Kind.ENTRY, Kind.SCENARIO, Kind.FACT))

    def show_facts(self, pack: Pack, names: Sequence[str], question: Question) -> Answer:
        """Return several facts side by side, for the day that the question asks for."""
        request = Request("", question.today, question.language, full=question.full)
        return _compared(pack, names, question, request)

    def language_of(self, pack: Pack, text: str, expected: str | None) -> str:
        """Return the language of a text, the expected one where it does not tell."""
        return self._languages[pack.id].of(text, expected)

    # -- one question ---------------------------------------------------------------------

    def _answer(self, found: Found, question: Question) -> Answer:
        pack, result = found.shelf.pack, found.result
        best = result.best
        request = self._request(found, question)
        if best is None or result.verdict in (Verdict.NOTHING, Verdict.NOT_A_QUESTION):
            if result.verdict is Verdict.NOT_A_QUESTION:
                return not_a_question(pack, self._titles(), request)
            return no_entry(pack, self._suggestions(found, request), request)
        if result.verdict is Verdict.OUT_OF_SCOPE:
            topic = _topic(pack, best.id)
            return out_of_scope(pack, topic, request) if topic else no_entry(pack, (), request)
        if scenario := settled(found, found.part.search_text):
            return self._told(pack, Kind.SCENARIO, scenario, question, replace(request, full=True))
        names, confidence = compared_facts(pack, result, found.part.search_text)
        if names:
            return _compared(pack, names, question, replace(request, confidence=confidence))
        if found.is_sure and best.kind is not Kind.TOPIC:
            told = self._told(pack, best.kind, best.id, question, request)
            if asks_whether(question.text):
                told = counted(pack, told)
                told = told if result.exact else without_yes_or_no(told)
            return _with_time_passed(told, question)
        near = self._suggestions(found, request)
        expected = awaited(pack, result, found.part.search_text, question.today)
        if expected:
            return not_yet_known(pack, expected, near, request)
        return suggest(pack, near, request)

    def _request(self, found: Found, question: Question) -> Request:
        return Request(
            question=found.part.shown,
            today=question.today,
            language=self._language(found, question),
            confidence=found.confidence,
            full=question.full,
            why=found.why(),
        )

    def _language(self, found: Found, question: Question) -> str:
        """Return the language to answer in: the asker's, else that of what was typed.

        Where the words do not tell, that of the asker's program counts, else that of the
        utterance that was typed exactly. In scripts whose words nobody taught us the matching
        utterance decides.
        """
        matched, asked = found.result.language, found.part.search_text
        if question.language:
            return question.language
        if matched and is_foreign_script(asked):
            return matched
        if matched and found.result.exact and not question.locale:
            return matched
        return self._languages[found.shelf.pack.id].of(asked, question.locale)

    def _suggestions(self, found: Found, request: Request) -> list[Suggestion]:
        """Return the likeliest meanings in any pack as questions, each question once."""
        offered: dict[str, Suggestion] = {}
        for pack, one in found.offers():
            asked = question_of(pack, one.kind, one.id, request.reads(pack))
            taken = {suggestion.entry for suggestion in offered.values()}
            if asked and one.id not in taken and asked.casefold() not in offered:
                offered[asked.casefold()] = Suggestion(one.id, asked, one.confidence)
        return list(offered.values())[:_OFFERED]

    def _nothing_asked(self, question: Question) -> Answer:
        language = question.language or question.locale
        request = Request(_typed(question), question.today, language, confidence=0.0)
        pack = self.shelves[0].pack if self.shelves else None
        return not_a_question(pack, self._titles(), request)

    def _titles(self) -> list[str]:
        return [shelf.pack.manifest.title for shelf in self.shelves]

    def _show(self, name: str, question: Question | None, kinds: Sequence[Kind]) -> Answer:
        asked = _typed(question) if question else ""
        request = Request(
            asked,
            question.today if question else None,
            question.language if question else None,
            full=question.full if question else False,
        )
        for shelf in self.shelves:
            known = {
                Kind.ENTRY: shelf.pack.entries,
                Kind.SCENARIO: shelf.pack.scenarios,
                Kind.FACT: shelf.pack.facts,
            }
            for kind in kinds:
                if name in known[kind]:
                    title = question_of(shelf.pack, kind, name, request.reads(shelf.pack)) or ""
                    full = replace(request, question=asked or title)
                    return self._told(shelf.pack, kind, name, question, full)
        pack = self.shelves[0].pack if self.shelves else None
        return no_entry(pack, (), replace(request, confidence=0.0))

    def _told(
        self, pack: Pack, kind: Kind, name: str, question: Question | None, request: Request
    ) -> Answer:
        """Return what an entry, a fact or a scenario answers; as of today it is kept.

        What was typed, and how sure the match is, only stand in the answer beside the rest of it.
        """
        if _day(question) is not None:
            return _composed(pack, kind, name, question, request)
        plain = replace(request, question="", confidence=1.0, why=None)
        return replace(
            self._kept(pack.id, kind, name, plain),
            question=request.question,
            confidence=request.confidence,
            why=request.why,
        )

    def _of_today(self, pack: str, kind: Kind, name: str, request: Request) -> Answer:
        return _composed(self._packs[pack], kind, name, None, request)


# -- what was known on a day -----------------------------------------------------------------


def _composed(
    pack: Pack, kind: Kind, name: str, question: Question | None, request: Request
) -> Answer:
    """Return the answer as of today, or as of the day that the question asks for.

    For a day, facts that are younger are left out. An entry whose facts have changed since is
    told by those facts that were known; what was not known at all is not told.
    """
    if kind is Kind.ENTRY and pack.entries[name].known_unknown:
        return known_unknown(pack, pack.entries[name], request)
    day = _day(question)
    if day is None:
        return compose(pack, kind, name, request)
    told = _as_of(pack, kind, name, day, replace(request, today=None))
    if told is None:
        return not_known_then(pack, day, request)
    return _dated(told, day, compose(pack, kind, name, request))


def _as_of(pack: Pack, kind: Kind, name: str, day: str, request: Request) -> Answer | None:
    """Return what was known of an entry, a fact or a scenario on a day, if anything was."""
    then = as_known(pack, day)
    if kind is Kind.SCENARIO:
        known = was_known(day, pack.scenarios[name].as_of)
        return compose(then, kind, name, request) if known else None
    if kind is Kind.FACT:
        return compose(then, kind, name, request) if name in then.facts else None
    facts = pack.entries[name].facts
    if unchanged(pack, then, facts):
        return compose(then, kind, name, request)
    known_facts = [fact for fact in facts if fact in then.facts]
    return replace(compose_facts(then, known_facts, request), entry=name) if known_facts else None


def _compared(pack: Pack, names: Sequence[str], question: Question, request: Request) -> Answer:
    day = _day(question)
    if day is None:
        return compose_facts(pack, names, request)
    then = as_known(pack, day)
    known = [name for name in names if name in then.facts]
    if not known:
        return not_known_then(pack, day, request)
    return _dated(compose_facts(then, known, replace(request, today=None)), day)


def _dated(answer: Answer, day: str, now: Answer | None = None) -> Answer:
    """Say of which day an answer is, and how it begins today where that is otherwise."""
    lines = [text("known_on", answer.reader, date=shown_date(day, answer.reader))]
    if now is not None and (now.short, now.standing) != (answer.short, answer.standing):
        said = _NUMBERS.sub("", now.short)
        stands = _NUMBERS.sub("", now.standing).rstrip(".")
        lines.append(text("since_then", answer.reader, statement=said, standing=stands))
    return replace(answer, notices=(*lines, *answer.notices), known_on=day)


def _day(question: Question | None) -> str | None:
    """Return the day a question is for; one that is no date asks for today."""
    if question is None or question.as_of is None:
        return None
    try:
        span(question.as_of)
    except ValueError:
        return None
    return question.as_of


# The sources of another answer have other numbers.
_NUMBERS = re.compile(r"\s*\[\d+\](?=[\s\[.,;:!?]|$)")
_GENERAL = re.compile(
    r"\b(?:what|wat|was|were|is|did|we|you|they|know|known|knew|about|it|this|that|the|story|all|of"
    r"|everything|there|then|so|far|che|cosa|si|sapeva|que|savait|on|bekannt|wusste|man|qué|se|sabía)\b|\W",
    re.IGNORECASE,
)


def _says_something(text: str) -> bool:
    """Tell whether a text asks of more than of everything."""
    return bool(_GENERAL.sub("", text))


def _with_time_passed(answer: Answer, question: Question) -> Answer:
    """Say first how long ago something was, where that is asked."""
    if not answer.as_of or not asks_how_long_ago(question.text):
        return answer
    passed = months_between(answer.as_of, question.today)
    if passed is None:
        return answer
    unit, number = passed
    which = {0: "_none", 1: "_one"}.get(number, "")
    ago = text(f"ago_{unit}{which}", answer.reader, number=number)
    date = shown_date(answer.as_of, answer.reader)
    line = text("ago_line", answer.reader, date=date, ago=ago)
    return replace(answer, short=line, text=f"{line}\n\n{answer.text}")


# -- small things ------------------------------------------------------------------------------


def _topic(pack: Pack, name: str) -> Topic | None:
    return next((one for one in pack.manifest.out_of_scope if one.id == name), None)


def _typed(question: Question) -> str:
    return question.text[:MAX_CHARACTERS]
