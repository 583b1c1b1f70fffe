"""The machine's clock jumps by a year while members ask, or is wrong from the start.

Discord's time, which comes with each of its responses, is believed: nothing is forgotten too soon,
nothing waits for a year, and nobody is kept from asking. Where Discord's time is not known,
`test_ask_cooldowns` has a clock that is set back.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.conversation.desk import Desk
from bot.discord_app.cooldowns import MEMBER
from bot.storage.claims import LEASE_SECONDS
from bot.storage.loop_records import Queued, Subscription
from bot.storage.records import Retention
from bot.storage.store import Store
from tests.discord_app.changing import DENIED, FIRST
from tests.discord_app.loopback import StandIn
from tests.discord_app.loopback.clients import running
from tests.discord_app.many_answers import FACT, Clock, answered, client_of, edits
from tests.faults.conftest import UNKNOWN, Bot, bot_on, said

YEAR = timedelta(days=365)
AHEAD, BEHIND = YEAR, -YEAR
BOTH = pytest.mark.parametrize("jump", [AHEAD, BEHIND])


class Machine(Clock):
    """A clock that is set to something else than it is, beside a Discord that tells the time."""

    def __init__(self, server: StandIn, ahead: timedelta = timedelta()) -> None:
        super().__init__(server)
        server.tells_time = True
        self.ahead = ahead

    def __call__(self) -> datetime:
        return super().__call__() + self.ahead


async def kept(bot: Bot, many: int) -> None:
    """Hold that so many answers and all that was missed are there, stamped with the right time."""
    held = [await bot.store.held_on(member) for member in set(bot.members)]
    answers = [one for each in held for one in each.answers]
    assert len(answers) == many
    now = bot.server.clock()
    assert all(now - 3 * 86_400 < one.created <= now + 1 for one in answers)
    assert (await bot.store.questions.queue(bot.server.guild_id))[0].count >= 1


@BOTH
async def test_a_clock_that_jumps_and_comes_back_costs_nothing(
    desk: Desk, tmp_path: Path, jump: timedelta
) -> None:
    async with bot_on(desk, tmp_path / "bot.db", clock=Machine) as bot:
        machine = bot.clients_clock
        await bot.ask()
        await bot.ask(UNKNOWN)
        machine.ahead = jump
        await bot.ask()
        # Two days later something is looked for that is old.
        bot.server.advance(2 * 86_400)
        await bot.ask()
        await bot.ask(UNKNOWN)
        machine.ahead = timedelta()
        await bot.ask()
        await kept(bot, 4)
        # Things do grow old, by both clocks.
        days = max(Retention().answers, Retention().questions) + 1
        bot.server.advance(days * 86_400)
        await bot.ask()
        await bot.ask()
        held = [await bot.store.held_on(member) for member in set(bot.members)]
        assert sum(one.count for one in held) == 2


@BOTH
async def test_a_clock_that_is_wrong_from_the_start_forgets_nothing(
    desk: Desk, tmp_path: Path, jump: timedelta
) -> None:
    async with bot_on(desk, tmp_path / "bot.db", clock=Machine) as bot:
        await bot.ask()
        await bot.ask(UNKNOWN)
        members = bot.members

    async with bot_on(desk, tmp_path / "bot.db", clock=partial(Machine, ahead=jump)) as bot:
        bot.server.world.ids = count(next(bot.server.world.ids) + 1_000)
        await bot.ask()
        bot.members += members
        await kept(bot, 2)


@BOTH
async def test_nobody_is_kept_from_asking(desk: Desk, tmp_path: Path, jump: timedelta) -> None:
    async with bot_on(desk, tmp_path / "bot.db", clock=Machine) as bot:
        await bot.ask(member=1)
        for ahead in (jump, timedelta(), jump, timedelta()):
            bot.clients_clock.ahead = ahead
            await bot.ask(member=1)
        assert len((await bot.store.held_on(1)).answers) == 5 <= MEMBER.times
        # Nor does a jump let anybody ask as much as they like.
        bot.clients_clock.ahead = jump
        asker = next(iter(bot.client.cooldowns._seen.values()))
        assert len(asker) == 5


@BOTH
async def test_answers_are_put_right_in_their_time(tmp_path: Path, jump: timedelta) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        clock, machine = Clock(server), Machine(server)
        client = client_of(server, store, FIRST, machine)
        async with running(client, server):
            await client.background.work()
            asked = await answered(server, store, FIRST, clock, 3)
            machine.ahead = jump
            client.hold_back = 120
            client.use(client_of(server, store, DENIED, clock).library.desk)
            await client.background.changed((DENIED,))
            await client.background.work()
            assert edits(server) == {}  # curators have two minutes
            assert 100 < (await client.background.work() or 0) <= 121
            # Whoever claims them under the wrong clock, and dies, holds them up no longer.
            now = int(client.clock().timestamp())
            assert len(await store.corrections.claim(10, now=now + 121)) == 3
            machine.ahead = timedelta()
            clock.pass_time(seconds=LEASE_SECONDS + 125)
            await client.fetch_user(4000)  # a response, which tells the time
            await client.background.work()
        assert edits(server) == dict.fromkeys(asked, 1)


@BOTH
async def test_followers_are_told_in_their_time_and_once(tmp_path: Path, jump: timedelta) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        machine = Machine(server)
        client = client_of(server, store, FIRST, machine)
        channel = server.channels()[1]

        def told() -> list[str]:
            messages = server.world.messages.values()
            return [said(one) for one in messages if one["channel_id"] == str(channel)]

        async with running(client, server):
            await client.background.work()
            now = int(client.clock().timestamp())
            followed = Subscription(1, FIRST.id, "fact", FACT, now, channel, server.guild_id)
            assert await store.subscriptions.follow(followed)
            client.hold_back = 120
            client.use(client_of(server, store, DENIED, machine).library.desk)
            machine.ahead = jump
            await client.background.changed((DENIED,))
            await client.background.work()
            assert told() == []
            for ahead in (jump, timedelta(), jump):
                machine.ahead = ahead
                machine.pass_time(seconds=125)
                await client.fetch_user(4000)  # a response, which tells the time
                await client.background.work()
                assert len(told()) == 1
            assert (await store.outbox.count()) == Queued(0, 0, 0)


async def test_without_discords_time_it_is_looked_again_within_the_hour(tmp_path: Path) -> None:
    async with StandIn() as server, Store.open(tmp_path / "bot.db") as store:
        machine = Machine(server)
        server.tells_time = False
        client = client_of(server, store, FIRST, machine)
        async with running(client, server):
            await client.background.work()
            await answered(server, store, FIRST, machine, 1)
            client.use(client_of(server, store, DENIED, machine).library.desk)
            client.hold_back = 120
            await client.background.changed((DENIED,))
            machine.ahead = BEHIND  # so it is due in a year
            client.background.wake()
            assert client.background._task is not None
            await client.background._task
            timer, loop = client.background._timer, asyncio.get_running_loop()
            assert timer is not None
            assert 0 < timer.when() - loop.time() <= 3_600
