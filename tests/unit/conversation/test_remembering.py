"""Results that are remembered: the same, in all but the text, as a search anew."""

from datetime import date

import pytest

from bot.conversation.desk import Desk, Shelf
from bot.conversation.question import Question
from bot.conversation.remembering import Remembering
from bot.knowledge.model import Pack
from bot.knowledge.read import read_pack
from bot.search.index import Index
from bot.service.settings import shipped_pack
from tests.bench.community import as_a_community_asks


@pytest.fixture(scope="module")
def pack() -> Pack:
    pack = read_pack(shipped_pack()).pack
    assert pack is not None
    return pack


@pytest.fixture(scope="module")
def index(pack: Pack) -> Index:
    return Index(pack)


def test_what_is_remembered_is_what_would_be_found(pack: Pack, index: Index) -> None:
    remembering = Remembering(index)
    asked = as_a_community_asks([sample.q for sample in pack.questions], 300)
    asked += [text.upper() for text in asked[:100]] + [f"  {text}?!" for text in asked[100:200]]
    for text in asked:
        assert remembering.search(text) == index.search(text)


def test_the_answers_are_those_of_a_desk_that_remembers_nothing(pack: Pack, index: Index) -> None:
    used = Desk([Shelf(pack, Remembering(index))])
    asked = as_a_community_asks([sample.q for sample in pack.questions], 40)
    for language in (None, "it"):
        for day in (date(2025, 5, 1), date(2026, 11, 24)):
            for text in asked:
                used.ask(Question(text.upper(), day, language=language))
    for number, text in enumerate(asked):
        language, as_of = (None, "it")[number % 2], (None, None, "2025-05")[number % 3]
        question = Question(text, date(2026, 11, 24), language=language, as_of=as_of)
        assert used.ask(question) == Desk([Shelf(pack, index)]).ask(question)
