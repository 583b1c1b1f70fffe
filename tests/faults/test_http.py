"""Discord limits, fails, cuts off and delays what the bot sends; each question has one reply.

The loop skips what discord.py waits for between its attempts: see `skipping`. How the library takes
one 429, one 500 and an exhausted bucket is in `discord_app/test_loopback_http.py`.
"""

import asyncio
from pathlib import Path

import pytest

from bot.conversation.desk import Desk
from bot.discord_app.sending import TRIES
from tests.faults.conftest import PRICE, QUESTION, Bot, bot_on, said
from tests.faults.skipping import SkippingLoop

SKIPS = True
SEND = ("POST", "/channels/{channel_id}/messages")
MESSAGES = r"/channels/\d+/messages"
# discord.py tries so often, in up to 25 s; the bot begins anew so often that it is done so in all.
ATTEMPTS = 5
ALL = ATTEMPTS * TRIES


def statuses(bot: Bot) -> list[int]:
    """Return what became of the replies, in the order in which they were sent."""
    return [one.status for one in bot.server.requests if one.template == SEND[1]]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_storm_of_429s(desk: Desk, tmp_path: Path, scope: str) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        asked = []
        for number in range(40):
            if number % 3 == 0:
                bot.server.faults.limit(
                    "POST",
                    MESSAGES,
                    retry_after=2.5,
                    whole=scope == "global",
                    shared=scope == "shared",
                )
            asked.append(await bot.say())
        await bot.has_answered(*asked)
        assert statuses(bot).count(429) == 14
        assert statuses(bot).count(200) == 40


async def test_a_channel_takes_five_in_five_seconds(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.server.buckets.sizes[SEND] = (5, 5.0)
        asked = [await bot.say() for _ in range(100)]
        begun = bot.server.clock()
        await bot.has_answered(*asked)
        # Twenty-five in each of four channels: five windows, of which the last is not waited for.
        assert 15 < bot.server.clock() - begun < 40
        assert statuses(bot).count(200) == 100


async def test_the_same_reply_is_limited_again_and_again(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(ALL - 1):
            bot.server.faults.limit("POST", MESSAGES, retry_after=10.0)
        await bot.has_answered(await bot.say())
        assert statuses(bot) == [429] * (ALL - 1) + [200]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_replies_fail_several_times_in_a_row(desk: Desk, tmp_path: Path, status: int) -> None:
    # Of a 503 discord.py thinks at once that there is no use in going on.
    tries = TRIES - 1 if status == 503 else ALL - 1
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(tries):
            bot.server.faults.fail("POST", MESSAGES, status)
        await bot.has_answered(await bot.say(), await bot.say())
        assert statuses(bot).count(status) == tries


async def test_a_reply_that_was_made_is_not_made_again(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(ALL - 1):
            bot.server.faults.lose("POST", MESSAGES)
        await bot.has_answered(await bot.say())
        assert statuses(bot) == [502] * (ALL - 1) + [200]


@pytest.mark.parametrize("status", [429, 500, 502])
async def test_where_discord_gives_a_reply_up_the_member_is_told(
    desk: Desk, tmp_path: Path, status: int
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(ALL):
            if status == 429:
                bot.server.faults.limit("POST", MESSAGES, retry_after=1.0)
            else:
                bot.server.faults.fail("POST", MESSAGES, status)
        asked = await bot.say()
        reply = await bot._reply_to(asked)
        await bot.done()
        assert "Sorry, something went wrong. Reference: " in said(reply)
        assert statuses(bot) == [status] * ALL + [200]
        # What was not told is not in the store, and the next question is answered.
        assert await bot.store.answer(int(reply["id"])) is None
        await bot.has_answered(await bot.say())


async def test_nobody_is_told_of_trouble_with_a_reply_that_is_there(
    desk: Desk, tmp_path: Path
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(ALL):
            bot.server.faults.lose("POST", MESSAGES)
        asked = await bot.say()
        await bot.server.until(lambda: statuses(bot) == [502] * ALL + [200], "the apology")
        await bot.done()
        [reply] = bot.replies_to(asked)
        assert PRICE in said(reply)


async def test_while_discord_takes_nothing_the_bot_goes_on(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(ALL + ATTEMPTS):
            bot.server.faults.fail("POST", MESSAGES, 502)
        asked = await bot.say()
        await bot.server.until(lambda: len(statuses(bot)) == ALL + ATTEMPTS, "the last attempt")
        await bot.done()
        assert bot.replies_to(asked) == []  # nor an apology; the log has it
        await bot.has_answered(await bot.say())


@pytest.mark.parametrize("served", [False, True])
async def test_a_connection_is_cut_before_the_reply_is_made_or_after(
    desk: Desk, tmp_path: Path, served: bool
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(2):
            bot.server.faults.cut("POST", MESSAGES, served=served)
        await bot.has_answered(await bot.say())
        assert statuses(bot) == [0, 0, 200]


async def test_connections_that_are_always_cut_end_nothing(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(TRIES + 1):  # of the reply, and the apology
            bot.server.faults.cut("POST", MESSAGES)
        asked = await bot.say()
        await bot.server.until(lambda: len(statuses(bot)) == TRIES + 1, "the last attempt")
        await bot.done()
        assert bot.replies_to(asked) == []
        await bot.has_answered(await bot.say())


async def test_discord_answers_a_reply_only_after_twenty_seconds(
    desk: Desk, tmp_path: Path
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SkippingLoop)
        first = bot.server.channels()[9_001 % 4]
        slow = bot.server.faults.hold("POST", f"/channels/{first}/messages")
        asked = [await bot.say()]
        await slow.reached.wait()
        before = bot.server.clock()
        await asyncio.sleep(20)  # the loop skips them
        assert bot.server.clock() - before >= 20
        # It was made, and nobody else waits for it.
        assert PRICE in said(await bot._reply_to(asked[0]))
        asked += [await bot.say(QUESTION) for _ in range(3)]
        for one in asked[1:]:
            await bot._reply_to(one)
        slow.release()
        await bot.has_answered(*asked)
        assert statuses(bot).count(200) == 4
