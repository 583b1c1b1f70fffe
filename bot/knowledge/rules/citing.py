"""What answers cite, and how they begin."""

import re
from collections.abc import Iterator

from bot.knowledge.draft import Draft, Placed
from bot.knowledge.model import ID, Entry
from bot.knowledge.nodes import Step
from bot.knowledge.problems import Problem, near, shown

_BRACES = re.compile(r"\{([^{}]*)\}")
_ID = re.compile(ID)
# A sentence ends in a sign and a blank; the signs of Chinese and Japanese need no blank.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*(?=\s|$)|[。！？]")
_LONGEST_FIRST_SENTENCE = 200


def braces(draft: Draft) -> Iterator[Problem]:
    """Braces in an answer hold ids of facts that the entry lists; all that it lists are cited."""
    for entry in draft.entries.values():
        cited: set[str] = set()
        original: set[str] = set()
        right = True
        for path, answer in _answers(entry.record):
            problems = list(_misuse(draft, entry, path, answer))
            yield from problems
            right = right and not problems
            here = set(_BRACES.findall(answer))
            cited |= here
            if path == ("answer",):
                original = here
            elif here != original and not problems:
                yield _other_facts(entry, path, here, original)
        if right:
            for index, name in enumerate(entry.record.facts):
                if name not in cited and name in draft.known["facts"]:
                    message = f"the answer never cites {shown(name)}"
                    hint = f"write {{{name}}} behind what rests on it, or leave it out"
                    at = ("facts", index)
                    yield entry.problem("never-cited", message, hint, at=at, level="warning")


def first_sentences(draft: Draft) -> Iterator[Problem]:
    """The first sentence of an answer is short."""
    for entry in draft.entries.values():
        for path, answer in _answers(entry.record):
            text = " ".join(_BRACES.sub("", answer).split())
            end = _SENTENCE_END.search(text)
            length = end.end() if end else len(text)
            if length > _LONGEST_FIRST_SENTENCE:
                message = f"the first sentence is {length} characters long"
                hint = f"begin with one of at most {_LONGEST_FIRST_SENTENCE} that stands alone"
                yield entry.problem("long-first-sentence", message, hint, at=path, level="warning")


def _answers(entry: Entry) -> Iterator[tuple[tuple[Step, ...], str]]:
    yield ("answer",), entry.answer
    for language, translation in entry.translations.items():
        if translation.answer is not None:
            yield ("translations", language, "answer"), translation.answer


def _misuse(
    draft: Draft, entry: Placed[Entry], path: tuple[Step, ...], answer: str
) -> Iterator[Problem]:
    """Yield what is wrong with the braces of one answer."""
    rest = _BRACES.sub("", answer)
    if stray := next((sign for sign in rest if sign in "{}"), ""):
        message = f"a {shown(stray)} has no partner"
        yield entry.problem("braces", message, "braces hold one fact id: {fact-id}", at=path)
    for name in dict.fromkeys(_BRACES.findall(answer)):
        if not _ID.fullmatch(name):
            message = f"{shown('{' + name + '}')} is no fact id"
            yield entry.problem("braces", message, "braces hold one fact id: {fact-id}", at=path)
        elif name in entry.record.facts:
            continue
        elif name in draft.known["facts"]:
            message = f"the answer cites {shown(name)}, which 'facts' does not list"
            hint = "add it to 'facts'"
            yield entry.problem("cites-unlisted", message, hint, at=path)
        elif "facts" not in draft.doubtful:
            message = f"there is no fact {shown(name)}"
            hint = near(name, draft.known["facts"])
            yield entry.problem("unknown-id", message, hint, at=path)


def _other_facts(
    entry: Placed[Entry], path: tuple[Step, ...], here: set[str], original: set[str]
) -> Problem:
    missing, added = sorted(original - here), sorted(here - original)
    parts = [f"does not cite {shown(name)}" for name in missing[:2]]
    parts += [f"cites {shown(name)}" for name in added[:2]]
    message = f"other than the original, the translated answer {' and '.join(parts)}"
    return entry.problem("translation-cites", message, "cite the same facts in both", at=path)
