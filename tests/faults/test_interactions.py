"""Commands and buttons while Discord fails, cuts off, comes late, or takes what it says it did not.

Discord wants a first word within three seconds, and takes what follows for fifteen minutes. How the
stand-in sees to both is in `discord_app/test_loopback_http.py`.
"""

import asyncio
from pathlib import Path

import pytest

from bot.conversation.desk import Desk
from bot.discord_app import asking
from bot.discord_app.sending import TRIES
from tests.discord_app.loopback.rest import FOLLOW_UP_WITHIN
from tests.discord_app.loopback.strict import walk
from tests.faults.conftest import OFFERED, PRICE, UNKNOWN, Bot, bot_on, said

SKIPS = True
CALLBACK, FOLLOW_UP = r"/interactions/.*/callback", r"/webhooks/.*"
ASK_TEMPLATES = (
    "/interactions/{interaction_id}/{token}/callback",
    "/webhooks/{application_id}/{token}",
    "/webhooks/{application_id}/{token}/messages/{message_id}",
)


def statuses(bot: Bot) -> list[int]:
    """Return what became of the responses, in the order in which they were sent."""
    return [one.status for one in bot.server.requests if one.template in ASK_TEMPLATES]


async def answered_once(bot: Bot, token: str) -> None:
    """Hold that a command has one answer, the usual one, that members see and the store has."""

    def found() -> bool:
        answer = bot.answer_to(token)
        return answer is not None and PRICE in said(answer)

    await bot.server.until(found, "the answer to a command")
    await bot.done()
    answer = bot.answer_to(token)
    assert answer is not None
    shown = [one for one in bot.server.world.messages.values() if PRICE in said(one)]
    assert shown == [answer]
    held = await bot.store.answer(int(answer["id"]))
    assert held is not None
    assert held.asker_id == bot.members[-1]


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let every answer take until the event is set, so that it has to be announced."""
    go = asyncio.Event()
    card_for = asking.card_for

    async def slow(*given: object, **more: object) -> object:
        await go.wait()
        return await card_for(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.discord_app.ask_command.card_for", slow)
    return go


@pytest.mark.parametrize("status", [500, 502])
async def test_a_response_fails_once(desk: Desk, tmp_path: Path, status: int) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.server.faults.fail("POST", CALLBACK, status)
        await answered_once(bot, await bot.command())
        assert statuses(bot) == [status, 200]


@pytest.mark.parametrize("how", ["fails", "is cut"])
async def test_a_response_that_was_taken_is_not_given_twice(
    desk: Desk, tmp_path: Path, how: str
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        if how == "fails":
            bot.server.faults.lose("POST", CALLBACK)
        else:
            bot.server.faults.cut("POST", CALLBACK, served=True)
        await answered_once(bot, await bot.command())
        assert statuses(bot) == [502 if how == "fails" else 0, 400, 200]
        assert len(bot.server.excuse()) == 1  # the second attempt, of which the bot knew no better


async def test_a_response_is_cut_before_it_is_taken(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.server.faults.cut("POST", CALLBACK)
        await answered_once(bot, await bot.command())
        assert statuses(bot) == [0, 200]


async def test_a_response_that_fails_for_three_seconds_is_too_late(
    desk: Desk, tmp_path: Path
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        for _ in range(2):
            bot.server.faults.fail("POST", CALLBACK, 500)
        token = await bot.command()
        await bot.server.until(lambda: statuses(bot)[-1:] == [404], "the last attempt")
        await bot.done()
        # The member sees Discord's own "The application did not respond", and asks again.
        assert bot.answer_to(token) is None
        assert statuses(bot) == [500, 500, 404]
        assert (await bot.store.held_on(bot.members[-1])).answers == ()
        await answered_once(bot, await bot.command())
        assert len(bot.server.excuse()) == 1


@pytest.mark.parametrize("status", [500, 502])
async def test_what_was_announced_comes_however_often_it_fails(
    desk: Desk, tmp_path: Path, slowly: asyncio.Event, status: int
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        token = await bot.command()
        await bot.server.request("POST", CALLBACK)  # "thinking …"
        for _ in range(2):
            bot.server.faults.fail("PATCH", FOLLOW_UP, status)
            bot.server.faults.lose("PATCH", FOLLOW_UP, status)
        slowly.set()
        await answered_once(bot, token)
        assert statuses(bot) == [200] + [status] * 4 + [200]


@pytest.mark.parametrize("served", [False, True])
async def test_the_announcement_itself_fails(
    desk: Desk, tmp_path: Path, slowly: asyncio.Event, served: bool
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.server.faults.cut("POST", CALLBACK, served=served)
        token = await bot.command()
        await bot.server.until(lambda: len(statuses(bot)) == 2, "a second attempt")
        slowly.set()
        await answered_once(bot, token)
        bot.server.excuse()


async def test_what_was_announced_is_given_up_after_a_minute(
    desk: Desk, tmp_path: Path, slowly: asyncio.Event
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        token = await bot.command()
        await bot.server.request("POST", CALLBACK)
        for _ in range(5 * TRIES):
            bot.server.faults.fail("PATCH", FOLLOW_UP, 500)
        slowly.set()
        await bot.server.until(lambda: len(statuses(bot)) == 5 * TRIES + 2, "the apology")
        await bot.done()
        # The member, and nobody else, reads the apology with its reference.
        answer = bot.answer_to(token)
        assert answer is not None
        assert "Sorry, something went wrong. Reference: " in said(answer)
        await answered_once(bot, await bot.command())


async def test_an_interaction_that_comes_too_late_is_let_go(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        await bot.server.gateway.cut(bot.server.gateway.session_of(bot.server.guild_id))
        token = await bot.command()
        bot.server.advance(5)  # while the bot was away
        await bot.server.until(lambda: statuses(bot) == [404], "the attempt")
        await bot.done()
        assert bot.answer_to(token) is None
        assert bot.store.health().is_ok
        await answered_once(bot, await bot.command())
        assert len(bot.server.excuse()) == 1


async def test_a_token_that_has_expired_takes_no_answer(
    desk: Desk, tmp_path: Path, slowly: asyncio.Event
) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        token = await bot.command()
        await bot.server.request("POST", CALLBACK)
        bot.server.advance(FOLLOW_UP_WITHIN + 1)
        slowly.set()
        await bot.server.until(lambda: statuses(bot)[-1] == 404, "the attempt")
        await bot.done()
        answer = bot.answer_to(token)
        assert answer is not None
        assert said(answer) == ""  # "thinking …", of which Discord says that it failed
        assert (await bot.store.held_on(bot.members[-1])).answers == ()
        await answered_once(bot, await bot.command())


async def test_a_button_whose_response_got_lost_is_remembered(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        offered = await bot.ask(OFFERED)
        picked = next(one for one in walk(offered["components"]) if one.get("custom_id"))
        bot.server.faults.cut("POST", CALLBACK, served=True)
        data = {"custom_id": picked["custom_id"], "component_type": 2}
        asker = {"asker": {**bot.server.world.users[str(bot.members[-1])]}}
        await bot.server.interact(3, data, message=offered, **asker)
        await bot.server.until(lambda: statuses(bot)[-1:] == [200], "the answer in its place")
        await bot.done()
        held = await bot.store.answer(int(offered["id"]))
        assert held is not None
        assert held.entry
        assert len(bot.server.excuse()) == 1


async def test_a_missed_question_of_a_command_is_kept_too(desk: Desk, tmp_path: Path) -> None:
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.server.faults.lose("POST", CALLBACK)
        token = await bot.command(UNKNOWN)
        await bot.server.until(lambda: statuses(bot) == [502, 400, 200], "the answer")
        await bot.done()
        [cluster] = await bot.store.questions.queue(bot.server.guild_id)
        assert cluster.count == 1
        assert bot.answer_to(token) is not None
        bot.server.excuse()
