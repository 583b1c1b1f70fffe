"""Cooldowns: rates by member and channel, by the clock that is handed in, in bounded memory."""

from datetime import UTC, datetime, timedelta

from bot.discord_app.cooldowns import Cooldowns, Rate


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def test_a_member_waits_until_the_oldest_question_is_old_enough() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, member=Rate(2, 10))
    start = clock.now
    assert cooldowns.wait(1) is None
    clock.move(4)
    assert cooldowns.wait(1) is None
    assert cooldowns.wait(1) == start + timedelta(seconds=10)
    assert cooldowns.wait(2) is None
    clock.move(6)
    assert cooldowns.wait(1) is None
    assert cooldowns.wait(1) == start + timedelta(seconds=14)


def test_a_question_that_must_wait_does_not_count() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, member=Rate(1, 10))
    assert cooldowns.wait(1) is None
    for _ in range(9):
        clock.move(1)
        assert cooldowns.wait(1) is not None
    clock.move(1)
    assert cooldowns.wait(1) is None


def test_nobody_waits_because_the_clock_was_set_back() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, member=Rate(1, 10))
    assert cooldowns.wait(1) is None
    until = cooldowns.wait(1)
    assert until is not None
    assert cooldowns.tell(1, until)
    clock.move(-86_400)
    assert cooldowns.wait(1) is None
    again = cooldowns.wait(1)
    assert again == clock.now + timedelta(seconds=10)
    assert cooldowns.tell(1, again)


def test_a_clock_that_is_put_right_by_little_lets_nobody_through() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, member=Rate(1, 10))
    assert cooldowns.wait(1) is None
    for _ in range(4):
        clock.move(-10)
        assert cooldowns.wait(1) is not None


def test_a_channel_has_a_rate_of_its_own() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, channel=Rate(3, 60))
    assert [cooldowns.wait(member, 9) for member in range(3)] == [None, None, None]
    assert cooldowns.wait(4, 9) is not None
    assert cooldowns.wait(4, 8) is None
    clock.move(60)
    assert cooldowns.wait(4, 9) is None


def test_a_member_is_told_once_for_each_wait() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock)
    until = clock.now + timedelta(seconds=10)
    assert cooldowns.tell(1, until)
    assert not cooldowns.tell(1, until)
    clock.move(11)
    assert cooldowns.tell(1, clock.now + timedelta(seconds=10))


def test_memory_is_bounded() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock, remembered=100)
    for member in range(1_000):
        cooldowns.wait(member, member)
        cooldowns.tell(member, clock.now + timedelta(seconds=5))
    assert len(cooldowns) <= 100
    assert len(cooldowns._told) <= 100
