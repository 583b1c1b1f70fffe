"""`/ask`, "Check this" and the commands that look things up, on a simulated Discord."""

import asyncio

import pytest

from bot.discord_app import asking
from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, options, text

ASKED = "Did Acme deny the talks?"


async def test_ask_answers_in_the_channel_with_the_question(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=ASKED)
    assert result.response is not None
    assert not result.response.ephemeral
    assert "Asked: Did Acme deny the talks?" in text(result.response)
    assert "Yes, on 25 April 2025" in text(result.response)


async def test_a_private_answer_is_for_the_asker_alone(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=ASKED, private=True)
    assert result.response is not None
    assert result.response.ephemeral
    assert "🗑️" not in labels(result.response)
    assert world.channel.history(viewer=world.bob) == []


async def test_as_of_answers_with_what_was_known_then(world: World) -> None:
    result = await world.alice.slash(
        world.channel,
        "ask",
        question="Were there talks between Acme and Zenith?",
        as_of="2025-04-24",
    )
    assert result.response is not None
    assert "25 April" not in text(result.response)
    assert "As of 24 Apr 2025" in text(result.response)


async def test_a_wrong_date_is_told_to_the_asker_alone(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=ASKED, as_of="tomorrow")
    assert result.response is not None
    assert result.response.ephemeral
    assert "2025-04-24" in text(result.response)


async def test_ask_works_in_a_direct_message(world: World) -> None:
    carol = world.env.create_user("carol")
    result = await carol.slash("ask", question=ASKED)
    assert "25 April 2025" in text(result.response)


async def test_check_this_answers_the_one_who_asks(world: World) -> None:
    message = await world.bob.send(world.channel, "did acme deny the talks?")
    result = await world.alice.context_menu(world.channel, "Check this", message)
    assert result.response.ephemeral
    assert "25 April 2025" in text(result.response)


async def test_check_this_on_a_message_without_text(world: World) -> None:
    message = await world.bob.send(world.channel, "", attachments=[("a.txt", b"a")])
    result = await world.alice.context_menu(world.channel, "Check this", message)
    assert "no text" in text(result.response)


@pytest.mark.parametrize(
    ("command", "arguments", "shown"),
    [
        ("fact", {"name": "denial"}, "was not negotiating"),
        ("fact", {"name": "acme denail"}, "was not negotiating"),
        ("scenario", {"name": "scenario-merger"}, "What would settle it"),
        ("scenario", {"name": "merger"}, "What would settle it"),
        ("scenarios", {}, "A merger of Acme and Zenith"),
        ("sources", {}, "Trade Weekly"),
        ("timeline", {}, "The Bolt has five seats"),
        ("timeline", {"subject": "bolt"}, "The Bolt has five seats"),
        ("about", {}, "9 questions, 18 facts"),
        ("help", {}, "How to ask"),
    ],
)
async def test_commands_that_look_up(
    world: World, command: str, arguments: dict[str, str], shown: str
) -> None:
    names = {"name": {"fact": "fact", "scenario": "scenario"}.get(command), "subject": "about"}
    given = {names[key]: value for key, value in arguments.items()}
    result = await world.alice.slash(world.channel, command, **given)
    assert shown in text(result.response)


async def test_what_is_not_there_is_told(world: World) -> None:
    result = await world.alice.slash(world.channel, "fact", fact="qqqq")
    assert "nothing by that name" in text(result.response)


async def test_a_timeline_goes_on_in_pages(world: World) -> None:
    result = await world.alice.slash(world.channel, "timeline")
    assert labels(result.response) == ["Next"]
    await world.restart()
    await world.alice.click(result.response, label="Next")
    [message] = [one for one in [result.response] if one]
    assert "Page 2 of 2" in text(message)
    assert labels(message) == ["Back"]


async def test_an_error_gives_a_reference_that_is_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "what a member typed"

    def broken(packs: tuple[str, ...]) -> None:
        raise ValueError(secret)

    monkeypatch.setattr(world.bot.library, "desk_of", broken)
    result = await world.alice.slash(world.channel, "ask", question=ASKED)
    assert result.response.ephemeral
    reference = text(result.response).rpartition(" ")[2]
    assert f"reference={reference}" in caplog.text
    assert "ValueError" in caplog.text
    assert secret not in caplog.text
    assert len(world.env.errors) == 1


async def test_who_asks_too_often_is_told_alone_and_may_ask_later(world: World) -> None:
    for _ in range(6):
        await world.alice.slash(world.channel, "ask", question=ASKED)
    result = await world.alice.slash(world.channel, "ask", question=ASKED)
    assert result.response.ephemeral
    assert "One moment" in text(result.response)
    other = await world.bob.slash(world.channel, "ask", question=ASKED)
    assert "25 April 2025" in text(other.response)
    await world.env.advance_time(31)
    result = await world.alice.slash(world.channel, "ask", question=ASKED)
    assert "25 April 2025" in text(result.response)


async def test_a_slow_answer_is_announced_within_three_seconds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = world.store.settings

    def callbacks() -> list[object]:
        return [one.json for one in world.env.http_requests if one.path.endswith("/callback")]

    async def slow(guild: int) -> GuildSettings:
        await asyncio.sleep(60)
        return await settings(guild)

    # The minute is simulated; what `asyncio.wait` waits passes for real.
    monkeypatch.setattr(asking, "SOON", 0.001)
    monkeypatch.setattr(world.store, "settings", slow)
    result = await world.alice.slash(world.channel, "ask", question=ASKED, private=True)
    assert callbacks() == [{"type": 5, "data": {"flags": 64}}]
    await world.env.advance_time(61)
    shown = [one for one in (result.response, *result.followups) if one and one.components]
    assert "25 April 2025" in text(shown[0])
    assert shown[0].ephemeral


async def test_commands_are_sent_only_when_they_changed(world: World) -> None:
    def sent() -> int:
        return sum(
            one.method == "PUT" and one.path.endswith("/commands")
            for one in world.env.http_requests
        )

    assert sent() == 1
    await world.restart()
    assert sent() == 1
    await world.store.set_meta("commands", "another")
    await world.restart()
    assert sent() == 2


async def test_commands_are_for_servers_users_and_everywhere(world: World) -> None:
    [request] = [one for one in world.env.http_requests if one.path.endswith("/commands")]
    by_name = {one["name"]: one for one in request.json}
    assert by_name["ask"]["integration_types"] == [0, 1]
    assert by_name["ask"]["contexts"] == [0, 1, 2]
    assert {"ask", "fact", "scenario", "scenarios", "sources", "timeline"} <= set(by_name)
    assert {"about", "help", "privacy", "settings", "Check this"} <= set(by_name)


async def test_a_scenario_is_opened_from_the_list(world: World) -> None:
    result = await world.alice.slash(world.channel, "scenarios")
    assert "⏳ Open" in text(result.response)
    offered = options(result.response)
    await world.restart()
    opened = await world.alice.select(result.response, [offered["A merger of Acme and Zenith"]])
    assert opened.response.ephemeral
    assert "What would settle it" in text(opened.response)
