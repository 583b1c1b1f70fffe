"""Answers that give none: nothing found, not covered on purpose, not yet known, or not sure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Outcome, Reason, Suggestion
from bot.answers.citations import clean, without_citations
from bot.answers.dates import shown as shown_date
from bot.answers.related import related_to_entry
from bot.answers.sentences import first_sentence
from bot.answers.sheet import Request, language_notice
from bot.answers.texts import FALLBACK, text
from bot.knowledge.dates import first_day, last_day
from bot.knowledge.model import Entry, Pack, Topic

SUGGESTED = range(2, 5)
NEAR = 3


def suggest(pack: Pack, suggestions: Sequence[Suggestion], request: Request) -> Answer:
    """Return the question back: which of two to four was meant? With fewer, nothing was found."""
    few = tuple(suggestions[: SUGGESTED.stop - 1])
    if len(few) < SUGGESTED.start:
        return no_entry(pack, few, request)
    reader = request.reads(pack)
    return _given(pack, request, Outcome.SUGGESTED, text("suggested", reader), None, few)


def no_entry(pack: Pack | None, near: Sequence[Suggestion], request: Request) -> Answer:
    """Return that there is nothing on that, with what comes near."""
    few = tuple(near[:NEAR])
    said = text("no_entry_near" if few else "no_entry", _reader(pack, request))
    return _given(pack, request, Outcome.UNKNOWN, said, Reason.NO_ENTRY, few)


def out_of_scope(pack: Pack, topic: Topic, request: Request) -> Answer:
    """Return what the pack says about a topic that it leaves out."""
    answer = _given(pack, request, Outcome.UNKNOWN, clean(topic.about), Reason.OUT_OF_SCOPE, ())
    return _in_language(answer, pack.manifest.language)


def not_a_question(pack: Pack | None, titles: Sequence[str], request: Request) -> Answer:
    """Return that there was nothing to look for, and what can be asked."""
    reader = _reader(pack, request)
    named = ", ".join(clean(title) for title in titles)
    said = text("not_a_question", reader, titles=named) if named else text("no_question", reader)
    return _given(pack, request, Outcome.UNKNOWN, said, Reason.NOT_A_QUESTION, ())


def known_unknown(pack: Pack, entry: Entry, request: Request) -> Answer:
    """Return what the curators say of a question that nobody has answered yet, and when it may be.

    It is a refusal: without sources, and resting on no fact.
    """
    reader = request.reads(pack)
    translation = entry.translations.get(reader)
    curated = translation.answer if translation else None
    language = reader if curated else pack.manifest.language
    said = clean(without_citations(curated or entry.answer))
    expected = [
        fact.next_expected
        for fact in (pack.facts[name] for name in entry.facts)
        if fact.next_expected
        and (request.today is None or last_day(fact.next_expected) >= request.today)
    ]
    if expected:
        date = shown_date(min(expected, key=first_day), language)
        said = f"{said} {text('expected', language, date=date)}"
    answer = _given(pack, request, Outcome.UNKNOWN, said, Reason.KNOWN_UNKNOWN, ())
    return replace(
        _in_language(answer, language),
        entry=entry.id,
        short=first_sentence(said, language),
        related=related_to_entry(pack, entry, reader),
    )


def not_yet_known(
    pack: Pack, expected: str, near: Sequence[Suggestion], request: Request
) -> Answer:
    """Return that the sources do not say it yet, and when news is due."""
    reader = request.reads(pack)
    said = text("not_yet_known", reader, date=shown_date(expected, reader))
    few = tuple(near[:NEAR])
    return _given(pack, request, Outcome.UNKNOWN, said, Reason.KNOWN_UNKNOWN, few)


def not_known_then(pack: Pack, as_of: str, request: Request) -> Answer:
    """Return that all the pack holds on it is from after the day asked for."""
    reader = request.reads(pack)
    said = text("not_known_then", reader, date=shown_date(as_of, reader))
    return _given(pack, request, Outcome.UNKNOWN, said, Reason.KNOWN_UNKNOWN, ())


def _reader(pack: Pack | None, request: Request) -> str:
    return request.reads(pack) if pack else request.language or FALLBACK


def _in_language(answer: Answer, language: str) -> Answer:
    """Return a refusal whose text is in a language, and says so where it is not the reader's."""
    notices = tuple(language_notice(language, answer.reader))
    return replace(answer, language=language, notices=notices)


def _given(
    pack: Pack | None,
    request: Request,
    outcome: Outcome,
    said: str,
    reason: Reason | None,
    suggestions: tuple[Suggestion, ...],
) -> Answer:
    return Answer(
        question=request.question,
        outcome=outcome,
        text=said,
        short=said,
        reason=reason,
        suggestions=suggestions,
        confidence=request.confidence,
        language=_reader(pack, request),
        reader=_reader(pack, request),
        pack=pack.id if pack else "",
        pack_version=pack.version if pack else "",
        why=request.why,
    )
