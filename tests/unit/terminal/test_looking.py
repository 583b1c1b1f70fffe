"""What is typed after `/timeline`, and what the chat says to it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import build_desk, read_packs
from bot.terminal.looking import asked_for
from bot.terminal.screen import Screen
from bot.terminal.session import Session
from tests.unit.terminal.conftest import printed
from tests.unit.terminal.test_chat import TODAY


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ("", "", "")),
        ("leapmotor", ("leapmotor", "", "")),
        ("ann chief 2025-04", ("ann chief", "2025-04", "")),
        ("bolt 2025-04 2025-06-30", ("bolt", "2025-04", "2025-06-30")),
        ("2025", ("", "2025", "")),
        ("from:2025-04 to:2026", ("", "2025-04", "2026")),
        ("bolt to 2026", ("bolt", "", "2026")),
        ("bolt --from=2025 2026", ("bolt", "2025", "")),
        ("scenario 2", ("scenario 2", "", "")),
        ("road to nowhere", ("road to nowhere", "", "")),
        ("bolt from:2025-99", ("bolt", "2025-99", "")),
    ],
)
def test_name_and_dates(typed: str, asked: tuple[str, str, str]) -> None:
    assert asked_for(typed) == asked


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_apart(typed: str) -> None:
    name, since, until = asked_for(typed)
    assert len(name) <= len(typed)
    assert set(since + until) <= set("0123456789-")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/timeline", "Acme"),
        ("/timeline bolt", "Bolt\n"),
        ("/timeline bolt 2040", "from 2040 · 0 facts"),
        ("/timeline nobody at all", "Nothing here is called nobody at all."),
        ("/timeline from:2025-99", "A date is written 2025"),
        ("/timeline 2026 2025", "before the first"),
        ("/scenarios", "For it: "),
        ("/help", "/timeline"),
    ],
)
def test_the_chat_tells(pack: Path, screen: Screen, typed: str, said: str) -> None:
    packs = read_packs([pack])
    session = Session(build_desk(packs), packs, screen, lambda: TODAY)
    session.take(typed)
    assert said in printed(screen)
