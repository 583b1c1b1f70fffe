"""What holds for every answer, whatever it says."""

import re

from bot.answers.answer import Answer, Outcome
from bot.knowledge.model import Pack
from bot.search.result import Kind

_MARK = re.compile(r"\[(\d+)\]")


def check_answer(pack: Pack, answer: Answer) -> None:
    """Fail when an answer breaks a promise that all answers keep."""
    texts = (answer.text, answer.standing, *answer.notices)
    marks = {int(number) for text in texts for number in _MARK.findall(text)}
    assert marks == {cited.number for cited in answer.citations}
    assert [cited.number for cited in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert len({cited.source for cited in answer.citations}) == len(answer.citations)
    assert answer.text
    assert len(answer.text) <= 1_800
    assert not any(sign in text for text in texts for sign in "{}\ufdd0\ufdd1")
    assert answer.text.startswith(answer.short)
    if answer.outcome is Outcome.ANSWERED:
        assert answer.citations
        assert answer.entry
        assert set(answer.facts) <= set(pack.facts)
        assert answer.standing
        assert answer.reason is None
    else:
        assert not answer.citations
        assert not answer.facts
    assert len(answer.related) <= 3
    assert answer.entry not in [one.entry for one in answer.related]


def kinds_of(pack: Pack) -> list[tuple[Kind, str]]:
    """Return all that a pack can answer with."""
    return [
        *((Kind.ENTRY, name) for name in pack.entries),
        *((Kind.FACT, name) for name in pack.facts),
        *((Kind.SCENARIO, name) for name in pack.scenarios),
    ]
