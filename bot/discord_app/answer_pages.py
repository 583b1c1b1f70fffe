"""What the buttons under an answer show to the one who pressed: all of it, its sources, why it."""

from bot.answers.answer import Answer
from bot.discord_app import dates
from bot.discord_app.answer_lines import head, notice_lines, parts, small, source_lines
from bot.discord_app.buttons import StateButton
from bot.discord_app.cards import Card, note_card
from bot.discord_app.custom_ids import State, code
from bot.discord_app.escaping import escaped, one_line
from bot.discord_app.library import Library
from bot.discord_app.limits import TEXT, fitted, label, pages, size
from bot.discord_app.texts import text
from bot.knowledge.model import Pack

# What marks a button that turns the pages of its own message.
TURN = "turn"

_PAGE = 1_900
_AROUND = 100  # characters for the line with the page's number
_SAYS = 400
_FACT = 220
_FACTS = 8


def more_card(answer: Answer, state: State, page: int) -> Card:
    """Return a page of the whole answer: nothing of it is left out, however many pages it takes."""
    _, rest = parts(answer)
    opening, over = head(answer, state.language, _PAGE)
    notices, _ = notice_lines(answer, _PAGE)
    blocks = [
        opening,
        *pages(over, _PAGE, answer.language),
        *_packed(notices, "\n"),
        *pages(rest, _PAGE, answer.language),
        *_packed(small(source_lines(answer, state.language)), "\n"),
    ]
    return _paged(_packed(blocks), state, page)


def sources_card(answer: Answer, state: State, page: int) -> Card:
    """Return a page of the sources of an answer and what each says."""
    language = state.language
    lines = []
    for cited, line in zip(answer.citations, source_lines(answer, language), strict=True):
        says, _ = fitted(one_line(cited.says), _SAYS, answer.language)
        lines.append(f"{line}\n> {says}" if says else line)
    if not lines:
        return note_card(text("no_sources", language))
    heading = f"**{text('sources', language)}**"
    return _paged(_packed([heading, *lines], "\n"), state, page)


def why_card(library: Library, answer: Answer, state: State) -> Card:
    """Return how an answer was found and what it rests on."""
    language = state.language
    percent, matched, next_best, behind, *_ = (*state.more, "", "", "", "")
    pack = next((one for one in library.packs if one.id == answer.pack), None)
    lines = []
    utterance = _utterance(pack, answer, matched) if pack else ""
    if utterance:
        shown = escaped(label(utterance, 200))
        lines.append(text("why_match", language, question=f"“{shown}”"))
        lines.append(text("why_confidence", language, percent=percent))
        if pack and (other := library.question_by_code(pack.id, next_best, language)):
            shown = escaped(label(other, 200))
            lines.append(text("why_next", language, question=f"“{shown}”", points=behind))
    else:
        lines.append(text("why_named", language))
    if pack:
        lines += _facts(pack, answer, language)
        title = escaped(label(pack.manifest.title, 100))
        version = escaped(label(pack.version, 40))
        lines.append("-# " + text("why_pack", language, title=title, version=version))
    return note_card("\n".join([f"**{text('why', language)}**", *lines]))


def _facts(pack: Pack, answer: Answer, language: str) -> list[str]:
    facts = [pack.facts[name] for name in answer.facts if name in pack.facts]
    if not facts:
        return []
    lines = [text("why_facts", language)]
    for fact in facts[:_FACTS]:
        statement, _ = fitted(one_line(fact.statement), _FACT, pack.manifest.language)
        day = dates.shown(fact.as_of, language)
        lines.append(f"- {statement} ({text(f'status_{fact.status.value}', language)}, {day})")
    return lines


def _utterance(pack: Pack, answer: Answer, matched: str) -> str:
    """Return the utterance with this code among those of what answered."""
    name = answer.entry or ""
    utterances: list[str] = []
    if entry := pack.entries.get(name):
        utterances += [entry.question, *entry.aliases]
        for translation in entry.translations.values():
            utterances += [translation.question, *translation.aliases]
    if scenario := pack.scenarios.get(name):
        utterances += [scenario.title, *scenario.aliases]
        for titled in scenario.translations.values():
            utterances += [titled.title, *titled.aliases]
    for one in answer.facts:
        if fact := pack.facts.get(one):
            utterances += [*fact.aliases, fact.statement]
    if not matched:
        return ""
    return next((one for one in utterances if code(one) == matched), utterances[0])


def _packed(blocks: list[str], between: str = "\n\n") -> list[str]:
    """Put blocks together into as few messages as hold them."""
    found: list[str] = []
    for block in blocks:
        if found and size(found[-1]) + size(between) + size(block) <= TEXT - _AROUND:
            found[-1] += f"{between}{block}"
        else:
            found.append(block)
    return found


def _paged(shown: list[str], state: State, page: int) -> Card:
    """Return one of several pages, with buttons that turn to the others."""
    page = min(page, len(shown) - 1)
    if len(shown) == 1:
        return note_card(shown[0])
    language = state.language
    buttons = [
        StateButton.of(state.to(state.action, other, TURN), text(key, language))
        for other, key in ((page - 1, "back"), (page + 1, "next"))
        if 0 <= other < len(shown)
    ]
    note = text("page", language, page=page + 1, pages=len(shown))
    return note_card(f"{shown[page]}\n-# {note}", *buttons)
