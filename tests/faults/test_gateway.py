"""The gateway is cut while members ask, its session refused, an event told twice.

What the library does with a cut, op 7, op 9 and the codes that end it is in
`discord_app/test_loopback_gateway.py`; shards that fail, and change their process, are in
`discord_app/test_loopback_shards.py` and `test_shards.py`; one that is silent is `test_seen.py`'s.
"""

from pathlib import Path

from bot.conversation.desk import Desk
from tests.discord_app.loopback.gateway import IDENTIFY, RESUME, Session
from tests.faults.conftest import ALIKE, UNKNOWN, Bot, bot_on

MESSAGES = r"/channels/\d+/messages"


def session(bot: Bot) -> Session:
    return bot.server.gateway.session_of(bot.server.guild_id)


async def connected_again(bot: Bot, *ops: int) -> None:
    """Wait until the bot has sent these after its first IDENTIFY, and Discord has answered."""
    gateway = bot.server.gateway

    def back() -> bool:
        return gateway.ops(IDENTIFY, RESUME) == [IDENTIFY, *ops] and bool(gateway.live())

    await bot.server.until(back, "the bot connected again")


async def test_it_is_cut_while_replies_are_under_way(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        slow = [bot.server.faults.hold("POST", MESSAGES) for _ in range(3)]
        asked = [await bot.say() for _ in slow]
        for one in slow:
            await one.reached.wait()
        await bot.server.gateway.cut(session(bot))
        await connected_again(bot, RESUME)
        for one in slow:
            one.release()
        await bot.has_answered(*asked, await bot.say())


async def test_it_is_cut_between_question_and_reply(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        asked = []
        for _ in range(3):
            asked.append(await bot.say())
            await bot.server.gateway.cut(session(bot))
            asked += [await bot.say(), await bot.say()]  # while nobody listens
        await bot.has_answered(*asked)
        await bot.ask(UNKNOWN)
        await bot.server.gateway.cut(session(bot))
        await bot.ask(ALIKE)
        [cluster] = await bot.store.questions.queue(bot.server.guild_id)
        assert cluster.count == 2


async def test_a_session_that_cannot_be_resumed_takes_no_reply_along(
    desk: Desk, tmp_path: Path
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        slow = bot.server.faults.hold("POST", MESSAGES)
        asked = await bot.say()
        await slow.reached.wait()
        refused = session(bot)
        refused.resumable = False
        await bot.server.gateway.cut(refused)
        lost = await bot.say()  # Discord tells it to no session any more
        await connected_again(bot, RESUME, IDENTIFY)
        slow.release()
        await bot.has_answered(asked, await bot.say())
        assert bot.replies_to(lost) == []


async def test_it_is_cut_again_and_again(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        asked = []
        for number in range(40):
            if number % 4 == 3:
                await bot.server.gateway.cut(session(bot))
            asked.append(await bot.say())
        await bot.has_answered(*asked)


async def test_a_question_that_is_told_twice_has_one_reply(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        asked = await bot.say()
        again = dict(session(bot).events[-1]["d"])
        await session(bot).send("MESSAGE_CREATE", again)
        await bot.has_answered(asked, await bot.say())
        assert (await bot.store.held_on(bot.members[0])).count == 1
