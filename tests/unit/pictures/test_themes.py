"""Colours that everybody can tell apart: contrast worked out as WCAG 2 has it."""

import pytest

from bot.knowledge.model import ScenarioStatus, Status
from bot.pictures.themes import SIGNS, THEMES, ThemeName, contrast

_ENOUGH = 4.5


def test_contrast_as_the_standard_has_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1


@pytest.mark.parametrize("name", THEMES)
def test_every_text_stands_out_from_what_it_is_on(name: ThemeName) -> None:
    theme = THEMES[name]
    for ground in (theme.page, theme.panel):
        for ink in (theme.ink, theme.muted, *theme.statuses.values()):
            assert contrast(ink, ground) >= _ENOUGH, (ink, ground)
    for status in theme.statuses.values():
        assert contrast(theme.sign, status) >= _ENOUGH, status


def test_every_status_has_a_colour_and_a_sign() -> None:
    every = {*(one.value for one in Status), *(one.value for one in ScenarioStatus)}
    assert set(SIGNS) == every
    assert all(set(theme.statuses) == every for theme in THEMES.values())
    # A sign tells a fact's status from the others without colour.
    facts = [SIGNS[one.value] for one in Status]
    assert len(set(facts)) == len(facts)
    scenarios = [SIGNS[one.value] for one in ScenarioStatus]
    assert len(set(scenarios)) == len(scenarios)
