"""An answer on the screen: in order, 80 columns wide, and nothing in it steers the terminal."""

import io

import pytest

from bot.answers.answer import Answer, Cited, Outcome, Reason, Related, Suggestion
from bot.terminal.plain import clean, one_line, shortened
from bot.terminal.render import show_answer, show_answers
from bot.terminal.screen import Screen
from tests.unit.terminal.conftest import printed

LONG = "https://example.org/" + "long-" * 20 + "address"
CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))]
ANSWER = Answer(
    question="did acme deny it",
    outcome=Outcome.ANSWERED,
    text="No, Acme denied the talks with Zenith [1]. Its chief had spoken of them the day before,"
    " as a newspaper of the country in which both of them have their seats reported [2].",
    short="No, Acme denied the talks with Zenith [1].",
    status="denied",
    standing="Denied by Acme, 25 Apr 2025",
    notices=("Sources disagree: the Gazette says one thing, and Acme says quite another one.",),
    citations=(
        Cited(1, "a", "Clarification", "Acme", "https://example.org/a", "2025-04-25", "Denies."),
        Cited(2, "b", "Acme speaks [bold]with[/bold] " + "Zenith " * 12, "Gazette", LONG, None, ""),
    ),
    related=(Related("sales", "How many cars does Acme sell?"),),
)
EXPECTED = f"""\
No, Acme denied the talks with Zenith [1].
Denied by Acme, 25 Apr 2025
! Sources disagree: the Gazette says one thing, and Acme says quite another one.

Its chief had spoken of them the day before, as a newspaper of the country in
which both of them have their seats reported [2].

Sources
  [1] Acme, 25 Apr 2025: Clarification
      https://example.org/a
  [2] Gazette: Acme speaks [bold]with[/bold] Zenith Zenith Zenith Zenith Zenith
      Zenith Zenith Zenith Zenith Zenith Zenith Zenith
      {LONG}

Related
  - How many cars does Acme sell?
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_an_answer_reads_well_at_eighty_columns(screen: Screen) -> None:
    show_answer(screen, ANSWER)
    assert printed(screen) == EXPECTED


def test_several_answers_are_told_apart_by_their_questions(screen: Screen) -> None:
    unknown = Answer("and\nthe weather?", Outcome.UNKNOWN, "I do not know.", reason=Reason.NO_ENTRY)
    show_answers(screen, [unknown, unknown])
    block = "» and the weather?\nI do not know.\n"
    assert printed(screen) == f"{block}\n{block}"


@pytest.mark.parametrize(
    ("said", "between"),
    [("Nothing. Perhaps you meant:", ""), ("Not yet.", "Nearest to it\n")],
)
def test_what_comes_near_is_announced_once(screen: Screen, said: str, between: str) -> None:
    near = (Suggestion("a", "One?", 0.4),)
    show_answer(screen, Answer("q", Outcome.UNKNOWN, said, said, suggestions=near))
    assert printed(screen) == f"{said}\n\n{between}  1  One?\n"


def test_suggestions_are_numbered(screen: Screen) -> None:
    suggestions = (Suggestion("a", "One?", 0.4), Suggestion("b", "Two?", 0.3))
    show_answer(screen, Answer("q", Outcome.SUGGESTED, "Did you mean …", suggestions=suggestions))
    assert printed(screen) == "Did you mean …\n\n  1  One?\n  2  Two?\n"


def test_colour_only_where_a_person_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    for stream, variable, coloured in (
        (Terminal(), "", True),
        (Terminal(), "1", False),
        (io.StringIO(), "", False),
    ):
        monkeypatch.setenv("NO_COLOR", variable)
        screen = Screen(stream)
        show_answer(screen, ANSWER)
        assert ("\x1b" in printed(screen)) == coloured


@pytest.mark.parametrize("character", [*CONTROLS, *"\u202e\u2066\ud800\u2028\ufeff"])
def test_nothing_steers_the_terminal_wherever_it_stands(screen: Screen, character: str) -> None:
    evil = f"a{character}[31mb"
    answer = Answer(
        question=evil,
        outcome=Outcome.ANSWERED,
        text=evil,
        standing=evil,
        notices=(evil,),
        citations=(Cited(1, evil, evil, evil, evil, evil, evil),),
        suggestions=(Suggestion(evil, evil, 0.5),),
        related=(Related(evil, evil),),
    )
    show_answers(screen, [answer, answer])
    assert printed(screen).replace("\n", "").isprintable()


def test_a_narrow_terminal_and_wide_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen(Terminal())
    screen.say("零跑汽车没有和法拉利谈过", first="- ")
    assert printed(screen) == "- 零跑汽车没有和法拉利谈\n  过\n"


def test_what_goes_on_in_an_item_is_set_in(screen: Screen) -> None:
    screen.say(f"For it:\n- {'word ' * 20}\nlast", first="* ")
    first, rest = " ".join(["word"] * 15), " ".join(["word"] * 5)
    assert printed(screen) == f"* For it:\n  - {first}\n    {rest}\n  last\n"


def test_texts() -> None:
    assert clean("a\r\nb\tc\u00a0d\u200de") == "a\nb c d\u200de"
    assert one_line(" a\n\n b ") == "a b"
    assert shortened("word " * 40, 20) == "word word word word…"
