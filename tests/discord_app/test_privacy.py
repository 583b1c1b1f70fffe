import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
import simcord
from sqlalchemy import Connection

from bot.discord_app.privacy_export import exported
from bot.discord_app.texts import text
from bot.storage.engine import WRITE
from bot.storage.loop_records import Held
from bot.storage.records import AskedAnswer, Feedback, Retention
from tests.discord_app.commands_host import (
    NOW,
    Room,
    build_client,
    labels,
    reading,
    room,
    texts,
    undescribed,
)

ANSWER = AskedAnswer(
    message_id=2**60 + 1,
    channel_id=5,
    guild_id=6,
    asker_id=0,
    pack="pack-0",
    pack_version="v1",
    entry="bolt-price",
    facts=("bolt-price",),
    question_hash="0f",
    created=1_767_000_000,
)


async def remember(here: Room, user: int, answers: int = 1) -> None:
    for number in range(answers):
        await here.store.remember_answer(
            replace(ANSWER, asker_id=user, message_id=2**60 + user % 1000 * 100 + number)
        )
    await here.store.add_feedback(
        Feedback(ANSWER.message_id, "helpful", here.store.user_hash(user), 1_766_000_000)
    )


def _rename(table: str, name: str) -> Callable[[Connection], None]:
    told = f"ALTER TABLE {table} RENAME TO {name}"
    return lambda connection: connection.exec_driver_sql(told).close()


async def opened(here: Room) -> simcord.ResponseMessage:
    """Return what the member sees."""
    result = await here.member.slash(here.channel, "privacy")
    assert result.response is not None
    return result.response


async def test_members_see_what_is_held_on_them_and_nobody_else_does() -> None:
    async with room() as here:
        await remember(here, here.member.id, answers=3)
        await remember(here, here.manager.id, answers=7)
        shown = await opened(here)
        assert shown.ephemeral
        assert here.channel.history(viewer=here.manager) == []
        assert (
            "Answers given to you: **3**\nYour feedback on answers: **1**\n"
            "The oldest is from <t:1766000000:D>."
        ) in texts(shown)
        assert "answers 90, feedback 90, questions 90, proposals 180" in texts(shown)
        assert labels(shown) == ["Take with you", "Delete everything"]


async def test_on_whom_nothing_is_held_has_nothing_to_delete() -> None:
    async with room() as here:
        shown = await opened(here)
        assert text("privacy_nothing", "en") in texts(shown)
        assert labels(shown) == []


async def test_it_is_there_in_direct_messages_too() -> None:
    async with room() as here:
        await remember(here, here.member.id)
        result = await here.member.user.slash("privacy")
        assert result.response is not None
        deleting = await here.member.user.click(result.response, label="Delete everything")
        assert deleting.acknowledged
        await here.member.user.click(result.response, label="Yes, delete")
        assert await here.store.held_on(here.member.id) == Held()


async def test_a_member_takes_all_of_it_along_as_json() -> None:
    async with room() as here:
        await remember(here, here.member.id)
        result = await here.member.click(await opened(here), label="Take with you")
        assert result.ephemeral
        messages = [one for one in (result.response, *result.followups) if one]
        (file,) = [file for one in messages for file in one.attachments]
        assert file.filename == "scenario-bot.json"
        assert text("privacy_exported", "en") in "\n".join(map(texts, messages))
        held = await here.store.held_on(here.member.id)
        assert json.loads(exported(here.member.id, held, NOW, Retention())) == {
            "user_id": str(here.member.id),
            "exported": "2026-01-02T03:04:05+00:00",
            "remembered_days": {
                "answers": 90,
                "feedback": 90,
                "questions": 90,
                "proposals": 180,
                "history": 730,
                "changes": 730,
                "visits": 180,
                "notices": 14,
            },
            "answers": [
                {
                    "message_id": str(held.answers[0].message_id),
                    "channel_id": "5",
                    "guild_id": "6",
                    "pack": "pack-0",
                    "pack_version": "v1",
                    "entry": "bolt-price",
                    "facts": ["bolt-price"],
                    "question_fingerprint": "0f",
                    "created": "2025-12-29T09:20:00+00:00",
                    "card": "",
                }
            ],
            "feedback": [
                {
                    "message_id": str(ANSWER.message_id),
                    "kind": "helpful",
                    "created": "2025-12-17T19:33:20+00:00",
                }
            ],
            "unanswered_questions": [],
            "proposals": [],
            "decisions": [],
            "assigned_questions": [],
            "following": [],
            "messages_to_you": [],
            "asked_what_changed": None,
        }
        assert file.size == len(exported(here.member.id, held, NOW, Retention()))


