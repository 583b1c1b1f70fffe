"""Two clocks held against each other, and which of them is believed."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.discord_app.clocks import Clocks, _steady

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


class Times:
    """The machine's clock, the one that nobody sets, and Discord's."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.passed = 0.0
        self.ahead = ahead
        self.clocks = Clocks(lambda: self.discord + self.ahead, lambda: 500.0 + self.passed)

    @property
    def discord(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def hear(self) -> None:
        self.clocks.hear(format_datetime(self.discord, usegmt=True))


def test_before_discord_has_told_the_time_there_is_one_clock() -> None:
    times = Times(YEAR)
    assert times.clocks.now() == times.clocks.earlier() == START + YEAR
    assert times.clocks.offset() is None


@pytest.mark.parametrize("seconds", [-59, -1, 0, 1, 59])
def test_clocks_that_agree_leave_the_machine_its_own(seconds: int) -> None:
    times = Times(timedelta(seconds=seconds))
    times.hear()
    times.passed = 7_200
    assert times.clocks.now() == times.discord + times.ahead
    assert times.clocks.offset() == seconds


@pytest.mark.parametrize("ahead", [YEAR, -YEAR, timedelta(seconds=61), timedelta(seconds=-61)])
def test_where_they_disagree_discord_is_believed_and_it_is_told_once(
    ahead: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    times = Times(ahead)
    times.hear()
    for _ in range(3):
        times.passed += 3_600
        assert times.clocks.now() == times.discord
        assert times.clocks.earlier() == times.discord + min(ahead, timedelta())
    times.hear()
    side = "ahead of" if ahead > timedelta() else "behind"
    told = f"clock: {abs(ahead.total_seconds()):.0f} s {side} Discord's, by which the bot goes"
    assert [one.getMessage()[: len(told)] for one in caplog.records] == [told]


def test_a_jump_is_seen_before_discord_speaks_again(caplog: pytest.LogCaptureFixture) -> None:
    times = Times()
    times.hear()
    assert times.clocks.now() == START
    times.ahead, times.passed = YEAR, 10.0
    assert times.clocks.now() == times.discord
    times.ahead = timedelta()
    assert times.clocks.now() == times.discord
    assert "agrees with Discord's again" in caplog.text


def test_what_is_no_time_says_nothing() -> None:
    times = Times()
    for date in (None, "", "soon", "Sat, 99 Xyz 2026 00:00:00 GMT"):
        times.clocks.hear(date)
    assert times.clocks.offset() is None


def test_the_clock_that_nobody_sets_goes_on() -> None:
    assert _steady() <= _steady()
