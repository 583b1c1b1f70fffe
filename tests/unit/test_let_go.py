"""What a reload replaces is let go at once: the garbage collector is kept off packs."""

import gc
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_desk
from bot.conversation.question import Question
from bot.discord_app.completion import Completions
from bot.discord_app.library import Library
from bot.discord_app.rendered import Manner, Replies
from bot.knowledge.keeping import kept
from tests.unit.answers.small_pack import small_pack


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_what_answers_is_let_go_with_all_that_it_remembers(tmp_path: Path) -> None:
    pack = small_pack()
    for _ in range(2):  # the first builds the index, the second maps it
        desk = build_desk([pack], [tmp_path])
        library = Library(desk)
        completions, replies = Completions(library), Replies(library)
        completions.prepare()
        for entry in pack.entries.values():
            for text in (entry.question, f"{entry.question} or wht?"):
                replies.reply((), Question(text, date(2026, 1, 1)), Manner())
        completions.questions((), "en").complete("tlaks")
        gone = [weakref.ref(one) for one in (desk, library, completions, replies)]
        gone += [weakref.ref(shelf.index) for shelf in desk.shelves]
        gone += [weakref.ref(shelf.index._index) for shelf in desk.shelves]  # type: ignore[attr-defined]
        del desk, library, completions, replies
        assert [one() for one in gone] == [None] * len(gone)


class _Doubles:
    def __init__(self) -> None:
        self.asked: list[int] = []
        self.double = kept(self._double, 2)

    def _double(self, number: int) -> int:
        self.asked.append(number)
        return 2 * number


def test_the_last_results_are_kept() -> None:
    one = _Doubles()
    assert [one.double(number) for number in (1, 2, 1, 3, 2)] == [2, 4, 2, 6, 4]
    assert one.asked == [1, 2, 3, 2]


def test_results_do_not_outlive_what_found_them() -> None:
    double = _Doubles().double
    with pytest.raises(ReferenceError):
        double(1)