async def test_very_much_is_cut_to_what_discord_takes_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(tuple(replace(ANSWER, guild_id=None) for _ in range(12_000)))
    assert len(exported(1, held, datetime.now(tz=NOW.tzinfo), Retention())) < 8_000_000
    monkeypatch.setattr("bot.discord_app.privacy_export.RECORDS_AT_MOST", 2)
    async with room() as here:
        await remember(here, here.member.id, answers=5)
        result = await here.member.click(await opened(here), label="Take with you")
        messages = [one for one in (result.response, *result.followups) if one]
        expected = text("privacy_exported_newest", "en", count=3)
        assert expected in "\n".join(map(texts, messages))


async def test_deleting_is_asked_back_and_deletes_only_ones_own() -> None:
    async with room() as here:
        await remember(here, here.member.id, answers=2)
        await remember(here, here.manager.id)
        shown = await opened(here)
        await here.member.click(shown, label="Delete everything")
        assert text("privacy_sure", "en") in texts(shown)
        assert (await here.store.held_on(here.member.id)).count == 3

        await here.member.click(shown, label="No, keep")
        assert "**2**" in texts(shown)
        assert (await here.store.held_on(here.member.id)).count == 3

        await here.member.click(shown, label="Delete everything")
        await here.member.click(shown, label="Yes, delete")
        assert text("privacy_deleted", "en", count=3) in texts(shown)
        assert labels(shown) == []
        assert await here.store.held_on(here.member.id) == Held()
        assert (await here.store.held_on(here.manager.id)).count == 2


async def test_its_buttons_work_after_a_restart() -> None:
    async with room() as here:
        await remember(here, here.member.id)
        shown = await opened(here)
        await here.env.restart_bot(build_client(here.store))
        await here.member.click(shown, label="Delete everything")
        await here.env.restart_bot(build_client(here.store))
        await here.member.click(shown, label="Yes, delete")
        assert await here.store.held_on(here.member.id) == Held()


async def test_a_store_that_fails_is_apologised_for_and_forgets_once_it_works_again() -> None:
    async with room() as here:
        await remember(here, here.member.id)
        shown = await opened(here)
        await here.member.click(shown, label="Delete everything")
        database = here.store._database
        await database.write(_rename("feedback", "away"))
        result = await here.member.click(shown, label="Yes, delete")
        (apology,) = result.followups
        assert apology.ephemeral
        assert texts(apology).startswith("Sorry, something went wrong. Reference: ")
        assert database.health().waiting == 1
        # Straight to the connection: any writing of the store's own would fail first.
        back = partial(database._transact, WRITE, _rename("away", "feedback"))
        await database._in_thread(WRITE, back)
        assert (await here.store.held_on(here.member.id)).count == 0


async def test_all_that_is_sent_is_as_discord_describes_it() -> None:
    async with room() as here:
        await remember(here, here.member.id)
        shown = await opened(here)
        for label in ("Take with you", "Delete everything", "Yes, delete"):
            await here.member.click(shown, label=label)
        assert undescribed(here.env) == []


@pytest.mark.parametrize("locale", ["it", "fr", "de", "es-ES", "es-419"])
async def test_it_is_in_the_members_language(locale: str) -> None:
    language = locale[:2]
    async with room() as here:
        await remember(here, here.member.id)
        with reading(locale):
            shown = await opened(here)
            assert text("privacy_title", language) in texts(shown)
            await here.member.click(shown, label=text("privacy_delete", language))
            await here.member.click(shown, label=text("privacy_yes", language))
        assert text("privacy_deleted", language, count=2) in texts(shown)
